// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/recipe.h"

namespace layerbench {

namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

/// Selects the layers, then edits them.
template <class Change>
Result<Network> onSelection(const Network& network, const Selection& selection, Change change) {
    LB_TRY(const auto ids, resolve(network, selection));
    return change(std::span<const LayerId>(ids));
}

Result<LayerId> sourceOf(const Network& network, const std::string& name) {
    if (name == "input")
        return LayerId::input;
    return network.idOf(name);
}

std::string said(const Selection& selection) {
    const auto& arguments = selection.arguments;
    if (selection.by == Selection::By::range && arguments.size() == 2)
        return arguments[0] + " to " + arguments[1];
    std::string out;
    for (const auto& argument : arguments)
        out += (out.empty() ? "" : ", ") + argument;
    return out;
}

std::string kindName(Kind kind) {
    return std::string(kindInfo(kind).name);
}

std::string_view policyName(BatchNormPolicy policy) {
    switch (policy) {
    case BatchNormPolicy::frozen:
        return "frozen";
    case BatchNormPolicy::statisticsOnly:
        return "statistics only";
    case BatchNormPolicy::trained:
        return "trained";
    }
    return {};
}

Result<Network> applyInsert(const Network& network, const InsertLayer& edit) {
    LB_TRY(const LayerId after, sourceOf(network, edit.after));
    std::optional<LayerId> before;
    if (!edit.before.empty()) {
        LB_TRY(before, network.idOf(edit.before));
    }
    return insertLayer(network, after, before, edit.kind, edit.attributes, edit.name, edit.initialisation);
}

}  // namespace

Result<Network> apply(const Network& network, const Edit& edit, std::int64_t classCount) {
    using Ids = std::span<const LayerId>;
    return std::visit(
        Overloaded{
            [&](const SliceAfter& e) -> Result<Network> {
                LB_TRY(const LayerId last, network.idOf(e.layer));
                return sliceAfter(network, last);
            },
            [&](const RemoveLayer& e) -> Result<Network> {
                LB_TRY(const LayerId layer, network.idOf(e.layer));
                return removeLayer(network, layer);
            },
            [&](const InsertLayer& e) { return applyInsert(network, e); },
            [&](const ReplaceLayer& e) -> Result<Network> {
                LB_TRY(const LayerId layer, network.idOf(e.layer));
                return replaceLayer(network, layer, e.kind, e.attributes, e.initialisation);
            },
            [&](const ReplaceHead& e) {
                return replaceHead(network, e.classCount > 0 ? e.classCount : classCount, e.initialisation);
            },
            [&](const SetTrainable& e) {
                return onSelection(network, e.layers, [&](Ids ids) { return setTrainable(network, ids, e.trainable); });
            },
            [&](const SetBatchNormPolicy& e) {
                return onSelection(network, e.layers,
                                   [&](Ids ids) { return setBatchNormPolicy(network, ids, e.policy); });
            },
            [&](const Reinitialise& e) {
                return onSelection(network, e.layers,
                                   [&](Ids ids) { return reinitialise(network, ids, e.initialisation); });
            },
            [&](const SetLearningRate& e) {
                return onSelection(network, e.layers,
                                   [&](Ids ids) { return setLearningRate(network, ids, e.multiplier); });
            },
            [&](const SetDropout& e) {
                return onSelection(network, e.layers, [&](Ids ids) { return setDropout(network, ids, e.p); });
            },
        },
        edit);
}

Result<Network> apply(const Network& network, const Recipe& recipe, std::int64_t classCount) {
    Network result = network;
    for (std::size_t i = 0; i < recipe.edits.size(); ++i) {
        auto next = apply(result, recipe.edits[i], classCount);
        if (!next)
            return failure(LB_TEXT("network", "Step %1 of the recipe (%2) cannot be done: %3"), i + 1,
                           describe(recipe.edits[i]).english(), next.error().message());
        result = std::move(*next);
    }
    return result;
}

Text describe(const Edit& edit) {
    return std::visit(
        Overloaded{
            [](const SliceAfter& e) { return text(LB_TEXT("network", "Slice after %1"), e.layer); },
            [](const RemoveLayer& e) { return text(LB_TEXT("network", "Remove %1"), e.layer); },
            [](const InsertLayer& e) {
                return text(LB_TEXT("network", "Insert %1 after %2"), kindName(e.kind), e.after);
            },
            [](const ReplaceLayer& e) {
                return text(LB_TEXT("network", "Replace %1 by %2"), e.layer, kindName(e.kind));
            },
            [](const ReplaceHead& e) {
                return e.classCount > 0 ? text(LB_TEXT("network", "New head for %1 classes"), e.classCount)
                                        : text(LB_TEXT("network", "New head for the data's classes"));
            },
            [](const SetTrainable& e) {
                return e.trainable ? text(LB_TEXT("network", "Unfreeze %1"), said(e.layers))
                                   : text(LB_TEXT("network", "Freeze %1"), said(e.layers));
            },
            [](const SetBatchNormPolicy& e) {
                return text(LB_TEXT("network", "Batch-norm of %1: %2"), said(e.layers),
                            std::string(policyName(e.policy)));
            },
            [](const Reinitialise& e) {
                return text(LB_TEXT("network", "Random weights for %1 (%2)"), said(e.layers),
                            std::string(name(e.initialisation.scheme)));
            },
            [](const SetLearningRate& e) {
                return text(LB_TEXT("network", "Learning rate of %1 × %2"), said(e.layers), e.multiplier);
            },
            [](const SetDropout& e) { return text(LB_TEXT("network", "Dropout of %1: %2"), said(e.layers), e.p); },
        },
        edit);
}

}  // namespace layerbench
