// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/cuda_driver.h"

#include <dlfcn.h>

#include <array>
#include <cstddef>

namespace layerbench {

namespace {

// The CUDA driver API's stable C interface (CUDA Driver API, "Device Management"): results, devices and attributes are
// plain integers.
using CuResult = int;
using CuDevice = int;
constexpr CuResult success = 0;
constexpr int computeCapabilityMajor = 75;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR

struct Driver {
    CuResult (*init)(unsigned flags) = nullptr;
    CuResult (*device)(CuDevice*, int ordinal) = nullptr;
    CuResult (*name)(char*, int length, CuDevice) = nullptr;
    CuResult (*memory)(std::size_t*, CuDevice) = nullptr;
    CuResult (*attribute)(int*, int attribute, CuDevice) = nullptr;

    bool complete() const { return init && device && name && memory && attribute; }
};

template <class Function>
void find(void* library, const char* name, Function*& function) {
    function = reinterpret_cast<Function*>(dlsym(library, name));
}

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
        cuda.attribute(&facts.generation, computeCapabilityMajor, device) != success)
        return {};
    facts.name = name.data();
    facts.memory = static_cast<std::int64_t>(memory);
    return facts;
}

}  // namespace layerbench
