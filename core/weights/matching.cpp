// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/matching.h"

#include "core/weights/input_file.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace layerbench {

namespace {

using TensorsByName = std::unordered_map<std::string_view, const Tensor*>;

TensorsByName byName(const StateDict& weights) {
    TensorsByName tensors;
    for (const auto& named : weights.tensors)
        tensors.emplace(named.name, &named.tensor);
    return tensors;
}

bool isFloating(ScalarType type) {
    return type == ScalarType::float32 || type == ScalarType::float64 || type == ScalarType::float16 ||
           type == ScalarType::bfloat16;
}

bool isHead(const ArchitectureTensors& architecture, const std::string& name) {
    return std::ranges::find(architecture.headNames, name) != architecture.headNames.end();
}

/// The one class count that the head's tensors have in the file, where they differ from the wanted ones in
/// nothing else; nothing where the head is missing or of another make.
std::optional<std::int64_t> classCountOf(const TensorsByName& file, const ArchitectureTensors& architecture) {
    std::optional<std::int64_t> count;
    for (const auto& wanted : architecture.wanted) {
        if (!isHead(architecture, wanted.name))
            continue;
        const auto found = file.find(wanted.name);
        if (found == file.end())
            return std::nullopt;
        const Shape& shape = found->second->shape();
        if (shape.empty() || shape.size() != wanted.shape.size() || shape[0] < 1 ||
            !std::equal(shape.begin() + 1, shape.end(), wanted.shape.begin() + 1) || (count && *count != shape[0]))
            return std::nullopt;
        count = shape[0];
    }
    return count;
}

}  // namespace

Text MatchReport::summary() const {
    if (!missing.empty())
        return text(LB_TEXT("weights", "%1 tensors are missing, the first is “%2”; %3 match."), missing.size(),
                    printable(missing.front()), matched.size());
    if (!wrongShape.empty())
        return text(
            LB_TEXT("weights", "%1 tensors have another shape, the first is “%2”: %3 where the network needs %4."),
            wrongShape.size(), printable(wrongShape.front().name), toText(wrongShape.front().found),
            toText(wrongShape.front().wanted));
    if (!notFloating.empty())
        return text(LB_TEXT("weights", "%1 tensors hold whole numbers instead of weights, the first is “%2”."),
                    notFloating.size(), printable(notFloating.front()));
    if (headDiffers && !unexpected.empty())
        return text(LB_TEXT("weights",
                            "All %1 tensors match, the head has %2 classes; %3 tensors of the file are not used, the "
                            "first is “%4”."),
                    matched.size(), *fileClassCount, unexpected.size(), printable(unexpected.front()));
    if (headDiffers)
        return text(LB_TEXT("weights", "All %1 tensors match, the head has %2 classes."), matched.size(),
                    *fileClassCount);
    if (!unexpected.empty())
        return text(LB_TEXT("weights", "All %1 tensors match; %2 tensors of the file are not used, the first is “%3”."),
                    matched.size(), unexpected.size(), printable(unexpected.front()));
    return text(LB_TEXT("weights", "All %1 tensors match."), matched.size());
}

MatchReport matchTensors(const StateDict& weights, const ArchitectureTensors& architecture) {
    MatchReport report;
    const auto file = byName(weights);
    report.fileClassCount = classCountOf(file, architecture);
    std::unordered_set<std::string_view> known;
    for (const auto& wanted : architecture.wanted) {
        known.insert(wanted.name);
        const auto found = file.find(wanted.name);
        if (found == file.end()) {
            if (!wanted.optional)
                report.missing.push_back(wanted.name);
            continue;
        }
        const Tensor& tensor = *found->second;
        const bool otherClassCount =
            tensor.shape() != wanted.shape && report.fileClassCount && isHead(architecture, wanted.name);
        if (tensor.shape() != wanted.shape && !otherClassCount)
            report.wrongShape.push_back({wanted.name, wanted.shape, tensor.shape()});
        else if (!wanted.optional && !isFloating(tensor.type()))
            report.notFloating.push_back(wanted.name);
        else
            report.matched.push_back(wanted.name);
        report.headDiffers = report.headDiffers || otherClassCount;
    }
    for (const auto& named : weights.tensors) {
        if (!known.contains(named.name))
            report.unexpected.push_back(named.name);
    }
    return report;
}

Result<std::vector<NamedTensor>> takeMatched(const StateDict& weights, const ArchitectureTensors& architecture,
                                             const std::string& source) {
    const auto report = matchTensors(weights, architecture);
    if (!report.missing.empty())
        return failure(LB_TEXT("weights", "“%1” has no tensor “%2”, which %3 needs (%4 of its tensors are missing). "
                                          "Name the architecture that the file was made with."),
                       source, printable(report.missing.front()), architecture.name, report.missing.size());
    if (!report.wrongShape.empty()) {
        const auto& wrong = report.wrongShape.front();
        return failure(LB_TEXT("weights", "The tensor “%2” in “%1” has the shape %3, but %4 needs %5. "
                                          "Name the architecture that the file was made with."),
                       source, printable(wrong.name), toText(wrong.found), architecture.name, toText(wrong.wanted));
    }
    if (!report.notFloating.empty())
        return failure(LB_TEXT("weights", "The tensor “%2” in “%1” holds whole numbers, as quantised networks do. "
                                          "Take the file of the network that is not quantised."),
                       source, printable(report.notFloating.front()));
    const auto file = byName(weights);
    std::vector<NamedTensor> taken;
    taken.reserve(report.matched.size());
    for (const auto& name : report.matched) {
        const Tensor& tensor = *file.at(name);
        taken.push_back({name, isFloating(tensor.type()) ? tensor.toFloat32() : tensor});
    }
    return taken;
}

std::vector<ArchitectureScore> rankArchitectures(const StateDict& weights,
                                                 std::span<const ArchitectureTensors> candidates) {
    std::vector<ArchitectureScore> scores;
    for (const auto& candidate : candidates) {
        ArchitectureScore score{scores.size(), candidate.name, 0, matchTensors(weights, candidate)};
        std::unordered_set<std::string_view> optional;
        for (const auto& wanted : candidate.wanted) {
            if (wanted.optional)
                optional.insert(wanted.name);
        }
        const auto& report = score.report;
        const auto matching =
            std::ranges::count_if(report.matched, [&](const std::string& name) { return !optional.contains(name); });
        const auto others =
            report.missing.size() + report.wrongShape.size() + report.notFloating.size() + report.unexpected.size();
        if (matching > 0)
            score.share = static_cast<double>(matching) / (static_cast<double>(matching) + static_cast<double>(others));
        scores.push_back(std::move(score));
    }
    std::ranges::stable_sort(scores, [](const ArchitectureScore& a, const ArchitectureScore& b) {
        if (a.report.exact() != b.report.exact())
            return a.report.exact();
        return a.share > b.share;
    });
    return scores;
}

}  // namespace layerbench
