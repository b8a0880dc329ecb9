// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/runs.h"
#include "ui/results/results_model.h"

#include <QTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixtures;

class TestResultsModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cells_data() {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("text");
        const auto thin = QChar(0x202f);
        QTest::newRow("case") << 0 << int(ResultsModel::caseColumn) << QStringLiteral("1 · Train a new head");
        QTest::newRow("own recipe") << 3 << int(ResultsModel::caseColumn) << QStringLiteral("my recipe");
        QTest::newRow("network") << 1 << int(ResultsModel::networkColumn) << QStringLiteral("resnet18");
        QTest::newRow("folder") << 0 << int(ResultsModel::dataColumn) << QStringLiteral("hymenoptera");
        QTest::newRow("accuracy") << 0 << int(ResultsModel::accuracyColumn) << QStringLiteral("93.5%1%").arg(thin);
        QTest::newRow("trainable") << 0 << int(ResultsModel::trainableColumn)
                                   << QStringLiteral("1,032 · 0.1%1%").arg(thin);
        QTest::newRow("all train") << 1 << int(ResultsModel::trainableColumn)
                                   << QStringLiteral("723,522 · 100%1%").arg(thin);
        QTest::newRow("status") << 3 << int(ResultsModel::statusColumn) << QStringLiteral("interrupted");
    }

    void cells() {
        QFETCH(int, row);
        QFETCH(int, column);
        QFETCH(QString, text);
        ResultsModel model;
        model.setRuns(exampleRuns());
        QCOMPARE(model.index(row, column).data().toString(), text);
    }

    void whatTimeWasSavedBy_data() {
        QTest::addColumn<int>("images");  // that went through the frozen part
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("tip");
        QTest::newRow("computed once") << 160 << 4.0 << "Saved by computing the frozen part once for each picture";
        QTest::newRow("all known") << 0 << 4.0
                                   << "Saved because an earlier run had computed the frozen part, and it was kept";
        QTest::newRow("nothing") << 0 << 0.0 << "";
    }

    void whatTimeWasSavedBy() {
        QFETCH(int, images);
        QFETCH(double, seconds);
        auto runs = exampleRuns();
        runs[0].result.cache.images = images;
        runs[0].result.cache.secondsSaved = seconds;
        ResultsModel model;
        model.setRuns(runs);
        QTEST(model.index(0, ResultsModel::savedColumn).data(Qt::ToolTipRole).toString(), "tip");
    }

    void namesOfData_data() {
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("text");
        QTest::newRow("samples") << QStringLiteral("samples:similar") << QStringLiteral("samples:similar");
        QTest::newRow("folder") << QStringLiteral("/a/b") << QStringLiteral("b");
        QTest::newRow("folder with a slash") << QStringLiteral("/a/b/") << QStringLiteral("b");
        QTest::newRow("one letter") << QStringLiteral("b") << QStringLiteral("b");
        QTest::newRow("the root") << QStringLiteral("/") << QString();
        QTest::newRow("none") << QString() << QString();
    }

    void namesOfData() {
        QFETCH(QString, data);
        QFETCH(QString, text);
        auto runs = exampleRuns();
        runs[0].data = data.toStdString();
        ResultsModel model;
        model.setRuns(runs);
        QCOMPARE(model.index(0, ResultsModel::dataColumn).data().toString(), text);
    }

    void unmeasured() {
        auto runs = exampleRuns();
        runs[0].result.bestEpoch = 0;
        runs[0].result.validationAccuracy = 0;
        runs[1].result.validationAccuracy = std::nan("");
        ResultsModel model;
        model.setRuns(runs);
        for (const int row : {0, 1})
            QCOMPARE(model.index(row, ResultsModel::accuracyColumn).data().toString(), QStringLiteral("–"));
        QCOMPARE(model.index(0, ResultsModel::epochColumn).data().toString(), QStringLiteral("–"));
    }
};

QTEST_MAIN(TestResultsModel)
#include "test_results_model.moc"
