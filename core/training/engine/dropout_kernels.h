// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace layerbench::kernels {

/// out[i] = scale with the probability threshold / 2^32, else 0, for i from `first` on: which of them is a hash of
/// `seed` and i (SplitMix64: Steele, Lea and Flood 2014), so threads and vectors draw apart what they would draw in
/// turn.
void drawMask(float* out, std::int64_t count, std::uint64_t seed, std::uint64_t first, std::uint64_t threshold,
              float scale);

}  // namespace layerbench::kernels
