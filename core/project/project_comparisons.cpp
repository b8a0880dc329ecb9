// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"
#include "core/project/project_state.h"

namespace layerbench {

Result<std::int64_t> Project::addComparison(const ComparisonRecord& comparison) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_CHECK(database.run("INSERT INTO comparisons (created, network, data, per_class, advice, source_data, "
                          "source_accuracy) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, ?2, ?3, ?4, ?5, ?6)",
                          comparison.network, comparison.data, comparison.perClass, comparison.advice,
                          comparison.sourceData, comparison.sourceAccuracy));
    const std::int64_t id = database.lastInsertId();
    LB_CHECK(transaction.commit());
    return id;
}

Result<std::vector<ComparisonRecord>> Project::comparisons() const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    // A file of an earlier format that is open for reading has not been brought up to date.
    LB_TRY(const auto version, database.integer("PRAGMA user_version"));
    std::vector<ComparisonRecord> list;
    if (version < 3)
        return list;
    LB_TRY(auto row, database.query(version < 4 ? "SELECT id, created, network, data, per_class, advice, '', NULL FROM "
                                                  "comparisons ORDER BY id"
                                                : "SELECT id, created, network, data, per_class, advice, source_data, "
                                                  "source_accuracy FROM comparisons ORDER BY id"));
    for (;;) {
        LB_TRY(const bool more, row.step());
        if (!more)
            break;
        list.push_back({row.integer(0),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.integer(4),
                        row.text(5),
                        row.text(6),
                        row.number(7),
                        {}});
    }
    for (auto& comparison : list) {
        LB_TRY(auto runs,
               database.query("SELECT run FROM comparison_runs WHERE comparison = ?1 ORDER BY run", comparison.id));
        for (;;) {
            LB_TRY(const bool more, runs.step());
            if (!more)
                break;
            comparison.runs.push_back(runs.integer(0));
        }
    }
    return list;
}

}  // namespace layerbench
