// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A small RAII wrapper of SQLite's C interface. Private to the room.

#include "core/network/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace layerbench {

/// One prepared statement. Text is copied when bound; a blob must live until the last step().
class Statement {
public:
    Statement(sqlite3_stmt* statement, const std::string& path) : statement_(statement), path_(&path) {}

    void bind(int index, std::int64_t value);
    void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, double value);  ///< NaN is stored as NULL
    void bind(int index, std::string_view value);
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    void bind(int index, std::span<const std::byte> value);

    /// True: a row is there to be read. False: done.
    Result<bool> step();

    std::int64_t integer(int column) const;
    double number(int column) const;  ///< NaN for NULL
    bool flag(int column) const { return integer(column) != 0; }
    std::string text(int column) const;
    std::span<const std::byte> blob(int column) const;  ///< until the next step
    bool isNull(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    const std::string* path_;
};

/// An open database file; moves, does not copy. Used by one thread at a time.
class Database {
public:
    /// Opens for reading and writing, or for reading where the file allows no more; `create` makes a missing file.
    /// Reads, writes and locks nothing yet: what is wrong with the content shows at the first statement.
    static Result<Database> open(const std::string& path, bool create);

    bool readOnly() const;
    Result<Statement> prepare(const char* sql) const;

    /// A statement without rows, its places ?1, ?2, … filled in order.
    template <class... Arguments>
    Result<void> run(const char* sql, const Arguments&... arguments) const {
        LB_TRY(auto statement, query(sql, arguments...));
        LB_CHECK(statement.step());
        return {};
    }
    /// A statement to step through.
    template <class... Arguments>
    Result<Statement> query(const char* sql, const Arguments&... arguments) const {
        LB_TRY(auto statement, prepare(sql));
        int index = 0;
        (statement.bind(++index, arguments), ...);
        return statement;
    }
    /// The first column of the first row; 0 where there is none.
    Result<std::int64_t> integer(const char* sql) const;

    std::int64_t lastInsertId() const;
    const std::string& path() const { return *path_; }

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
    std::unique_ptr<std::string> path_;  ///< stays where it is when the database moves: statements point to it
};

/// All or nothing: what was not committed when it goes is rolled back.
class Transaction {
public:
    /// Takes the right to write at once, so that no statement in it can find the file busy.
    static Result<Transaction> begin(const Database& database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(const Database& database) : database_(&database) {}
    const Database* database_;
};

}  // namespace layerbench
