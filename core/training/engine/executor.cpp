// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/executor.h"

#include "core/training/engine/cuda/norm_passes.h"
#include "core/training/engine/together.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace layerbench {

namespace {

/// Whether the layer's output is memory of its own that its backward pass does not read again: the next layer may write
/// over it.
bool givesFreshMemory(Kind kind) {
    return kind == Kind::conv2d || kind == Kind::linear || kind == Kind::batchNorm2d || kind == Kind::add ||
           kind == Kind::concat;
}

}  // namespace

Executor::Executor(Network network, at::Device device, Precision precision)
    : network_(std::move(network)), device_(device), uploads_(device), precision_(precision),
      folding_(network_.layers().size(), precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat) {
    tensors_.resize(network_.layers().size());
    owned_.resize(network_.layers().size());
    for (std::size_t i = 0; i < network_.layers().size(); ++i) {
        for (const auto& parameter : network_.layers()[i].parameters) {
            at::Tensor tensor = wrapped(std::get<Tensor>(parameter.value));
            // Batch-norm's count of batches is only ever counted up: on a GPU that would be a kernel a layer and step.
            if (parameter.type != ScalarType::int64)
                tensor = tensor.to(device_);
            if (tensor.dim() == 4)
                tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
            tensors_[i].push_back(std::move(tensor));
        }
        adopt(i);
    }
}

void Executor::adopt(std::size_t index) {
    const Layer& layer = network_.layers()[index];
    auto& tensors = tensors_[index];
    if (moves(layer) && !owned_[index]) {
        for (auto& tensor : tensors)
            tensor = tensor.clone(tensor.suggest_memory_format());
        owned_[index] = true;
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (layer.parameters[i].buffer)
            continue;
        // Without its gradient gone, momentum and weight decay would go on moving a frozen weight.
        if (!layer.trainable)
            tensors[i].mutable_grad().reset();
        tensors[i].set_requires_grad(layer.trainable);
    }
}

void Executor::setNetwork(Network network) {
    assert(network.layers().size() == network_.layers().size());
    // What moves from now on may be another part than what moved before.
    folding_.forgetWhatMoves(network_);
    network_ = std::move(network);
    folding_.forgetWhatMoves(network_);
    for (std::size_t i = 0; i < tensors_.size(); ++i)
        adopt(i);
}

Network Executor::snapshot(Copy copy) const {
    std::vector<std::pair<std::string, Tensor>> values;
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
        const Layer& layer = network_.layers()[i];
        for (std::size_t p = 0; p < tensors_[i].size(); ++p)
            if (owned_[i] || copy == Copy::all)
                values.emplace_back(layer.name + "." + layer.parameters[p].name, copied(tensors_[i][p]));
    }
    return withParameters(network_, values);
}

std::vector<at::Tensor> Executor::movingStatistics() const {
    std::vector<at::Tensor> moving;
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
        const Layer& layer = network_.layers()[i];
        if (layer.kind != Kind::batchNorm2d || layer.batchNorm == BatchNormPolicy::frozen)
            continue;
        for (std::size_t p = 0; p < tensors_[i].size(); ++p)
            if (layer.parameters[p].buffer)
                moving.push_back(tensors_[i][p]);
    }
    return moving;
}

std::vector<at::Tensor> Executor::statistics() const {
    // Copied as one list, times one: on a GPU that is one kernel instead of one a tensor.
    std::vector<at::Tensor> copies = movingStatistics();
    std::vector<at::Tensor> values;
    for (const auto& tensor : copies)
        if (tensor.is_floating_point())
            values.push_back(tensor);
    if (!values.empty())
        values = at::_foreach_mul(values, 1);
    auto value = values.begin();
    for (auto& copy : copies)
        copy = copy.is_floating_point() ? *value++ : copy.clone();
    return copies;
}

void Executor::count(std::size_t norm) {
    at::Tensor counter = tensors_[norm][4];
    counter.add_(1);
    counted_.push_back(counter);
}

void Executor::repeatCounts(const std::vector<at::Tensor>& counters, std::int64_t times) {
    const at::NoGradGuard noGradient;
    for (at::Tensor counter : counters)
        counter.add_(times);
    folding_.forgetWhatMoves(network_);
}

std::vector<at::Tensor> Executor::movingParameters() const {
    std::vector<at::Tensor> moving;
    for (const auto& tensors : tensors_)
        for (const auto& tensor : tensors)
            if (tensor.requires_grad())
                moving.push_back(tensor);
    return moving;
}

void Executor::restoreStatistics(const std::vector<at::Tensor>& saved) {
    const at::NoGradGuard noGradient;
    const auto moving = movingStatistics();
    assert(moving.size() == saved.size());
    for (std::size_t i = 0; i < saved.size(); ++i)
        moving[i].copy_(saved[i]);
}

std::vector<at::Tensor> Executor::run(const Plan& plan, const std::vector<at::Tensor>& given, Mode mode,
                                      const RunControl* control, DropoutMasks* masks) {
    assert(given.size() == plan.given.size());
    // Values by position in the network, the picture at 0; each with the number of uses still to come.
    const auto slotOf = [&](LayerId id) { return id == LayerId::input ? 0 : network_.indexOf(id) + 1; };
    std::vector<at::Tensor> values(network_.layers().size() + 1);
    std::vector<int> uses(values.size());
    for (const std::size_t i : plan.layers)
        for (const LayerId id : network_.layers()[i].inputs)
            ++uses[slotOf(id)];
    std::vector<bool> pooled(values.size());
    for (const LayerId id : plan.wanted)
        if (plan.pooled)
            pooled[slotOf(id)] = true;
        else
            ++uses[slotOf(id)];
    std::vector<at::Tensor> averages(values.size());
    std::vector<bool> fresh(values.size());
    std::vector<bool> asked(values.size());
    for (const LayerId id : plan.wanted)
        asked[slotOf(id)] = true;
    // Layers that one before them has done already, and which of their inputs holds what came out.
    std::vector<std::optional<std::size_t>> done(values.size());
    // Values that one layer takes and no one else sees.
    std::vector<bool> single(values.size());
    for (std::size_t i = 0; i < single.size(); ++i)
        single[i] = uses[i] == 1 && !asked[i];
    if (mode == Mode::train)
        folding_.forgetWhatMoves(network_);
    for (std::size_t i = 0; i < given.size(); ++i)
        values[slotOf(plan.given[i])] = given[i];

    std::vector<at::Tensor> inputs;
    for (const std::size_t i : plan.layers) {
        if (control && control->stopRequested())
            throw Cancelled{};
        const Layer& layer = network_.layers()[i];
        inputs.clear();
        for (const LayerId id : layer.inputs) {
            const auto slot = slotOf(id);
            inputs.push_back(values[slot]);
            if (--uses[slot] == 0)
                values[slot].reset();
        }
        const auto first = slotOf(layer.inputs[0]);
        // In training an earlier layer may have kept its input for the backward pass: what has one use alone is
        // nobody's.
        const bool mayOverwrite = fresh[first] && uses[first] == 0 && (mode == Mode::evaluate || single[first]);
        at::Tensor output;
        std::vector<std::size_t> group;
        const NormPasses* passes = nullptr;
        if (done[i]) {
            output = inputs[*done[i]];
        } else if (mode == Mode::evaluate) {
            group = evaluatedTogether(network_, i, single, !device_.is_cpu());
        } else if (isCpuMap(inputs[0])) {
            group = trainedTogether(network_, i, inputs[0].size(0), single);
        } else if (layer.kind == Kind::batchNorm2d) {
            passes = normPassesFor(inputs[0]);
            if (passes)
                group = normedTogether(network_, i, inputs[0].size(0), single);
        }
        if (!group.empty()) {
            const auto other = addedTo(network_, group);
            const at::Tensor added = other ? values[slotOf(*other)] : at::Tensor();
            if (mode == Mode::evaluate)
                output = evaluated(group, inputs[0], added);
            else
                output = passes ? normed(group, inputs[0], added, *passes) : chained(group, inputs[0], control);
            for (std::size_t k = 1; k < group.size(); ++k) {
                const auto& from = network_.layers()[group[k]].inputs;
                const LayerId own = network_.layers()[group[k - 1]].id;
                done[group[k]] = static_cast<std::size_t>(std::ranges::find(from, own) - from.begin());
            }
        } else if (!done[i]) {
            output = apply(i, inputs, mode, masks, mayOverwrite);
        }
        fresh[i + 1] = givesFreshMemory(layer.kind);
        // A view, or a dropout that is off: two values in one memory, which other layers may still need.
        for (std::size_t k = 0; k < inputs.size(); ++k)
            if (output.is_alias_of(inputs[k]))
                fresh[slotOf(layer.inputs[k])] = false;
        // A GPU's backward pass is queued in a moment, by a thread of LibTorch's that should not be thrown at.
        if (control && device_.is_cpu() && output.requires_grad() && !done[i])
            output.register_hook([control](const at::Tensor& gradient) {
                if (control->stopRequested())
                    throw Cancelled{};
                return gradient;
            });
        if (pooled[i + 1])
            averages[i + 1] = output.dim() == 4 ? output.mean({2, 3}) : output;
        if (uses[i + 1] > 0)
            values[i + 1] = std::move(output);
    }
    std::vector<at::Tensor> wanted;
    for (const LayerId id : plan.wanted)
        // What leaves is float32, whatever it was computed in.
        wanted.push_back((plan.pooled ? averages[slotOf(id)] : values[slotOf(id)]).to(at::kFloat));
    return wanted;
}

}  // namespace layerbench
