// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/edits.h"

#include <string>
#include <variant>
#include <vector>

namespace layerbench {

/// Layers by what a person would call them, so that one recipe fits many networks.
struct Selection {
    enum class By {
        names,    ///< arguments: layer names
        pattern,  ///< arguments: one pattern with * and ?, such as "features.*"
        range,    ///< arguments: first and last name; all between them in network order
        block,    ///< arguments: one prefix: the layer of that name and all below it ("layer1.0")
        role,     ///< arguments: one of "all", "head", "backbone" (all but the head), "last_block", "batch_norm",
                  ///< "dropout"
    };
    By by = By::role;
    std::vector<std::string> arguments{"all"};

    bool operator==(const Selection&) const = default;
};

/// The layers meant, in network order. Nothing found, an unknown name or role is an error that says so.
Result<std::vector<LayerId>> resolve(const Network& network, const Selection& selection);

struct SliceAfter {
    std::string layer;
    bool operator==(const SliceAfter&) const = default;
};
struct RemoveLayer {
    std::string layer;
    bool operator==(const RemoveLayer&) const = default;
};
struct InsertLayer {
    std::string after;   ///< "input" for the picture
    std::string before;  ///< empty: before all that used `after`
    Kind kind{};
    Attributes attributes;
    std::string name;
    Initialisation initialisation;
    bool operator==(const InsertLayer&) const = default;
};
struct ReplaceLayer {
    std::string layer;
    Kind kind{};
    Attributes attributes;
    Initialisation initialisation;
    bool operator==(const ReplaceLayer&) const = default;
};
struct ReplaceHead {
    std::int64_t classCount = 0;  ///< 0: as many as the data has
    Initialisation initialisation;
    bool operator==(const ReplaceHead&) const = default;
};
struct SetTrainable {
    Selection layers;
    bool trainable = false;
    bool operator==(const SetTrainable&) const = default;
};
struct SetBatchNormPolicy {
    Selection layers;
    BatchNormPolicy policy{};
    bool operator==(const SetBatchNormPolicy&) const = default;
};
struct Reinitialise {
    Selection layers;
    Initialisation initialisation;
    bool operator==(const Reinitialise&) const = default;
};
struct SetLearningRate {
    Selection layers;
    double multiplier = 1;
    bool operator==(const SetLearningRate&) const = default;
};
struct SetDropout {
    Selection layers;
    double p = 0.5;
    bool operator==(const SetDropout&) const = default;
};

/// One edit as data: what a gesture in the window, a line of a recipe file and a test all mean by it.
using Edit = std::variant<SliceAfter, RemoveLayer, InsertLayer, ReplaceLayer, ReplaceHead, SetTrainable,
                          SetBatchNormPolicy, Reinitialise, SetLearningRate, SetDropout>;

/// A list of edits with a name.
struct Recipe {
    std::string name;
    std::string explanation;
    std::vector<Edit> edits;

    bool operator==(const Recipe&) const = default;
};

/// `classCount` is the data's number of classes, for heads that follow it.
Result<Network> apply(const Network& network, const Edit& edit, std::int64_t classCount);
/// All edits in turn; the error says which of them failed and why.
Result<Network> apply(const Network& network, const Recipe& recipe, std::int64_t classCount);

/// What undo, history and reports call it: "Freeze features.0 to features.9".
Text describe(const Edit& edit);

}  // namespace layerbench
