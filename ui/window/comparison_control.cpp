// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/comparison_control.h"

#include "ui/background/in_background.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/comparison_details.h"
#include "ui/data/data_title.h"
#include "ui/document/document.h"
#include "ui/results/messages_view.h"
#include "ui/training/training_view.h"
#include "ui/window/actions.h"
#include "ui/window/data_control.h"
#include "ui/window/sessions.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/translated.h"
#include "widgets/board/case_board.h"

#include <QLabel>

#include <algorithm>

namespace layerbench {

namespace {

using State = ComparisonSession::State;

constexpr const char* seedsSetting = "window/seeds";

/// Adds what a batch says to the comparison in progress.
void add(Comparison& live, const ComparisonBatch& batch) {
    for (const auto& started : batch.started)
        live.runs.push_back({started, {}, true});
    for (const auto& [id, metrics] : batch.epochs) {
        ComparedRun* run = live.find(id);
        run->accuracy.push_back(metrics.validationAccuracy);
        run->trainingAccuracy = metrics.trainAccuracy;
        run->summary.epochs = metrics.epoch;
        run->summary.result.seconds += metrics.seconds;
    }
    for (const auto& [id, result] : batch.ended) {
        ComparedRun* run = live.find(id);
        run->training = false;
        run->summary.result = result;
        const bool bad = result.reason == FinishReason::failed || result.reason == FinishReason::diverged;
        run->summary.status = bad                                      ? RunStatus::failed
                              : result.reason == FinishReason::stopped ? RunStatus::paused
                                                                       : RunStatus::finished;
    }
}

}  // namespace

ComparisonControl::ComparisonControl(Document& document, DataControl& data, const Sessions& sessions,
                                     const Views& views, const Actions& actions, QObject* parent)
    : QObject(parent), document_(document), data_(data), sessions_(sessions), views_(views), actions_(actions),
      session_(new ComparisonSession(this)) {
    connect(session_, &ComparisonSession::stateChanged, this, &ComparisonControl::stateChanged);
    connect(session_, &ComparisonSession::arrived, this, &ComparisonControl::arrived);
    connect(session_, &ComparisonSession::finished, this, &ComparisonControl::finished);
    connect(session_, &ComparisonSession::failed, this, &ComparisonControl::failed);

    const ComparePage* page = views_.page;
    connect(page, &ComparePage::compareRequested, this, [this] { compare(false); });
    connect(page, &ComparePage::verifyRequested, this, [this] { compare(true); });
    connect(page, &ComparePage::adviceRequested, this, &ComparisonControl::ask);
    connect(page, &ComparePage::cutRequested, this, &ComparisonControl::cutRequested);
    connect(page, &ComparePage::pauseRequested, session_, &ComparisonSession::pause);
    connect(page, &ComparePage::resumeRequested, session_, &ComparisonSession::resume);
    connect(page, &ComparePage::stopRequested, session_, &ComparisonSession::stop);
    connect(page, &ComparePage::detailsRequested, this, &ComparisonControl::openDetails);
    connect(page, &ComparePage::caseOpened, this, &ComparisonControl::open);
    connect(page, &ComparePage::hint, this, &ComparisonControl::said);
    connect(page, &ComparePage::cameIntoSight, this, &ComparisonControl::show);
    connect(page, &ComparePage::seedsChanged, this,
            [this](int seeds) { document_.setSetting(seedsSetting, std::to_string(seeds)); });
    connect(actions_.compare, &QAction::triggered, this, [this] { compare(false); });
    connect(actions_.askAdviser, &QAction::triggered, this, &ComparisonControl::ask);
    connect(actions_.showCut, &QAction::triggered, this, &ComparisonControl::cutRequested);

    connect(&document_, &Document::sourceChanged, this, &ComparisonControl::dataOrSourceChanged);
    connect(&data_, &DataControl::changed, this, &ComparisonControl::dataOrSourceChanged);
    connect(&document_, &Document::projectChanged, this, [this] {
        archive_ = {};
        live_.reset();
        advice_.reset();
        if (const int seeds = toQString(document_.setting(seedsSetting)).toInt(); seeds > 0)
            views_.page->setSeeds(seeds);
        dataOrSourceChanged();
    });
    views_.left->hide();
    show();
    updateReadiness();
}

std::string ComparisonControl::original() const {
    const std::string kept = document_.setting(originalSetting);
    const auto end = kept.find('\n');
    if (end == kept.npos || !document_.hasNetwork() || kept.substr(0, end) != document_.source().source.description)
        return {};
    return kept.substr(end + 1);
}

void ComparisonControl::setOriginal(const std::string& data) {
    if (!document_.hasNetwork())
        return;
    document_.setSetting(originalSetting, document_.source().source.description + '\n' + data);
    // What was advised did not know of it.
    advice_.reset();
    show();
    Q_EMIT said(tr("“%1” counts as what the network was trained on.").arg(toQString(data)));
}

void ComparisonControl::stopAndWait() {
    session_->stop();
    session_->wait();
}

const KnownAdvice* ComparisonControl::advice() const {
    if (advice_)
        return &*advice_;
    return archive_.last && archive_.last->advice && archive_.last->on == on_ ? &*archive_.last->advice : nullptr;
}

const Comparison& ComparisonControl::shown() const {
    if (live_)
        return *live_;
    return archive_.last && archive_.last->on == on_ ? *archive_.last : planned_;
}

void ComparisonControl::dataOrSourceChanged() {
    planned_ = {};
    if (document_.hasNetwork() && data_.data())
        planned_.on = comparedOn(document_.source(), *data_.data());
    if (!(planned_.on == on_))
        advice_.reset();
    on_ = planned_.on;
    read();
    show();
    updateReadiness();
}

void ComparisonControl::read() {
    if (!document_.project() || !document_.hasNetwork())
        return;
    inBackground(
        this,
        [project = document_.project(), on = on_, source = document_.source().network] {
            return readComparisons(*project, on, source);
        },
        [this, project = document_.project(), on = on_](Result<ComparisonArchive> read) {
            // A later wish is on its way.
            if (project != document_.project() || !(on == on_))
                return;
            if (!read) {
                failed(read.error());
                return;
            }
            archive_ = std::move(*read);
            // What ran is in the project now.
            if (!session_->active())
                live_.reset();
            show();
        });
}

bool ComparisonControl::mayBegin() {
    if (const QString atWork = sessions_.atWork(); !atWork.isEmpty()) {
        views_.strip->show(MessageStrip::Kind::information, atWork);
        return false;
    }
    if (const auto checked = views_.training->check(); !checked) {
        views_.strip->show(MessageStrip::Kind::error, translated(checked.error()));
        return false;
    }
    return actions_.compare->isEnabled();
}

void ComparisonControl::ask() {
    if (mayBegin())
        session_->advise({document_.source(), data_.data(), views_.training->options().compute, original()});
}

void ComparisonControl::compare(bool quickly) {
    if (!mayBegin())
        return;
    const TrainingOptions options = views_.training->options();
    ComparisonJob job{.project = document_.project(),
                      .network = document_.source(),
                      .data = data_.data(),
                      .seeds = static_cast<std::size_t>(views_.page->seeds()),
                      .epochs = quickly ? (options.epochs + 2) / 3 : options.epochs,
                      .compute = options.compute,
                      .advice = {},
                      .original = original()};
    if (const KnownAdvice* known = advice())
        job.advice = *known;
    liveSource_ = document_.source().network;
    session_->compare(std::move(job));
}

void ComparisonControl::open(const QString& caseName) {
    const auto which = caseFromName(caseName.toStdString());
    if (!which)
        return;
    const Comparison& comparison = shown();
    const auto cut = comparison.advice ? comparison.advice->cut : advice() ? advice()->cut : std::string();
    Q_EMIT caseOpened(*which, cut.empty() && document_.hasNetwork() ? usualCut(document_.source().network) : cut,
                      comparison.runsOf(caseName.toStdString()));
}

void ComparisonControl::arrived(const ComparisonBatch& batch) {
    for (const auto& text : batch.messages) {
        views_.messages->add(MessagesView::Kind::information, translated(text));
        Q_EMIT said(translated(text));
    }
    if (batch.looking)
        looking_ = *batch.looking;
    if (batch.advice)
        advice_ = *batch.advice;
    if (batch.planned)
        live_ = *batch.planned;
    if (live_)
        add(*live_, batch);
    // Now the runs are among those that can be looked at.
    if (!batch.started.empty())
        document_.readRuns();
    if (batch.progress) {
        views_.page->showProgress(*batch.progress);
        views_.left->setText(tr("Comparing: %1").arg(progressText(*batch.progress)));
    }
    if (batch.looking && !batch.advice && !live_)
        showAdvice();
    else
        show();
}

void ComparisonControl::stateChanged(State state) {
    looking_ = {0, 0};
    views_.page->showState(state);
    views_.left->setVisible(session_->active());
    if (state == State::advising)
        views_.left->setText(tr("The adviser looks at the data …"));
    updateReadiness();
    showAdvice();
}

void ComparisonControl::finished(std::int64_t comparison) {
    if (!live_)
        return;
    live_->active = false;
    for (auto& run : live_->runs)
        run.training = false;
    if (comparison > 0) {
        const auto stopped = std::ranges::count_if(
            live_->runs, [](const ComparedRun& run) { return run.summary.status == RunStatus::paused; });
        const QString text = stopped > 0 ? tr("The comparison was stopped; what its runs have learnt is kept.")
                                         : tr("The comparison is finished.");
        views_.messages->add(MessagesView::Kind::information, text);
        Q_EMIT said(text);
    }
    show();
    document_.readRuns();
    read();
}

void ComparisonControl::failed(const Error& error) {
    views_.messages->add(MessagesView::Kind::error, translated(error));
    views_.strip->show(MessageStrip::Kind::error, translated(error));
    finished(0);
}

void ComparisonControl::updateReadiness() {
    QString why;
    if (!document_.hasNetwork())
        why = tr("Open a network first.");
    else if (!data_.data())
        why = data_.opening() ? tr("The data is being read …") : tr("Choose data first.");
    else if (data_.data()->dataset.items(Part::validation).empty())
        why = tr("The data has no picture to validate with, and without one nothing can be compared.");
    else if (!document_.project())
        why = tr("The project file is being made …");
    else if (sessions_.study && sessions_.study->active())
        why = sessions_.atWork(session_);
    const bool ready = why.isEmpty();
    views_.page->setReady(ready, why);
    actions_.compare->setEnabled(ready && !session_->active());
    actions_.askAdviser->setEnabled(ready && !session_->active());
}

QString ComparisonControl::subtitle(const Comparison& comparison) const {
    QStringList parts{dataTitle(comparison.on.data)};
    parts << (comparison.on.perClass > 0 ? tr("%n images per class", nullptr, static_cast<int>(comparison.on.perClass))
                                         : tr("all images"));
    if (!comparison.seeds.empty())
        parts << tr("%n seeds", nullptr, static_cast<int>(comparison.seeds.size()));
    return parts.join(QStringLiteral(" · "));
}

void ComparisonControl::openDetails() {
    if (!details_) {
        details_ = new ComparisonDetails(views_.page->window());
        details_->setAttribute(Qt::WA_DeleteOnClose);
        connect(details_, &ComparisonDetails::noteChanged, this, &ComparisonControl::keepNote);
    }
    fillDetails(tableRows(shown()));
    details_->show();
    details_->raise();
}

void ComparisonControl::fillDetails(const std::vector<ComparisonRow>& rows) {
    if (!details_)
        return;
    // A note that is being written must not go. (As text, for NaN is not equal to itself.)
    if (comparisonTable(rows, TableFormat::csv) != comparisonTable(details_->rows(), TableFormat::csv))
        details_->setRows(rows);
    const Comparison& comparison = shown();
    std::vector<CaseSettings> settings;
    for (const auto& one : comparison.cases)
        if (!comparison.runsOf(one.caseName).empty())
            settings.push_back({one.caseName, one.recipe, one.options});
    details_->setSettings(std::move(settings));
}

void ComparisonControl::keepNote(const QString& caseName, const QString& note) {
    const auto runs = shown().runsOf(caseName.toStdString());
    if (runs.empty())
        return;
    if (live_)
        for (const std::int64_t run : runs)
            live_->find(run)->summary.note = note.toStdString();
    inBackground(
        this,
        [project = document_.project(), runs, note = note.toStdString()]() -> Result<void> {
            for (const std::int64_t run : runs)
                LB_CHECK(project->setNote(run, note));
            return {};
        },
        [this](Result<void> written) {
            if (!written)
                failed(written.error());
            else
                read();
        });
}

void ComparisonControl::showAdvice() {
    AdviceState state;
    const State now = session_->state();
    if (now == State::advising) {
        state.kind = AdviceState::Kind::busy;
        const auto [done, all] = looking_;
        state.progress = all > 0 ? tr("%1 of %2 pictures looked at").arg(done).arg(all) : tr("Loading the engine …");
        if (all > 0)
            state.progressShare = static_cast<double>(done) / static_cast<double>(all);
    } else if (const KnownAdvice* known = advice()) {
        state = adviceState(*known, adviserRecord(archive_.all));
    }
    views_.page->setAdvice(state);
    actions_.showCut->setEnabled(advice() && !advice()->cut.empty());
}

void ComparisonControl::show() {
    // Out of sight it can wait: to make the cases of a large network takes a while.
    if (!views_.page->isVisible() && !details_)
        return showAdvice();
    if (planned_.cases.empty() && document_.hasNetwork() && data_.data()) {
        const Network& source = document_.source().network;
        planned_.cases = plannedCases(source, std::ssize(data_.data()->dataset.classes), usualCut(source));
    }
    Comparison comparison = shown();
    if (!live_ && advice())
        comparison.advice = *advice();
    BoardState state;
    if (!comparison.cases.empty()) {
        state.subtitle = subtitle(comparison);
        state.cells = boardCells(comparison, live_ && liveSource_ ? *liveSource_ : document_.source().network);
    }
    if (data_.data())
        state.place = BoardPlace{.images = static_cast<double>(data_.data()->dataset.items(Part::training).size())};
    if (state.place && comparison.advice) {
        state.place->difference = comparison.advice->difference;
        state.place->judged = comparison.advice->judged;
    }
    const auto rows = tableRows(comparison);
    views_.page->setRows(rows);
    fillDetails(rows);
    views_.page->setBoard(std::move(state));
    double chosen = static_cast<double>(on_.perClass);
    if (data_.data() && on_.perClass == 0 && !data_.data()->dataset.classes.empty())
        chosen = static_cast<double>(data_.data()->dataset.items(Part::training).size()) /
                 static_cast<double>(data_.data()->dataset.classes.size());
    views_.page->setSizes(sizeSeries(archive_.all, on_.network, on_.data), chosen);
    showAdvice();
}

}  // namespace layerbench
