// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/background/work_session.h"
#include "ui/study/study_buffer.h"

namespace layerbench {

/// One transferability study at a time. When it is stopped, or the session goes, the run in progress is given up; those
/// that were measured have arrived.
class StudySession final : public WorkSession {
    Q_OBJECT

public:
    explicit StudySession(QObject* parent = nullptr);

    /// Does nothing while one is active.
    void start(TransferabilityRequest request);

Q_SIGNALS:
    void arrived(const StudyBatch& batch);
    /// After the last batch; the session is idle. `stopped`: before all runs were through.
    void finished(bool stopped);
    /// It could not go on. What was measured before has arrived.
    void failed(const Error& error);

private:
    struct Studying;

    void deliver() override;
    void conclude(Work& work) override;
};

}  // namespace layerbench
