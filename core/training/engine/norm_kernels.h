// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// The passes of norm_chain.h over maps of R = N H W pixels with C channels, [R, C] in memory; per-channel values are
/// [C]. Each shares its rows out to LibTorch's threads, and gives the same numbers whatever their number.
namespace layerbench::kernels {

struct Map {
    float* values;
    std::int64_t rows;
    std::int64_t channels;
};

/// y = clamp(x scale + shift): a batch-norm and the ReLU behind it.
struct Affine {
    std::span<const float> scale;
    std::span<const float> shift;
    float lowest;
    float highest;
};

/// Two sums a channel that grow from map to map, in double.
struct ChannelSums {
    explicit ChannelSums(std::int64_t channels)
        : first(static_cast<std::size_t>(channels)), second(static_cast<std::size_t>(channels)) {}

    std::vector<double> first;
    std::vector<double> second;
};

/// first += sum (x - origin), second += sum (x - origin)^2; the map goes to `copy` as well, unless that is null.
/// `origin` stands for the mean, so that the squares do not lose it: any value of the channel's size does.
void addValues(const Map& input, std::span<const float> origin, ChannelSums& sums, float* copy);

/// output = clamp(input scale + shift).
void scaleAndShift(const Map& input, const Affine& affine, float* output);

/// With g the gradient where input scale + shift lies strictly between the clamp's ends, else 0:
/// first += sum g, second += sum g (input - mean). The gradient as it is goes to `copy`, unless that is null.
void addGradients(const Map& input, const float* gradient, const Affine& affine, std::span<const float> mean,
                  ChannelSums& sums, float* copy);

/// output = scale g + p input + q. `output` may be `gradient`.
void gradientOfInput(const Map& input, const float* gradient, const Affine& affine, std::span<const float> p,
                     std::span<const float> q, float* output);

}  // namespace layerbench::kernels
