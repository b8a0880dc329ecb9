// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

// One set of loops, compiled for what the processor has. (Not under the sanitizers, which do not know the dispatch.)
#if defined(__x86_64__) && defined(__GNUC__) && __GNUC__ >= 12 && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LB_VECTORISED_FOR_X86
#define LB_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define LB_VECTORISED
#endif

namespace layerbench::kernels {

/// How many rows of so many values are worth waking a thread for.
inline std::int64_t grainFor(std::int64_t valuesOfARow) {
    return std::max<std::int64_t>(1, 16'384 / valuesOfARow);
}

}  // namespace layerbench::kernels
