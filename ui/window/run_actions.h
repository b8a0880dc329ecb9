// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <vector>

namespace layerbench {

class Document;
class WorkSession;
struct Actions;

/// Pause and stop are for whatever trains; and while something does, the project stays.
class RunActions final : public QObject {
    Q_OBJECT

public:
    /// At most one of the sessions is active at a time.
    RunActions(Document& document, std::vector<WorkSession*> sessions, const Actions& actions, QObject* parent);

private:
    void update();

    Document& document_;
    std::vector<WorkSession*> sessions_;
    const Actions& actions_;
};

}  // namespace layerbench
