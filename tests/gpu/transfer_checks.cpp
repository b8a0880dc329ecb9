// SPDX-License-Identifier: GPL-3.0-or-later
// What travels between main memory and the device arrives whole and in order.
#include "core/training/engine/devices.h"
#include "core/training/engine/step_readings.h"
#include "core/training/engine/uploads.h"
#include "tests/gpu/checks.h"

#include <algorithm>
#include <numeric>

namespace layerbench::gpu {

namespace {

Tensor numbered(const Shape& shape, float first) {
    std::vector<float> values(static_cast<std::size_t>(elementCount(shape)));
    std::iota(values.begin(), values.end(), first);
    return Tensor::fromFloats(shape, values);
}

/// Each batch is used at once, while the next ones are on their way into memory that was just given back.
void uploadsArriveWhole(Report& report, at::Device device) {
    constexpr int batches = 40;
    const Uploads uploads(device);
    const Shape shape{16, 3, 64, 64};
    at::Tensor wrong = at::zeros({}, at::TensorOptions().dtype(at::kLong).device(device));
    bool laidOut = true;
    for (int i = 0; i < batches; ++i) {
        const at::Tensor there = uploads.pictures(numbered(shape, static_cast<float>(i)));
        laidOut = laidOut && there.is_contiguous(at::MemoryFormat::ChannelsLast) && there.device() == device;
        const at::Tensor expected =
            at::arange(elementCount(shape), at::TensorOptions().dtype(at::kFloat).device(device)).view(shape) + i;
        wrong += there.ne(expected).sum();
    }
    report.holds("40 picture batches arrive as they left", wrong.item<std::int64_t>() == 0);
    report.holds("they arrive channels-last, on the device", laidOut);
    const std::vector<std::int64_t> labels{4, 0, 2, 1, 3};
    report.holds("labels arrive as they left", copied(uploads.integers(labels)) == Tensor::fromInts({5}, labels));
}

void readingsComeInOrder(Report& report, at::Device device) {
    constexpr int steps = 30;
    StepReadings readings;
    std::vector<StepReadings::Reading> found;
    std::size_t mostUnderWay = 0;
    for (int i = 0; i < steps; ++i) {
        // Logits that are right in every second row; some work before it, so that the device lags behind.
        const at::Tensor work = at::rand({256, 256}, at::TensorOptions().device(device));
        const at::Tensor logits = at::eye(4, at::TensorOptions().device(device)) + 0 * work.matmul(work).mean();
        const at::Tensor labels = at::tensor({0, 0, 2, 0}, at::kLong).to(device);
        readings.put(i, 4, sumsOf(logits, labels, logits.sum() + i));
        const auto some = readings.take();
        found.insert(found.end(), some.begin(), some.end());
        mostUnderWay = std::max(mostUnderWay, static_cast<std::size_t>(i) + 1 - found.size());
    }
    const auto rest = readings.takeAll();
    found.insert(found.end(), rest.begin(), rest.end());
    bool right = found.size() == steps;
    for (std::size_t i = 0; i < found.size(); ++i)
        right = right && found[i].step == static_cast<std::int64_t>(i) && found[i].images == 4 &&
                found[i].loss == 4.0 + static_cast<double>(i) && found[i].correct == 2;
    report.holds("steps are read once each, in order, with their own sums", right);
    report.atMost("steps that are not read yet", static_cast<double>(mostUnderWay),
                  device.is_cpu() ? 0 : StepReadings::behind);
}

}  // namespace

void checkTransfers(Report& report, const Place& place) {
    ComputeOptions compute;
    compute.device = place.device;
    const at::Device device = required(chosenDevice(compute));
    uploadsArriveWhole(report, device);
    readingsComeInOrder(report, device);
}

}  // namespace layerbench::gpu
