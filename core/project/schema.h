// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/project/database.h"

namespace layerbench {

// The tables of a project file and their version. Private to the room.

/// Whether the file has no content at all yet.
Result<bool> isEmpty(const Database& database);
/// Writes the tables; call it in a transaction, on an empty database.
Result<void> createSchema(const Database& database);
/// Brings the tables of an older format up to date: a file opened for writing, after checkSchema().
Result<void> upgradeSchema(const Database& database);
/// The file must be a project, and not from a newer Layerbench.
Result<void> checkSchema(const Database& database);

}  // namespace layerbench
