// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/outcome.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;

namespace {

const std::vector<double> high{0.80, 0.82, 0.81};
const std::vector<double> near{0.79, 0.83, 0.78};
const std::vector<double> low{0.50, 0.51, 0.52};

}  // namespace

class TestOutcome : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outcomes_data() {
        QTest::addColumn<QString>("advised");
        QTest::addColumn<std::vector<CaseResult>>("results");
        QTest::addColumn<QString>("ran");
        QTest::addColumn<QString>("best");
        QTest::addColumn<double>("regret");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char* title, const char* advised, std::vector<CaseResult> results, const char* ran,
                            const char* best, double regret, const char* verdict) {
            QTest::newRow(title) << QString(advised) << std::move(results) << QString(ran) << QString(best) << regret
                                 << QString(verdict);
        };
        row("the best", "3", {{"1", low}, {"3", high}}, "3", "3", 0, "no-difference");
        row("worse beyond noise", "1", {{"1", low}, {"3", high}}, "1", "3", 0.3, "worse");
        row("not worse beyond noise", "1", {{"1", near}, {"3", high}}, "1", "3", 0.01, "no-difference");
        row("two seeds", "1", {{"1", {0.5, 0.5}}, {"3", {0.8, 0.8}}}, "1", "3", 0.3, "too-few");
        row("one case with one seed", "1", {{"1", low}, {"2", {0.4}}, {"3", high}}, "1", "3", 0.3, "too-few");
        row("trained as case 3 is", "4-finetune", {{"1", low}, {"3", high}}, "3", "3", 0, "no-difference");
        row("trained itself", "4-finetune", {{"3", high}, {"4-finetune", near}}, "4-finetune", "3", 0.01,
            "no-difference");
        row("another that failed is left out", "1", {{"1", low}, {"2", {}}, {"3", high}}, "1", "3", 0.3, "worse");
    }
    void outcomes() {
        QFETCH(const QString, advised);
        QFETCH(const std::vector<CaseResult>, results);
        QFETCH(const double, regret);
        const auto outcome = outcomeOf(advised.toStdString(), results);
        QVERIFY(outcome.has_value());
        QTEST(QString::fromStdString(outcome->advised), "ran");
        QTEST(QString::fromStdString(outcome->best), "best");
        QVERIFY(std::abs(outcome->regret() - regret) < 1e-12);
        QTEST(QString::fromUtf8(name(outcome->verdict).data()), "verdict");
    }

    void none() {
        QVERIFY(!outcomeOf("2", {{"1", low}, {"3", high}}));
        QVERIFY(!outcomeOf("1", {{"1", low}}));
        QVERIFY(!outcomeOf("1", {{"1", {}}, {"3", high}}));
        QVERIFY(!outcomeOf("1", {{"1", high}, {"3", {}}}));
        QVERIFY(!outcomeOf("4-finetune", {{"1", low}, {"4", high}}));
        QVERIFY(!outcomeOf("1", {}));
    }

    void record() {
        const std::vector outcomes{*outcomeOf("1", {{"1", low}, {"3", high}}),
                                   *outcomeOf("3", {{"1", low}, {"3", high}}),
                                   *outcomeOf("1", {{"1", {0.6}}, {"3", {0.7}}})};
        const AdviserRecord found = recordOf(outcomes);
        QCOMPARE(found.outcomes, 3);
        QCOMPARE(found.judged, 2);
        QCOMPARE(found.right, 1);
        QVERIFY(std::abs(found.meanRegret - 0.4 / 3) < 1e-12);
        QVERIFY(std::abs(found.worstRegret - 0.3) < 1e-12);
        QVERIFY(std::isnan(recordOf({}).meanRegret));
        QCOMPARE(recordOf({}).judged, 0);
    }
};

QTEST_APPLESS_MAIN(TestOutcome)
#include "test_outcome.moc"
