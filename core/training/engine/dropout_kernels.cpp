// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/dropout_kernels.h"

#include "core/training/engine/vectorised.h"

namespace layerbench::kernels {

LB_VECTORISED void drawMask(float* out, std::int64_t count, std::uint64_t seed, std::uint64_t first,
                            std::uint64_t threshold, float scale) {
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint64_t hash = seed + (first + static_cast<std::uint64_t>(i)) * 0x9e3779b97f4a7c15u;
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
        out[i] = ((hash ^ (hash >> 31)) >> 32) < threshold ? scale : 0.0f;
    }
}

}  // namespace layerbench::kernels
