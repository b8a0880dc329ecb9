// SPDX-License-Identifier: GPL-3.0-or-later
// Which stream is current where, on a GPU that is made of numbers: LibTorch asks this stand-in for what it would ask
// CUDA. What the streams do to each other takes a GPU (tests/gpu).
#include "core/training/engine/lane_stream.h"

#include <QTest>

#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <atomic>
#include <thread>

using namespace layerbench;

namespace {

/// One device, its streams numbered from 1; 0 is the default one.
class StandIn final : public c10::impl::DeviceGuardImplInterface {
public:
    c10::DeviceType type() const override { return c10::DeviceType::CUDA; }
    c10::Device exchangeDevice(c10::Device) const override { return getDevice(); }
    c10::Device getDevice() const override { return {type(), 0}; }
    void setDevice(c10::Device) const override {}
    void uncheckedSetDevice(c10::Device) const noexcept override {}
    c10::Stream getStream(c10::Device device) const noexcept override { return numbered(device, current); }
    c10::Stream getDefaultStream(c10::Device device) const override { return numbered(device, 0); }
    c10::Stream getStreamFromGlobalPool(c10::Device device, bool) const override { return numbered(device, ++taken); }
    c10::Stream exchangeStream(c10::Stream stream) const noexcept override {
        return numbered(stream.device(), std::exchange(current, stream.id()));
    }
    c10::DeviceIndex deviceCount() const noexcept override { return 1; }

    static inline thread_local c10::StreamId current = 0;
    static inline std::atomic<c10::StreamId> taken = 0;

private:
    static c10::Stream numbered(c10::Device device, c10::StreamId id) {
        return c10::Stream(c10::Stream::UNSAFE, device, id);
    }
};

const StandIn standIn;
const c10::impl::DeviceGuardImplRegistrar registered(c10::DeviceType::CUDA, &standIn);
const at::Device gpu(at::kCUDA, 0);

c10::StreamId streamOf(const LaneStream& stream) {
    const auto current = stream.current();
    return StandIn::current;
}

}  // namespace

class TestLaneStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// What is queued on the default stream cannot be recorded as a graph.
    void aloneARunHasTheFirstLanesStream() {
        const auto alone = streamOf(LaneStream(gpu, {}));
        QVERIFY(alone != 0);
        QCOMPARE(streamOf(LaneStream(gpu, {.number = 0, .count = 3})), alone);
        QCOMPARE(StandIn::current, c10::StreamId{0});
    }

    void onTheCpuThereIsNone() {
        const auto before = StandIn::taken.load();
        QCOMPARE(streamOf(LaneStream(at::kCPU, {.number = 1, .count = 2})), c10::StreamId{0});
        QCOMPARE(StandIn::taken.load(), before);
    }

    void aLaneHasOneStreamOnEveryThread() {
        const LaneStream first(gpu, {.number = 0, .count = 2});
        const LaneStream second(gpu, {.number = 1, .count = 2});
        const auto one = streamOf(first);
        const auto other = streamOf(second);
        QVERIFY(one != 0 && other != 0 && one != other);
        QCOMPARE(StandIn::current, c10::StreamId{0});  // afterwards it is as before
        // The next runs of these lanes, and of a comparison with more of them.
        QCOMPARE(streamOf(LaneStream(gpu, {.number = 0, .count = 2})), one);
        QCOMPARE(streamOf(LaneStream(gpu, {.number = 1, .count = 4})), other);
        const auto taken = StandIn::taken.load();
        c10::StreamId elsewhere = 0;
        c10::StreamId after = -1;
        std::jthread([&] {
            elsewhere = streamOf(first);
            after = StandIn::current;
        }).join();
        QCOMPARE(elsewhere, one);
        QCOMPARE(after, c10::StreamId{0});
        QCOMPARE(StandIn::taken.load(), taken);
    }

    void oneInsideTheOther() {
        const LaneStream lane(gpu, {.number = 0, .count = 2});
        const auto own = streamOf(lane);
        const auto current = lane.current();
        {
            const c10::StreamGuard copying(standIn.getStreamFromGlobalPool(gpu, false));
            QVERIFY(StandIn::current != own);
        }
        QCOMPARE(StandIn::current, own);
    }
};

QTEST_APPLESS_MAIN(TestLaneStream)
#include "test_lane_stream.moc"
