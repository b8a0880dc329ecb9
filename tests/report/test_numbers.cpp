// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/numbers.h"

#include <QtTest>

#include <clocale>
#include <cmath>
#include <limits>

using namespace layerbench;

class TestNumbers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ticks_data() {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<int>("decimals");
        QTest::newRow("unit") << 0.0 << 1.0 << QList<double>{0, 0.2, 0.4, 0.6, 0.8, 1} << 1;
        QTest::newRow("loss") << 0.0 << 2.31 << QList<double>{0, 0.5, 1, 1.5, 2, 2.5} << 1;
        QTest::newRow("accuracy") << 0.87 << 1.0 << QList<double>{0.85, 0.9, 0.95, 1} << 2;
        QTest::newRow("epochs") << 0.0 << 25.0 << QList<double>{0, 5, 10, 15, 20, 25} << 0;
        QTest::newRow("large") << 0.0 << 4.2e6 << QList<double>{0, 1e6, 2e6, 3e6, 4e6, 5e6} << 0;
        QTest::newRow("one value") << 3.0 << 3.0 << QList<double>{3, 3.2, 3.4, 3.6, 3.8, 4} << 1;
        QTest::newRow("not finite") << 0.0 << double(INFINITY) << QList<double>{0, 0.2, 0.4, 0.6, 0.8, 1} << 1;
    }

    void ticks() {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(QList<double>, values);
        const Ticks ticks = niceTicks(low, high, 6);
        QCOMPARE(ticks.values.size(), static_cast<std::size_t>(values.size()));
        for (std::size_t i = 0; i < ticks.values.size(); ++i)
            QVERIFY(std::abs(ticks.values[i] - values[static_cast<int>(i)]) <=
                    1e-12 * std::abs(high < 1e300 ? high : 1));
        QTEST(ticks.decimals, "decimals");
    }

    void texts() {
        QCOMPARE(fixedText(2.005, 1), std::string("2.0"));
        QCOMPARE(fixedText(-0.04, 1), std::string("0.0"));
        QCOMPARE(fixedText(NAN, 1), std::string());
        QCOMPARE(exactText(0.1), std::string("0.1"));
        QCOMPARE(exactText(-INFINITY), std::string());
        QCOMPARE(groupedText(1235496), std::string("1,235,496"));
        QCOMPARE(groupedText(-123456), std::string("-123,456"));
        QCOMPARE(groupedText(999), std::string("999"));
        QCOMPARE(csvField("a,\"b\""), std::string("\"a,\"\"b\"\"\""));
        QCOMPARE(csvField("plain"), std::string("plain"));
        QCOMPARE(letterCount("× Größe"), std::size_t{7});
        QVERIFY(fixedText(std::numeric_limits<double>::max(), 2).size() > 300);
    }
};

QTEST_GUILESS_MAIN(TestNumbers)
#include "test_numbers.moc"
