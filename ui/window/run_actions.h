// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace layerbench {

class ComparisonSession;
class Document;
class TrainingSession;
struct Actions;

/// Pause and stop are for whatever trains, a run or a comparison; and while something does, the project stays.
class RunActions final : public QObject {
    Q_OBJECT

public:
    RunActions(Document& document, TrainingSession& training, ComparisonSession& comparison, const Actions& actions,
               QObject* parent);

private:
    void update();

    Document& document_;
    TrainingSession& training_;
    ComparisonSession& comparison_;
    const Actions& actions_;
};

}  // namespace layerbench
