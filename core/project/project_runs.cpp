// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/network/cost.h"
#include "core/project/network_json.h"
#include "core/project/options_json.h"
#include "core/project/project_state.h"
#include "core/project/recipe_json.h"
#include "core/project/tensor_store.h"

#include <cassert>

namespace layerbench {

namespace {

Result<void> addRunTensor(const Database& database, std::int64_t run, const char* role, std::int64_t position,
                          const std::string& name, std::int64_t tensor) {
    return database.run("INSERT INTO run_tensors (run, role, position, name, tensor) VALUES (?1, ?2, ?3, ?4, ?5)", run,
                        role, position, name, tensor);
}

Result<void> writeEpoch(const Database& database, std::int64_t run, const EpochMetrics& m) {
    return database.run("INSERT INTO epochs (run, epoch, train_loss, train_accuracy, validation_loss, "
                        "validation_accuracy, learning_rate, seconds, images_per_second) VALUES (?1, ?2, ?3, ?4, ?5, "
                        "?6, ?7, ?8, ?9)",
                        run, m.epoch, m.trainLoss, m.trainAccuracy, m.validationLoss, m.validationAccuracy,
                        m.learningRate, m.seconds, m.imagesPerSecond);
}

Result<void> writeProof(const Database& database, std::int64_t run, const std::vector<LayerProof>& proof) {
    LB_CHECK(database.run("DELETE FROM proofs WHERE run = ?1", run));
    std::int64_t position = 0;
    for (const auto& layer : proof)
        LB_CHECK(database.run("INSERT INTO proofs (run, position, layer, name, frozen, unchanged, change, "
                              "sha256_before, sha256_after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                              run, position++, static_cast<std::int64_t>(layer.layer), layer.name, layer.frozen,
                              layer.unchanged, layer.change, layer.before, layer.after));
    return {};
}

std::string explanationToJson(const Text& text) {
    std::vector<std::string> parts{text.source};
    parts.insert(parts.end(), text.arguments.begin(), text.arguments.end());
    return textsToJson(parts);
}

/// Inside the caller's transaction.
Result<void> writeCheckpoint(const Database& database, std::int64_t run, const Checkpoint& checkpoint) {
    LB_CHECK(database.run("DELETE FROM run_tensors WHERE run = ?1 AND role <> 'source'", run));
    const auto store = [&](const char* role, const NamedTensors& tensors) -> Result<void> {
        std::int64_t position = 0;
        for (const auto& [name, tensor] : tensors) {
            LB_TRY(const auto id, putTensor(database, tensor));
            LB_CHECK(addRunTensor(database, run, role, position++, name, id));
        }
        return {};
    };
    LB_CHECK(store("last", checkpoint.parameters));
    LB_CHECK(store("best", checkpoint.bestParameters));
    LB_CHECK(store("optimizer", checkpoint.optimizerState));
    LB_CHECK(database.run("INSERT OR REPLACE INTO checkpoints (run, epoch, best_epoch, best_accuracy, best_loss, "
                          "seconds) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                          run, checkpoint.epoch, checkpoint.bestEpoch, checkpoint.bestAccuracy, checkpoint.bestLoss,
                          checkpoint.seconds));
    LB_CHECK(database.run("DELETE FROM checkpoint_layers WHERE run = ?1", run));
    for (const auto& [name, trainable] : checkpoint.trainable)
        LB_CHECK(database.run("INSERT INTO checkpoint_layers (run, name, trainable) VALUES (?1, ?2, ?3)", run, name,
                              trainable));
    // After storing: what is in both checkpoints stays where it is.
    return removeUnusedTensors(database);
}

}  // namespace

Result<void> checkRun(const Database& database, std::int64_t run) {
    LB_TRY(auto row, database.query("SELECT 1 FROM runs WHERE id = ?1", run));
    LB_TRY(const bool found, row.step());
    if (!found)
        return failure(LB_TEXT("project", "The project has no run %1; “runs” lists those that it has."), run);
    return {};
}

Result<std::int64_t> Project::addRun(const RunRecord& run, std::int64_t comparison) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    const Cost size = cost(run.network);
    LB_CHECK(database.run("INSERT INTO runs (source, dataset, case_name, recipe, options, seed, network, created, "
                          "status, trainable_parameters, total_parameters) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
                          "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'running', ?8, ?9)",
                          run.source, run.dataset, run.caseName, recipeToJson(run.recipe), optionsToJson(run.options),
                          static_cast<std::int64_t>(run.options.seed), networkToJson(run.network),
                          size.trainableParameters, size.parameters));
    const std::int64_t id = database.lastInsertId();
    std::int64_t position = 0;
    for (const auto& [name, layer, parameter] : namedParameters(run.network))
        if (const auto* tensor = std::get_if<Tensor>(&parameter->value)) {
            LB_TRY(const auto tensorId, state_->put(*tensor));
            LB_CHECK(addRunTensor(database, id, "source", position++, name, tensorId));
        }
    if (comparison > 0)
        LB_CHECK(database.run("INSERT INTO comparison_runs (run, comparison) VALUES (?1, ?2)", id, comparison));
    LB_CHECK(transaction.commit());
    return id;
}

Result<void> Project::addEpoch(std::int64_t run, const EpochMetrics& metrics, const Checkpoint* checkpoint) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_CHECK(checkRun(database, run));
    LB_CHECK(writeEpoch(database, run, metrics));
    if (checkpoint)
        LB_CHECK(writeCheckpoint(database, run, *checkpoint));
    return transaction.commit();
}

Result<void> Project::saveCheckpoint(std::int64_t run, const Checkpoint& checkpoint) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_CHECK(checkRun(database, run));
    LB_CHECK(writeCheckpoint(database, run, checkpoint));
    return transaction.commit();
}

Result<void> Project::finishRun(std::int64_t run, const RunResult& r, RunStatus status) {
    const std::lock_guard lock(state_->mutex);
    assert(status != RunStatus::running);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_CHECK(checkRun(database, run));
    LB_CHECK(database.run("UPDATE runs SET status = ?2, reason = ?3, explanation = ?4, best_epoch = ?5, "
                          "validation_accuracy = ?6, last_validation_accuracy = ?7, trainable_parameters = ?8, "
                          "total_parameters = ?9, frozen_unchanged = ?10, seconds = ?11, cache_prefix = ?12, "
                          "cache_images = ?13, cache_views = ?14, cache_seconds_spent = ?15, cache_seconds_saved = "
                          "?16, peak_bytes = ?17 WHERE id = ?1",
                          run, name(status), name(r.reason), explanationToJson(r.explanation), r.bestEpoch,
                          r.validationAccuracy, r.lastValidationAccuracy, r.trainableParameters, r.totalParameters,
                          r.frozenUnchanged, r.seconds, r.cache.prefix, r.cache.images, r.cache.views,
                          r.cache.secondsSpent, r.cache.secondsSaved, r.peakBytes));
    LB_CHECK(writeProof(database, run, r.proof));
    if (status == RunStatus::finished) {
        LB_CHECK(database.run("DELETE FROM run_tensors WHERE run = ?1 AND role = 'optimizer'", run));
        LB_CHECK(removeUnusedTensors(database));
    }
    return transaction.commit();
}

Result<void> Project::setSourceAccuracy(std::int64_t run, double accuracy) {
    const std::lock_guard lock(state_->mutex);
    LB_CHECK(checkRun(state_->database, run));
    return state_->database.run("UPDATE runs SET source_accuracy = ?2 WHERE id = ?1", run, accuracy);
}

Result<void> Project::setNote(std::int64_t run, const std::string& note) {
    const std::lock_guard lock(state_->mutex);
    LB_CHECK(checkRun(state_->database, run));
    return state_->database.run("UPDATE runs SET note = ?2 WHERE id = ?1", run, note);
}

Result<void> Project::resumeRun(std::int64_t run) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    LB_TRY(auto row, database.query("SELECT status FROM runs WHERE id = ?1", run));
    LB_TRY(const bool found, row.step());
    if (!found)
        return checkRun(database, run);
    if (row.text(0) == name(RunStatus::running) || row.text(0) == name(RunStatus::finished))
        return failure(LB_TEXT("project", "Run %1 is %2 and cannot be resumed. Start a new run instead."), run,
                       row.text(0));
    LB_CHECK(database.run("DELETE FROM epochs WHERE run = ?1 AND epoch > coalesce((SELECT epoch FROM checkpoints WHERE "
                          "run = ?1), 0)",
                          run));
    LB_CHECK(database.run("DELETE FROM proofs WHERE run = ?1", run));
    LB_CHECK(database.run("UPDATE runs SET status = 'running', reason = NULL, explanation = NULL, best_epoch = NULL, "
                          "validation_accuracy = NULL, last_validation_accuracy = NULL, frozen_unchanged = NULL, "
                          "seconds = NULL WHERE id = ?1",
                          run));
    return transaction.commit();
}

}  // namespace layerbench
