// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_actions.h"

#include "ui/background/work_session.h"
#include "ui/document/document.h"
#include "ui/window/actions.h"

#include <algorithm>
#include <utility>

namespace layerbench {

RunActions::RunActions(Document& document, std::vector<WorkSession*> sessions, const Actions& actions, QObject* parent)
    : QObject(parent), document_(document), sessions_(std::move(sessions)), actions_(actions) {
    for (WorkSession* session : sessions_) {
        // Those that are idle do nothing.
        connect(actions_.pause, &QAction::triggered, session,
                [session] { session->state() == WorkSession::State::paused ? session->resume() : session->pause(); });
        connect(actions_.stop, &QAction::triggered, session, &WorkSession::stop);
        connect(session, &WorkSession::stateChanged, this, &RunActions::update);
    }
    connect(&document_, &Document::projectChanged, this, &RunActions::update);
    update();
}

void RunActions::update() {
    const bool active = std::ranges::any_of(sessions_, &WorkSession::active);
    const bool paused = std::ranges::any_of(
        sessions_, [](const WorkSession* session) { return session->state() == WorkSession::State::paused; });
    actions_.pause->setEnabled(active);
    actions_.pause->setText(paused ? tr("&Continue") : tr("&Pause"));
    actions_.stop->setEnabled(active);
    for (QAction* action : {actions_.newProject, actions_.openProject, actions_.saveAs})
        action->setEnabled(!active && document_.project());
}

}  // namespace layerbench
