// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace layerbench {

/// How new weights are drawn. Biases follow the scheme's usual partner.
enum class Scheme {
    standard,        ///< what PyTorch's layers do: U(-1/sqrt(fan_in), 1/sqrt(fan_in)), weights and biases
    kaimingNormal,   ///< N(0, 2/fan_out) (He et al. 2015, eq. 10, as torchvision's ResNet), biases 0
    kaimingUniform,  ///< U(-b, b), b = sqrt(6/fan_in) (He et al. 2015, eq. 10), biases 0
    xavierUniform,   ///< U(-b, b), b = sqrt(6/(fan_in + fan_out)) (Glorot and Bengio 2010, eq. 16), biases 0
    smallNormal,     ///< N(0, 0.01^2), biases 0, as torchvision's heads
};

/// "standard", "kaiming_normal", …: as recipes write it. The other way gives false for an unknown name.
std::string_view name(Scheme scheme);
bool schemeFromName(std::string_view name, Scheme& scheme);
std::span<const Scheme> allSchemes();

/// Numbers that are not drawn yet: the run's seed draws them when it starts, so three seeds are three heads.
struct Initialisation {
    Scheme scheme = Scheme::standard;
    std::uint32_t stream = 0;  ///< tells two draws of the same layer apart

    bool operator==(const Initialisation&) const = default;
};

/// Draws one parameter. `name` is its state_dict name, `weightShape` the layer's weight [out, in, …], from which
/// fan_in and fan_out follow for its bias too. Batch-norm (one-dimensional weights) gets ones and zeros.
Tensor drawParameter(const Initialisation& initialisation, std::uint64_t seed, std::string_view name,
                     const Shape& shape, const Shape& weightShape);

}  // namespace layerbench
