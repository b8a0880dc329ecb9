// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/curves.h"

#include "core/report/numbers.h"

namespace layerbench {

std::string curvesCsv(const std::vector<RunCurve>& curves) {
    std::string out = "run,label,case,seed,epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,"
                      "learning_rate,seconds,images_per_second,best\n";
    for (const auto& run : curves)
        for (const auto& epoch : run.epochs) {
            out += joined({std::to_string(run.run), ",", csvField(run.label), ",", csvField(run.caseName), ",",
                           std::to_string(run.seed), ",", std::to_string(epoch.epoch)});
            for (const double value :
                 {epoch.trainLoss, epoch.trainAccuracy, epoch.validationLoss, epoch.validationAccuracy,
                  epoch.learningRate, epoch.seconds, epoch.imagesPerSecond})
                out += joined({",", exactText(value)});
            out += epoch.epoch == run.bestEpoch ? ",1\n" : ",0\n";
        }
    return out;
}

}  // namespace layerbench
