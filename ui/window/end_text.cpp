// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/end_text.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QCoreApplication>

namespace layerbench {

QString endText(const RunResult& result, std::int64_t run) {
    const QString best = result.bestEpoch > 0 ? QCoreApplication::translate("TrainingControl", "%1 at epoch %2")
                                                    .arg(percent(result.validationAccuracy))
                                                    .arg(result.bestEpoch)
                                              : QCoreApplication::translate("TrainingControl", "no epoch was finished");
    switch (result.reason) {
    case FinishReason::stopped:
        return QCoreApplication::translate("TrainingControl",
                                           "Run %1 was stopped: %2. It can go on from the table of results.")
            .arg(run)
            .arg(best);
    case FinishReason::diverged:
    case FinishReason::failed:
        return QCoreApplication::translate("TrainingControl", "Run %1 ended early. %2")
            .arg(run)
            .arg(translated(result.explanation));
    default:
        return QCoreApplication::translate("TrainingControl", "Run %1 is finished: %2.").arg(run).arg(best);
    }
}

}  // namespace layerbench
