// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/room.h"

#include "core/network/cost.h"
#include "core/training/engine/device_features.h"
#include "core/training/engine/executor.h"

#include <algorithm>

namespace layerbench {

namespace {

constexpr auto floatBytes = static_cast<std::int64_t>(sizeof(float));

/// Features of the frozen part that may lie on the GPU: one sheet of the training pictures and one of the validation's.
std::int64_t sheetsOf(const RunSize& run, std::int64_t gpuMemory) {
    const Plan prefix = splitAtFrozenPrefix(run.network).prefix;
    if (!run.options.featureCache || !holdsWeights(run.network, prefix))
        return 0;
    std::int64_t each = 0;
    for (const LayerId id : prefix.wanted)
        each += elementCount(run.network.shapeOf(id)) * floatBytes;
    return std::min(each * run.pictures, 2 * gpuMemory / DeviceFeatures::share);
}

}  // namespace

Room roomOf(const RunSize& run, std::int64_t gpuMemory) {
    // Batch-norm folded into a convolution is a second copy of its weights; no optimiser keeps more than two numbers a
    // weight, and a step needs the gradient and up to two lists of its size.
    constexpr std::int64_t copies = 2;
    constexpr std::int64_t state = 2;
    constexpr std::int64_t gradients = 3;
    // Every output is kept for the backward pass, and as much again for gradients and the convolutions' work space.
    constexpr std::int64_t passes = 2;
    constexpr std::int64_t fewestPictures = 32;  // as many go through in validation
    constexpr std::int64_t libraries = std::int64_t{1} << 30;

    const Cost total = cost(run.network);
    std::int64_t numbers = 0;
    for (const auto& named : namedParameters(run.network))
        numbers += elementCount(named.parameter->shape);
    // A phase may unfreeze whatever it likes.
    const std::int64_t trained = run.options.phases.empty() ? total.trainableParameters : total.parameters;
    Room room;
    room.always = (copies * numbers + state * trained) * floatBytes + sheetsOf(run, gpuMemory);
    room.inEpoch = gradients * trained * floatBytes +
                   passes * total.activationBytes * std::max(run.options.batchSize, fewestPictures) + libraries;
    return room;
}

int lanesIn(std::int64_t gpuMemory, std::span<const Room> rooms) {
    std::int64_t left = gpuMemory / 2;
    std::int64_t largest = 1;
    for (const Room& room : rooms) {
        left -= room.always;
        largest = std::max(largest, room.inEpoch);
    }
    return static_cast<int>(std::clamp<std::int64_t>(left / largest, 1, std::max<std::int64_t>(1, std::ssize(rooms))));
}

}  // namespace layerbench
