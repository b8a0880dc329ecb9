// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/max_pool_rows.h"

#include "core/training/engine/vectorised.h"

#include <algorithm>
#include <limits>

namespace layerbench::kernels {

namespace {

/// Which of a window's columns lie in the map.
struct Columns {
    std::int64_t first;
    std::int64_t end;
    std::int64_t pixel;  ///< of column 0, may be negative
};

[[gnu::always_inline]] inline Columns columnsOf(const PoolWindow& window, std::int64_t x) {
    const std::int64_t pixel = x * window.stride - window.padding;
    const std::int64_t first = pixel < 0 ? (-pixel + window.dilation - 1) / window.dilation : 0;
    const std::int64_t end = std::min(window.width, (window.pixels - pixel + window.dilation - 1) / window.dilation);
    return {first, end, pixel};
}

/// One pixel's channels against what was the largest so far.
[[gnu::always_inline]] inline void takeLarger(const float* __restrict in, std::int64_t channels, std::int32_t tap,
                                              float* __restrict largest, std::int32_t* __restrict which) {
    for (std::int64_t c = 0; c < channels; ++c) {
        const float value = in[c];
        const float before = largest[c];
        const std::int32_t tapBefore = which[c];
        // Of values that are no number the last counts.
        const bool take = (value > before) | (value != value);
        largest[c] = take ? value : before;
        which[c] = take ? tap : tapBefore;
    }
}

}  // namespace

LB_VECTORISED void maxRow(const PoolWindow& window, const float* const* rows, float* __restrict out,
                          std::int32_t* __restrict which, std::uint8_t* __restrict taps) {
    const std::int64_t channels = window.channels;
    for (std::int64_t x = 0; x < window.pixelsBehind; ++x, out += channels) {
        const Columns columns = columnsOf(window, x);
        bool first = true;
        for (std::int64_t i = 0; i < window.height; ++i) {
            if (!rows[i])
                continue;
            for (std::int64_t j = columns.first; j < columns.end; ++j) {
                const float* const in = rows[i] + (columns.pixel + j * window.dilation) * channels;
                const auto tap = static_cast<std::int32_t>(i * window.width + j);
                if (!first) {
                    takeLarger(in, channels, tap, out, which);
                    continue;
                }
                // Of values that are all -infinity the first counts.
                first = false;
                for (std::int64_t c = 0; c < channels; ++c) {
                    out[c] = in[c];
                    which[c] = tap;
                }
            }
        }
        // A window whose pixels lie on both sides of a small map sees none of it.
        for (std::int64_t c = 0; first && c < channels; ++c) {
            out[c] = -std::numeric_limits<float>::infinity();
            which[c] = 0;
        }
        if (!taps)
            continue;
        for (std::int64_t c = 0; c < channels; ++c)
            taps[c] = static_cast<std::uint8_t>(which[c]);
        taps += channels;
    }
}

LB_VECTORISED void maxRowBackward(const PoolWindow& window, const float* __restrict gradient,
                                  const std::uint8_t* __restrict taps, std::int64_t row,
                                  float* __restrict inputGradient) {
    const std::int64_t channels = window.channels;
    for (std::int64_t x = 0; x < window.pixelsBehind; ++x, gradient += channels, taps += channels) {
        const Columns columns = columnsOf(window, x);
        for (std::int64_t j = columns.first; j < columns.end; ++j) {
            float* __restrict const to = inputGradient + (columns.pixel + j * window.dilation) * channels;
            const auto tap = static_cast<std::uint8_t>(row * window.width + j);
            for (std::int64_t c = 0; c < channels; ++c) {
                const float all = gradient[c];
                to[c] += taps[c] == tap ? all : 0.0f;
            }
        }
    }
}

}  // namespace layerbench::kernels
