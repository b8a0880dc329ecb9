// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/schema.h"

#include <array>
#include <filesystem>

namespace layerbench {

namespace {

// "Lbch" in the file's header: tells a project from every other SQLite file.
constexpr std::int64_t applicationId = 0x4c626368;
constexpr std::int64_t schemaVersion = 4;

// Since format 3. `advice` is the adviser's answer as JSON, or empty.
constexpr std::array comparisonTables{
    "CREATE TABLE comparisons ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, created TEXT NOT NULL, network TEXT NOT NULL, data TEXT NOT NULL,"
    " per_class INTEGER NOT NULL, advice TEXT NOT NULL)",
    "CREATE TABLE comparison_runs ("
    " run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,"
    " comparison INTEGER NOT NULL REFERENCES comparisons ON DELETE CASCADE)",
};

// Since format 4: what is remembered of the original task, what a run took, what its user wrote.
constexpr std::array additionsOfFormat4{
    "ALTER TABLE comparisons ADD COLUMN source_data TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE comparisons ADD COLUMN source_accuracy REAL",
    "ALTER TABLE runs ADD COLUMN source_accuracy REAL",
    "ALTER TABLE runs ADD COLUMN peak_bytes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT ''",
};

constexpr std::array tables{
    // Tensors stand once under the SHA-256 of type, shape and bytes; large ones in pieces, so that no value comes near
    // SQLite's limit of 10^9 bytes and none is held in memory twice.
    "CREATE TABLE tensors ("
    " id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, type TEXT NOT NULL, shape TEXT NOT NULL,"
    " bytes INTEGER NOT NULL)",
    "CREATE TABLE tensor_chunks ("
    " tensor INTEGER NOT NULL REFERENCES tensors ON DELETE CASCADE, position INTEGER NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY (tensor, position))",

    // Where networks come from. `network` is the topology as JSON.
    "CREATE TABLE sources ("
    " id INTEGER PRIMARY KEY, description TEXT NOT NULL, architecture TEXT NOT NULL, file_name TEXT NOT NULL,"
    " file_sha256 TEXT NOT NULL, network TEXT NOT NULL, weights_sha256 TEXT NOT NULL, created TEXT NOT NULL)",
    "CREATE TABLE source_tensors ("
    " source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE, name TEXT NOT NULL,"
    " tensor INTEGER NOT NULL REFERENCES tensors, PRIMARY KEY (source, name)) WITHOUT ROWID",
    "CREATE INDEX source_tensors_by_tensor ON source_tensors (tensor)",

    "CREATE TABLE datasets ("
    " id INTEGER PRIMARY KEY, description TEXT NOT NULL, seed INTEGER NOT NULL, per_class INTEGER NOT NULL,"
    " validation_fraction REAL NOT NULL, augmentation TEXT NOT NULL, split TEXT NOT NULL, classes TEXT NOT NULL,"
    " training_pictures INTEGER NOT NULL, validation_pictures INTEGER NOT NULL)",

    "CREATE TABLE runs ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources,"
    " dataset INTEGER NOT NULL REFERENCES datasets, case_name TEXT NOT NULL, recipe TEXT NOT NULL,"
    " options TEXT NOT NULL, seed INTEGER NOT NULL, network TEXT NOT NULL, created TEXT NOT NULL,"
    " status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'paused', 'interrupted', 'failed')),"
    " reason TEXT, explanation TEXT, best_epoch INTEGER, validation_accuracy REAL, last_validation_accuracy REAL,"
    " trainable_parameters INTEGER NOT NULL, total_parameters INTEGER NOT NULL, frozen_unchanged INTEGER,"
    " seconds REAL, cache_prefix TEXT, cache_images INTEGER, cache_views INTEGER, cache_seconds_spent REAL,"
    " cache_seconds_saved REAL)",
    "CREATE TABLE epochs ("
    " run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, epoch INTEGER NOT NULL, train_loss REAL,"
    " train_accuracy REAL, validation_loss REAL, validation_accuracy REAL, learning_rate REAL, seconds REAL,"
    " images_per_second REAL, PRIMARY KEY (run, epoch)) WITHOUT ROWID",
    "CREATE TABLE proofs ("
    " run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL, layer INTEGER NOT NULL,"
    " name TEXT NOT NULL, frozen INTEGER NOT NULL, unchanged INTEGER NOT NULL, change REAL,"
    " sha256_before TEXT NOT NULL, sha256_after TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID",
    "CREATE TABLE checkpoints ("
    " run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE, epoch INTEGER NOT NULL, best_epoch INTEGER NOT NULL,"
    " best_accuracy REAL, best_loss REAL, seconds REAL)",
    // Layers that were frozen or unfrozen in the middle of the run.
    "CREATE TABLE checkpoint_layers ("
    " run INTEGER NOT NULL REFERENCES checkpoints ON DELETE CASCADE, name TEXT NOT NULL, trainable INTEGER NOT NULL,"
    " PRIMARY KEY (run, name)) WITHOUT ROWID",
    // source: before training · last, best: a checkpoint's · optimizer: its state
    "CREATE TABLE run_tensors ("
    " run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,"
    " role TEXT NOT NULL CHECK (role IN ('source', 'last', 'best', 'optimizer')), position INTEGER NOT NULL,"
    " name TEXT NOT NULL, tensor INTEGER NOT NULL REFERENCES tensors, PRIMARY KEY (run, role, name)) WITHOUT ROWID",
    "CREATE INDEX run_tensors_by_tensor ON run_tensors (tensor)",

    // The steps of the document's history; settings hold its source and how many of them are done.
    // `from_source` (since format 2): the step starts again from the source.
    "CREATE TABLE edits (position INTEGER PRIMARY KEY, recipe TEXT NOT NULL, class_count INTEGER NOT NULL,"
    " from_source INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
};

}  // namespace

Result<bool> isEmpty(const Database& database) {
    LB_TRY(const auto pages, database.integer("PRAGMA page_count"));
    return pages == 0;
}

Result<void> createSchema(const Database& database) {
    for (const char* sql : tables)
        LB_CHECK(database.run(sql));
    for (const char* sql : comparisonTables)
        LB_CHECK(database.run(sql));
    for (const char* sql : additionsOfFormat4)
        LB_CHECK(database.run(sql));
    static_assert(applicationId == 1281516392 && schemaVersion == 4);  // pragmas take no bound values
    LB_CHECK(database.run("PRAGMA application_id = 1281516392"));
    LB_CHECK(database.run("PRAGMA user_version = 4"));
    return {};
}

Result<void> upgradeSchema(const Database& database) {
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_TRY(const auto version, database.integer("PRAGMA user_version"));
    if (version == 1)
        LB_CHECK(database.run("ALTER TABLE edits ADD COLUMN from_source INTEGER NOT NULL DEFAULT 0"));
    if (version == 1 || version == 2)
        for (const char* sql : comparisonTables)
            LB_CHECK(database.run(sql));
    if (version >= 1 && version <= 3) {
        for (const char* sql : additionsOfFormat4)
            LB_CHECK(database.run(sql));
        LB_CHECK(database.run("PRAGMA user_version = 4"));
    }
    return transaction.commit();
}

Result<void> checkSchema(const Database& database) {
    LB_TRY(const auto id, database.integer("PRAGMA application_id"));
    if (id != applicationId)
        return failure(LB_TEXT("project", "“%1” is no Layerbench project. Choose a .layerbench file."),
                       database.path());
    LB_TRY(const auto version, database.integer("PRAGMA user_version"));
    if (version > schemaVersion)
        return failure(LB_TEXT("project", "“%1” was written by a newer Layerbench (format %2; this one reads up to "
                                          "%3). Update Layerbench to open it."),
                       database.path(), version, schemaVersion);
    // SQLite counts a last page that is there in part as whole.
    LB_TRY(const auto pages, database.integer("PRAGMA page_count"));
    LB_TRY(const auto pageSize, database.integer("PRAGMA page_size"));
    std::error_code error;
    const auto size = std::filesystem::file_size(database.path(), error);
    const bool cutShort = !error && size < static_cast<std::uintmax_t>(pages) * static_cast<std::uintmax_t>(pageSize);
    if (version < 1 || cutShort)
        return failure(LB_TEXT("project", "“%1” is damaged or cut short. Use a copy of it."), database.path());
    return {};
}

}  // namespace layerbench
