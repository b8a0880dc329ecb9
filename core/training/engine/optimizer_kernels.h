// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace layerbench::kernels {

/// One step of SGD with momentum over `count` numbers in memory, shared out to LibTorch's threads:
/// average = momentum average + gradient + decay parameter; parameter -= rate average.
void sgdStep(float* parameter, const float* gradient, float* average, std::int64_t count, float rate, float momentum,
             float decay);

}  // namespace layerbench::kernels
