// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// One step that is not the same in two recipes: only in one of them, or the same kind of step with other values.
struct RecipeDifference {
    std::optional<std::size_t> inA;  ///< position in A's edits; none: only in B
    std::optional<std::size_t> inB;
    Text text;  ///< "Only in A: Freeze features.0.", "A: Learning rate of head × 10. B: Learning rate of head × 1."

    bool operator==(const RecipeDifference&) const = default;
};

/// What two recipes do differently, in the order of their steps. Names and explanations do not count; the order of
/// steps does: a step that stands elsewhere is only in A, and only in B. Empty for equal edits.
std::vector<RecipeDifference> recipeDifferences(const Recipe& a, const Recipe& b);

/// A layer that two recipes leave differently in one network.
struct LayerDifference {
    LayerId layer{};   ///< where B alone has it, B's id, which may be that of another layer in A
    std::string name;  ///< A's where it has it
    bool inA = true;   ///< kept or made; where it is in one only, the rest says nothing
    bool inB = true;
    bool trainable = false;   ///< frozen in one, learning in the other; batch-norm's policy counts
    bool weights = false;     ///< drawn anew in one, kept in the other, or drawn in another way
    bool rate = false;        ///< learning-rate multiplier
    bool attributes = false;  ///< kind, sizes, dropout's p, or what it is computed from

    bool operator==(const LayerDifference&) const = default;
};

/// Both recipes applied to the network, layer by layer: those of A in its order, then those that B alone has. A layer
/// is the same where id and name are. Errors: those of apply(), with the recipe's name.
Result<std::vector<LayerDifference>> layerDifferences(const Network& network, const Recipe& a, const Recipe& b,
                                                      std::int64_t classCount);

}  // namespace layerbench
