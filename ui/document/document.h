// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/document/stored_project.h"

#include <QObject>

namespace layerbench {

/// What the window edits: a source network, the steps from it, and the project file that keeps both. The one door for
/// edits: they are pure functions on the current value; undo shows the value before. Everything is written to the
/// project in the background, in order, as it happens; there is nothing to save. Lives on the window's thread.
class Document final : public QObject {
    Q_OBJECT

public:
    /// `folder`: where projects without a name are kept.
    explicit Document(QString folder, QObject* parent = nullptr);
    ~Document() override;

    // ---- The project

    /// Starts a project without a name; the one before stays where it is (and goes where nothing is in it).
    void createUntitled();
    /// Opens a project in the background: projectChanged(), or failed() and nothing has changed.
    void openProject(const QString& path);
    /// Goes on under another name. Not while a run trains into it.
    void saveAs(const QString& path);
    /// nullptr for the moment in which it is being made.
    const std::shared_ptr<Project>& project() const { return project_; }
    QString path() const;  ///< empty where there is no project yet
    bool untitled() const;
    /// Writes what is left; a project without name, edits, runs and studies is removed. Before the program ends.
    void close();

    // ---- The network

    bool hasNetwork() const { return history_.has_value(); }
    const Network& network() const { return history_->current(); }
    const OpenedNetwork& source() const { return *source_; }
    const History& history() const { return *history_; }
    /// Another source: a new history.
    void setSource(OpenedNetwork source);

    /// One gesture. The error is a sentence and nothing has changed.
    Result<void> apply(Recipe recipe, bool fromSource = false);
    Result<void> apply(Edit edit);
    bool canUndo() const { return history_ && history_->canUndo(); }
    bool canRedo() const { return history_ && history_->canRedo(); }
    void undo();
    void redo();

    /// The data's number of classes, for heads that follow it; 0: no data.
    std::int64_t classCount() const { return classCount_; }
    void setClassCount(std::int64_t count) { classCount_ = count; }

    // ---- Runs and settings

    const std::vector<RunSummary>& runs() const { return runs_; }
    void readRuns();  ///< again, in the background: runsChanged()
    std::string setting(const std::string& key) const;
    void setSetting(const std::string& key, const std::string& value);

Q_SIGNALS:
    /// The current network is another value: after an edit, undo, redo, another source or project.
    void networkChanged();
    void sourceChanged();
    void projectChanged();
    void runsChanged();
    /// The project could not be read or written. What was there before is still there.
    void failed(const Error& error);

private:
    void adopt(StoredProject stored);
    void leaveProject();
    void writeEverything();
    void write(std::function<Result<void>(Project&)> task);

    QString folder_;
    std::shared_ptr<Project> project_;
    std::optional<OpenedNetwork> source_;
    std::optional<History> history_;
    std::map<std::string, std::string> settings_;
    std::vector<RunSummary> runs_;
    std::int64_t classCount_ = 0;
    int opening_ = 0;  ///< tells a newer wish from an older one
};

}  // namespace layerbench
