// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/document.h"

#include "ui/background/in_background.h"
#include "widgets/basics/translated.h"

#include <QFile>

namespace layerbench {

namespace {

/// In the project's own words: the source is stored once, the history starts from it.
Result<void> storeHistory(Project& project, const SourceRecord& source, const std::vector<EditStep>& steps,
                          std::size_t done) {
    LB_TRY(const auto id, project.addSource(source));
    LB_CHECK(project.startHistory(id));
    for (const auto& step : steps)
        LB_CHECK(project.addStep(step));
    return project.setDone(static_cast<std::int64_t>(done));
}

}  // namespace

Document::Document(QString folder, QObject* parent) : QObject(parent), folder_(std::move(folder)) {}

Document::~Document() = default;

void Document::createUntitled() {
    const int wish = ++opening_;
    leaveProject();
    settings_.clear();
    runs_.clear();
    inBackground(
        this, [folder = folder_.toStdString()] { return createUntitledProject(folder); },
        [this, wish](Result<StoredProject> stored) {
            if (wish != opening_)
                return;
            if (!stored) {
                Q_EMIT failed(stored.error());
                return;
            }
            project_ = stored->project;
            writeEverything();
            Q_EMIT projectChanged();
            Q_EMIT runsChanged();
        });
}

void Document::openProject(const QString& path) {
    const int wish = ++opening_;
    inBackground(
        this, [path = path.toStdString()] { return openStoredProject(path); },
        [this, wish](Result<StoredProject> stored) {
            if (wish != opening_)
                return;
            if (!stored)
                Q_EMIT failed(stored.error());
            else
                adopt(std::move(*stored));
        });
}

void Document::adopt(StoredProject stored) {
    leaveProject();
    project_ = std::move(stored.project);
    settings_ = std::move(stored.settings);
    runs_ = std::move(stored.runs);
    if (stored.source) {
        source_ = std::move(stored.source);
        history_ = std::move(stored.history);
    } else {
        // The project starts with what stands in the window.
        writeEverything();
    }
    Q_EMIT projectChanged();
    if (history_) {
        Q_EMIT sourceChanged();
        Q_EMIT networkChanged();
    }
    Q_EMIT runsChanged();
}

void Document::saveAs(const QString& path) {
    const int wish = ++opening_;
    const QString before = this->path();
    const bool wasUntitled = untitled();
    inBackground(
        this, [project = project_, path = path.toStdString()] { return moveProject(project, path); },
        [this, wish, before, wasUntitled](Result<std::shared_ptr<Project>> moved) {
            if (wish != opening_)
                return;
            if (!moved) {
                Q_EMIT failed(moved.error());
                return;
            }
            project_ = std::move(*moved);
            if (wasUntitled)
                QFile::remove(before);
            // Edits made while the copy was written went into the old file.
            writeEverything();
            Q_EMIT projectChanged();
        });
}

QString Document::path() const {
    return project_ ? toQString(project_->path()) : QString();
}

bool Document::untitled() const {
    return !project_ || path().startsWith(folder_ + QStringLiteral("/untitled-"));
}

void Document::leaveProject() {
    if (!project_)
        return;
    const bool nothingInIt =
        untitled() && runs_.empty() && setting(studiesSetting).empty() && (!history_ || history_->steps().empty());
    // Away from the window, behind all that is still to be written.
    enqueueInBackground([project = std::move(project_), nothingInIt]() mutable {
        const QString path = toQString(project->path());
        // The list of runs in the window may lag behind.
        const auto runs = project->runs();
        const bool empty = nothingInIt && runs && runs->empty();
        project.reset();
        if (empty)
            QFile::remove(path);
    });
    project_.reset();
}

void Document::close() {
    ++opening_;
    leaveProject();
    waitForBackground();
}

void Document::setSource(OpenedNetwork source) {
    history_.emplace(source.network);
    source_ = std::move(source);
    write([record = source_->source](Project& project) { return storeHistory(project, record, {}, 0); });
    Q_EMIT sourceChanged();
    Q_EMIT networkChanged();
}

Result<void> Document::apply(Recipe recipe, bool fromSource) {
    if (!history_)
        return failure(LB_TEXT("ui", "There is no network to edit. Open one first."));
    EditStep step{std::move(recipe), classCount_, fromSource};
    LB_CHECK(history_->add(step));
    write([step = std::move(step)](Project& project) { return project.addStep(step); });
    Q_EMIT networkChanged();
    return {};
}

Result<void> Document::apply(Edit edit) {
    Recipe recipe;
    recipe.edits.push_back(std::move(edit));
    return apply(std::move(recipe));
}

void Document::undo() {
    history_->undo();
    write([done = history_->done()](Project& project) { return project.setDone(static_cast<std::int64_t>(done)); });
    Q_EMIT networkChanged();
}

void Document::redo() {
    history_->redo();
    write([done = history_->done()](Project& project) { return project.setDone(static_cast<std::int64_t>(done)); });
    Q_EMIT networkChanged();
}

void Document::readRuns() {
    if (!project_)
        return;
    inBackground(
        this, [project = project_] { return project->runs(); },
        [this, project = project_](Result<std::vector<RunSummary>> runs) {
            if (project != project_)
                return;
            if (!runs) {
                Q_EMIT failed(runs.error());
                return;
            }
            runs_ = std::move(*runs);
            Q_EMIT runsChanged();
        });
}

std::string Document::setting(const std::string& key) const {
    const auto found = settings_.find(key);
    return found == settings_.end() ? std::string() : found->second;
}

void Document::setSetting(const std::string& key, const std::string& value) {
    auto& kept = settings_[key];
    if (kept == value)
        return;
    kept = value;
    write([key, value](Project& project) { return project.setSetting(key, value); });
}

void Document::writeEverything() {
    if (source_)
        write([record = source_->source, steps = history_->steps(), done = history_->done()](Project& project) {
            return storeHistory(project, record, steps, done);
        });
    for (const auto& [key, value] : settings_)
        write([key = key, value = value](Project& project) { return project.setSetting(key, value); });
}

void Document::write(std::function<Result<void>(Project&)> task) {
    // Without a project yet: writeEverything() comes when it is there.
    if (!project_)
        return;
    inBackground(
        this, [project = project_, task = std::move(task)] { return task(*project); },
        [this](Result<void> done) {
            if (!done)
                Q_EMIT failed(done.error());
        });
}

}  // namespace layerbench
