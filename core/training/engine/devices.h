// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "core/training/engine/tensors.h"

namespace layerbench {

std::vector<DeviceInfo> findDevices();

/// The device that the options mean; the error says why it cannot be used.
Result<at::Device> chosenDevice(const ComputeOptions& options);

/// Sets this thread's number of CPU threads (LibTorch starts at 1 in Debian's build).
void useThreads(const ComputeOptions& options);

/// While it lives and is on (else it does nothing), cuDNN tries out its kernels on each shape of convolution that it
/// has not met yet and keeps the fastest. That costs tenths of a second a shape: worth it for what a run repeats some
/// hundred times, not for the smaller last batch of an epoch. Without a GPU it means nothing. The switch is the
/// program's: for a run that trains alone. Beside others it would measure their kernels too.
class KernelSearch {
public:
    explicit KernelSearch(bool on);
    ~KernelSearch();
    KernelSearch(const KernelSearch&) = delete;
    KernelSearch& operator=(const KernelSearch&) = delete;

private:
    bool on_;
};

/// Random numbers of a run's own, so that runs do not share LibTorch's global generator.
at::Generator makeGenerator(at::Device device, std::uint64_t seed);

/// "1.13.0": as LibTorch's headers give it (Debian's 1.13.1 says 1.13.0).
std::string torchVersion();

}  // namespace layerbench
