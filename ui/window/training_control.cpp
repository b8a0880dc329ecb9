// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/training_control.h"

#include "core/models/pretrained.h"
#include "core/project/options_json.h"
#include "core/weights/weight_file.h"
#include "ui/background/engine_host.h"
#include "ui/background/in_background.h"
#include "ui/document/document.h"
#include "ui/networks/layer_inspector.h"
#include "ui/results/curve_export.h"
#include "ui/results/messages_view.h"
#include "ui/results/results_view.h"
#include "ui/training/training_view.h"
#include "ui/window/actions.h"
#include "ui/window/data_control.h"
#include "ui/window/end_text.h"
#include "ui/window/file_dialog.h"
#include "ui/window/sessions.h"
#include "ui/window/suited_options.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/curve_panel.h"

#include <algorithm>

namespace layerbench {

TrainingControl::TrainingControl(Document& document, DataControl& data, EngineHost& engine, const Sessions& sessions,
                                 const Views& views, const Actions& actions, QObject* parent)
    : QObject(parent), document_(document), data_(data), engine_(engine), sessions_(sessions), views_(views),
      actions_(actions), session_(new TrainingSession(this)) {
    connect(&engine_, &EngineHost::ready, this, [this] {
        views_.training->setDevices(engine_.version(), engine_.devices());
        updateReadiness();
    });
    connect(&engine_, &EngineHost::failed, this, [this](const Error& error) {
        views_.training->setEngineFailed(error);
        views_.strip->show(MessageStrip::Kind::error, translated(error), tr("Try again"), [this] {
            views_.training->setEngineLoading();
            engine_.load();
        });
        updateReadiness();
    });
    views_.training->setEngineLoading();

    connect(actions_.train, &QAction::triggered, this, &TrainingControl::train);
    connect(views_.training, &TrainingView::trainRequested, this, &TrainingControl::train);
    connect(views_.training, &TrainingView::pauseRequested, session_, &TrainingSession::pause);
    connect(views_.training, &TrainingView::resumeRequested, session_, &TrainingSession::resume);
    connect(views_.training, &TrainingView::stopRequested, session_, &TrainingSession::stop);
    connect(views_.training, &TrainingView::optionsChanged, this, [this] {
        suggestOptions();
        document_.setSetting(optionsSetting, optionsToJson(views_.training->options()));
    });

    connect(session_, &TrainingSession::stateChanged, views_.training, &TrainingView::showState);
    connect(session_, &TrainingSession::started, this,
            [this](std::int64_t run, std::int64_t stepsPerEpoch, std::int64_t epochs, std::int64_t epochsDone) {
                PlotRun plot = starting_;
                plot.id = run;
                plot.label = tr("Run %1").arg(run) + plot.label;
                plot.stepsPerEpoch = stepsPerEpoch;
                seen_[run] = plot;
                views_.results->select(0);
                views_.curves->setRuns({});
                views_.curves->beginRun(plot, epochsDone);
                document_.readRuns();
                Q_EMIT said(tr("Run %1 trains for %2 epochs.").arg(run).arg(epochs));
            });
    connect(session_, &TrainingSession::stepsArrived, this,
            [this](std::int64_t run, const std::vector<StepMetrics>& steps) {
                auto& kept = seen_[run].steps;
                kept.insert(kept.end(), steps.begin(), steps.end());
                views_.curves->appendSteps(run, steps);
            });
    connect(session_, &TrainingSession::epochsArrived, this,
            [this](std::int64_t run, const std::vector<EpochMetrics>& epochs) {
                auto& kept = seen_[run].epochs;
                kept.insert(kept.end(), epochs.begin(), epochs.end());
                views_.curves->appendEpochs(run, epochs);
            });
    connect(session_, &TrainingSession::progressChanged, views_.training, &TrainingView::showProgress);
    connect(session_, &TrainingSession::message, this, [this](const Text& text) {
        views_.messages->add(MessagesView::Kind::information, translated(text));
        Q_EMIT said(translated(text));
    });
    connect(session_, &TrainingSession::finished, this, &TrainingControl::finished);
    connect(session_, &TrainingSession::failed, this, &TrainingControl::failed);

    connect(&document_, &Document::networkChanged, this, [this] {
        suggestOptions();
        updateReadiness();
    });
    connect(&document_, &Document::projectChanged, this, [this] {
        seen_.clear();
        views_.curves->setRuns({});
        restoreOptions();
        updateReadiness();
    });
    connect(&document_, &Document::runsChanged, this, [this] {
        views_.results->setRuns(document_.runs());
        actions_.exportWeights->setEnabled(!document_.runs().empty());
        if (views_.curves->runs().empty() && !session_->active() && !document_.runs().empty())
            showStored(document_.runs().back().id);
    });
    connect(&data_, &DataControl::changed, this, [this] {
        suggestOptions();
        updateReadiness();
        if (const auto run = std::exchange(waiting_, 0); run > 0)
            resume(run);
    });

    connect(views_.results, &ResultsView::selectionChanged, this, [this] { showRuns(views_.results->selectedRuns()); });
    connect(views_.results, &ResultsView::openRequested, this, &TrainingControl::showStored);
    connect(views_.results, &ResultsView::resumeRequested, this, &TrainingControl::resume);
    connect(views_.results, &ResultsView::exportWeightsRequested, this, &TrainingControl::exportWeights);
    connect(views_.curves, &CurvePanel::exportRequested, this, &TrainingControl::exportCurves);
    connect(actions_.exportWeights, &QAction::triggered, this, [this] {
        const auto selected = views_.results->selectedRuns();
        if (!document_.runs().empty())
            exportWeights(selected.empty() ? document_.runs().back().id : selected.front(),
                          QStringLiteral("safetensors"));
    });
    actions_.exportWeights->setEnabled(false);
    updateReadiness();
}

void TrainingControl::stopAndWait() {
    session_->stop();
    session_->wait();
}

void TrainingControl::updateReadiness() {
    QString why;
    if (!document_.hasNetwork())
        why = tr("Open a network first.");
    else if (!data_.data())
        why = data_.opening() ? tr("The data is being read …") : tr("Choose data first.");
    else if (document_.network().classCount() != std::ssize(data_.data()->dataset.classes))
        why = tr("The network answers with %1 classes, the data has %2: press a case, or give it a new head.")
                  .arg(document_.network().classCount())
                  .arg(data_.data()->dataset.classes.size());
    else if (std::ranges::none_of(document_.network().layers(),
                                  [](const Layer& l) { return l.trainable && !l.parameters.empty(); }))
        why = tr("Every layer is frozen: unfreeze one, or give the network a new head.");
    else if (!document_.project())
        why = tr("The project file is being made …");
    else if (sessions_.study && sessions_.study->active())
        why = sessions_.atWork(session_);
    views_.training->setReady(why.isEmpty(), why);
    actions_.train->setEnabled(why.isEmpty() && !session_->active());
    actions_.train->setToolTip(why.isEmpty() ? actions_.train->statusTip() : why);
}

void TrainingControl::suggestOptions() {
    if (!document_.hasNetwork() || !data_.data())
        return;
    const auto pictures = std::ssize(data_.data()->dataset.items(Part::training));
    if (pictures == 0)
        return;
    TrainingOptions suited = suitedOptions(document_, pictures);
    // The user's number of epochs, where it is not the last one that was suggested, spreads the phases.
    const std::int64_t typed = views_.training->options().epochs;
    spreadOver_ = typed != suggestedEpochs_ ? typed : suited.epochs;
    if (spreadOver_ != suited.epochs)
        suited.phases = suitedOptions(document_, pictures, spreadOver_).phases;
    suggestedEpochs_ = suited.epochs;
    views_.training->setDefaults(suited);
}

TrainingOptions TrainingControl::options() const {
    return views_.training->options();
}

void TrainingControl::useRecipeTraining(const TrainingOptions& training) {
    keepRecipeTraining(document_, training);
    suggestOptions();
}

void TrainingControl::restoreOptions() {
    if (const auto kept = document_.setting(optionsSetting); !kept.empty())
        if (const auto options = optionsFromJson(kept)) {
            views_.training->setOptions(*options);
            suggestedEpochs_ = 0;  // what was kept is the user's
        }
    suggestOptions();
}

bool TrainingControl::mustWait() {
    const QString atWork = sessions_.atWork(session_);
    if (!atWork.isEmpty())
        views_.strip->show(MessageStrip::Kind::information, atWork);
    return !atWork.isEmpty();
}

void TrainingControl::train() {
    if (!actions_.train->isEnabled() || mustWait())
        return;
    if (const auto checked = views_.training->check(); !checked) {
        views_.strip->show(MessageStrip::Kind::error, translated(checked.error()));
        return;
    }
    const History& history = document_.history();
    const std::string caseName = history.caseName();
    const Recipe recipe = history.recipe(document_.classCount());
    starting_ = PlotRun{};
    starting_.caseName = caseName;
    starting_.label = QStringLiteral(" · ") + toQString(recipe.name);
    starting_.seed = views_.training->options().seed;
    starting_.phases = phaseTexts(views_.training->options());
    session_->start({document_.project(), data_.data(),
                     RunRequest{document_.source(), caseName, recipe, views_.training->options()}});
}

void TrainingControl::resume(std::int64_t run) {
    if (session_->active()) {
        views_.strip->show(MessageStrip::Kind::information,
                           tr("A run is training; stop it or wait, then let run %1 go on.").arg(run));
        return;
    }
    if (mustWait())
        return;
    inBackground(
        this,
        [project = document_.project(), run]() -> Result<std::pair<DatasetRecord, RunSummary>> {
            LB_TRY(const RunSummary summary, project->summary(run));
            LB_TRY(DatasetRecord record, project->dataset(summary.dataset));
            return std::pair{std::move(record), summary};
        },
        [this, run](Result<std::pair<DatasetRecord, RunSummary>> stored) {
            if (!stored) {
                failed(stored.error());
                return;
            }
            const auto& [record, summary] = *stored;
            DataRequest request{record.description, {}, Augmentation::none};
            request.options.seed = record.seed;
            request.options.validationFraction = record.validationFraction;
            if (record.perClass > 0)
                request.options.perClass = record.perClass;
            if (const auto augmentation = augmentationFromName(record.augmentation))
                request.augmentation = *augmentation;
            const auto& now = data_.data();
            if (!now || requestToJson(request) != requestToJson(requestOf(*now))) {
                // Once more when the run's own data is there.
                waiting_ = run;
                data_.open(request);
                return;
            }
            starting_ = plotOf(summary);
            starting_.label = QStringLiteral(" · ") + toQString(summary.recipe);
            if (const auto seen = seen_.find(run); seen != seen_.end()) {
                starting_.steps = seen->second.steps;
                starting_.epochs = seen->second.epochs;
            }
            session_->resumeRun(document_.project(), run, now);
        });
}

void TrainingControl::finished(std::int64_t run, const RunResult& result) {
    seen_[run].bestEpoch = result.bestEpoch;
    views_.curves->setBestEpoch(run, result.bestEpoch);
    views_.training->showResult(result);
    views_.inspector->setProof(result.proof, run);
    const bool bad = result.reason == FinishReason::diverged || result.reason == FinishReason::failed;
    const QString text = endText(result, run);
    views_.messages->add(bad ? MessagesView::Kind::error : MessagesView::Kind::information, text);
    if (bad)
        views_.strip->show(MessageStrip::Kind::error, text);
    Q_EMIT said(text);
    document_.readRuns();
    updateReadiness();
}

void TrainingControl::failed(const Error& error) {
    const QString text = translated(error);
    views_.messages->add(MessagesView::Kind::error, text);
    views_.strip->show(MessageStrip::Kind::error, text);
    updateReadiness();
}

const RunSummary* TrainingControl::summaryOf(std::int64_t run) const {
    const auto found = std::ranges::find(document_.runs(), run, &RunSummary::id);
    return found == document_.runs().end() ? nullptr : &*found;
}

PlotRun TrainingControl::plotOf(const RunSummary& run) const {
    PlotRun plot;
    plot.id = run.id;
    plot.label = tr("Run %1").arg(run.id) + QStringLiteral(" · ") + toQString(run.recipe);
    plot.caseName = run.caseName;
    plot.bestEpoch = run.result.bestEpoch;
    plot.seed = run.seed;
    return plot;
}

void TrainingControl::showRuns(const std::vector<std::int64_t>& runs) {
    if (runs.empty() || session_->active())
        return;
    wanted_ = runs;
    std::vector<PlotRun> plots;
    for (const auto run : runs)
        if (const auto* summary = summaryOf(run))
            plots.push_back(plotOf(*summary));
    inBackground(
        this,
        [project = document_.project(), plots = std::move(plots)]() mutable -> Result<std::vector<PlotRun>> {
            for (auto& plot : plots) {
                LB_TRY(plot.epochs, project->epochs(plot.id));
                LB_TRY(const TrainingOptions options, project->options(plot.id));
                plot.phases = phaseTexts(options);
            }
            return std::move(plots);
        },
        [this, runs](Result<std::vector<PlotRun>> read) {
            if (!read) {
                failed(read.error());
                return;
            }
            // Of a run that was seen training the steps are still here.
            for (auto& plot : *read)
                if (const auto seen = seen_.find(plot.id); seen != seen_.end()) {
                    plot.steps = seen->second.steps;
                    plot.stepsPerEpoch = seen->second.stepsPerEpoch;
                }
            if (runs == wanted_ && !session_->active())
                views_.curves->setRuns(std::move(*read));
        });
}

void TrainingControl::showStored(std::int64_t run) {
    if (views_.results->selectedRuns() != std::vector{run})
        views_.results->select(run);
    showRuns({run});
}

void TrainingControl::exportCurves(const QString& format) {
    if (views_.curves->runs().empty())
        return;
    auto* dialog = makeFileDialog(views_.curves->window(), tr("Export curves"), QStringLiteral("*.%1").arg(format),
                                  QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(format);
    connect(dialog, &QFileDialog::fileSelected, this, [this, format](const QString& file) {
        constexpr int pictureWidth = 1600;
        const QPixmap picture = format == QStringLiteral("png") ? views_.curves->picture(pictureWidth) : QPixmap();
        if (const auto written = writeCurves(views_.curves->runs(), picture, file.toStdString(), format); !written)
            failed(written.error());
        else
            views_.strip->show(MessageStrip::Kind::good, tr("The curves are in “%1”.").arg(file));
    });
    dialog->open();
}

void TrainingControl::exportWeights(std::int64_t run, const QString& format) {
    auto* dialog = makeFileDialog(views_.results->window(), tr("Export the weights of run %1").arg(run),
                                  tr("safetensors (*.safetensors);;PyTorch (*.pth)"), QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(format);
    connect(dialog, &QFileDialog::fileSelected, this, [this, run](const QString& file) {
        inBackground(
            this,
            [project = document_.project(), run, file = file.toStdString()]() -> Result<void> {
                LB_TRY(const Network network, project->runNetwork(run));
                const StateDict weights = stateDictOf(network);
                return file.ends_with(".pth") ? writePth(file, weights) : writeSafetensors(file, weights);
            },
            [this, file](Result<void> written) {
                if (!written)
                    failed(written.error());
                else
                    views_.strip->show(MessageStrip::Kind::good, tr("The weights are in “%1”.").arg(file));
            });
    });
    dialog->open();
}

}  // namespace layerbench
