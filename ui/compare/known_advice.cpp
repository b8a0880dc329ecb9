// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/known_advice.h"

#include "core/project/advice_json.h"
#include "widgets/basics/translated.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerbench {

namespace {

/// The weightiest: the panel stands beside a board.
constexpr int reasonsShown = 3;

std::vector<Text> sentences(const QJsonValue& list) {
    std::vector<Text> texts;
    const QJsonArray array = list.toArray();
    for (const auto& sentence : array)
        texts.push_back({sentence.toString().toStdString(), {}});
    return texts;
}

QStringList inWords(const std::vector<Text>& texts) {
    QStringList words;
    for (const auto& text : texts)
        words << translated(text);
    return words;
}

}  // namespace

KnownAdvice knownAdvice(const Advice& advice) {
    KnownAdvice known{.caseName = std::string(name(advice.which)),
                      .cut = proposedCut(advice),
                      .confidence = advice.confidence,
                      .pictures = static_cast<double>(advice.pictures),
                      .difference = advice.difference,
                      .profile = {},
                      .reasons = advice.reasons,
                      .doubts = advice.doubts,
                      .json = adviceToJson(advice)};
    for (const auto& block : advice.observation.blocks)
        known.profile.push_back({block.cut, block.ridge});
    return known;
}

std::optional<KnownAdvice> adviceFromKept(const std::string& json) {
    const auto record = adviceFromJson(json);
    if (!record)
        return std::nullopt;
    KnownAdvice known{.caseName = record->caseName,
                      .cut = record->proposedCut,
                      .confidence = record->confidence,
                      .profile = {},
                      .reasons = {},
                      .doubts = {},
                      .json = json};
    const QJsonObject all = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    known.pictures = all[QStringLiteral("size")][QStringLiteral("pictures")].toDouble();
    known.difference = all[QStringLiteral("similarity")][QStringLiteral("difference")].toDouble(known.difference);
    const QJsonArray profile = all[QStringLiteral("profile")].toArray();
    for (const auto& block : profile)
        known.profile.push_back(
            {block[QStringLiteral("layer")].toString().toStdString(), block[QStringLiteral("ridge")].toDouble()});
    known.reasons = sentences(all[QStringLiteral("reasons")]);
    known.doubts = sentences(all[QStringLiteral("doubts")]);
    return known;
}

AdviceState adviceState(const KnownAdvice& advice, const AdviserRecord& record) {
    return {.kind = AdviceState::Kind::given,
            .caseName = advice.caseName,
            .reasons = inWords(advice.reasons).mid(0, reasonsShown),
            .sure = advice.confidence,
            .changesMind = inWords(advice.doubts).value(0),
            .cutProposed = !advice.cut.empty(),
            .right = record.right,
            .compared = record.judged};
}

}  // namespace layerbench
