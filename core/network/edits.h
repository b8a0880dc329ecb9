// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <optional>
#include <span>
#include <string>

namespace layerbench {

// Every edit is a pure function: it returns another network or says in a sentence why it cannot, and never changes the
// one it is given. Weights that it keeps are shared. Shapes fit afterwards, or the edit refuses, names the layer that
// clashes and says what would fit.

/// Keeps `last` and everything it is computed from; the rest goes, dangling branches too. `last` becomes the output.
Result<Network> sliceAfter(const Network& network, LayerId last);

/// Takes one layer out; what used it uses its input instead. Layers with several inputs cannot be bridged.
Result<Network> removeLayer(const Network& network, LayerId layer);

/// Puts a new layer behind `after`: before all that used it, or before `before` alone. Sizes left out follow from the
/// input; a convolution or linear layer keeps the size by default. `name` empty: one is made from `after`'s.
Result<Network> insertLayer(const Network& network, LayerId after, std::optional<LayerId> before, Kind kind,
                            const Attributes& attributes, const std::string& name = {},
                            Initialisation initialisation = {});

/// Another layer in the same place under the same name. Parameters whose shape stays keep their values when the kind
/// stays; the others are drawn anew. A layer of which something is drawn is trainable; where all is kept, it stays
/// frozen or trainable as it was. A head replaced by what is neither a convolution nor linear counts as cut off.
Result<Network> replaceLayer(const Network& network, LayerId layer, Kind kind, const Attributes& attributes,
                             Initialisation initialisation = {});

/// A new head for n classes, trainable: in the place of the architecture's head where it is still there, else behind
/// the output: after a spatial map as global average pooling, flatten and linear ("head.pool", "head.flatten",
/// "head.fc"), after features as linear alone. The output is always [n]: a convolution as head that nothing pools any
/// more gets "head.pool" and "head.flatten" behind it. Class names are dropped.
Result<Network> replaceHead(const Network& network, std::int64_t classCount, Initialisation initialisation = {});

/// Freezes (false) or unfreezes layers. Batch-norm follows: frozen uses stored statistics, unfrozen trains.
Result<Network> setTrainable(const Network& network, std::span<const LayerId> layers, bool trainable);

/// Batch-norm layers among `layers` get the policy; an error where there are none.
Result<Network> setBatchNormPolicy(const Network& network, std::span<const LayerId> layers, BatchNormPolicy policy);

/// The parameters of `layers` will be drawn anew by the run's seed; batch-norm starts from mean 0 and variance 1.
Result<Network> reinitialise(const Network& network, std::span<const LayerId> layers, Initialisation initialisation);

/// Layers' learning rate as a multiple of the run's, in (0, 1000].
Result<Network> setLearningRate(const Network& network, std::span<const LayerId> layers, double multiplier);

/// Dropout layers among `layers` drop with probability p in [0, 1); an error where there are none.
Result<Network> setDropout(const Network& network, std::span<const LayerId> layers, double p);

}  // namespace layerbench
