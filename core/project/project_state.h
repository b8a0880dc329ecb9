// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the files that implement Project share. Private to the room.

#include "core/project/database.h"
#include "core/project/project.h"
#include "core/project/writer_lock.h"

#include <mutex>
#include <unordered_map>

namespace layerbench {

struct Project::State {
    WriterLock lock;  ///< outlives the connection
    Database database;
    /// Tensors of sources, which are never removed, by their memory: a run's frozen tensors are found in it without
    /// hashing them again. The tensor kept here keeps the address from being used for another.
    struct Known {
        Tensor tensor;
        std::int64_t id;
    };
    mutable std::unordered_map<const std::byte*, Known> known;
    /// Held by every public function of Project; some of them call others.
    mutable std::recursive_mutex mutex;

    Result<std::int64_t> put(const Tensor& tensor) const;
    void remember(const Tensor& tensor, std::int64_t id) const;
};

/// The names and ids of a run's tensors of one role, or of a source's, in the order in which they were stored.
using TensorRows = std::vector<std::pair<std::string, std::int64_t>>;
Result<TensorRows> tensorRows(const Database& database, std::int64_t run, const char* role);

/// The error of a run that is not there.
Result<void> checkRun(const Database& database, std::int64_t run);

/// ["One", "two"]: lists of texts in one column.
std::string textsToJson(const std::vector<std::string>& texts);
Result<std::vector<std::string>> textsFromJson(const std::string& json);

}  // namespace layerbench
