// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/cuda/driver.h"

#include "core/training/engine/cuda/library.h"

#include <array>
#include <cstddef>
#include <stdexcept>

namespace layerbench {

namespace {

// The CUDA driver API's stable C interface (CUDA Driver API, "Device Management"): results, devices and attributes are
// plain integers.
using CuResult = int;
using CuDevice = int;
constexpr CuResult success = 0;
constexpr int multiprocessorCount = 16;     // CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT
constexpr int computeCapabilityMajor = 75;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
constexpr int computeCapabilityMinor = 76;

struct Driver {
    CuResult (*init)(unsigned flags) = nullptr;
    CuResult (*device)(CuDevice*, int ordinal) = nullptr;
    CuResult (*name)(char*, int length, CuDevice) = nullptr;
    CuResult (*memory)(std::size_t*, CuDevice) = nullptr;
    CuResult (*attribute)(int*, int attribute, CuDevice) = nullptr;
    CuResult (*loadModule)(void** module, const void* image) = nullptr;
    CuResult (*function)(void** function, void* module, const char* name) = nullptr;
    CuResult (*launch)(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
                       unsigned blockZ, unsigned sharedBytes, void* stream, void** arguments, void** extra) = nullptr;

    bool complete() const { return init && device && name && memory && attribute && loadModule && function && launch; }
};

/// Loaded once and never unloaded, as LibTorch does not either.
const Driver& driver() {
    static const Driver found = [] {
        Driver functions;
        if (void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL)) {
            find(library, "cuInit", functions.init);
            find(library, "cuDeviceGet", functions.device);
            find(library, "cuDeviceGetName", functions.name);
            find(library, "cuDeviceTotalMem_v2", functions.memory);
            find(library, "cuDeviceGetAttribute", functions.attribute);
            find(library, "cuModuleLoadData", functions.loadModule);
            find(library, "cuModuleGetFunction", functions.function);
            find(library, "cuLaunchKernel", functions.launch);
        }
        return functions;
    }();
    return found;
}

}  // namespace

std::optional<GpuFacts> gpuFacts(std::int64_t index) {
    const Driver& cuda = driver();
    CuDevice device = 0;
    if (!cuda.complete() || cuda.init(0) != success || cuda.device(&device, static_cast<int>(index)) != success)
        return {};
    std::array<char, 256> name{};
    std::size_t memory = 0;
    GpuFacts facts;
    if (cuda.name(name.data(), static_cast<int>(name.size() - 1), device) != success ||
        cuda.memory(&memory, device) != success ||
        cuda.attribute(&facts.generation, computeCapabilityMajor, device) != success ||
        cuda.attribute(&facts.revision, computeCapabilityMinor, device) != success ||
        cuda.attribute(&facts.processors, multiprocessorCount, device) != success)
        return {};
    facts.name = name.data();
    facts.memory = static_cast<std::int64_t>(memory);
    return facts;
}

std::optional<void*> loadModule(const std::string& machineCode) {
    const Driver& cuda = driver();
    void* module = nullptr;
    if (!cuda.complete() || cuda.loadModule(&module, machineCode.data()) != success)
        return {};
    return module;
}

std::optional<CudaFunction> functionOf(void* module, const char* name) {
    CudaFunction found;
    if (driver().function(&found.handle, module, name) != success)
        return {};
    return found;
}

void launch(CudaFunction function, const LaunchSize& size, void* stream, void** arguments) {
    const CuResult result = driver().launch(function.handle, size.gridX, size.gridY, 1, size.blockX, size.blockY, 1,
                                            size.sharedBytes, stream, arguments, nullptr);
    if (result != success)
        throw std::runtime_error("CUDA refused to start a kernel (error " + std::to_string(result) + ")");
}

}  // namespace layerbench
