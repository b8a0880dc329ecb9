// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/outcome_table.h"

#include "core/project/advice_json.h"
#include "core/study/adviser.h"

#include <QtTest>

using namespace layerbench;

namespace {

RunSummary finished(const char* caseName, double accuracy) {
    RunSummary run;
    run.architecture = "resnet20";
    run.caseName = caseName;
    run.status = RunStatus::finished;
    run.result.validationAccuracy = accuracy;
    return run;
}

/// Case 1 is advised: a small set, the last block is best.
ComparisonRecord asked() {
    Observation seen;
    seen.blocks = {{"layer1", 0.4, 0.4, 16}, {"layer2", 0.7, 0.7, 32}};
    seen.classes = 2;
    seen.pictures = seen.observed = 20;
    return {.data = "ants, bees", .advice = adviceToJson(advise(seen))};
}

}  // namespace

class TestOutcomeTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rows() {
        const auto row = outcomeRow(asked(), {finished("1", 0.5), finished("1", 1), finished("3", 0.875)});
        QVERIFY(row.has_value());
        QCOMPARE(row->network, std::string("resnet20"));
        QCOMPARE(row->pictures, 20);
        QCOMPARE(row->outcome.advised, std::string("1"));
        QCOMPARE(row->outcome.best, std::string("3"));
        QCOMPARE(row->cases.size(), std::size_t{2});
    }

    void withoutARow() {
        const std::vector runs{finished("1", 0.7), finished("3", 0.9)};
        QVERIFY(!outcomeRow({}, runs));
        QVERIFY(!outcomeRow({.advice = "{}"}, runs));
        QVERIFY(!outcomeRow(asked(), {}));
        QVERIFY(!outcomeRow(asked(), {finished("3", 0.7), finished("4", 0.9)}));
    }

    void tables() {
        const std::vector rows{*outcomeRow(asked(), {finished("1", 0.5), finished("1", 1), finished("3", 0.875)}),
                               *outcomeRow(asked(), {finished("1", 0.75), finished("2", 0.5)})};
        const std::string sure = QString::number(rows[0].confidence, 'f', 2).toStdString();
        const auto csv = QString::fromStdString(outcomeTable(rows, TableFormat::csv)).split('\n');
        QCOMPARE(csv[0],
                 "Network,Data,Pictures,Case 1,Case 2,Case 3,Advised,Sure,Best,Its lead,Given away,Seeds,Advised case");
        QCOMPARE(
            csv[1],
            QString("resnet20,\"ants, bees\",20,0.75,,0.875,1,%1,3,too few runs to tell,0.125,1,too few runs to tell")
                .arg(QString::fromStdString(sure)));
        QCOMPARE(csv[2],
                 QString("resnet20,\"ants, bees\",20,0.75,0.5,,1,%1,1,too few runs to tell,0,1,too few runs to tell")
                     .arg(QString::fromStdString(sure)));
        const auto markdown = QString::fromStdString(outcomeTable(rows, TableFormat::markdown));
        QVERIFY2(markdown.contains("75.0 ± 35.4"), qPrintable(markdown));
        QVERIFY(markdown.contains("12.5"));
        QCOMPARE(recordSentence(rows),
                 std::string("6.2 points of accuracy given away on average, 12.5 at most; the best case, or one as "
                             "good, in 0 of 0 with seeds enough to tell."));
        QCOMPARE(recordSentence({}), std::string());
    }
};

QTEST_APPLESS_MAIN(TestOutcomeTable)
#include "test_outcome_table.moc"
