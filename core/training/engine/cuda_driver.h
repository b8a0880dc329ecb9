// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace layerbench {

struct GpuFacts {
    std::string name;         ///< "NVIDIA H100 80GB HBM3"
    std::int64_t memory = 0;  ///< bytes
    int generation = 0;       ///< compute capability's first number: 8 is Ampere, the first with TF32 and bfloat16
};

/// What NVIDIA's driver says of GPU number `index`, counted as LibTorch counts them. Nothing where there is no driver
/// or no such GPU. The driver's own library is asked, loaded when first needed: so the engine builds without any CUDA
/// header, and starts where there is no driver.
std::optional<GpuFacts> gpuFacts(std::int64_t index);

}  // namespace layerbench
