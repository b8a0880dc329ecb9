// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/devices.h"

#include "core/training/engine/cuda/driver.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

namespace layerbench {

namespace {

DeviceInfo cpu() {
    DeviceInfo info;
    info.name = "cpu";
    info.description = std::to_string(threadCount(ComputeOptions{})) + " threads";
    info.available = true;
    return info;
}

Text whyNoCuda() {
    if (!at::globalContext().hasCUDA())
        return text(LB_TEXT("training",
                            "This LibTorch (%1) is built for the CPU alone. For a GPU, build with a CUDA LibTorch: "
                            "packaging/run.sh --libtorch DIR."),
                    torchVersion());
    return text(LB_TEXT("training",
                        "LibTorch (%1) can use CUDA but finds no NVIDIA GPU with a working driver: see what "
                        "nvidia-smi says."),
                torchVersion());
}

/// "NVIDIA H100 80GB HBM3, 79 GiB".
std::string descriptionOf(std::int64_t gpu) {
    const auto facts = gpuFacts(gpu);
    return facts ? facts->name + ", " + std::to_string(facts->memory >> 30) + " GiB" : "NVIDIA GPU";
}

std::int64_t cudaCount() {
    try {
        return at::globalContext().hasCUDA() ? static_cast<std::int64_t>(at::getNumGPUs()) : 0;
    } catch (const std::exception&) {
        return 0;  // a driver that does not start counts as no GPU
    }
}

}  // namespace

std::string torchVersion() {
    return TORCH_VERSION;
}

std::vector<DeviceInfo> findDevices() {
    std::vector<DeviceInfo> devices{cpu()};
    const auto count = cudaCount();
    for (std::int64_t i = 0; i < count; ++i) {
        DeviceInfo info;
        info.name = "cuda:" + std::to_string(i);
        info.description = descriptionOf(i);
        info.available = true;
        devices.push_back(std::move(info));
    }
    if (count == 0) {
        DeviceInfo info;
        info.name = "cuda";
        info.description = "NVIDIA GPU";
        info.reason = whyNoCuda();
        devices.push_back(std::move(info));
    }
    return devices;
}

Result<at::Device> chosenDevice(const ComputeOptions& options) {
    const auto count = cudaCount();
    if (options.device == "cpu" || (options.device == "auto" && count == 0))
        return at::Device(at::kCPU);
    if (options.device == "auto" || options.device == "cuda" || options.device.starts_with("cuda:")) {
        if (count == 0)
            return failure(LB_TEXT("training", "The device “%1” cannot be used: %2"), options.device,
                           whyNoCuda().english());
        std::int64_t index = 0;
        if (options.device.starts_with("cuda:")) {
            const auto digits = options.device.substr(5);
            const bool number =
                !digits.empty() && digits.size() < 4 && digits.find_first_not_of("0123456789") == std::string::npos;
            index = number ? std::stoll(digits) : count;
        }
        if (index < count)
            return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
        return failure(LB_TEXT("training", "There is no device “%1”: GPUs are counted from cuda:0 to cuda:%2."),
                       options.device, count - 1);
    }
    return failure(LB_TEXT("training", "“%1” is no device; write auto, cpu, cuda or cuda:0."), options.device);
}

void useThreads(const ComputeOptions& options) {
    // Setting it wakes LibTorch's second team of threads, which nothing here uses, and lets it spin for a while.
    if (at::get_num_threads() != threadCount(options))
        at::set_num_threads(threadCount(options));
    // Numbers too small for the normal form take a hundred times as long; threads of the team take this over.
    at::globalContext().setFlushDenormal(true);
}

KernelSearch::KernelSearch(bool on) : on_(on) {
    if (on_)
        at::globalContext().setBenchmarkCuDNN(true);
}

KernelSearch::~KernelSearch() {
    if (on_)
        at::globalContext().setBenchmarkCuDNN(false);
}

at::Generator makeGenerator(at::Device device, std::uint64_t seed) {
    if (device.is_cpu())
        return at::make_generator<at::CPUGeneratorImpl>(seed);
    at::Generator generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    return generator;
}

}  // namespace layerbench
