// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/lane_threads.h"

#include <QTest>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

using namespace layerbench;

class TestLaneThreads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Each waits for the others: in turn they would never end.
    void lanesWorkAtOnce() {
        LaneThreads lanes(3);
        std::latch all(3);
        for (std::size_t lane = 0; lane < 3; ++lane)
            lanes.start(lane, [&] { all.arrive_and_wait(); });
        lanes.wait();
        QVERIFY(all.try_wait());
    }

    void aLaneIsOneThreadAndWorksInTurn() {
        LaneThreads lanes(2);
        std::vector<std::thread::id> threads;
        std::vector<int> order;
        for (int i = 0; i < 100; ++i)
            lanes.start(1, [&, i] {
                threads.push_back(std::this_thread::get_id());
                order.push_back(i);
            });
        lanes.wait();
        QCOMPARE(order.size(), std::size_t{100});
        for (std::size_t i = 0; i < order.size(); ++i) {
            QCOMPARE(order[i], static_cast<int>(i));
            QVERIFY(threads[i] == threads[0] && threads[i] != std::this_thread::get_id());
        }
    }

    void afterWaitingAllIsDone() {
        LaneThreads lanes(4);
        for (int round = 0; round < 200; ++round) {
            std::vector<int> done(4);  // no atomics: waiting is what makes them readable
            for (std::size_t lane = 0; lane < 4; ++lane)
                lanes.start(lane, [&done, lane] { done[lane] = 1; });
            lanes.wait();
            for (const int one : done)
                QCOMPARE(one, 1);
        }
    }

    void theEndLetsWhatHasBegunEnd() {
        std::atomic<int> done = 0;
        {
            LaneThreads lanes(2);
            for (std::size_t lane = 0; lane < 2; ++lane)
                lanes.start(lane, [&] {
                    std::this_thread::yield();
                    ++done;
                });
        }
        QCOMPARE(done.load(), 2);
        const LaneThreads idle(2);
    }
};

QTEST_APPLESS_MAIN(TestLaneThreads)
#include "test_lane_threads.moc"
