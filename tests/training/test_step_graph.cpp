// SPDX-License-Identifier: GPL-3.0-or-later
// When a step would be recorded. That recorded steps are the same takes a GPU (tests/gpu/graph_checks.cpp).
#include "core/training/engine/step_graph.h"

#include <QTest>

using namespace layerbench;

namespace {

StepInput batchOf(std::int64_t pictures) {
    return {{at::zeros({pictures, 3, 8, 8})}, at::zeros({pictures}, at::kLong)};
}

}  // namespace

class TestStepGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void afterSomeStepsAlike_data() {
        QTest::addColumn<std::vector<int>>("batches");
        QTest::addColumn<int>("next");
        QTest::addColumn<bool>("takes");
        using Batches = std::vector<int>;
        QTest::newRow("at first") << Batches{} << 16 << false;
        QTest::newRow("after two") << Batches{16, 16} << 16 << false;
        QTest::newRow("after three") << Batches{16, 16, 16} << 16 << true;
        QTest::newRow("not the smaller last one") << Batches{16, 16, 16} << 4 << false;
        QTest::newRow("over the end of an epoch") << Batches{16, 16, 4, 16} << 16 << true;
        QTest::newRow("a larger one begins anew") << Batches{8, 8, 16} << 16 << false;
        QTest::newRow("and counts from there") << Batches{8, 8, 16, 16, 16} << 16 << true;
    }
    void afterSomeStepsAlike() {
        QFETCH(const std::vector<int>, batches);
        QFETCH(const int, next);
        QFETCH(const bool, takes);
        StepGraph graph;
        for (const int pictures : batches)
            graph.passed(batchOf(pictures), {});
        QCOMPARE(graph.takes(batchOf(next)), takes);
    }

    void forgottenItBeginsAnew() {
        StepGraph graph;
        for (int i = 0; i < StepGraph::stepsBefore; ++i)
            graph.passed(batchOf(16), {});
        graph.forget();
        QVERIFY(!graph.takes(batchOf(16)));
        graph.passed(batchOf(16), {});
        QVERIFY(!graph.takes(batchOf(16)));
    }

    void nothingIsMadeBefore() {
        const auto before = StepGraph::made();
        StepGraph graph;
        for (int i = 0; i < 10; ++i)
            graph.passed(batchOf(16), {});
        QCOMPARE(StepGraph::made(), before);
        QVERIFY(StepGraph::lastProblem().empty());
    }

    void givenUpItStaysSo() {
        StepGraph graph;
        QVERIFY(!graph.giveUp());  // nothing was recorded
        for (int i = 0; i < StepGraph::stepsBefore; ++i)
            graph.passed(batchOf(16), {});
        QVERIFY(!graph.takes(batchOf(16)));
    }
};

QTEST_GUILESS_MAIN(TestStepGraph)
#include "test_step_graph.moc"
