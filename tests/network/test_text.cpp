// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/nearest_name.h"
#include "core/network/result.h"
#include "core/network/text.h"

#include <QTest>

#include <clocale>
#include <cmath>
#include <limits>

using namespace layerbench;

namespace {

Result<int> half(int number) {
    if (number % 2 != 0)
        return failure(LB_TEXT("network", "%1 is odd."), number);
    return number / 2;
}
Result<int> quarter(int number) {
    LB_TRY(const int once, half(number));
    LB_CHECK(half(once));
    return once / 2;
}

}  // namespace

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsPlaces_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("none") << "Plain." << QStringList{} << "Plain.";
        QTest::newRow("in turn") << "%1 and %2" << QStringList{"a", "b"} << "a and b";
        QTest::newRow("another order, twice") << "%2 %1 %2" << QStringList{"a", "b"} << "b a b";
        QTest::newRow("place without argument") << "%1 %2" << QStringList{"a"} << "a %2";
        QTest::newRow("argument that looks like a place") << "%1 %2" << QStringList{"%2", "b"} << "%2 b";
        QTest::newRow("one digit only") << "%10" << QStringList{"a"} << "a0";
        QTest::newRow("no place") << "100 % %0 %%1 %" << QStringList{"a"} << "100 % %0 %a %";
        QTest::newRow("empty") << "" << QStringList{"a"} << "";
    }
    void fillsPlaces() {
        QFETCH(const QString, source);
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, sentence);
        Text text{source.toStdString(), {}};
        for (const auto& argument : arguments)
            text.arguments.push_back(argument.toStdString());
        QCOMPARE(QString::fromStdString(text.english()), sentence);
    }

    void writesNumbers_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("written");
        QTest::newRow("whole") << 3.0 << "3";
        QTest::newRow("large and whole") << 1048576.0 << "1048576";
        QTest::newRow("a billion") << 1e9 << "1000000000";
        QTest::newRow("negative zero") << -0.0 << "0";
        QTest::newRow("six digits") << 1.0 / 3 << "0.333333";
        QTest::newRow("small") << 1e-12 << "1e-12";
        QTest::newRow("no whole number any more") << 1e300 << "1e+300";
        QTest::newRow("NaN") << std::nan("") << "NaN";
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << "inf";
    }
    void writesNumbers() {
        QFETCH(const double, value);
        QFETCH(const QString, written);
        QCOMPARE(QString::fromStdString(toText(value)), written);
    }

    void aLocaleChangesNothing() {
        // Any of these writes 0,5; where none is installed the row says nothing.
        const char* found = nullptr;
        for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ru_RU.UTF-8"})
            if ((found = std::setlocale(LC_NUMERIC, name)))
                break;
        if (!found)
            QSKIP("no locale with a decimal comma is installed");
        QCOMPARE(QString::fromStdString(toText(0.5)), QString("0.5"));
        std::setlocale(LC_NUMERIC, "C");
    }

    void keepsTemplateAndArguments() {
        const Text t = text(LB_TEXT("network", "%1 of %2 (%3)"), std::string("conv"), std::size_t{7}, 0.25);
        QCOMPARE(QString::fromStdString(t.source), QString("%1 of %2 (%3)"));
        QVERIFY(t.arguments == (std::vector<std::string>{"conv", "7", "0.25"}));
        QVERIFY(text("x %1", std::numeric_limits<std::int64_t>::min()).arguments[0] == "-9223372036854775808");
    }

    void resultsPassErrorsOn() {
        QVERIFY(quarter(8).value() == 2);
        QCOMPARE(QString::fromStdString(quarter(7).error().message()), QString("7 is odd."));
        QCOMPARE(QString::fromStdString(quarter(6).error().message()), QString("3 is odd."));
    }

    void findsNearestName_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("nearest");
        QTest::newRow("one letter") << "layer1.0.conv3"
                                    << "layer1.0.conv2";
        QTest::newRow("left out") << "fc1"
                                  << "fc";
        QTest::newRow("empty") << ""
                               << "fc";
        QTest::newRow("endless") << QString(100000, 'x') << "layer1.0.conv2";
    }
    void findsNearestName() {
        QFETCH(const QString, name);
        QFETCH(const QString, nearest);
        const std::vector<std::string> candidates{"layer1.0.conv2", "fc", "avgpool"};
        QCOMPARE(QString::fromStdString(nearestName(name.toStdString(), candidates)), nearest);
        QVERIFY(nearestName(name.toStdString(), {}).empty());
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "test_text.moc"
