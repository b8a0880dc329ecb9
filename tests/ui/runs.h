// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

namespace layerbench::fixtures {

inline RunSummary makeRun(std::int64_t id, const char* caseName, double accuracy, RunStatus status, double seconds) {
    RunSummary run;
    run.id = id;
    run.architecture = "squeezenet1_1";
    run.data = "/home/me/pictures/hymenoptera/";
    run.caseName = caseName;
    run.recipe = "my recipe";
    run.seed = 1;
    run.status = status;
    run.created = "2026-03-14T15:09:26Z";
    run.epochs = 25;
    run.hasCheckpoint = status != RunStatus::running;
    run.result.bestEpoch = 12;
    run.result.validationAccuracy = accuracy;
    run.result.trainableParameters = 1032;
    run.result.totalParameters = 723'522;
    run.result.seconds = seconds;
    run.result.cache.secondsSaved = seconds / 2;
    return run;
}

inline std::vector<RunSummary> exampleRuns() {
    std::vector<RunSummary> runs{
        makeRun(1, "1", 0.935, RunStatus::finished, 14.2), makeRun(2, "3", 0.951, RunStatus::paused, 812),
        makeRun(3, "4", 0.712, RunStatus::failed, 90), makeRun(10, "recipe", 0.9, RunStatus::interrupted, 5)};
    runs[1].result.trainableParameters = 723'522;
    runs[1].architecture = "resnet18";
    runs[2].result.explanation = {"The loss is not a number any more. Lower the learning rate.", {}};
    return runs;
}

}  // namespace layerbench::fixtures
