// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The arithmetic of a batch-norm and the ReLU behind it over rows of pixels, one behind the other: [rows, channels] in
/// memory; per-channel values are [channels]. On the thread that calls.
namespace layerbench::kernels {

/// sums += sum (in - origin), squares += sum (in - origin)^2.
void addRows(const float* in, std::int64_t rows, std::int64_t channels, const float* origin, float* sums,
             float* squares);

/// out = clamp(in scale + shift).
void scaleRows(const float* in, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift,
               float lowest, float highest, float* out);

/// With g the gradient where in scale + shift lies strictly between the clamp's ends, else 0:
/// sums += sum g, products += sum g (in - mean).
void addGradientRows(const float* in, const float* gradient, std::int64_t rows, std::int64_t channels,
                     const float* scale, const float* shift, float lowest, float highest, const float* mean,
                     float* sums, float* products);

/// out = scale g + p in + q. `out` may be `gradient`.
void inputRows(const float* in, const float* gradient, std::int64_t rows, std::int64_t channels, const float* scale,
               const float* shift, float lowest, float highest, const float* p, const float* q, float* out);

/// sums += floats, which are 0 afterwards.
void moveSums(float* floats, std::int64_t count, double* sums);

}  // namespace layerbench::kernels
