// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/optimizer_kernels.h"

#include "core/training/engine/vectorised.h"

#include <ATen/Parallel.h>

namespace layerbench::kernels {

namespace {

LB_VECTORISED void step(float* __restrict parameter, const float* __restrict gradient, float* __restrict average,
                        std::int64_t count, float rate, float momentum, float decay) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float a = average[i] * momentum + (gradient[i] + parameter[i] * decay);
        average[i] = a;
        parameter[i] -= a * rate;
    }
}

}  // namespace

void sgdStep(float* parameter, const float* gradient, float* average, std::int64_t count, float rate, float momentum,
             float decay) {
    at::parallel_for(0, count, 1 << 15, [&](std::int64_t begin, std::int64_t end) {
        step(parameter + begin, gradient + begin, average + begin, end - begin, rate, momentum, decay);
    });
}

}  // namespace layerbench::kernels
