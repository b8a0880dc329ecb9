// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/project/network_json.h"
#include "core/project/options_json.h"
#include "core/project/project_state.h"
#include "core/project/recipe_json.h"
#include "core/project/tensor_store.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace layerbench {

namespace {

/// What a run that never ended knows of itself comes from its checkpoint and its epochs.
constexpr const char* summaryColumns =
    "SELECT r.id, source, dataset, case_name, recipe, r.seed, status, r.created,"
    " (SELECT count(*) FROM epochs WHERE run = r.id), c.run IS NOT NULL, reason, explanation,"
    " coalesce(r.best_epoch, c.best_epoch, 0), coalesce(r.validation_accuracy, c.best_accuracy),"
    " coalesce(last_validation_accuracy,"
    "  (SELECT validation_accuracy FROM epochs WHERE run = r.id ORDER BY epoch DESC LIMIT 1)),"
    " trainable_parameters, total_parameters, coalesce(frozen_unchanged, 1), coalesce(r.seconds, c.seconds, 0),"
    " cache_prefix, cache_images, cache_views, coalesce(cache_seconds_spent, 0), coalesce(cache_seconds_saved, 0),"
    " s.architecture, d.description, options,"
    " source || '/' || d.description || '/' || d.per_class || '/' || d.validation_fraction || '/' || d.augmentation";
constexpr const char* summaryTables = " FROM runs r JOIN sources s ON s.id = source JOIN datasets d ON d.id = dataset"
                                      " LEFT JOIN checkpoints c ON c.run = r.id";

constexpr std::array statuses{RunStatus::running, RunStatus::finished, RunStatus::paused, RunStatus::interrupted,
                              RunStatus::failed};
constexpr std::array reasons{FinishReason::completed, FinishReason::stopped,  FinishReason::earlyStopping,
                             FinishReason::timeLimit, FinishReason::diverged, FinishReason::failed};

/// The value of that name; the first where there is none (a column that a stranger has written).
template <class Values>
auto valueNamed(const Values& values, const std::string& wanted) {
    const auto found = std::ranges::find_if(values, [&](auto value) { return name(value) == wanted; });
    return found == values.end() ? values.front() : *found;
}

Result<Text> explanationFrom(const Statement& row, int column) {
    if (row.isNull(column))
        return Text{};
    LB_TRY(auto parts, textsFromJson(row.text(column)));
    if (parts.empty())
        return Text{};
    return Text{parts.front(), {parts.begin() + 1, parts.end()}};
}

/// `behind`: the conditions and the order.
Result<std::string> summarySql(const Database& database, const char* behind) {
    // A file of an earlier format that is open for reading has not been brought up to date.
    LB_TRY(const auto version, database.integer("PRAGMA user_version"));
    const char* added = version < 4 ? ", NULL, 0, ''" : ", r.source_accuracy, r.peak_bytes, r.note";
    return std::string(summaryColumns) + added + summaryTables + behind;
}

Result<RunSummary> summaryFrom(const Statement& row, const std::function<bool()>& writerLives) {
    RunSummary run;
    run.id = row.integer(0);
    run.source = row.integer(1);
    run.dataset = row.integer(2);
    run.caseName = row.text(3);
    LB_TRY(auto recipe, recipeFromJson(row.text(4)));
    run.recipe = std::move(recipe.name);
    run.seed = static_cast<std::uint64_t>(row.integer(5));
    run.status = valueNamed(statuses, row.text(6));
    if (run.status == RunStatus::running && !writerLives())
        run.status = RunStatus::interrupted;
    run.created = row.text(7);
    run.epochs = row.integer(8);
    run.hasCheckpoint = row.flag(9);

    RunResult& result = run.result;
    result.reason = row.isNull(10) ? FinishReason::stopped : valueNamed(reasons, row.text(10));
    LB_TRY(result.explanation, explanationFrom(row, 11));
    result.epochs = run.epochs;
    result.bestEpoch = row.integer(12);
    result.validationAccuracy = row.number(13);
    result.lastValidationAccuracy = row.number(14);
    result.trainableParameters = row.integer(15);
    result.totalParameters = row.integer(16);
    result.frozenUnchanged = row.flag(17);
    result.seconds = row.number(18);
    result.cache = {row.text(19), row.integer(20), row.isNull(21) ? 1 : row.integer(21), row.number(22),
                    row.number(23)};
    run.architecture = row.text(24);
    run.data = row.text(25);
    LB_TRY(TrainingOptions options, optionsFromJson(row.text(26)));
    options.seed = 0;
    run.repeats = row.text(27) + row.text(4) + optionsToJson(options);
    run.sourceAccuracy = row.number(28);
    result.peakBytes = row.integer(29);
    run.note = row.text(30);
    return run;
}

Result<NamedTensors> namedTensors(const Database& database, std::int64_t run, const char* role) {
    LB_TRY(const auto rows, tensorRows(database, run, role));
    NamedTensors tensors;
    for (const auto& [name, id] : rows) {
        LB_TRY(auto tensor, getTensor(database, id, name));
        tensors.emplace_back(name, std::move(tensor));
    }
    return tensors;
}

/// The run's network with the tensors of `roles`, later roles before earlier ones.
Result<Network> networkWith(const Database& database, std::int64_t run, std::initializer_list<const char*> roles) {
    LB_TRY(auto row, database.query("SELECT network FROM runs WHERE id = ?1", run));
    LB_TRY(const bool found, row.step());
    if (!found)
        LB_CHECK(checkRun(database, run));
    std::map<std::string, std::int64_t, std::less<>> ids;
    for (const char* role : roles) {
        LB_TRY(const auto rows, tensorRows(database, run, role));
        for (const auto& [name, id] : rows)
            ids[name] = id;
    }
    return networkFromJson(row.text(0), [&](const std::string& name) -> Result<Tensor> {
        const auto id = ids.find(name);
        if (id == ids.end())
            return failure(LB_TEXT("project", "The project lacks tensor “%1” of run %2."), name, run);
        return getTensor(database, id->second, name);
    });
}

}  // namespace

Result<TensorRows> tensorRows(const Database& database, std::int64_t run, const char* role) {
    LB_TRY(auto row, database.query("SELECT name, tensor FROM run_tensors WHERE run = ?1 AND role = ?2 ORDER BY "
                                    "position",
                                    run, role));
    TensorRows rows;
    for (;;) {
        LB_TRY(const bool more, row.step());
        if (!more)
            return rows;
        rows.emplace_back(row.text(0), row.integer(1));
    }
}

Result<std::vector<RunSummary>> Project::runs() const {
    const std::lock_guard lock(state_->mutex);
    LB_TRY(const std::string sql, summarySql(state_->database, " ORDER BY r.id"));
    LB_TRY(auto row, state_->database.query(sql.c_str()));
    std::vector<RunSummary> list;
    for (;;) {
        LB_TRY(const bool more, row.step());
        if (!more)
            return list;
        LB_TRY(auto run, summaryFrom(row, [&] { return WriterLock::isHeld(path()); }));
        list.push_back(std::move(run));
    }
}

Result<RunSummary> Project::summary(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    LB_TRY(const std::string sql, summarySql(state_->database, " WHERE r.id = ?1"));
    LB_TRY(auto row, state_->database.query(sql.c_str(), run));
    LB_TRY(const bool found, row.step());
    if (!found)
        LB_CHECK(checkRun(state_->database, run));
    return summaryFrom(row, [&] { return WriterLock::isHeld(path()); });
}

Result<std::vector<EpochMetrics>> Project::epochs(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_CHECK(checkRun(database, run));
    LB_TRY(auto row, database.query("SELECT epoch, train_loss, train_accuracy, validation_loss, validation_accuracy, "
                                    "learning_rate, seconds, images_per_second FROM epochs WHERE run = ?1 ORDER BY "
                                    "epoch",
                                    run));
    std::vector<EpochMetrics> list;
    for (;;) {
        LB_TRY(const bool more, row.step());
        if (!more)
            return list;
        list.push_back({row.integer(0), row.number(1), row.number(2), row.number(3), row.number(4), row.number(5),
                        row.number(6), row.number(7)});
    }
}

Result<std::vector<LayerProof>> Project::proof(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_CHECK(checkRun(database, run));
    LB_TRY(auto row, database.query("SELECT layer, name, frozen, unchanged, change, sha256_before, sha256_after FROM "
                                    "proofs WHERE run = ?1 ORDER BY position",
                                    run));
    std::vector<LayerProof> list;
    for (;;) {
        LB_TRY(const bool more, row.step());
        if (!more)
            return list;
        list.push_back({static_cast<LayerId>(row.integer(0)), row.text(1), row.flag(2), row.flag(3), row.number(4),
                        row.text(5), row.text(6)});
    }
}

Result<RunRecord> Project::run(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto network, networkWith(database, run, {"source"}));
    LB_TRY(auto row, database.query("SELECT source, dataset, case_name, recipe, options FROM runs WHERE id = ?1", run));
    LB_CHECK(row.step());
    LB_TRY(auto recipe, recipeFromJson(row.text(3)));
    LB_TRY(auto options, optionsFromJson(row.text(4)));
    return RunRecord{row.integer(0),    row.integer(1),     row.text(2),
                     std::move(recipe), std::move(options), std::move(network)};
}

Result<std::vector<RunSummary>> Project::summaries(const std::vector<std::int64_t>& runs) const {
    std::vector<RunSummary> list;
    for (const std::int64_t id : runs) {
        LB_TRY(auto run, summary(id));
        list.push_back(std::move(run));
    }
    return list;
}

Result<TrainingOptions> Project::options(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    LB_CHECK(checkRun(state_->database, run));
    LB_TRY(auto row, state_->database.query("SELECT options FROM runs WHERE id = ?1", run));
    LB_CHECK(row.step());
    return optionsFromJson(row.text(0));
}

Result<Checkpoint> Project::checkpoint(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_CHECK(checkRun(database, run));
    LB_TRY(auto row,
           database.query("SELECT epoch, best_epoch, best_accuracy, best_loss, seconds FROM checkpoints WHERE "
                          "run = ?1",
                          run));
    LB_TRY(const bool found, row.step());
    if (!found)
        return failure(LB_TEXT("project", "Run %1 has no saved weights: it ended before its first checkpoint. Train it "
                                          "again."),
                       run);
    Checkpoint checkpoint;
    checkpoint.epoch = row.integer(0);
    checkpoint.bestEpoch = row.integer(1);
    checkpoint.bestAccuracy = row.number(2);
    checkpoint.bestLoss = row.number(3);
    checkpoint.seconds = row.number(4);
    LB_TRY(checkpoint.parameters, namedTensors(database, run, "last"));
    LB_TRY(checkpoint.optimizerState, namedTensors(database, run, "optimizer"));
    LB_TRY(checkpoint.bestParameters, namedTensors(database, run, "best"));
    LB_TRY(auto layers, database.query("SELECT name, trainable FROM checkpoint_layers WHERE run = ?1", run));
    for (;;) {
        LB_TRY(const bool more, layers.step());
        if (!more)
            return checkpoint;
        checkpoint.trainable.emplace_back(layers.text(0), layers.integer(1) != 0);
    }
}

Result<Network> Project::runNetwork(std::int64_t run) const {
    const std::lock_guard lock(state_->mutex);
    LB_TRY(const auto row, summary(run));
    if (!row.hasCheckpoint)
        return failure(LB_TEXT("project", "Run %1 has no saved weights: it ended before its first checkpoint. Train it "
                                          "again."),
                       run);
    // Parameters that were drawn and then trained have numbers now; the topology still says how they were drawn. A
    // frozen one that was drawn is drawn again: the same seed gives the same numbers.
    LB_TRY(const auto before, networkWith(state_->database, run, {"source"}));
    const char* role = row.result.bestEpoch > 0 ? "best" : "last";
    LB_TRY(const auto trained, namedTensors(state_->database, run, role));
    const auto parameters = namedParameters(before);
    for (const auto& [name, tensor] : trained) {
        const auto found = std::ranges::find(parameters, name, &NamedParameter::name);
        if (found == parameters.end() || found->parameter->shape != tensor.shape() ||
            found->parameter->type != tensor.type())
            return failure(LB_TEXT("project", "Tensor “%1” of run %2 does not fit its network. Use a copy of the "
                                              "project."),
                           name, run);
    }
    return initialised(withParameters(before, trained), row.seed);
}

}  // namespace layerbench
