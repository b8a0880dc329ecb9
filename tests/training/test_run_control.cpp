// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/run_control.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

using namespace layerbench;

class TestRunControl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doesNotWaitUnlessPaused() {
        RunControl control;
        QVERIFY(!control.paused() && !control.stopRequested());
        control.waitWhilePaused();
        QCOMPARE(control.secondsPaused(), 0.0);
    }

    void resumeLetsGo() {
        letsGo([](RunControl& control) { control.resume(); }, false);
    }
    void stopLetsGo() {
        letsGo([](RunControl& control) { control.stop(); }, true);
    }

    /// Runs that train at once wait together: a second is a second, and who leaves first has it counted already.
    void severalWaitTheSameTime() {
        RunControl control;
        control.pause();
        std::vector<std::jthread> threads;
        std::latch about(3);
        std::atomic<int> uncounted = 0;
        for (int t = 0; t < 3; ++t)
            threads.emplace_back([&] {
                about.count_down();
                control.waitWhilePaused();
                if (control.secondsPaused() < 0.25)
                    ++uncounted;
            });
        QElapsedTimer timer;
        timer.start();
        about.wait();
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        control.resume();
        threads.clear();
        const double most = static_cast<double>(timer.elapsed()) / 1000 + 0.1;
        QCOMPARE(uncounted.load(), 0);
        QVERIFY2(control.secondsPaused() < most, qPrintable(QString::number(control.secondsPaused())));
        // The next pause begins anew.
        const double before = control.secondsPaused();
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        control.pause();
        std::jthread waiting([&] { control.waitWhilePaused(); });
        control.resume();
        waiting.join();
        QVERIFY2(control.secondsPaused() - before < 0.4, qPrintable(QString::number(control.secondsPaused() - before)));
    }

    void changesComeOnceAndInOrder() {
        RunControl control;
        QVERIFY(control.takeChanges().empty());
        control.setTrainable({LayerId{3}, LayerId{4}}, false);
        control.setTrainable({LayerId{3}}, true);
        const auto changes = control.takeChanges();
        QCOMPARE(changes.size(), std::size_t{2});
        QVERIFY(changes[0].first == (std::vector{LayerId{3}, LayerId{4}}) && !changes[0].second);
        QVERIFY(changes[1].first == std::vector{LayerId{3}} && changes[1].second);
        QVERIFY(control.takeChanges().empty());
    }

    void changesFromManyThreads() {
        RunControl control;
        constexpr std::uint32_t each = 500;
        std::vector<std::thread> threads;
        for (std::uint32_t t = 0; t < 4; ++t)
            threads.emplace_back([&control, t] {
                for (std::uint32_t i = 0; i < each; ++i)
                    control.setTrainable({LayerId{t * each + i}}, true);
            });
        std::size_t taken = 0;
        while (taken < 4 * each)
            taken += control.takeChanges().size();
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(taken, std::size_t{4 * each});
        QVERIFY(control.takeChanges().empty());
    }

private:
    template <class Release>
    static void letsGo(Release release, bool stopped) {
        RunControl control;
        control.pause();
        std::promise<void> about;
        std::future<void> waiting = std::async(std::launch::async, [&] {
            about.set_value();
            control.waitWhilePaused();
        });
        about.get_future().wait();
        // Nobody let go yet.
        QVERIFY(waiting.wait_for(std::chrono::milliseconds(60)) == std::future_status::timeout);
        QElapsedTimer timer;
        timer.start();
        release(control);
        waiting.wait();
        QVERIFY2(timer.elapsed() < 300, qPrintable(QString("%1 ms").arg(timer.elapsed())));
        QCOMPARE(control.stopRequested(), stopped);
        QVERIFY(control.secondsPaused() > 0.05);
    }
};

QTEST_GUILESS_MAIN(TestRunControl)
#include "test_run_control.moc"
