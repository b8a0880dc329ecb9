// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/network/tensor.h"
#include "core/project/database.h"

#include <cstdint>
#include <string>

namespace layerbench {

// Tensors in the project, each stored once. Private to the room. Those that write are called in a transaction.

/// The key: SHA-256 of type, shape and bytes.
std::string tensorSha256(const Tensor& tensor);

/// Stores the tensor unless it is there; its row's id.
Result<std::int64_t> putTensor(const Database& database, const Tensor& tensor);

/// Reads it back. Size and SHA-256 are verified; `name` is what the error calls it.
Result<Tensor> getTensor(const Database& database, std::int64_t id, const std::string& name);

/// Removes the tensors that no run and no source refers to any more.
Result<void> removeUnusedTensors(const Database& database);

}  // namespace layerbench
