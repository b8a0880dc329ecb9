// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_actions.h"

#include "ui/compare/comparison_session.h"
#include "ui/document/document.h"
#include "ui/training/training_session.h"
#include "ui/window/actions.h"

namespace layerbench {

RunActions::RunActions(Document& document, TrainingSession& training, ComparisonSession& comparison,
                       const Actions& actions, QObject* parent)
    : QObject(parent), document_(document), training_(training), comparison_(comparison), actions_(actions) {
    // Of each pair the one that is idle does nothing.
    connect(actions_.pause, &QAction::triggered, this, [this] {
        const bool goesOn = training_.state() == TrainingSession::State::paused ||
                            comparison_.state() == ComparisonSession::State::paused;
        goesOn ? training_.resume() : training_.pause();
        goesOn ? comparison_.resume() : comparison_.pause();
    });
    connect(actions_.stop, &QAction::triggered, &training_, &TrainingSession::stop);
    connect(actions_.stop, &QAction::triggered, &comparison_, &ComparisonSession::stop);
    connect(&training_, &TrainingSession::stateChanged, this, &RunActions::update);
    connect(&comparison_, &ComparisonSession::stateChanged, this, &RunActions::update);
    connect(&document_, &Document::projectChanged, this, &RunActions::update);
    update();
}

void RunActions::update() {
    const bool active = training_.active() || comparison_.active();
    const bool paused =
        training_.state() == TrainingSession::State::paused || comparison_.state() == ComparisonSession::State::paused;
    actions_.pause->setEnabled(active);
    actions_.pause->setText(paused ? tr("&Continue") : tr("&Pause"));
    actions_.stop->setEnabled(active);
    for (QAction* action : {actions_.newProject, actions_.openProject, actions_.saveAs})
        action->setEnabled(!active && document_.project());
}

}  // namespace layerbench
