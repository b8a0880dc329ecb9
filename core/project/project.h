// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/project/records.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// One gesture in the history of a document.
struct EditStep {
    Recipe recipe;
    std::int64_t classCount = 0;  ///< the data's number of classes when it was done
    bool fromSource = false;      ///< the recipe is applied to the source, not to what the step before left: a case

    bool operator==(const EditStep&) const = default;
};

/// What undo needs: the source and the steps from it; the first `done` of them are done, the others undone.
struct EditHistory {
    std::int64_t source = 0;  ///< id; 0: no history yet
    std::vector<EditStep> steps;
    std::int64_t done = 0;
};

/// A project file (.layerbench): one SQLite database with sources, data, runs, metrics, weights and edits.
///
/// Every function that changes something is one transaction, on the disk when it returns: kill the program at any
/// moment and the file reopens with whole epochs. The journal is SQLite's rollback journal and not its write-ahead log:
/// with that one, epochs that were promised would stand in a second file for a time, and whoever copied the project
/// after a crash would lose them; and with one writer its speed is not needed. So a project is one file for its user.
///
/// One program at a time may have it open for writing; any number may read, also while one trains. Any thread may use a
/// Project: each function locks it, so a window writes edits while a run writes epochs. Ids that the project does not
/// have are errors that say so.
class Project {
public:
    enum class Access { read, write };
    static constexpr std::chrono::milliseconds patience{3000};

    /// A new project, or the existing one to append to. Never touches a file with other content; a new file that could
    /// not be completed is removed. Errors: missing or read-only folder, another program writes (after `wait`), and
    /// those of open().
    static Result<Project> create(const std::string& path, std::chrono::milliseconds wait = patience);

    /// Errors: no such file, no project, another SQLite file, a newer format, cut short or damaged, read-only for
    /// Access::write, open for writing elsewhere (after `wait`). Opened for writing, runs that a dead program left
    /// running become interrupted; opened for reading they are shown so.
    static Result<Project> open(const std::string& path, Access access = Access::write,
                                std::chrono::milliseconds wait = patience);

    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    ~Project();

    const std::string& path() const;
    /// Writes all of it to another file, which is whole or not there; a file of that name is replaced. This project
    /// goes on at its own path.
    Result<void> copyTo(const std::string& path) const;

    // ---- Sources and data: equal ones are stored once

    Result<std::int64_t> addSource(const SourceRecord& source);
    Result<SourceRecord> source(std::int64_t id) const;
    Result<std::int64_t> addDataset(const DatasetRecord& dataset);
    Result<DatasetRecord> dataset(std::int64_t id) const;

    // ---- Comparisons: runs that belong together

    Result<std::int64_t> addComparison(const ComparisonRecord& comparison);
    Result<std::vector<ComparisonRecord>> comparisons() const;  ///< in the order in which they were added

    // ---- Runs, writing

    /// A run that starts now. Its frozen tensors are the source's and take no new room.
    /// Part of a comparison unless that is 0.
    Result<std::int64_t> addRun(const RunRecord& run, std::int64_t comparison = 0);
    /// The next epoch's metrics; with a checkpoint both in one transaction.
    Result<void> addEpoch(std::int64_t run, const EpochMetrics& metrics, const Checkpoint* checkpoint = nullptr);
    /// Takes the place of the run's earlier checkpoint. How often is the caller's matter; at the end of a run it must
    /// be called before finishRun(), or the best weights are not in the project.
    Result<void> saveCheckpoint(std::int64_t run, const Checkpoint& checkpoint);
    /// With RunStatus::finished the optimizer's state is dropped: nothing will go on from it.
    Result<void> finishRun(std::int64_t run, const RunResult& result, RunStatus status);
    /// Marks a run as running again from its checkpoint; epochs behind the checkpoint are dropped, they come again.
    Result<void> resumeRun(std::int64_t run);

    Result<void> setSourceAccuracy(std::int64_t run, double accuracy);
    Result<void> setNote(std::int64_t run, const std::string& note);

    // ---- Runs, reading

    Result<std::vector<RunSummary>> runs() const;  ///< in the order in which they were added
    Result<RunSummary> summary(std::int64_t run) const;
    Result<std::vector<RunSummary>> summaries(const std::vector<std::int64_t>& runs) const;  ///< in that order
    Result<std::vector<EpochMetrics>> epochs(std::int64_t run) const;
    Result<std::vector<LayerProof>> proof(std::int64_t run) const;
    /// What it started from; with dataset() and checkpoint() all that going on needs.
    Result<RunRecord> run(std::int64_t run) const;
    /// How it trains; cheap, where run() reads all weights.
    Result<TrainingOptions> options(std::int64_t run) const;
    /// The last checkpoint; the error says when there is none.
    Result<Checkpoint> checkpoint(std::int64_t run) const;
    /// The run's network with the best epoch's weights, from the project alone.
    Result<Network> runNetwork(std::int64_t run) const;

    // ---- History and settings of the window

    /// Forgets the history and starts one from another source.
    Result<void> startHistory(std::int64_t source);
    /// Adds a done step; the undone ones are dropped.
    Result<void> addStep(const EditStep& step);
    /// After undo or redo: how many steps are done now.
    Result<void> setDone(std::int64_t done);
    Result<EditHistory> history() const;

    Result<std::optional<std::string>> setting(const std::string& key) const;
    Result<void> setSetting(const std::string& key, const std::string& value);

private:
    struct State;
    explicit Project(std::unique_ptr<State> state);
    static Result<Project> openFile(const std::string& path, Access access, bool create,
                                    std::chrono::milliseconds wait);
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
