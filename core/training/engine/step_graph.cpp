// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/step_graph.h"

#include <atomic>
#include <exception>
#include <mutex>

namespace layerbench {

namespace {

std::vector<std::vector<std::int64_t>> shapesOf(const StepInput& input) {
    std::vector<std::vector<std::int64_t>> shapes{input.labels.sizes().vec()};
    for (const auto& value : input.given)
        shapes.push_back(value.sizes().vec());
    return shapes;
}

std::atomic<std::int64_t> stepsMade = 0;
std::atomic<bool> unusable = false;
std::mutex problemMutex;
std::string problem;

}  // namespace

std::int64_t StepGraph::made() {
    return stepsMade;
}

std::string StepGraph::lastProblem() {
    const std::lock_guard lock(problemMutex);
    return problem;
}

void StepGraph::passed(const StepInput& input, const DropoutMasks& masks) {
    if (graph_ || impossible_)
        return;
    auto shapes = shapesOf(input);
    // The last batch of an epoch, as a rule: the next one is whole again.
    if (passed_ > 0 && input.labels.size(0) < shapes_.front().front())
        return;
    passed_ = shapes == shapes_ ? passed_ + 1 : 1;
    shapes_ = std::move(shapes);
    masks_ = masks.held();
}

bool StepGraph::giveUp() {
    const bool had = graph_ != nullptr;
    forget();
    impossible_ = true;
    return had;
}

bool StepGraph::takes(const StepInput& input) const {
    return !impossible_ && !unusable && passed_ >= stepsBefore && shapesOf(input) == shapes_;
}

bool StepGraph::record(const StepInput& input, Executor& executor, const Passes& passes) {
    const auto parameters = executor.movingParameters();
    // Their memory must be the graph's: left undefined, the backward pass gives them its own.
    for (const auto& parameter : parameters)
        parameter.mutable_grad().reset();
    executor.forgetCounts();
    auto graph = std::make_unique<CudaGraph>();
    try {
        for (const auto& value : input.given)
            place_.given.push_back(value.clone(at::MemoryFormat::Preserve));
        place_.labels = input.labels.clone();
        graph->record([&] { sums_ = passes(place_, masks_); });
        // The recording keeps a step's memory for itself. What moves the weights needs as much as they take beside it.
        std::int64_t values = 0;
        for (const auto& parameter : parameters)
            values += parameter.numel();
        static_cast<void>(at::empty({values}, sums_.options().dtype(at::kFloat)));
    } catch (const std::exception& exception) {
        {
            const std::lock_guard lock(problemMutex);
            problem = firstLine(exception);
        }
        // After another failure than that LibTorch does not give memory back as it did before: once is enough.
        if (!isOutOfMemory(exception))
            unusable = true;
        // No kernel of it has run. What counts in main memory has.
        executor.repeatCounts(executor.counted(), -1);
        for (const auto& parameter : parameters)
            parameter.mutable_grad().reset();
        giveUp();
        return false;
    }
    for (const auto& parameter : parameters)
        if (parameter.grad().defined())
            gradients_.emplace_back(parameter, parameter.grad());
    counters_ = executor.counted();
    // Another plan may have these made anew; the recording goes on reading them.
    kept_ = executor.foldedTensors();
    graph_ = std::move(graph);
    return true;
}

std::optional<at::Tensor> StepGraph::run(const StepInput& input, Executor& executor, DropoutMasks& masks,
                                         const Passes& passes) {
    const bool first = !graph_;
    if (first && !record(input, executor, passes))
        return {};
    const at::NoGradGuard noGradient;
    for (std::size_t i = 0; i < input.given.size(); ++i)
        place_.given[i].copy_(input.given[i]);
    place_.labels.copy_(input.labels);
    masks_.redraw(masks);
    // Recording has counted the step already.
    if (!first)
        executor.repeatCounts(counters_, 1);
    // A step without the graph in between has put its own there.
    for (const auto& [parameter, gradient] : gradients_)
        parameter.mutable_grad() = gradient;
    graph_->replay();
    ++stepsMade;
    return sums_;
}

}  // namespace layerbench
