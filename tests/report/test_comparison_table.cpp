// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison_rows.h"
#include "core/report/result_table.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;

namespace {

RunSummary run(const char* caseName, double accuracy, RunStatus status = RunStatus::finished) {
    RunSummary summary;
    summary.caseName = caseName;
    summary.recipe = "My recipe";
    summary.status = status;
    summary.epochs = 10;
    summary.result.validationAccuracy = accuracy;
    summary.result.bestEpoch = 4;
    summary.result.trainableParameters = 1032;
    summary.result.totalParameters = 651720;
    summary.result.seconds = 5;
    summary.result.cache.secondsSaved = 2;
    return summary;
}

}  // namespace

class TestComparisonTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rows() {
        const auto cases = byCase({run("1", 0.8), run("high-level", 0.5), run("1", 0.9), run("high-level", 0.5),
                                   run("1", 0.1, RunStatus::paused), run("high-level", NAN)});
        QCOMPARE(cases.size(), std::size_t{2});
        const auto rows = comparisonRows(cases, {{"1", 11'000'000}});
        QCOMPARE(rows[0].title, std::string("Train a new head"));
        QCOMPARE(rows[1].title, std::string("My recipe"));
        // Runs that are not over do not count.
        QCOMPARE(rows[0].seeds, std::int64_t{2});
        QVERIFY(std::abs(rows[0].accuracy - 0.85) < 1e-12);
        QVERIFY(std::abs(rows[0].deviation - 0.0707106781186) < 1e-9);
        QCOMPARE(rows[0].multiplyAdds, std::int64_t{11'000'000});
        QCOMPARE(rows[1].multiplyAdds, std::int64_t{0});
        QCOMPARE(rows[0].secondsPerEpoch, 0.5);
        QCOMPARE(rows[0].secondsSaved, 2.0);
        QVERIFY(!rows[0].verdict.empty());
    }

    void formats_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("text") << int(TableFormat::text) << QStringList{"74.5 ± 0.5 %", "1,032", "11 M"};
        QTest::newRow("markdown") << int(TableFormat::markdown) << QStringList{"| 74.5 ± 0.5 % |", "A\\|B"};
        QTest::newRow("latex") << int(TableFormat::latex)
                               << QStringList{"\\begin{tabular}{llrrrrrrrrrl}", "74.5 $\\pm$ 0.5 \\%", "\\toprule",
                                              "A|B", "50 \\% \\& \\_ \\# \\$ \\{\\} \\textbackslash{} \\~{} \\^{}"};
        QTest::newRow("csv") << int(TableFormat::csv) << QStringList{"1,A|B,0.745,0.005,3,", "\n2,"};
    }
    void formats() {
        QFETCH(const int, format);
        QFETCH(const QStringList, parts);
        const ComparisonRow row{.caseName = "1",
                                .title = "A|B",
                                .accuracy = 0.745,
                                .deviation = 0.005,
                                .seeds = 3,
                                .bestEpoch = 20,
                                .trainableParameters = 1032,
                                .totalParameters = 651720,
                                .multiplyAdds = 11'000'000,
                                .secondsPerEpoch = 0.04,
                                .seconds = 1.1,
                                .secondsSaved = 16.8,
                                .verdict = "50 % & _ # $ {} \\ ~ ^"};
        ComparisonRow empty = row;
        empty.caseName = "2";
        empty.accuracy = empty.deviation = NAN;
        empty.seeds = 0;
        const auto table = QString::fromStdString(comparisonTable({row, empty}, TableFormat(format)));
        for (const auto& part : parts)
            QVERIFY2(table.contains(part), qPrintable(table));
        QVERIFY2(!table.contains("nan"), qPrintable(table));
    }

    /// What was not measured of any row takes no column.
    void columnsThatMayBeMissing() {
        ComparisonRow row{.caseName = "1"};
        const auto head = [&] {
            return QString::fromStdString(comparisonTable({row}, TableFormat::markdown)).section('\n', 0, 0);
        };
        QVERIFY(!head().contains("Memory") && !head().contains("Original task") && !head().contains("Note"));
        row.peakBytes = 123'456'789;
        row.sourceAccuracy = 0.25;
        row.note = "mine";
        QVERIFY(head().contains("Memory") && head().contains("Original task") && head().contains("Note"));
        const auto table = QString::fromStdString(comparisonTable({row}, TableFormat::text));
        QVERIFY2(table.contains("123 MB") && table.contains("25.0 %") && table.contains("mine"), qPrintable(table));
        const auto csv = QString::fromStdString(comparisonTable({row}, TableFormat::csv));
        QVERIFY2(csv.contains(",123456789,0.25,mine,"), qPrintable(csv));
    }

    /// Runs go through the same writer.
    void resultsAsLatex() {
        ResultRow row;
        row.title = "100 %";
        row.accuracy = 0.5;
        const auto table = QString::fromStdString(resultTable({row}, TableFormat::latex));
        QVERIFY2(table.contains("100 \\%") && table.contains("\\bottomrule"), qPrintable(table));
    }
};

QTEST_APPLESS_MAIN(TestComparisonTable)
#include "test_comparison_table.moc"
