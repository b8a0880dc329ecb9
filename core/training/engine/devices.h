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

/// Random numbers of a run's own, so that runs do not share LibTorch's global generator.
at::Generator makeGenerator(at::Device device, std::uint64_t seed);

/// "1.13.0": as LibTorch's headers give it (Debian's 1.13.1 says 1.13.0).
std::string torchVersion();

}  // namespace layerbench
