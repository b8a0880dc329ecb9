// SPDX-License-Identifier: GPL-3.0-or-later
// Writes epochs with checkpoints into a project, says each one that is stored, and goes on until it is killed.
#include "example.h"

#include <cstdio>

using namespace layerbench;

int main(int argc, char** argv) {
    auto project = argc > 1 ? Project::create(argv[1]) : failure("usage: project_writer FILE");
    const auto run = project ? addExampleRun(*project) : Failure(project.error());
    if (!run) {
        std::fprintf(stderr, "%s\n", run.error().message().c_str());
        return 1;
    }
    std::printf("run %lld\n", static_cast<long long>(*run));
    std::fflush(stdout);
    for (std::int64_t epoch = 1;; ++epoch) {
        const Checkpoint checkpoint = exampleCheckpoint(epoch);
        const auto stored = project->addEpoch(*run, exampleEpoch(epoch), &checkpoint);
        if (!stored) {
            std::fprintf(stderr, "%s\n", stored.error().message().c_str());
            return 1;
        }
        std::printf("epoch %lld\n", static_cast<long long>(epoch));
        std::fflush(stdout);
    }
}
