// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ways.h"

#include "core/study/cases.h"
#include "core/study/variants.h"
#include "tests/network/networks.h"

#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

class TestWays : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyName_data() {
        QTest::addColumn<QString>("name");
        for (const auto& name : wayNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void everyName() {
        QFETCH(const QString, name);
        const Network network = chain();
        const Way way = required(
            wayNamed(name.toStdString(),
                     {.network = network, .cut = "features.3", .classCount = 3, .trainingPictures = 50, .epochs = 7}));
        QCOMPARE(way.caseName, name.toStdString());
        QCOMPARE(way.options.epochs, 7);
        for (const auto& phase : way.options.phases)
            QVERIFY(phase.epoch <= 7);
        QCOMPARE(required(apply(network, way.recipe, 3)).classCount(), 3);
        // Without a wish the pictures decide.
        const Way usual = required(wayNamed(
            name.toStdString(), {.network = network, .cut = "features.3", .classCount = 3, .trainingPictures = 2500}));
        QCOMPARE(usual.options.epochs, 10);
    }

    void names() {
        QCOMPARE(wayNames().size(), allCases().size() + allVariants().size());
        const Network network = chain();
        QVERIFY(messageOf(wayNamed("5", {.network = network})).find("“5”") != std::string::npos);
        QVERIFY(messageOf(wayNamed("2", {.network = network})).find("cut") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestWays)
#include "test_ways.moc"
