// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/norm_chain.h"

#include "core/training/engine/backward_node.h"
#include "core/training/engine/depthwise_kernels.h"
#include "core/training/engine/norm_kernels.h"
#include "core/training/engine/pieces.h"
#include "core/training/engine/tensors.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace layerbench {

namespace {

using torch::autograd::Node;
using torch::autograd::variable_list;

constexpr auto layout = at::MemoryFormat::ChannelsLast;

kernels::Map mapOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), tensor.size(0) * tensor.size(2) * tensor.size(3), tensor.size(1)};
}

std::span<float> channelsOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

at::Tensor emptyMap(at::IntArrayRef sizes) {
    return at::empty(sizes, at::TensorOptions().dtype(at::kFloat).memory_format(layout));
}

at::Tensor asFloats(const std::vector<double>& values, const at::Tensor& factor = {}) {
    const at::Tensor floats = at::empty({static_cast<std::int64_t>(values.size())}, at::kFloat);
    for (std::size_t c = 0; c < values.size(); ++c)
        floats.data_ptr<float>()[c] = static_cast<float>(
            factor.defined() ? values[c] * static_cast<double>(factor.data_ptr<float>()[c]) : values[c]);
    return floats;
}

/// What depthwise_kernels.h takes. (Batch-norm takes any bias away again: few networks have one here.)
bool isDepthwise(const std::optional<Convolution>& convolution) {
    if (!convolution || convolution->bias.defined())
        return false;
    const auto are = [](const std::vector<std::int64_t>& pair, std::int64_t value) {
        return pair[0] == value && pair[1] == value;
    };
    const at::Tensor& weight = convolution->weight;
    return convolution->groups == weight.size(0) && weight.size(1) == 1 && weight.size(2) == 3 && weight.size(3) == 3 &&
           (are(convolution->stride, 1) || are(convolution->stride, 2)) && are(convolution->padding, 1) &&
           are(convolution->dilation, 1);
}

kernels::Depthwise depthwiseOf(const Convolution& convolution, const at::Tensor& before, const at::Tensor& taps) {
    return {before.size(0), before.size(2), before.size(3), before.size(1), convolution.stride[0], channelsOf(taps)};
}

/// [C, 1, 3, 3] as [3, 3, C].
at::Tensor tapsOf(const at::Tensor& weight) {
    return weight.detach().permute({2, 3, 1, 0}).contiguous();
}

/// A link as the forward pass leaves it. z = clamp(y scale + shift).
struct Done {
    at::Tensor map;  ///< y
    at::Tensor mean;
    at::Tensor inverseDeviation;
    at::Tensor scale;
    at::Tensor shift;
    float lowest;
    float highest;

    kernels::Affine affine() const { return {channelsOf(scale), channelsOf(shift), lowest, highest}; }
};

/// Pictures that go through together.
struct Piece {
    std::int64_t first;
    std::int64_t count;

    at::Tensor of(const at::Tensor& map) const { return map.narrow(0, first, count); }
};

/// The chain itself, and its place in the backward pass. Edges: the input, then four a link: the convolution's weight
/// and bias, batch-norm's weight and bias.
class Chain final : public Node {
public:
    Chain(const at::Tensor& input, std::span<const ChainLink> links, const ChainOptions& options)
        : input_(input.detach()), links_(links.begin(), links.end()), options_(options) {}

    at::Tensor forward() {
        for (std::size_t k = 0; k < links_.size(); ++k)
            normalise(k);
        const Done& last = done_.back();
        const at::Tensor output = emptyMap(last.map.sizes());
        kernels::scaleAndShift(mapOf(last.map), last.affine(), mapOf(output).values);
        return output;
    }

    variable_list apply(variable_list&& gradients) override {
        const at::NoGradGuard noGradient;
        variable_list results(1 + 4 * links_.size());
        at::Tensor gradient = gradients[0].contiguous(layout);
        kernels::ChannelSums sums(gradient.size(1));
        kernels::addGradients(mapOf(done_.back().map), mapOf(gradient).values, done_.back().affine(),
                              channelsOf(done_.back().mean), sums, nullptr);
        for (std::size_t k = links_.size(); k-- > 0;) {
            results[1 + 4 * k + 2] = asFloats(sums.second, done_[k].inverseDeviation);
            results[1 + 4 * k + 3] = asFloats(sums.first);
            gradient = back(k, gradient, sums, results);
            if (!gradient.defined())
                break;
        }
        results[0] = gradient;
        return results;
    }

    void release_variables() override {
        done_.clear();
        input_.reset();
        links_.clear();
    }

private:
    void checkStop() const {
        if (options_.control && options_.control->stopRequested())
            throw Cancelled{};
    }

    at::Tensor lowered(const at::Tensor& tensor) const {
        return tensor.defined() ? tensor.to(options_.precision) : tensor;
    }
    static at::Tensor raised(const at::Tensor& tensor) { return tensor.to(at::kFloat).contiguous(layout); }

    /// What link k's convolution sees of those pictures.
    at::Tensor inputOf(std::size_t k, const Piece& piece) const {
        if (k == 0)
            return piece.of(input_);
        const at::Tensor map = piece.of(done_[k - 1].map);
        const at::Tensor activated = emptyMap(map.sizes());
        kernels::scaleAndShift(mapOf(map), done_[k - 1].affine(), mapOf(activated).values);
        return activated;
    }

    std::optional<kernels::Affine> affineBefore(std::size_t k) const {
        return k == 0 ? std::nullopt : std::optional(done_[k - 1].affine());
    }

    const at::Tensor& mapBefore(std::size_t k) const { return k == 0 ? input_ : done_[k - 1].map; }

    /// How link k's pictures go through its convolution, from whose other end so many values a picture come.
    std::vector<Piece> piecesOf(std::size_t k, std::int64_t valuesBehind) const {
        const at::Tensor& before = mapBefore(k);
        const std::int64_t pictures = before.size(0);
        const std::int64_t bytesEach =
            (before.numel() / pictures + valuesBehind) * static_cast<std::int64_t>(sizeof(float));
        const std::int64_t together = std::clamp<std::int64_t>(options_.bytesAtATime / bytesEach, 1, pictures);
        std::vector<Piece> all;
        for (std::int64_t first = 0; first < pictures; first += together)
            all.push_back({first, std::min(together, pictures - first)});
        return all;
    }

    void normalise(std::size_t k) {
        const ChainLink& link = links_[k];
        at::Tensor map;
        std::vector<float> origin;
        const auto setOrigin = [&](const at::Tensor& from) {
            if (origin.empty())
                origin.assign(from.data_ptr<float>(), from.data_ptr<float>() + from.size(1));
        };
        kernels::ChannelSums sums(link.weight.numel());
        if (isDepthwise(link.convolution)) {
            checkStop();
            map = emptyMap(sizesBehind(k));
            origin.resize(static_cast<std::size_t>(map.size(1)));
            const at::Tensor taps = tapsOf(link.convolution->weight);
            const auto affine = affineBefore(k);
            kernels::depthwise(depthwiseOf(*link.convolution, mapBefore(k), taps),
                               {mapOf(mapBefore(k)).values, affine ? &*affine : nullptr}, mapOf(map).values, origin,
                               sums);
        } else if (const auto& convolution = link.convolution) {
            Convolution inPrecision = *convolution;
            inPrecision.weight = lowered(convolution->weight);
            inPrecision.bias = lowered(convolution->bias);
            const auto sizes = sizesBehind(k);
            const auto all = piecesOf(k, sizes[1] * sizes[2] * sizes[3]);
            if (all.size() > 1)
                map = emptyMap(sizes);
            for (const Piece& piece : all) {
                checkStop();
                const at::Tensor some = raised(convolved(inPrecision, lowered(inputOf(k, piece))));
                setOrigin(some);
                float* const copy = all.size() > 1 ? mapOf(piece.of(map)).values : nullptr;
                kernels::addValues(mapOf(some), origin, sums, copy);
                if (all.size() == 1)
                    map = some;
            }
        } else {
            map = input_;
            setOrigin(map);
            kernels::addValues(mapOf(map), origin, sums, nullptr);
        }
        settle(link, map, sums, origin);
    }

    /// Statistics of the batch, and what follows from them.
    void settle(const ChainLink& link, const at::Tensor& map, const kernels::ChannelSums& sums,
                const std::vector<float>& origin) {
        const at::Tensor mean = at::empty_like(link.runningMean);
        const at::Tensor variance = at::empty_like(link.runningVar);
        const double count = static_cast<double>(map.numel() / map.size(1));
        for (std::size_t c = 0; c < origin.size(); ++c) {
            const double distance = sums.first[c] / count;
            channelsOf(mean)[c] = static_cast<float>(static_cast<double>(origin[c]) + distance);
            channelsOf(variance)[c] = static_cast<float>(std::max(0.0, sums.second[c] / count - distance * distance));
        }
        at::Tensor(link.runningMean).mul_(1 - link.momentum).add_(mean, link.momentum);
        at::Tensor(link.runningVar).mul_(1 - link.momentum).add_(variance, link.momentum * count / (count - 1));
        const at::Tensor inverse = at::rsqrt(variance + link.eps);
        const at::Tensor scale = link.weight * inverse;
        done_.push_back({map, mean, inverse, scale, link.bias - mean * scale, static_cast<float>(link.lowest),
                         static_cast<float>(link.highest)});
    }

    std::array<std::int64_t, 4> sizesBehind(std::size_t k) const {
        const at::Tensor& before = mapBefore(k);
        const Convolution& convolution = *links_[k].convolution;
        const auto side = [&](std::size_t i) {
            const auto dimension = static_cast<std::int64_t>(2 + i);
            const std::int64_t reach = convolution.dilation[i] * (convolution.weight.size(dimension) - 1);
            return (before.size(dimension) + 2 * convolution.padding[i] - reach - 1) / convolution.stride[i] + 1;
        };
        return {before.size(0), convolution.weight.size(0), side(0), side(1)};
    }

    /// Whether the gradient of anything before link k is asked for.
    bool wantedBefore(std::size_t k) const {
        for (std::size_t edge = 0; edge < 1 + 4 * k; ++edge)
            if (task_should_compute_output(edge))
                return true;
        return false;
    }

    /// From the gradient of link k's z to that of the z before it, whose sums are then in `sums`; nothing where no one
    /// asks for it.
    at::Tensor back(std::size_t k, const at::Tensor& gradient, kernels::ChannelSums& sums, variable_list& results) {
        const Done done = std::move(done_[k]);
        const std::size_t edge = 1 + 4 * k;
        const bool before = wantedBefore(k);
        const bool ofWeight = links_[k].convolution && task_should_compute_output(edge);
        const bool ofBias = links_[k].convolution && task_should_compute_output(edge + 1);
        if (!before && !ofWeight && !ofBias)
            return {};
        // Ioffe and Szegedy 2015, section 3: dy = a (g - (dbias + yhat dweight) / M), written as a g + p y + q.
        const double count = static_cast<double>(done.map.numel() / done.map.size(1));
        const at::Tensor p =
            done.scale * done.inverseDeviation * asFloats(sums.second, done.inverseDeviation) * (-1 / count);
        const at::Tensor q = done.scale * asFloats(sums.first) * (-1 / count) - p * done.mean;
        const auto ofMap = [&](const Piece& piece) {
            const at::Tensor map = piece.of(done.map);
            const at::Tensor result = emptyMap(map.sizes());
            kernels::gradientOfInput(mapOf(map), mapOf(piece.of(gradient)).values, done.affine(), channelsOf(p),
                                     channelsOf(q), mapOf(result).values);
            return result;
        };
        if (!links_[k].convolution)
            return ofMap({0, done.map.size(0)});

        if (isDepthwise(links_[k].convolution)) {
            const kernels::NormBehind behind{mapOf(done.map).values, mapOf(gradient).values, done.affine(),
                                             channelsOf(p), channelsOf(q)};
            return backDepthwise(k, behind, sums, results);
        }
        const Convolution& convolution = *links_[k].convolution;
        const at::Tensor weight = lowered(convolution.weight);
        const at::Tensor& below = mapBefore(k);
        const auto all = piecesOf(k, done.map.numel() / done.map.size(0));
        at::Tensor result;
        if (before && all.size() > 1)
            result = emptyMap(below.sizes());
        sums = kernels::ChannelSums(below.size(1));
        for (const Piece& piece : all) {
            checkStop();
            auto [input, kernel, bias] = at::convolution_backward(
                lowered(ofMap(piece)), lowered(inputOf(k, piece)), weight,
                ofBias ? at::OptionalIntArrayRef(convolution.bias.sizes()) : at::OptionalIntArrayRef(),
                convolution.stride, convolution.padding, convolution.dilation, false, {0, 0}, convolution.groups,
                {before, ofWeight, ofBias});
            add(results[edge], kernel);
            add(results[edge + 1], bias);
            if (!before)
                continue;
            input = raised(input);
            float* const copy = all.size() > 1 ? mapOf(piece.of(result)).values : nullptr;
            if (k > 0)
                kernels::addGradients(mapOf(piece.of(below)), mapOf(input).values, done_[k - 1].affine(),
                                      channelsOf(done_[k - 1].mean), sums, copy);
            else if (copy)
                piece.of(result).copy_(input);
            if (!copy)
                result = input;
        }
        return result;
    }

    at::Tensor backDepthwise(std::size_t k, const kernels::NormBehind& behind, kernels::ChannelSums& sums,
                             variable_list& results) {
        checkStop();
        const Convolution& convolution = *links_[k].convolution;
        const at::Tensor& below = mapBefore(k);
        const at::Tensor taps = tapsOf(convolution.weight);
        const at::Tensor tapGradients = at::zeros(taps.sizes(), at::kDouble);
        at::Tensor result;
        if (wantedBefore(k))
            result = emptyMap(below.sizes());
        sums = kernels::ChannelSums(below.size(1));
        const auto affine = affineBefore(k);
        const kernels::NormBefore norm{k > 0 ? channelsOf(done_[k - 1].mean) : std::span<float>(), sums};
        kernels::depthwiseBackward(depthwiseOf(convolution, below, taps),
                                   {mapOf(below).values, affine ? &*affine : nullptr}, behind,
                                   {tapGradients.data_ptr<double>(), static_cast<std::size_t>(taps.numel())},
                                   result.defined() ? mapOf(result).values : nullptr, k > 0 ? &norm : nullptr);
        if (const std::size_t edge = 1 + 4 * k; task_should_compute_output(edge))
            results[edge] = tapGradients.permute({3, 2, 0, 1}).to(at::kFloat, false, true, layout);
        return result;
    }

    static void add(at::Tensor& total, const at::Tensor& part) {
        if (!part.defined())
            return;
        if (total.defined())
            total.add_(part);
        else
            total = part.to(at::kFloat);
    }

    at::Tensor input_;
    std::vector<ChainLink> links_;
    ChainOptions options_;
    std::vector<Done> done_;
};

}  // namespace

std::int64_t ChainOptions::usualBytes() {
    // Measured with 32 MB of cache: with an eighth of it MobileNetV2 takes 5 % longer, as oneDNN is called more often;
    // a ResNet-18 takes what it takes.
    return lastLevelCache() * 3 / 4;
}

at::Tensor runChain(const at::Tensor& input, std::span<const ChainLink> links, const ChainOptions& options) {
    const std::shared_ptr<Chain> chain(new Chain(input, links, options), torch::autograd::deleteNode);
    std::vector<at::Tensor> inputs{input};
    for (const auto& link : links) {
        const auto& convolution = link.convolution;
        inputs.push_back(convolution ? convolution->weight : at::Tensor());
        inputs.push_back(convolution ? convolution->bias : at::Tensor());
        inputs.push_back(link.weight);
        inputs.push_back(link.bias);
    }
    return withBackward(chain, inputs, [&] { return chain->forward(); });
}

}  // namespace layerbench
