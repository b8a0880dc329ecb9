// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/known_advice.h"

#include "core/project/advice_json.h"
#include "core/study/cases.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/board/board_place.h"

#include <QCoreApplication>

#include <cmath>

namespace layerbench {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ComparePage)
};

std::vector<Text> sentences(const std::vector<std::string>& english) {
    std::vector<Text> texts;
    for (const auto& sentence : english)
        texts.push_back({sentence, {}});
    return texts;
}

std::vector<std::string> english(const std::vector<Text>& texts) {
    std::vector<std::string> sentences;
    for (const auto& text : texts)
        sentences.push_back(text.english());
    return sentences;
}

std::vector<ProbedBlock> profileOf(const Observation& observation) {
    std::vector<ProbedBlock> profile;
    for (const auto& block : observation.blocks)
        profile.push_back({block.cut, block.ridge});
    return profile;
}

QStringList inWords(const std::vector<Text>& texts) {
    QStringList words;
    for (const auto& text : texts)
        words << translated(text);
    return words;
}

}  // namespace

KnownAdvice knownAdvice(const Advice& advice) {
    return {.caseName = std::string(name(advice.which)),
            .cut = proposedCut(advice),
            .confidence = advice.confidence,
            .pictures = static_cast<double>(advice.pictures),
            .difference = advice.difference,
            .judged = !advice.observation.source,
            .unexplained = advice.unexplained,
            .profile = profileOf(advice.observation),
            .reasons = advice.reasons,
            .doubts = advice.doubts,
            .json = adviceToJson(advice)};
}

std::optional<KnownAdvice> adviceFromKept(const std::string& json) {
    auto record = adviceFromJson(json);
    if (!record)
        return std::nullopt;
    KnownAdvice known{.caseName = record->caseName,
                      .cut = record->proposedCut,
                      .confidence = record->confidence,
                      .pictures = static_cast<double>(record->observation.pictures),
                      .difference = record->difference,
                      .judged = !record->observation.source,
                      .profile = profileOf(record->observation),
                      .reasons = sentences(record->reasons),
                      .doubts = sentences(record->doubts),
                      .json = json};
    // The same reasons as then can be said in the user's language.
    const Advice today = advise(std::move(record->observation));
    known.unexplained = today.unexplained;
    if (name(today.which) == record->caseName && english(today.reasons) == record->reasons) {
        known.reasons = today.reasons;
        known.doubts = today.doubts;
    }
    return known;
}

QString elsewhere(const KnownAdvice& advice) {
    const auto which = caseFromName(advice.caseName);
    // Nothing is pretrained: that is the first reason, and places do not count.
    if (!which || *which == Case::fromScratch || !std::isfinite(advice.difference))
        return {};
    const bool advisedLarge = *which == Case::fineTune || *which == Case::fineTuneDifferent;
    const bool advisedDifferent = *which == Case::cutAndNewHead || *which == Case::fineTuneDifferent;
    const QString wrong = fullCount(std::llround(advice.unexplained));
    if (advisedLarge != sizePlace(advice.pictures).second)
        return advisedLarge ? Words::tr("By its count your data is small. For the advice counts what frozen features "
                                        "leave wrong: %1 pictures, enough to train all layers.")
                                  .arg(wrong)
                            : Words::tr("By its count your data is large. For the advice counts what frozen features "
                                        "leave wrong: only %1 pictures.")
                                  .arg(wrong);
    if (advisedDifferent != differencePlace(advice.difference).second)
        return advisedDifferent ? Words::tr("By its distance your data is similar to the original; earlier features "
                                            "serve it better all the same.")
                                : Words::tr("By its distance your data differs from the original; the last features "
                                            "serve it as well as any all the same.");
    return {};
}

AdviceState adviceState(const KnownAdvice& advice, const AdviserRecord& record) {
    return {.kind = AdviceState::Kind::given,
            .caseName = advice.caseName,
            .reasons = inWords(advice.reasons),
            .sure = advice.confidence,
            .changesMind = inWords(advice.doubts),
            .elsewhere = elsewhere(advice),
            .cutProposed = !advice.cut.empty(),
            .right = record.right,
            .compared = record.judged,
            .givenAway = record.meanRegret};
}

}  // namespace layerbench
