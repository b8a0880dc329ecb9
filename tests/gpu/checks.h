// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gpu/support.h"

namespace layerbench::gpu {

/// Where a check computes, and what its bounds may assume: on the CPU a comparison is with itself.
struct Place {
    std::string device;  ///< "cpu" or "cuda:0"
    bool gpu = false;
};

/// One forward and backward pass on the device against the CPU, float32 without TF32: outputs, loss, gradients and
/// statistics of every layer kind; dropout's masks; ResNet-50's logits.
void checkSteps(Report& report, const Place& place);
/// Batches on their way to the device, and steps' losses on their way back.
void checkTransfers(Report& report, const Place& place);
/// Whole runs through the engine's door: optimisers, freezing and its proof, batch-norm policies, the feature cache.
void checkRuns(Report& report, const Place& place);
/// What happens around a run: resuming, stopping, freezing in its middle, divergence, metrics.
void checkControl(Report& report, const Place& place);
/// Runs at once, each on its lane's stream, against the same runs alone.
void checkLanes(Report& report, const Place& place);
/// Steps recorded as graphs and kernels of our own are in use on a GPU, and change nothing.
void checkGraphs(Report& report, const Place& place);
/// bfloat16 stays near float32.
void checkPrecision(Report& report, const Place& place);

/// TF32 off, so that float32 means float32, and cuDNN's sums in the same order each time; and back to what it was.
class ExactFloat32 {
public:
    ExactFloat32();
    ~ExactFloat32();
    ExactFloat32(const ExactFloat32&) = delete;
    ExactFloat32& operator=(const ExactFloat32&) = delete;

private:
    bool convolutions_;
    bool products_;
    bool deterministic_;
};

TrainingOptions options(const Place& place, std::int64_t epochs, std::int64_t batchSize, double rate = 0.02);

/// A whole run and all that comes out of it.
struct Finished {
    RunResult result;
    Network best;
    Network last;
    Checkpoint checkpoint;
    Recorder said;
};
Finished trained(const Network& network, const TrainingOptions& options, BatchSource& training,
                 BatchSource* validation = nullptr, const Checkpoint* from = nullptr);

/// One contestant of a race, told what to do on standard input (the protocol is in races.py).
struct Contest {
    std::string race;  ///< "train", "frozen", "head"
    Precision precision = Precision::float32;
    std::string device;
    std::int64_t batchSize = 64;
    std::int64_t steps = 30;       ///< in an epoch
    int epochs = 1;                ///< in a round
    std::int64_t run = 1'000'000;  ///< epochs that the run is planned for: few steps are not worth cuDNN's search
};
int contend(const Contest& contest);

}  // namespace layerbench::gpu
