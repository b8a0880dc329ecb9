// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/executor.h"

#include "core/training/engine/norm_chain.h"
#include "core/training/engine/together.h"

#include <algorithm>
#include <utility>

namespace layerbench {

namespace {

/// A 1 x 1 convolution to a few channels, such as SqueezeNet's head for the classes of a small data set: as a product
/// of matrices it takes less than half the time, and its gradient a tenth (oneDNN works in blocks of 16 channels).
bool isNarrowPointwise(const Layer& layer, const at::Tensor& input) {
    constexpr std::int64_t narrow = 4;
    const Attributes& a = layer.attributes;
    return isCpuMap(input) && a.integer("out_channels") <= narrow && a.pair("kernel_size") == Pair{1, 1} &&
           a.pair("stride") == Pair{1, 1} && a.pair("padding") == Pair{0, 0} && a.integer("groups") == 1;
}

/// W [O, C] times each picture's [C, H W].
at::Tensor pointwise(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias) {
    const at::Tensor pixels = input.permute({0, 2, 3, 1}).flatten(1, 2);
    const at::Tensor maps = at::matmul(weight.flatten(1), pixels.transpose(1, 2));
    return (bias.defined() ? maps + bias.view({-1, 1}) : maps).view({input.size(0), -1, input.size(2), input.size(3)});
}

at::Tensor convolved(const Layer& layer, const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias) {
    return isNarrowPointwise(layer, input) ? pointwise(input, weight, bias)
                                           : convolved(convolutionOf(layer, weight, bias), input);
}

at::Tensor batchNorm(const Layer& layer, const at::Tensor& input, Executor::LayerTensors& tensors, bool training) {
    // One value per channel (a single picture on a 1 x 1 map, as the last batch of an epoch may be) has no variance:
    // the running one would become NaN for good. PyTorch refuses such a batch; here it runs on stored statistics.
    const bool oneValue = input.numel() == input.size(1);
    const bool batchStatistics = training && !oneValue && layer.batchNorm != BatchNormPolicy::frozen;
    if (batchStatistics)
        tensors[4].add_(1);
    return at::batch_norm(input, tensors[0], tensors[1], tensors[2], tensors[3], batchStatistics,
                          layer.attributes.number("momentum"), layer.attributes.number("eps"),
                          at::globalContext().userEnabledCuDNN());
}

at::Tensor dropout(const Layer& layer, const at::Tensor& input, const at::Generator& generator) {
    const double keep = 1 - layer.attributes.number("p");
    // at::dropout takes no generator, and the global one would tie runs to each other.
    return input * at::empty_like(input).bernoulli_(keep, generator).div_(keep);
}

at::Tensor shortcutA(const Layer& layer, const at::Tensor& input) {
    const auto stride = layer.attributes.integer("stride");
    const auto padding = (layer.attributes.integer("out_channels") - input.size(1)) / 2;
    const auto thinned = input.slice(2, 0, input.size(2), stride).slice(3, 0, input.size(3), stride);
    return at::constant_pad_nd(thinned, {0, 0, 0, 0, padding, padding});
}

at::Tensor sum(const std::vector<at::Tensor>& inputs, bool overwrite) {
    // What is added later must still be what it was.
    for (std::size_t i = 1; i < inputs.size(); ++i)
        overwrite = overwrite && !inputs[i].is_alias_of(inputs[0]);
    at::Tensor total = overwrite ? at::Tensor(inputs[0]).add_(inputs[1]) : inputs[0] + inputs[1];
    for (std::size_t i = 2; i < inputs.size(); ++i)
        total = total + inputs[i];
    return total;
}

/// Whether the layer's output is memory of its own that its backward pass does not read again: the next layer may write
/// over it.
bool givesFreshMemory(Kind kind) {
    return kind == Kind::conv2d || kind == Kind::linear || kind == Kind::batchNorm2d || kind == Kind::add ||
           kind == Kind::concat;
}

}  // namespace

Executor::Executor(Network network, at::Device device, Precision precision)
    : network_(std::move(network)), device_(device), uploads_(device), precision_(precision),
      folding_(network_.layers().size()) {
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

void Executor::restoreStatistics(const std::vector<at::Tensor>& saved) {
    const at::NoGradGuard noGradient;
    const auto moving = movingStatistics();
    assert(moving.size() == saved.size());
    for (std::size_t i = 0; i < saved.size(); ++i)
        moving[i].copy_(saved[i]);
}

at::Tensor Executor::lowered(const at::Tensor& tensor) const {
    return precision_ == Precision::bfloat16 ? tensor.to(at::kBFloat16) : tensor;
}

at::Tensor Executor::raised(const at::Tensor& tensor) const {
    return precision_ == Precision::bfloat16 && !lowersActivations() ? tensor.to(at::kFloat) : tensor;
}

at::Tensor Executor::apply(std::size_t index, const std::vector<at::Tensor>& inputs, Mode mode,
                           const at::Generator& generator, bool overwrite) {
    const Layer& layer = network_.layers()[index];
    const Attributes& a = layer.attributes;
    auto& tensors = tensors_[index];
    const bool training = mode == Mode::train;
    const at::Tensor& input = inputs[0];
    const auto bias = [&] { return tensors.size() > 1 ? lowered(tensors[1]) : at::Tensor(); };
    switch (layer.kind) {
    case Kind::conv2d:
        return raised(convolved(layer, lowered(input), lowered(tensors[0]), bias()));
    case Kind::linear:
        return raised(at::linear(lowered(input), lowered(tensors[0]), bias()));
    case Kind::batchNorm2d:
        return batchNorm(layer, input, tensors, training);
    case Kind::relu:
        return overwrite ? at::Tensor(input).relu_() : at::relu(input);
    case Kind::relu6:
        if (overwrite) {
            at::Tensor output = input;
            return at::hardtanh_(output, 0, 6);
        }
        return at::hardtanh(input, 0, 6);
    case Kind::maxPool2d:
        return at::max_pool2d(input, a.pair("kernel_size"), a.pair("stride"), a.pair("padding"), a.pair("dilation"),
                              a.flag("ceil_mode"));
    case Kind::avgPool2d:
        return at::avg_pool2d(input, a.pair("kernel_size"), a.pair("stride"), a.pair("padding"), a.flag("ceil_mode"));
    case Kind::adaptiveAvgPool2d:
        return at::adaptive_avg_pool2d(input, a.pair("output_size"));
    case Kind::dropout:
        return training && layer.trainable && a.number("p") > 0 ? dropout(layer, input, generator) : input;
    case Kind::flatten:
        return input.flatten(1);
    case Kind::add:
        return sum(inputs, overwrite);
    case Kind::concat:
        return at::cat(inputs, 1);
    case Kind::shortcutA:
        return shortcutA(layer, input);
    }
    assert(false);
    return {};
}

at::Tensor Executor::evaluated(const std::vector<std::size_t>& group, const at::Tensor& input) {
    Folding::Group parts{group.front(), std::nullopt, false};
    for (const std::size_t i : std::span(group).subspan(1))
        if (network_.layers()[i].kind == Kind::batchNorm2d)
            parts.norm = i;
        else
            parts.relu = true;
    const Layer& layer = network_.layers()[group.front()];
    const bool pack = precision_ == Precision::float32 && isCpuMap(input) && !isNarrowPointwise(layer, input);
    const auto& [convolution, packed] = folding_.folded(network_, parts, tensors_, input, pack);
    if (pack && packed)
        return (*packed)(input);
    const at::Tensor& bias = convolution.bias;
    const at::Tensor output =
        raised(convolved(layer, lowered(input), lowered(convolution.weight), bias.defined() ? lowered(bias) : bias));
    return parts.relu ? at::Tensor(output).relu_() : output;
}

at::Tensor Executor::chained(const std::vector<std::size_t>& chain, const at::Tensor& input,
                             const RunControl* control) {
    std::vector<ChainLink> links;
    std::optional<Convolution> convolution;
    for (const std::size_t i : chain) {
        const Layer& layer = network_.layers()[i];
        const Attributes& a = layer.attributes;
        auto& tensors = tensors_[i];
        if (layer.kind == Kind::conv2d) {
            convolution = convolutionOf(layer, tensors[0], tensors.size() > 1 ? tensors[1] : at::Tensor());
        } else if (layer.kind == Kind::batchNorm2d) {
            tensors[4].add_(1);
            links.push_back({.convolution = std::exchange(convolution, std::nullopt),
                             .weight = tensors[0],
                             .bias = tensors[1],
                             .runningMean = tensors[2],
                             .runningVar = tensors[3],
                             .momentum = a.number("momentum"),
                             .eps = a.number("eps")});
        } else {
            links.back().lowest = 0;
            if (layer.kind == Kind::relu6)
                links.back().highest = 6;
        }
    }
    const auto precision = precision_ == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
    return runChain(input, links, {.precision = precision, .control = control});
}

std::vector<at::Tensor> Executor::run(const Plan& plan, const std::vector<at::Tensor>& given, Mode mode,
                                      const RunControl* control, const at::Generator& generator) {
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
    // Layers that one before them has done already.
    std::vector<bool> passes(values.size());
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
        if (mode == Mode::evaluate && !passes[i])
            group = evaluatedTogether(network_, i, single);
        else if (mode == Mode::train && !passes[i] && isCpuMap(inputs[0]))
            group = trainedTogether(network_, i, inputs[0].size(0), single);
        if (passes[i]) {
            output = inputs[0];
        } else if (!group.empty()) {
            output = mode == Mode::evaluate ? evaluated(group, inputs[0]) : chained(group, inputs[0], control);
            for (const std::size_t later : std::span(group).subspan(1))
                passes[later] = true;
        } else {
            output = apply(i, inputs, mode, generator, mayOverwrite);
        }
        fresh[i + 1] = givesFreshMemory(layer.kind);
        // A view, or a dropout that is off: two values in one memory, which other layers may still need.
        if (output.is_alias_of(inputs[0]))
            fresh[first] = false;
        if (control && output.requires_grad() && !passes[i])
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
