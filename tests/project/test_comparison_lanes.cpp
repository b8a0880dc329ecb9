// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that train at once, as on a GPU with room: what they come to, and what holds while they do.
#include "tests/project/comparison.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

#include <sqlite3.h>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// NaN where nothing was measured is equal to itself.
bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool same(const EpochMetrics& a, const EpochMetrics& b) {
    return a.epoch == b.epoch && same(a.trainLoss, b.trainLoss) && same(a.trainAccuracy, b.trainAccuracy) &&
           same(a.validationLoss, b.validationLoss) && same(a.validationAccuracy, b.validationAccuracy) &&
           same(a.learningRate, b.learningRate);
}

/// From the outside, while the project is open.
void execute(const QString& file, const char* sql) {
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(file.toUtf8().constData(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    QCOMPARE(sqlite3_close(database), SQLITE_OK);
}

}  // namespace

class TestComparisonLanes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const auto loaded = loadEngine();
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        engine_ = *loaded;
        QVERIFY(folder_.isValid());
    }

    /// To the last bit: metrics, weights, what is left of the original task. On the CPU, where sums have one order.
    void atOnceComesToWhatInTurnComesTo_data() {
        QTest::addColumn<int>("lanes");
        QTest::addColumn<bool>("augmenting");
        QTest::newRow("two lanes of two runs") << 2 << false;
        QTest::newRow("more lanes than runs") << 9 << false;
        QTest::newRow("views that come later") << 4 << true;
    }
    void atOnceComesToWhatInTurnComesTo() {
        QFETCH(const int, lanes);
        QFETCH(const bool, augmenting);
        // Pictures that no row before has seen.
        const int seed = lanes + (augmenting ? 1 : 0);
        const std::string pictures = "samples:similar?per-class=2&validation=2&seed=" + std::to_string(seed);
        auto wanted = request({"1", "2", "3", "1"}, {11});
        wanted.data = required(openRunData(pictures, {}, augmenting ? Augmentation::flip : Augmentation::none, 1));
        wanted.source = "samples:base?validation=2";
        for (auto& contestant : wanted.contestants)
            contestant.options.epochs = augmenting ? 3 : 2;
        const QString path = folder_.filePath(QStringLiteral("same-%1.layerbench").arg(seed));
        auto project = required(Project::create(path.toStdString()));
        RunControl control;
        Ear atOnce;
        Ear inTurn;
        // At once first: what they need of the frozen part is not there yet.
        wanted.lanes = lanes;
        required(compare(*engine_, project, wanted, control, atOnce));
        wanted.lanes = 1;
        required(compare(*engine_, project, wanted, control, inTurn));
        QVERIFY(!atOnce.twoAtOnce && !inTurn.twoAtOnce);
        const auto runs = *project.runs();
        QCOMPARE(runs.size(), std::size_t{8});
        for (std::size_t i = 0; i < 4; ++i) {
            const auto id = static_cast<std::int64_t>(i) + 1;
            const auto a = *project.epochs(id);
            const auto b = *project.epochs(id + 4);
            QCOMPARE(a.size(), b.size());
            QVERIFY(std::ranges::equal(a, b, [](const auto& x, const auto& y) { return same(x, y); }));
            const Checkpoint first = required(project.checkpoint(id));
            const Checkpoint second = required(project.checkpoint(id + 4));
            QVERIFY(first.parameters == second.parameters && first.bestParameters == second.bestParameters &&
                    first.optimizerState == second.optimizerState);
            QCOMPARE(runs[i].status, RunStatus::finished);
            QVERIFY(same(runs[i].sourceAccuracy, runs[i + 4].sourceAccuracy));
            QVERIFY(runs[i].result.frozenUnchanged);
            QCOMPARE(runs[i].result.peakBytes, std::int64_t{0});
            QVERIFY(runs[i + 4].result.peakBytes > 0);
        }
        // Contestants 0 and 3 are the same case: what its frozen part gives for a view is computed by one of them.
        const auto images = [&](std::int64_t id) { return atOnce.results.at(id).cache.images; };
        const auto training = std::ssize(wanted.data.dataset.items(Part::training)) * (augmenting ? 3 : 1);
        const auto validation = std::ssize(wanted.data.dataset.items(Part::validation));
        QVERIFY(images(1) + images(4) == training || images(1) + images(4) == training + validation);
    }

    /// Every lane has its thread, and nobody is more than one epoch ahead.
    void roundsKeepTheRunsTogether() {
        auto wanted = request({"1", "2", "3"}, {21, 22});
        wanted.contestants[1].options.epochs = 3;
        wanted.contestants[2].options.epochs = 4;
        wanted.lanes = 2;
        Ear ear;
        RunControl control;
        auto project = required(Project::create(file("rounds")));
        required(compare(*engine_, project, wanted, control, ear));
        QVERIFY(!ear.twoAtOnce);
        QCOMPARE(ear.order.size(), 2 * (2 + 3 + 4));
        for (const int seed : {0, 1}) {
            QStringList round1 = ear.order.mid(seed * 9, 3);
            QCOMPARE(round1, (QStringList{"0.1", "1.1", "2.1"}));  // the first epochs in turn
            QStringList round2 = ear.order.mid(seed * 9 + 3, 3);
            round2.sort();
            QCOMPARE(round2, (QStringList{"0.2", "1.2", "2.2"}));
            QStringList round3 = ear.order.mid(seed * 9 + 6, 2);
            round3.sort();
            QCOMPARE(round3, (QStringList{"1.3", "2.3"}));
            QCOMPARE(ear.order[seed * 9 + 8], QString("2.4"));
        }
        // Contestants 0 and 2 share a lane; a thread is a heat's.
        const auto only = [](std::vector<std::thread::id> ids) {
            return std::set<std::thread::id>(ids.begin(), ids.end()).size() == 1;
        };
        const auto firstSeed = [&](std::size_t contestant, std::size_t count) {
            const auto& all = ear.threads.at(contestant);
            return std::vector<std::thread::id>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
        };
        QVERIFY(only(firstSeed(0, 2)) && only(firstSeed(1, 3)) && only(firstSeed(2, 4)));
        QVERIFY(firstSeed(0, 1) == firstSeed(2, 1));
        QVERIFY(firstSeed(0, 1) != firstSeed(1, 1));
        QVERIFY(firstSeed(0, 1).front() != std::this_thread::get_id());
    }

    void aStopPausesAllAndStartsNoOtherSeed() {
        auto wanted = request({"1", "2", "3"}, {31, 32});
        for (auto& contestant : wanted.contestants)
            contestant.options.epochs = 50;
        wanted.lanes = 3;
        Ear ear;
        RunControl control;
        ear.onEpoch = [&] {
            if (ear.order.size() == 7)  // in the middle of the third round
                control.stop();
        };
        auto project = required(Project::create(file("stopped")));
        QVERIFY(compare(*engine_, project, wanted, control, ear));
        const auto runs = *project.runs();
        QCOMPARE(runs.size(), std::size_t{3});
        QCOMPARE(ear.results.size(), std::size_t{3});
        for (const auto& run : runs) {
            QCOMPARE(run.status, RunStatus::paused);
            QVERIFY(run.epochs == 2 || run.epochs == 3);
            QCOMPARE(required(project.checkpoint(run.id)).epoch, run.epochs);
        }
        // What was paused goes on, alone, to where it would have come.
        auto session = required(RunSession::resume(project, *engine_, wanted.data, runs[0].id));
        RunControl further;
        MetricSink silent;
        QVERIFY(required(session.epoch(further, silent)));
        QCOMPARE(std::ssize(*project.epochs(runs[0].id)), runs[0].epochs + 1);
    }

    /// A pause holds all; the time of it is nobody's, and counts once.
    void aPauseHoldsAll() {
        auto wanted = request({"1", "3"}, {41});
        for (auto& contestant : wanted.contestants)
            contestant.options.epochs = 3;
        wanted.lanes = 2;
        Ear ear;
        RunControl control;
        constexpr auto pause = std::chrono::milliseconds(1500);
        std::jthread other;
        std::chrono::steady_clock::time_point paused;
        double held = 0;
        ear.onEpoch = [&] {
            if (ear.order.size() != 2)
                return;
            control.pause();
            paused = std::chrono::steady_clock::now();
            other = std::jthread([&] {
                std::this_thread::sleep_for(pause);
                held = std::chrono::duration<double>(std::chrono::steady_clock::now() - paused).count();
                control.resume();
            });
        };
        auto project = required(Project::create(file("paused")));
        required(compare(*engine_, project, wanted, control, ear));
        other.join();
        QCOMPARE(ear.order.size(), 6);
        // Two waited, but together no longer than the pause.
        QVERIFY2(control.secondsPaused() > 0.5 * held && control.secondsPaused() < 1.3 * held,
                 qPrintable(QString("%1 of %2").arg(control.secondsPaused()).arg(held)));
    }

    void aRunThatDivergesDoesNotEndTheOthers() {
        Ear ear;
        RunControl control;
        auto wild = request({"1", "3", "2"}, {51});
        wild.contestants[1].options.learningRate = 1e3;
        wild.lanes = 3;
        auto project = required(Project::create(file("wild")));
        required(compare(*engine_, project, wild, control, ear));
        const auto runs = *project.runs();
        QCOMPARE(runs[0].status, RunStatus::finished);
        QCOMPARE(runs[1].status, RunStatus::failed);
        QCOMPARE(runs[2].status, RunStatus::finished);
        QCOMPARE(runs[2].epochs, epochs);
    }

    /// From the second round on no epoch can be stored: the error comes out, what was stored before is there.
    void aProjectThatCannotBeWrittenEndsAll() {
        const QString path = folder_.filePath("unwritable.layerbench");
        auto project = required(Project::create(path.toStdString()));
        auto wanted = request({"1", "3"}, {61, 62});
        wanted.lanes = 2;
        Ear ear;
        RunControl control;
        ear.onEpoch = [&] {
            if (ear.order.size() == 2)
                execute(path, "ALTER TABLE epochs RENAME TO gone");
        };
        const auto outcome = compare(*engine_, project, wanted, control, ear);
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().message().find("epochs") != std::string::npos, outcome.error().message().c_str());
        execute(path, "ALTER TABLE gone RENAME TO epochs");
        QVERIFY(!control.stopRequested());
        QCOMPARE(ear.order, (QStringList{"0.1", "1.1"}));
        const auto runs = required(project.runs());
        QCOMPARE(runs.size(), std::size_t{2});
        for (const auto& run : runs)
            QCOMPARE(run.epochs, std::int64_t{1});
    }

    /// What nobody asked for stays as it was: on a CPU runs train in turn.
    void onACpuRunsTrainInTurn() {
        Ear ear;
        RunControl control;
        auto project = required(Project::create(file("turn")));
        required(compare(*engine_, project, request({"1", "3"}, {71}), control, ear));
        for (const auto& [contestant, threads] : ear.threads)
            for (const auto& thread : threads)
                QVERIFY(thread == std::this_thread::get_id());
        QCOMPARE(ear.order, (QStringList{"0.1", "1.1", "0.2", "1.2"}));
    }

private:
    std::string file(const char* name) const { return folder_.filePath(QString(name) + ".layerbench").toStdString(); }

    Engine* engine_ = nullptr;
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestComparisonLanes)
#include "test_comparison_lanes.moc"
