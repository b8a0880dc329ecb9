// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <stdexcept>
#include <string>

namespace layerbench {

/// The same memory as an at::Tensor on the CPU: no copy. It must never be written: the value that owns it is shared.
at::Tensor wrapped(const Tensor& tensor);

/// A copy as a value of ours, contiguous, from any device.
Tensor copied(const at::Tensor& tensor);

/// Thrown inside the engine when a stop is asked for; never leaves it. A std::exception, because LibTorch's backward
/// threads let nothing else through.
struct Cancelled final : std::exception {};

/// Whether LibTorch's exception means that memory ran out (on the CPU it is a plain c10::Error).
bool isOutOfMemory(const std::exception& exception);

/// The first line of LibTorch's message, without its C++ traceback.
std::string firstLine(const std::exception& exception);

}  // namespace layerbench
