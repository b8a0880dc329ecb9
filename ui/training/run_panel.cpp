// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/run_panel.h"

#include "widgets/basics/icons.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

using State = TrainingSession::State;

constexpr int barSteps = 1000;
constexpr int buttonHeight = 34;

QLabel* line(const char* id, const char* look = nullptr) {
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(id));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (look)
        label->setProperty(look, true);
    return label;
}

QPushButton* button(const char* id, const QString& text, const QString& help) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(id));
    made->setToolTip(help);
    made->setStatusTip(help);
    made->setMinimumHeight(buttonHeight);
    return made;
}

void setText(QLabel* label, const QString& text) {
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

/// Seconds of a forecast: whole ones, so that the words stand still while they are read.
QString timeLeft(double seconds) {
    return seconds < 9.95 ? RunPanel::tr("%1 s").arg(static_cast<int>(std::ceil(seconds))) : duration(seconds);
}

}  // namespace

RunPanel::RunPanel()
    : bar_(new QProgressBar), status_(line("trainingStatus")), reason_(line("whyNotReady", "muted")),
      outcome_(line("trainingOutcome", "heading")), took_(line("trainingSeconds", "muted")),
      details_(line("trainingDetails", "muted")), proof_(line("trainingProof")),
      train_(button("trainButton", tr("Train"), tr("Train the network as it stands on the data"))),
      pause_(button("pauseButton", tr("Pause"), tr("Wait before the next step"))),
      stop_(button("stopButton", tr("Stop"), tr("End the run and save it; it can go on later"))) {
    bar_->setObjectName(QStringLiteral("trainingProgress"));
    bar_->setRange(0, barSteps);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress of the run"));
    train_->setProperty("primary", true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (auto* each : {train_, pause_, stop_})
        buttons->addWidget(each, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    auto* headline = new QHBoxLayout;
    headline->addWidget(outcome_, 1);
    took_->setWordWrap(false);
    headline->addWidget(took_);
    column->addLayout(headline);
    column->addWidget(details_);
    column->addWidget(proof_);
    column->addWidget(reason_);
    column->addWidget(bar_);
    column->addWidget(status_);
    column->addSpacing(3);
    column->addLayout(buttons);
    for (auto* label : {outcome_, took_, details_, proof_})
        label->hide();

    connect(train_, &QPushButton::clicked, this, &RunPanel::trainRequested);
    connect(stop_, &QPushButton::clicked, this, &RunPanel::stopRequested);
    connect(pause_, &QPushButton::clicked, this, [this] {
        if (state_ == State::paused)
            Q_EMIT resumeRequested();
        else
            Q_EMIT pauseRequested();
    });
    applyTheme();
    refresh();
}

void RunPanel::setReady(bool ready, const QString& whyNot) {
    ready_ = ready;
    whyNot_ = whyNot;
    refresh();
}

void RunPanel::showState(State state) {
    if (state == State::preparing) {
        progress_ = {};
        finished_ = false;
    }
    state_ = state;
    refresh();
}

void RunPanel::showProgress(const TrainingProgress& progress) {
    progress_ = progress;
    refresh();
}

QString RunPanel::progressText() const {
    const bool filling = progress_.featuresDone < progress_.featuresTotal;
    QString text = filling ? tr("frozen part: %1 of %2 pictures")
                                 .arg(fullCount(progress_.featuresDone), fullCount(progress_.featuresTotal))
                           : tr("epoch %1 of %2").arg(fullCount(progress_.epoch), fullCount(progress_.epochs));
    if (state_ == State::paused)
        return tr("paused · %1").arg(text);
    if (std::isfinite(progress_.secondsLeft))
        text += tr(" · %1 left").arg(timeLeft(progress_.secondsLeft));
    return text;
}

void RunPanel::refresh() {
    const bool active = state_ != State::idle;
    train_->setVisible(!active);
    train_->setEnabled(ready_);
    pause_->setVisible(active);
    stop_->setVisible(active);
    pause_->setEnabled(state_ == State::running || state_ == State::paused);
    stop_->setEnabled(state_ != State::stopping);
    const bool paused = state_ == State::paused;
    pause_->setText(paused ? tr("Continue") : tr("Pause"));
    pause_->setProperty("primary", paused);
    pause_->style()->unpolish(pause_);
    pause_->style()->polish(pause_);
    showPauseIcon();
    pause_->setToolTip(paused ? tr("Go on with the next step") : tr("Wait before the next step"));
    pause_->setStatusTip(pause_->toolTip());

    bar_->setVisible(active);
    bar_->setValue(static_cast<int>(std::lround(progress_.fraction * barSteps)));
    const bool begun = progress_.epochs > 0;
    setText(status_, !active                     ? QString()
                     : state_ == State::stopping ? tr("stopping and saving …")
                     : begun                     ? progressText()
                                                 : tr("preparing …"));
    status_->setToolTip(std::isfinite(progress_.imagesPerSecond)
                            ? tr("%1 pictures per second").arg(number(progress_.imagesPerSecond, 3))
                            : QString());
    setText(reason_, active || ready_ ? QString() : whyNot_);
    for (auto* label : {outcome_, took_, details_, proof_})
        label->setVisible(!active && finished_ && !label->text().isEmpty());
}

void RunPanel::showResult(const RunResult& result) {
    finished_ = true;
    const QString best = result.bestEpoch == 0 ? tr("No epoch was finished")
                         : std::isfinite(result.validationAccuracy)
                             ? tr("%1 at epoch %2").arg(percent(result.validationAccuracy), fullCount(result.bestEpoch))
                             : tr("%1 epochs, without validation").arg(fullCount(result.epochs));
    outcome_->setText(best);
    took_->setText(duration(result.seconds));
    took_->setToolTip(tr("How long the run trained, without pauses"));
    outcome_->setToolTip(tr("Validation accuracy of the best epoch; its weights are kept"));

    QStringList details;
    switch (result.reason) {
    case FinishReason::completed:
        break;
    case FinishReason::stopped:
        details << tr("stopped after epoch %1; can go on").arg(fullCount(result.epochs));
        break;
    case FinishReason::earlyStopping:
        details << tr("stopped early after epoch %1, as it got no better").arg(fullCount(result.epochs));
        break;
    case FinishReason::timeLimit:
        details << tr("ended by the time limit in epoch %1").arg(fullCount(result.epochs));
        break;
    case FinishReason::diverged:
    case FinishReason::failed:
        details << translated(result.explanation);
        break;
    }
    constexpr double worthSaying = 0.05;
    if (!result.cache.prefix.empty() && result.cache.secondsSaved >= worthSaying)
        details << (result.cache.images > 0 ? tr("frozen part computed once: %1 saved")
                                            : tr("features of an earlier run: %1 saved"))
                       .arg(duration(result.cache.secondsSaved));
    details_->setText(details.join(QLatin1Char('\n')));

    const bool frozen = std::ranges::any_of(result.proof, &LayerProof::frozen);
    frozenChanged_ = !result.frozenUnchanged;
    proof_->setText(frozenChanged_ ? tr("frozen layers CHANGED: please report this")
                    : frozen       ? tr("frozen layers proved unchanged")
                                   : QString());
    proof_->setToolTip(tr("Every tensor of every frozen layer has the same SHA-256 as before the first step"));
    applyTheme();
    refresh();
}

void RunPanel::applyTheme() {
    const Theme& theme = Theme::of(this);
    proof_->setStyleSheet(QStringLiteral("color: %1").arg((frozenChanged_ ? theme.warning : theme.good).name()));
    stop_->setIcon(icon(Icon::stop));
    showPauseIcon();
}

void RunPanel::showPauseIcon() {
    const bool paused = state_ == State::paused;
    constexpr int size = 16;
    pause_->setIcon(paused ? QIcon(iconPixmap(Icon::resume, size, Theme::of(this).accentText, devicePixelRatioF()))
                           : icon(Icon::pause));
}

void RunPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
    QWidget::changeEvent(event);
}

}  // namespace layerbench
