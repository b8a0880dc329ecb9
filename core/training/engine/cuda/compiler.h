// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/cuda/driver.h"

#include <string>
#include <vector>

namespace layerbench {

/// Machine code, or why there is none.
struct CompiledKernels {
    std::string machineCode;
    std::string problem;  ///< the compiler's words; empty where it went well
};

/// CUDA C++ for GPUs of that compute capability, compiled by NVRTC, which every LibTorch with CUDA brings along: so no
/// CUDA compiler is needed to build the engine, and the code fits the GPU that is there. Takes some tenths of a second.
CompiledKernels compileKernels(const char* source, const GpuFacts& gpu, const std::vector<std::string>& definitions);

}  // namespace layerbench
