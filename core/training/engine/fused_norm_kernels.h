// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

/// The passes of fused_norm.h over maps of R = N H W pixels with C channels, [R, C] in memory; per-channel values are
/// [C]. Each shares its rows out to LibTorch's threads.
namespace layerbench::kernels {

struct Map {
    float* values;
    std::int64_t rows;
    std::int64_t channels;
};

struct Clamp {
    float lowest;
    float highest;
};

/// Mean and (biased) variance of each channel, summed up in double.
void statistics(const Map& input, std::span<float> mean, std::span<float> variance);

/// output = clamp(input scale + shift).
void scaleAndShift(const Map& input, std::span<const float> scale, std::span<const float> shift, Clamp clamp,
                   float* output);

/// With g the gradient where input scale + shift lies strictly between the clamp's ends, else 0:
/// ofBias = sum g, ofWeight = sum g (input - mean) inverseDeviation.
void sumGradients(const Map& input, const float* gradient, std::span<const float> scale, std::span<const float> shift,
                  Clamp clamp, std::span<const float> mean, std::span<const float> inverseDeviation,
                  std::span<float> ofWeight, std::span<float> ofBias);

/// output = scale g + p input + q.
void gradientOfInput(const Map& input, const float* gradient, std::span<const float> scale,
                     std::span<const float> shift, Clamp clamp, std::span<const float> p, std::span<const float> q,
                     float* output);

}  // namespace layerbench::kernels
