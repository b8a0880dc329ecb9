// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/project/project_state.h"
#include "core/project/recipe_json.h"

#include <algorithm>
#include <charconv>

namespace layerbench {

namespace {

constexpr const char* sourceKey = "history/source";
constexpr const char* doneKey = "history/done";

Result<void> write(const Database& database, const std::string& key, const std::string& value) {
    return database.run("INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)", key, value);
}

Result<std::optional<std::string>> read(const Database& database, const std::string& key) {
    LB_TRY(auto row, database.query("SELECT value FROM settings WHERE key = ?1", key));
    LB_TRY(const bool found, row.step());
    return found ? std::optional(row.text(0)) : std::nullopt;
}

Result<std::int64_t> readInteger(const Database& database, const std::string& key) {
    LB_TRY(const auto text, read(database, key));
    std::int64_t value = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

}  // namespace

Result<void> Project::startHistory(std::int64_t source) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_CHECK(database.run("DELETE FROM edits"));
    LB_CHECK(write(database, sourceKey, std::to_string(source)));
    LB_CHECK(write(database, doneKey, "0"));
    return transaction.commit();
}

Result<void> Project::addStep(const EditStep& step) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_TRY(const auto done, readInteger(database, doneKey));
    LB_CHECK(database.run("DELETE FROM edits WHERE position > ?1", done));
    LB_CHECK(database.run("INSERT INTO edits (position, recipe, class_count, from_source) VALUES (?1, ?2, ?3, ?4)",
                          done + 1, recipeToJson(step.recipe), step.classCount, step.fromSource));
    LB_CHECK(write(database, doneKey, std::to_string(done + 1)));
    return transaction.commit();
}

Result<void> Project::setDone(std::int64_t done) {
    const std::lock_guard lock(state_->mutex);
    return write(state_->database, doneKey, std::to_string(done));
}

Result<EditHistory> Project::history() const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    EditHistory history;
    LB_TRY(history.source, readInteger(database, sourceKey));
    LB_TRY(history.done, readInteger(database, doneKey));
    // A file of format 1 that is open for reading has not been brought up to date.
    LB_TRY(const auto version, database.integer("PRAGMA user_version"));
    LB_TRY(auto row, database.query(version < 2 ? "SELECT recipe, class_count, 0 FROM edits ORDER BY position"
                                                : "SELECT recipe, class_count, from_source FROM edits ORDER BY "
                                                  "position"));
    for (;;) {
        LB_TRY(const bool more, row.step());
        if (!more)
            break;
        LB_TRY(auto recipe, recipeFromJson(row.text(0)));
        history.steps.push_back({std::move(recipe), row.integer(1), row.flag(2)});
    }
    history.done = std::clamp<std::int64_t>(history.done, 0, std::ssize(history.steps));
    return history;
}

Result<std::optional<std::string>> Project::setting(const std::string& key) const {
    const std::lock_guard lock(state_->mutex);
    return read(state_->database, "user/" + key);
}

Result<void> Project::setSetting(const std::string& key, const std::string& value) {
    const std::lock_guard lock(state_->mutex);
    return write(state_->database, "user/" + key, value);
}

}  // namespace layerbench
