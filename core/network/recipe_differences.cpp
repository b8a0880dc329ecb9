// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/recipe_differences.h"

#include <algorithm>

namespace layerbench {

namespace {

/// Steps of A and of B that are the same, in order: a longest common subsequence.
std::vector<std::pair<std::size_t, std::size_t>> sameSteps(const std::vector<Edit>& a, const std::vector<Edit>& b) {
    std::vector<std::pair<std::size_t, std::size_t>> same;
    std::size_t begin = 0;
    std::size_t endA = a.size();
    std::size_t endB = b.size();
    while (begin < std::min(endA, endB) && a[begin] == b[begin]) {
        same.emplace_back(begin, begin);
        ++begin;
    }
    while (endA > begin && endB > begin && a[endA - 1] == b[endB - 1]) {
        --endA;
        --endB;
    }
    // The table is quadratic, and recipes come from files: beyond this, the steps between are all taken as different.
    constexpr std::size_t largestTable = 4'000'000;
    const std::size_t rows = endA - begin;
    const std::size_t columns = endB - begin;
    if (rows > 0 && columns <= largestTable / rows) {
        std::vector<std::size_t> lengths((rows + 1) * (columns + 1));
        const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return lengths[i * (columns + 1) + j]; };
        for (std::size_t i = rows; i-- > 0;)
            for (std::size_t j = columns; j-- > 0;)
                at(i, j) = a[begin + i] == b[begin + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
            if (a[begin + i] == b[begin + j])
                same.emplace_back(begin + i++, begin + j++);
            else
                at(i + 1, j) >= at(i, j + 1) ? ++i : ++j;
        }
    }
    for (std::size_t i = endA; i < a.size(); ++i)
        same.emplace_back(i, endB + (i - endA));
    return same;
}

std::string said(const Initialisation& initialisation) {
    return std::string(name(initialisation.scheme)) +
           (initialisation.stream > 0 ? ", draw " + std::to_string(initialisation.stream) : "");
}

std::string said(const Attributes& attributes) {
    std::string out;
    for (const auto& [name, value] : attributes.all())
        out += name + " " + toText(value) + ", ";
    return out;
}

/// describe() with what it leaves out: two steps that differ must not read the same.
std::string inFull(const Edit& edit) {
    const std::string short_ = describe(edit).english();
    if (const auto* head = std::get_if<ReplaceHead>(&edit))
        return short_ + " (" + said(head->initialisation) + ")";
    if (const auto* drawn = std::get_if<Reinitialise>(&edit); drawn && drawn->initialisation.stream > 0)
        return short_ + " (" + said(drawn->initialisation) + ")";
    if (const auto* replaced = std::get_if<ReplaceLayer>(&edit))
        return short_ + " (" + said(replaced->attributes) + said(replaced->initialisation) + ")";
    if (const auto* inserted = std::get_if<InsertLayer>(&edit))
        return short_ + (inserted->before.empty() ? "" : " before " + inserted->before) +
               (inserted->name.empty() ? "" : " as " + inserted->name) + " (" + said(inserted->attributes) +
               said(inserted->initialisation) + ")";
    return short_;
}

/// What a step is about: a pair of this in A and in B reads as one change.
struct Subject {
    std::size_t kind;
    std::vector<std::string> layers;
    bool operator==(const Subject&) const = default;
};
Subject subjectOf(const Edit& edit) {
    Subject subject{edit.index(), {}};
    std::visit(
        [&](const auto& e) {
            if constexpr (requires { e.layers; })
                subject.layers = e.layers.arguments;
            else if constexpr (requires { e.layer; } && !std::is_same_v<std::decay_t<decltype(e)>, SliceAfter>)
                subject.layers = {e.layer};
            else if constexpr (requires { e.after; })
                subject.layers = {e.after};
        },
        edit);
    return subject;
}

/// The steps between two that are the same in both: pairs about one thing, then what is left of each.
void compareBetween(std::vector<RecipeDifference>& out, const Recipe& a, std::size_t firstA, std::size_t endA,
                    const Recipe& b, std::size_t firstB, std::size_t endB) {
    std::size_t nextB = firstB;
    const auto onlyInB = [&](std::size_t end) {
        for (; nextB < end; ++nextB)
            out.push_back({{}, nextB, text(LB_TEXT("network", "Only in B: %1."), inFull(b.edits[nextB]))});
    };
    for (std::size_t i = firstA; i < endA; ++i) {
        std::size_t j = nextB;
        while (j < endB && subjectOf(a.edits[i]) != subjectOf(b.edits[j]))
            ++j;
        if (j == endB) {
            out.push_back({i, {}, text(LB_TEXT("network", "Only in A: %1."), inFull(a.edits[i]))});
            continue;
        }
        onlyInB(j);
        out.push_back({i, j, text(LB_TEXT("network", "A: %1. B: %2."), inFull(a.edits[i]), inFull(b.edits[j]))});
        nextB = j + 1;
    }
    onlyInB(endB);
}

/// What stands before each layer, by name: ids of layers that recipes make mean nothing to each other.
std::vector<std::string> inputNames(const Network& network, const Layer& layer) {
    std::vector<std::string> names;
    for (const LayerId id : layer.inputs)
        names.push_back(id == LayerId::input ? std::string() : network.layer(id).name);
    return names;
}

bool sameValues(const Layer& a, const Layer& b) {
    return std::ranges::equal(a.parameters, b.parameters,
                              [](const Parameter& x, const Parameter& y) { return x.value == y.value; });
}

Result<Network> applied(const Network& network, const Recipe& recipe, std::int64_t classCount) {
    auto result = apply(network, recipe, classCount);
    if (!result)
        return failure(LB_TEXT("network", "“%1”: %2"), recipe.name, result.error().message());
    return result;
}

}  // namespace

std::vector<RecipeDifference> recipeDifferences(const Recipe& a, const Recipe& b) {
    std::vector<RecipeDifference> out;
    std::size_t nextA = 0;
    std::size_t nextB = 0;
    auto same = sameSteps(a.edits, b.edits);
    same.emplace_back(a.edits.size(), b.edits.size());
    for (const auto& [i, j] : same) {
        compareBetween(out, a, nextA, i, b, nextB, j);
        nextA = i + 1;
        nextB = j + 1;
    }
    return out;
}

Result<std::vector<LayerDifference>> layerDifferences(const Network& network, const Recipe& a, const Recipe& b,
                                                      std::int64_t classCount) {
    LB_TRY(const Network inA, applied(network, a, classCount));
    LB_TRY(const Network inB, applied(network, b, classCount));
    const auto twin = [](const Network& other, const Layer& layer) -> const Layer* {
        return other.contains(layer.id) && other.layer(layer.id).name == layer.name ? &other.layer(layer.id) : nullptr;
    };
    std::vector<LayerDifference> out;
    for (const auto& layer : inA.layers()) {
        LayerDifference difference{.layer = layer.id, .name = layer.name};
        if (const Layer* other = twin(inB, layer)) {
            difference.trainable =
                layer.trainable != other->trainable ||
                (layer.kind == Kind::batchNorm2d && other->kind == layer.kind && layer.batchNorm != other->batchNorm);
            difference.weights = !sameValues(layer, *other);
            difference.rate = layer.learningRateMultiplier != other->learningRateMultiplier;
            difference.attributes = layer.kind != other->kind || layer.attributes != other->attributes ||
                                    inputNames(inA, layer) != inputNames(inB, *other);
        } else {
            difference.inB = false;
        }
        if (difference != LayerDifference{.layer = layer.id, .name = layer.name})
            out.push_back(std::move(difference));
    }
    for (const auto& layer : inB.layers())
        if (!twin(inA, layer))
            out.push_back({.layer = layer.id, .name = layer.name, .inA = false});
    return out;
}

}  // namespace layerbench
