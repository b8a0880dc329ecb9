// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/norm_rows.h"

#include "core/training/engine/vectorised.h"

namespace layerbench::kernels {

LB_VECTORISED void addRows(const float* __restrict in, std::int64_t rows, std::int64_t channels,
                           const float* __restrict origin, float* __restrict sums, float* __restrict squares) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float d = in[c] - origin[c];
            sums[c] += d;
            squares[c] += d * d;
        }
}

LB_VECTORISED void scaleRows(const float* __restrict in, std::int64_t rows, std::int64_t channels,
                             const float* __restrict scale, const float* __restrict shift, float lowest, float highest,
                             float* __restrict out) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels, out += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float y = in[c] * scale[c] + shift[c];
            const float low = y < lowest ? lowest : y;
            out[c] = low > highest ? highest : low;
        }
}

LB_VECTORISED void addGradientRows(const float* __restrict in, const float* __restrict gradient, std::int64_t rows,
                                   std::int64_t channels, const float* __restrict scale, const float* __restrict shift,
                                   float lowest, float highest, const float* __restrict mean, float* __restrict sums,
                                   float* __restrict products) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels, gradient += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float y = in[c] * scale[c] + shift[c];
            const float all = gradient[c];
            const float g = (y > lowest) & (y < highest) ? all : 0.0f;
            sums[c] += g;
            products[c] += g * (in[c] - mean[c]);
        }
}

// No __restrict for `gradient` and `out`: they may be one memory, each value of which is read before it is written.
LB_VECTORISED void inputRows(const float* __restrict in, const float* gradient, std::int64_t rows,
                             std::int64_t channels, const float* __restrict scale, const float* __restrict shift,
                             float lowest, float highest, const float* __restrict p, const float* __restrict q,
                             float* out) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels, gradient += channels, out += channels)
#pragma GCC ivdep
        for (std::int64_t c = 0; c < channels; ++c) {
            const float y = in[c] * scale[c] + shift[c];
            const float all = gradient[c];
            const float g = (y > lowest) & (y < highest) ? all : 0.0f;
            out[c] = scale[c] * g + p[c] * in[c] + q[c];
        }
}

LB_VECTORISED void moveSums(float* __restrict floats, std::int64_t count, double* __restrict sums) {
    for (std::int64_t i = 0; i < count; ++i) {
        sums[i] += static_cast<double>(floats[i]);
        floats[i] = 0;
    }
}

}  // namespace layerbench::kernels
