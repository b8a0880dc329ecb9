// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/database.h"

#include <sqlite3.h>

#include <cassert>
#include <cmath>
#include <limits>

namespace layerbench {

namespace {

constexpr int busyMilliseconds = 5000;
/// Larger values are refused, also when a hostile file claims them: tensors come in pieces far below it.
constexpr int largestValue = 128 << 20;

Failure databaseFailure(int code, const std::string& path, const char* detail) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
        return failure(LB_TEXT("project", "“%1” is no Layerbench project. Choose a .layerbench file."), path);
    case SQLITE_CORRUPT:
        return failure(LB_TEXT("project", "“%1” is damaged or cut short. Use a copy of it."), path);
    case SQLITE_FULL:
        return failure(LB_TEXT("project", "The disk is full: “%1” cannot grow. Free some space; what was saved before "
                                          "is still there."),
                       path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return failure(LB_TEXT("project", "“%1” is in use by another program. Close it there, or wait and try again."),
                       path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return failure(LB_TEXT("project", "“%1” cannot be written: the file or its folder is read-only. Choose "
                                          "another folder."),
                       path);
    case SQLITE_CANTOPEN:
        return failure(LB_TEXT("project", "“%1” cannot be opened or created. Check that its folder is there and that "
                                          "you may write in it."),
                       path);
    case SQLITE_TOOBIG:
        return failure(LB_TEXT("project", "“%1” holds a value that is too large to be right. Use a copy of it."), path);
    default:
        return failure(LB_TEXT("project", "“%1” cannot be read or written: %2."), path, detail);
    }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::bind(int index, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), index, value);
}

void Statement::bind(int index, double value) {
    sqlite3_bind_double(statement_.get(), index, value);
}

void Statement::bind(int index, std::string_view value) {
    // An empty view may have a null pointer, which SQLite would take for NULL.
    sqlite3_bind_text64(statement_.get(), index, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void Statement::bind(int index, std::span<const std::byte> value) {
    sqlite3_bind_blob64(statement_.get(), index, value.empty() ? static_cast<const void*>("") : value.data(),
                        value.size(), SQLITE_STATIC);
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW;
    return databaseFailure(code, *path_, sqlite3_errmsg(sqlite3_db_handle(statement_.get())));
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::number(int column) const {
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
                : std::string();
}

std::span<const std::byte> Statement::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
    return {data, data ? static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)) : 0};
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Result<Database> Database::open(const std::string& path, bool create) {
    Database opened;
    opened.path_ = std::make_unique<std::string>(path);
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    opened.database_.reset(handle);
    if (code != SQLITE_OK)
        return databaseFailure(code, path, handle ? sqlite3_errmsg(handle) : "no memory");
    sqlite3_busy_timeout(handle, busyMilliseconds);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, largestValue);
    // The file may come from a stranger: its schema shall run nothing, and no statement of ours touch the schema's own
    // tables.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    return opened;
}

bool Database::readOnly() const {
    return sqlite3_db_readonly(database_.get(), "main") == 1;
}

Result<Statement> Database::prepare(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr);
    if (code != SQLITE_OK)
        return databaseFailure(code, *path_, sqlite3_errmsg(database_.get()));
    return Statement(statement, *path_);
}

Result<std::int64_t> Database::integer(const char* sql) const {
    LB_TRY(auto statement, prepare(sql));
    LB_TRY(const bool row, statement.step());
    return row ? statement.integer(0) : 0;
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(database_.get());
}

Result<Transaction> Transaction::begin(const Database& database) {
    LB_CHECK(database.run("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    if (database_)
        (void)database_->run("ROLLBACK");
}

Result<void> Transaction::commit() {
    LB_CHECK(database_->run("COMMIT"));
    database_ = nullptr;
    return {};
}

}  // namespace layerbench
