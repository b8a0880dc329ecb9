// SPDX-License-Identifier: GPL-3.0-or-later
// What one layer of an executor computes, and what layers do that go together. The loop over them is in executor.cpp.
#include "core/training/engine/cuda/norm_passes.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/max_pool.h"
#include "core/training/engine/norm_chain.h"

#include <cassert>
#include <optional>
#include <span>
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

at::Tensor batchNorm(const Layer& layer, const at::Tensor& input, const Executor::LayerTensors& tensors,
                     bool batchStatistics) {
    return at::batch_norm(input, tensors[0], tensors[1], tensors[2], tensors[3], batchStatistics,
                          layer.attributes.number("momentum"), layer.attributes.number("eps"),
                          at::globalContext().userEnabledCuDNN());
}

void takeClamp(const Layer& layer, ChainLink& link) {
    if (layer.kind != Kind::relu && layer.kind != Kind::relu6)
        return;
    link.lowest = 0;
    if (layer.kind == Kind::relu6)
        link.highest = 6;
}

at::Tensor largestPooled(const Attributes& a, const at::Tensor& input) {
    if (isCpuMap(input)) {
        const Shape picture(input.sizes().begin() + 1, input.sizes().end());
        const Shape behind = *kindInfo(Kind::maxPool2d).outputShape(a, {&picture, 1});
        const MaxPool pool{
            a.pair("kernel_size"), a.pair("stride"), a.pair("padding"), a.pair("dilation"), {behind[1], behind[2]}};
        if (isMaxPoolable(pool))
            return maxPooled(pool, input);
    }
    return at::max_pool2d(input, a.pair("kernel_size"), a.pair("stride"), a.pair("padding"), a.pair("dilation"),
                          a.flag("ceil_mode"));
}

/// LibTorch's gradient of padded windows over channels-last maps is wrong on a GPU (PyTorch issue 188344, up to 2.11).
at::Tensor averagePooled(const Attributes& a, const at::Tensor& input) {
    const bool byPlanes = !input.is_cpu() && a.pair("padding") != Pair{0, 0};
    const at::Tensor pooled = at::avg_pool2d(byPlanes ? input.contiguous() : input, a.pair("kernel_size"),
                                             a.pair("stride"), a.pair("padding"), a.flag("ceil_mode"));
    return byPlanes ? pooled.contiguous(at::MemoryFormat::ChannelsLast) : pooled;
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

}  // namespace

at::Tensor Executor::lowered(const at::Tensor& tensor) const {
    return precision_ == Precision::bfloat16 ? tensor.to(at::kBFloat16) : tensor;
}

at::Tensor Executor::raised(const at::Tensor& tensor) const {
    return precision_ == Precision::bfloat16 && !lowersActivations() ? tensor.to(at::kFloat) : tensor;
}

at::Tensor Executor::apply(std::size_t index, const std::vector<at::Tensor>& inputs, Mode mode, DropoutMasks* masks,
                           bool overwrite) {
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
        if (training && takesStatistics(layer, input.numel() / input.size(1))) {
            count(index);
            return batchNorm(layer, input, tensors, true);
        }
        return batchNorm(layer, input, tensors, false);
    case Kind::relu:
        return overwrite ? at::Tensor(input).relu_() : at::relu(input);
    case Kind::relu6:
        if (overwrite) {
            at::Tensor output = input;
            return at::hardtanh_(output, 0, 6);
        }
        return at::hardtanh(input, 0, 6);
    case Kind::maxPool2d:
        return largestPooled(a, input);
    case Kind::avgPool2d:
        return averagePooled(a, input);
    case Kind::adaptiveAvgPool2d:
        return at::adaptive_avg_pool2d(input, a.pair("output_size"));
    case Kind::dropout:
        return training && layer.trainable && a.number("p") > 0 ? input * masks->next(input, 1 - a.number("p")) : input;
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

at::Tensor Executor::evaluated(const std::vector<std::size_t>& group, const at::Tensor& input,
                               const at::Tensor& added) {
    Folding::Group parts{group.front(), std::nullopt, false};
    ChainLink clamp;
    for (const std::size_t i : std::span(group).subspan(1))
        if (network_.layers()[i].kind == Kind::batchNorm2d) {
            parts.norm = i;
        } else if (network_.layers()[i].kind != Kind::add) {
            parts.relu = true;
            takeClamp(network_.layers()[i], clamp);
        }
    const Layer& layer = network_.layers()[group.front()];
    const bool pack = precision_ == Precision::float32 && isCpuMap(input) && !isNarrowPointwise(layer, input);
    const auto& [convolution, bias, packed] = folding_.folded(network_, parts, tensors_, input, pack);
    if (pack && packed)
        return (*packed)(input);
    if (device_.is_cpu()) {
        const at::Tensor output = raised(convolved(layer, lowered(input), convolution.weight, convolution.bias));
        return parts.relu ? at::Tensor(output).relu_() : output;
    }
    at::Tensor output = convolved(layer, lowered(input), convolution.weight, {});
    // Bias, sum and clamp in one pass behind the convolution, where LibTorch takes three.
    if (const NormPasses* passes = normPassesFor(output))
        return passes->applied(output, {}, bias, added, clamp.lowest, clamp.highest, /*overwrite=*/true);
    if (bias.defined())
        output.add_(bias.view({-1, 1, 1}));
    if (added.defined())
        output.add_(added);
    return parts.relu ? output.clamp_(clamp.lowest, clamp.highest) : output;
}

ChainLink Executor::linkOf(std::size_t norm) const {
    const auto& tensors = tensors_[norm];
    const Attributes& a = network_.layers()[norm].attributes;
    return {.convolution = {},
            .weight = tensors[0],
            .bias = tensors[1],
            .runningMean = tensors[2],
            .runningVar = tensors[3],
            .momentum = a.number("momentum"),
            .eps = a.number("eps")};
}

at::Tensor Executor::normed(const std::vector<std::size_t>& group, const at::Tensor& input, const at::Tensor& added,
                            const NormPasses& passes) {
    ChainLink norm = linkOf(group.front());
    takeClamp(network_.layers()[group.back()], norm);
    count(group.front());
    return normAddClamp(input, added, norm, passes);
}

at::Tensor Executor::chained(const std::vector<std::size_t>& chain, const at::Tensor& input,
                             const RunControl* control) {
    std::vector<ChainLink> links;
    std::optional<Convolution> convolution;
    for (const std::size_t i : chain) {
        const Layer& layer = network_.layers()[i];
        if (layer.kind == Kind::conv2d) {
            const auto& tensors = tensors_[i];
            convolution = convolutionOf(layer, tensors[0], tensors.size() > 1 ? tensors[1] : at::Tensor());
        } else if (layer.kind == Kind::batchNorm2d) {
            count(i);
            links.push_back(linkOf(i));
            links.back().convolution = std::exchange(convolution, std::nullopt);
        } else {
            takeClamp(layer, links.back());
        }
    }
    const auto precision = precision_ == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
    return runChain(input, links, {.precision = precision, .control = control});
}

}  // namespace layerbench
