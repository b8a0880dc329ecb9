// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/known_advice.h"

#include "core/project/advice_json.h"
#include "widgets/basics/translated.h"

namespace layerbench {

namespace {

/// The weightiest: the panel stands beside a board.
constexpr int reasonsShown = 3;

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
                      .profile = profileOf(record->observation),
                      .reasons = sentences(record->reasons),
                      .doubts = sentences(record->doubts),
                      .json = json};
    // The same reasons as then can be said in the user's language.
    const Advice today = advise(std::move(record->observation));
    if (name(today.which) == record->caseName && english(today.reasons) == record->reasons) {
        known.reasons = today.reasons;
        known.doubts = today.doubts;
    }
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
            .compared = record.judged,
            .givenAway = record.meanRegret};
}

}  // namespace layerbench
