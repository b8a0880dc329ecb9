// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace layerbench {

struct GpuFacts {
    std::string name;         ///< "NVIDIA H100 80GB HBM3"
    std::int64_t memory = 0;  ///< bytes
    int generation = 0;       ///< compute capability's first number: 8 is Ampere, the first with TF32 and bfloat16
    int revision = 0;         ///< and its second one
    int processors = 0;       ///< multiprocessors
};

/// What NVIDIA's driver says of GPU number `index`, counted as LibTorch counts them. Nothing where there is no driver
/// or no such GPU. The driver's own library is asked, loaded when first needed: so the engine builds without any CUDA
/// header, and starts where there is no driver.
std::optional<GpuFacts> gpuFacts(std::int64_t index);

/// A kernel in the driver's hands.
struct CudaFunction {
    void* handle = nullptr;
};

/// Machine code for the GPU whose context is current on this thread, loaded for good; the kernel of that name in it.
std::optional<void*> loadModule(const std::string& machineCode);
std::optional<CudaFunction> functionOf(void* module, const char* name);

struct LaunchSize {
    unsigned gridX = 1;
    unsigned gridY = 1;
    unsigned blockX = 1;
    unsigned blockY = 1;
    unsigned sharedBytes = 0;
};

/// Queues the kernel on a stream (CUDA's, not LibTorch's) of the GPU whose context is current. `arguments` point to the
/// kernel's arguments. Throws std::runtime_error with the driver's number where it refuses.
void launch(CudaFunction function, const LaunchSize& size, void* stream, void** arguments);

}  // namespace layerbench
