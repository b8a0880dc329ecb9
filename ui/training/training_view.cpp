// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_view.h"

#include "ui/training/options_form.h"
#include "ui/training/run_panel.h"
#include "widgets/basics/translated.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace layerbench {

TrainingView::TrainingView(QWidget* parent) : QWidget(parent), form_(new OptionsForm), run_(new RunPanel) {
    setObjectName(QStringLiteral("trainingView"));
    setAttribute(Qt::WA_StyledBackground);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("trainingScroll"));
    scroll->setWidget(form_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    form_->setAutoFillBackground(false);
    scroll->setFocusPolicy(Qt::NoFocus);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 8, 10, 10);
    column->setSpacing(6);
    column->addWidget(scroll, 1);
    column->addWidget(run_);

    connect(form_, &OptionsForm::changed, this, &TrainingView::optionsChanged);
    connect(form_, &OptionsForm::validityChanged, this, &TrainingView::updateReady);
    connect(run_, &RunPanel::trainRequested, this, &TrainingView::trainRequested);
    connect(run_, &RunPanel::pauseRequested, this, &TrainingView::pauseRequested);
    connect(run_, &RunPanel::resumeRequested, this, &TrainingView::resumeRequested);
    connect(run_, &RunPanel::stopRequested, this, &TrainingView::stopRequested);
}

TrainingOptions TrainingView::options() const {
    return form_->options();
}

void TrainingView::setOptions(const TrainingOptions& options) {
    form_->setOptions(options);
    updateReady();
}

void TrainingView::setDefaults(const TrainingOptions& defaults) {
    form_->setDefaults(defaults);
    updateReady();
}

Result<void> TrainingView::check() const {
    return form_->check();
}

void TrainingView::setEngineLoading() {
    form_->setDeviceNote(tr("The training engine is being loaded …"), {}, OptionsForm::Note::news);
}

void TrainingView::setDevices(const QString& version, const std::vector<DeviceInfo>& devices) {
    DeviceBox* box = form_->device();
    box->setDevices(devices);
    form_->setDeviceNote(box->shortReason(), version + QLatin1Char('\n') + box->reason(),
                         OptionsForm::Note::background);
}

void TrainingView::setEngineFailed(const Error& error) {
    form_->setDeviceNote(translated(error), {}, OptionsForm::Note::problem);
}

void TrainingView::setReady(bool ready, const QString& whyNot) {
    ready_ = ready;
    whyNot_ = whyNot;
    updateReady();
}

void TrainingView::updateReady() {
    // Which field is wrong stands below the fields already.
    const bool valid = form_->check().has_value();
    run_->setReady(ready_ && valid, ready_ ? QString() : whyNot_);
}

void TrainingView::showState(TrainingSession::State state) {
    // What the fields say while a run trains is what it trains with.
    form_->setEditable(state == TrainingSession::State::idle);
    run_->showState(state);
}

void TrainingView::showProgress(const TrainingProgress& progress) {
    run_->showProgress(progress);
}

void TrainingView::showResult(const RunResult& result) {
    run_->showResult(result);
}

QSize TrainingView::sizeHint() const {
    return {265, 330};
}

TrainingView::~TrainingView() {
    // As in ~OptionsForm: what its fields say while they go is not for us.
    form_->disconnect(this);
    run_->disconnect(this);
}

}  // namespace layerbench
