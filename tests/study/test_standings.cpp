// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/standings.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;

class TestStandings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sentences_data() {
        QTest::addColumn<std::vector<CaseResult>>("results");
        QTest::addColumn<int>("leader");
        QTest::addColumn<QString>("lead");
        QTest::addColumn<QStringList>("sentences");
        const std::vector<double> high{0.80, 0.81, 0.79};
        const std::vector<double> low{0.50, 0.52, 0.51};
        QTest::newRow("beyond noise") << std::vector<CaseResult>{{"1", low}, {"3", high}} << 1 << "better"
                                      << QStringList{"29.0 points behind case 3, beyond noise.",
                                                     "Best, beyond the noise of 3 seeds."};
        QTest::newRow("within noise") << std::vector<CaseResult>{{"1", {0.70, 0.80, 0.75}}, {"2", {0.72, 0.81, 0.78}}}
                                      << 1 << "no-difference"
                                      << QStringList{"No difference to case 2 beyond noise (2.0 points behind).",
                                                     "Ahead, but no difference to case 1 beyond noise."};
        QTest::newRow("the third spreads")
            << std::vector<CaseResult>{{"1", high}, {"2", low}, {"3", {0.2, 0.9, 0.3}}} << 0 << "no-difference"
            << QStringList{"Ahead, but no difference to case 3 beyond noise.",
                           "29.0 points behind case 1, beyond noise.",
                           "No difference to case 1 beyond noise (33.3 points behind)."};
        QTest::newRow("best of three") << std::vector<CaseResult>{{"2", low}, {"1", high}, {"3", {0.40, 0.41, 0.42}}}
                                       << 1 << "better"
                                       << QStringList{"29.0 points behind case 1, beyond noise.",
                                                      "Best, beyond the noise of 3 seeds.",
                                                      "39.0 points behind case 1, beyond noise."};
        QTest::newRow("the third has one seed")
            << std::vector<CaseResult>{{"1", high}, {"2", low}, {"3", {0.4}}} << 0 << "too-few"
            << QStringList{"Ahead of case 3; too few seeds to be sure.", "29.0 points behind case 1, beyond noise.",
                           "40.0 points behind case 1; too few seeds to be sure."};
        QTest::newRow("one seed") << std::vector<CaseResult>{{"1", {0.7}}, {"2", {0.5}}} << 0 << "too-few"
                                  << QStringList{"Ahead of case 2; too few seeds to be sure.",
                                                 "20.0 points behind case 1; too few seeds to be sure."};
        QTest::newRow("one case") << std::vector<CaseResult>{{"1", high}} << 0 << "too-few"
                                  << QStringList{"The only case that has a result."};
        QTest::newRow("a case that failed") << std::vector<CaseResult>{{"1", {}}, {"2", high}} << 1 << "too-few"
                                            << QStringList{"Nothing measured yet.", "The only case that has a result."};
        QTest::newRow("nothing") << std::vector<CaseResult>{{"1", {}}, {"2", {}}} << 0 << "too-few"
                                 << QStringList{"Nothing measured yet.", "Nothing measured yet."};
        QTest::newRow("none") << std::vector<CaseResult>{} << 0 << "too-few" << QStringList{};
    }
    void sentences() {
        QFETCH(const std::vector<CaseResult>, results);
        QFETCH(const int, leader);
        QFETCH(const QString, lead);
        QFETCH(const QStringList, sentences);
        const Standings all = standings(results);
        QCOMPARE(static_cast<int>(all.leader), leader);
        QCOMPARE(QString::fromStdString(std::string(name(all.lead))), lead);
        QStringList said;
        for (const auto& standing : all.cases)
            said << QString::fromStdString(standing.sentence.english());
        QCOMPARE(said, sentences);
        QVERIFY(!all.negativeTransfer);
    }

    void negativeTransfer_data() {
        QTest::addColumn<std::vector<double>>("scratch");
        QTest::addColumn<bool>("negative");
        QTest::newRow("scratch wins") << std::vector<double>{0.90, 0.91, 0.92} << true;
        QTest::newRow("within noise") << std::vector<double>{0.70, 0.95, 0.82} << false;
        QTest::newRow("scratch loses") << std::vector<double>{0.30, 0.31, 0.32} << false;
        QTest::newRow("too few to say") << std::vector<double>{0.95} << false;
    }
    void negativeTransfer() {
        QFETCH(const std::vector<double>, scratch);
        QFETCH(const bool, negative);
        const Standings all = standings({{"1", {0.80, 0.81, 0.79}}, {"3", {0.77, 0.78, 0.79}}, {"4", scratch}});
        QCOMPARE(all.negativeTransfer, negative);
        if (negative)
            QVERIFY(all.cases[2].sentence.english().starts_with("Negative transfer"));
    }
};

QTEST_APPLESS_MAIN(TestStandings)
#include "test_standings.moc"
