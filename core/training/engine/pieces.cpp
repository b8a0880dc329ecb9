// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/pieces.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace layerbench {

std::vector<at::Tensor> evaluateInPieces(Executor& executor, const Plan& plan, const std::vector<at::Tensor>& given,
                                         const RunControl* control, std::int64_t& piece) {
    const std::int64_t count = given.front().size(0);
    for (;;) {
        try {
            if (piece >= count)
                return executor.run(plan, given, Executor::Mode::evaluate, control);
            std::vector<std::vector<at::Tensor>> parts(plan.wanted.size());
            for (std::int64_t first = 0; first < count; first += piece) {
                std::vector<at::Tensor> some;
                for (const auto& value : given)
                    some.push_back(value.narrow(0, first, std::min(piece, count - first)));
                const auto outputs = executor.run(plan, some, Executor::Mode::evaluate, control);
                for (std::size_t i = 0; i < outputs.size(); ++i)
                    parts[i].push_back(outputs[i]);
            }
            std::vector<at::Tensor> whole;
            for (const auto& part : parts)
                whole.push_back(at::cat(part));
            return whole;
        } catch (const std::exception& exception) {
            if (!isOutOfMemory(exception) || piece == 1)
                throw;
        }
        // Outside the catch block: the exception may hold on to what filled the memory.
        piece = (std::min(piece, count) + 1) / 2;
    }
}

std::int64_t lastLevelCache() {
    constexpr std::int64_t usual = 16 << 20;
    // What the cores at hand share. sysconf() adds up what a whole processor has, of which a virtual machine gets a
    // part.
    static const std::int64_t shared = [] {
        std::int64_t kilobytes = 0;
        std::ifstream("/sys/devices/system/cpu/cpu0/cache/index3/size") >> kilobytes;
        return kilobytes * 1024;
    }();
    const std::int64_t said = shared > 0 ? shared : sysconf(_SC_LEVEL3_CACHE_SIZE);
    return said > 0 ? said : usual;
}

std::int64_t piecesFor(const Network& network, const Plan& plan, at::Device device, std::int64_t most) {
    constexpr std::int64_t fewest = 4;
    if (!device.is_cpu())
        return most;
    std::int64_t largest = elementCount(network.input().shape());
    for (const std::size_t i : plan.layers)
        largest = std::max(largest, elementCount(network.shapeOf(network.layers()[i].id)));
    const std::int64_t fitting = lastLevelCache() * 3 / 4 / (largest * static_cast<std::int64_t>(sizeof(float)));
    return std::min(most, std::max(fewest, fitting));
}

Result<Batch> nextBatch(BatchSource& source, std::int64_t count) {
    LB_TRY(Batch batch, source.next());
    if (std::ssize(batch.labels) != count || batch.images.shape().empty() || batch.images.shape()[0] != count)
        return failure(
            LB_TEXT("training", "The data gave %1 pictures where %2 were expected. Open the data set again."),
            batch.labels.size(), count);
    return batch;
}

}  // namespace layerbench
