// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/numbers.h"

#include "widgets/basics/translated.h"

#include <QLocale>
#include <QtTest>

#include <limits>

using namespace layerbench;

class TestShownNumbers : public QObject {
    Q_OBJECT

    // A thin space stands before units; tests write a plain one.
    static QString plain(QString text) { return text.replace(QChar(0x202f), QLatin1Char(' ')); }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void counts_data() {
        QTest::addColumn<qint64>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << qint64{0} << "0";
        QTest::newRow("in full") << qint64{18'496} << "18,496";
        QTest::newRow("the last in full") << qint64{99'999} << "99,999";
        QTest::newRow("thousands") << qint64{123'456} << "123 k";
        QTest::newRow("millions") << qint64{1'235'496} << "1.24 M";
        QTest::newRow("tens of millions") << qint64{61'100'840} << "61.1 M";
        QTest::newRow("thousands that round up") << qint64{999'999} << "1.00 M";
        QTest::newRow("thousand millions") << qint64{4'089'184'256} << "4.09 G";
    }
    void counts() {
        QFETCH(qint64, count);
        QFETCH(QString, text);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(plain(shortCount(count)), text);
    }

    void shares_data() {
        QTest::addColumn<double>("share");
        QTest::addColumn<QString>("text");
        QTest::newRow("usual") << 0.9347 << "93.5 %";
        QTest::newRow("none") << 0.0 << "0.0 %";
        QTest::newRow("all") << 1.0 << "100 %";
        QTest::newRow("nearly all") << 0.9994 << "99.9 %";
        QTest::newRow("not measured") << std::numeric_limits<double>::quiet_NaN() << "–";
    }
    void shares() {
        QFETCH(double, share);
        QFETCH(QString, text);
        QCOMPARE(plain(percent(share)), text);
    }

    void durations_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << 0.42 << "0.4 s";
        QTest::newRow("seconds") << 48.3 << "48 s";
        QTest::newRow("a minute") << 75.0 << "1 min 15 s";
        QTest::newRow("nearly a minute") << 59.7 << "1 min 0 s";
        QTest::newRow("hours") << 7320.0 << "2 h 2 min";
        QTest::newRow("unknown") << std::numeric_limits<double>::quiet_NaN() << "–";
    }
    void durations() {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QCOMPARE(plain(duration(seconds)), text);
    }

    void bytes_data() {
        QTest::addColumn<qint64>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("bytes") << qint64{999} << "999 B";
        QTest::newRow("kilobytes") << qint64{4'940} << "4.94 kB";
        QTest::newRow("megabytes") << qint64{412'000'000} << "412 MB";
    }
    void bytes() {
        QFETCH(qint64, count);
        QFETCH(QString, text);
        QCOMPARE(plain(byteCount(count)), text);
    }

    // What stands in an argument is no place of the template.
    void textsAreFilledIn() {
        QCOMPARE(translated(Text{"“%1” has %2 layers.", {"a %2 b", "3"}}), QStringLiteral("“a %2 b” has 3 layers."));
        QCOMPARE(translated(Text{"%1 %3", {"one"}}), QStringLiteral("one %3"));
    }
};

QTEST_GUILESS_MAIN(TestShownNumbers)
#include "test_shown_numbers.moc"
