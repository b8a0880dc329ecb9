// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/advising.h"
#include "core/project/project.h"
#include "ui/background/work_session.h"
#include "ui/compare/comparison_buffer.h"

#include <memory>
#include <optional>
#include <string>

namespace layerbench {

/// What the adviser needs; values and shared values, as in the jobs below.
struct AdvisingJob {
    OpenedNetwork network;
    std::shared_ptr<const RunData> data;
    ComputeOptions compute;
    std::string original;  ///< what the network was trained on; empty: what the program knows of it
};

/// All that a comparison needs. The options are each case's own but for the epochs and where to compute.
struct ComparisonJob {
    std::shared_ptr<Project> project;
    OpenedNetwork network;
    std::shared_ptr<const RunData> data;
    std::size_t seeds = 3;  ///< from the data's seed on
    std::int64_t epochs = 25;
    ComputeOptions compute;
    std::optional<KnownAdvice> advice;  ///< none: the adviser is asked first
    std::string original;               ///< as in AdvisingJob
};

/// One comparison or one question to the adviser at a time. When it is stopped, or the session goes, runs that have
/// begun are saved as paused and further seeds do not start.
class ComparisonSession final : public WorkSession {
    Q_OBJECT

public:
    explicit ComparisonSession(QObject* parent = nullptr);

    /// Both do nothing while one is active.
    void advise(AdvisingJob job);
    void compare(ComparisonJob job);

Q_SIGNALS:
    void arrived(const ComparisonBatch& batch);
    /// After the last batch, of whatever came to its end or was stopped; the session is idle. `comparison` is its id in
    /// the project; 0: there was none, or nothing of it was entered.
    void finished(std::int64_t comparison);
    /// It could not be done. What was stored before is there.
    void failed(const Error& error);

private:
    struct Comparing;

    void deliver() override;
    void conclude(Work& work) override;
};

}  // namespace layerbench
