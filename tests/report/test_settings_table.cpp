// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/settings_table.h"

#include <QtTest>

using namespace layerbench;

namespace {

std::vector<CaseSettings> two() {
    CaseSettings one{"1", {"A", "", {SetTrainable{{Selection::By::role, {"all"}}, false}, ReplaceHead{}}}, {}};
    CaseSettings three{"3", {"B", "", {ReplaceHead{}}}, {}};
    three.options.learningRate = 0.02;
    three.options.phases = {{4, {Selection::By::role, {"all"}}, true, 0.5}};
    return {one, three};
}

const std::vector<std::string>* find(const TextTable& table, const char* name) {
    for (const auto& row : table.rows)
        if (row.front() == name)
            return &row;
    return nullptr;
}

}  // namespace

class TestSettingsTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatDiffers() {
        const TextTable table = settingsTable(two(), true);
        QCOMPARE(table.head, (std::vector<std::string>{"Setting", "Case 1", "Case 3"}));
        QCOMPARE(table.rows.size(), std::size_t{3});
        QCOMPARE((*find(table, "Learning rate"))[1], std::string("0.001"));
        QCOMPARE((*find(table, "Learning rate"))[2], std::string("0.02"));
        QVERIFY((*find(table, "Edits"))[1].find('\n') != std::string::npos);
        QVERIFY((*find(table, "Phases"))[1].empty() && !(*find(table, "Phases"))[2].empty());
        QVERIFY(!find(table, "Epochs"));
    }
    void training() {
        const auto cases = two();
        QVERIFY(trainingDifferences(cases[0].options, cases[0].options).empty());
        const auto differences = trainingDifferences(cases[0].options, cases[1].options);
        QCOMPARE(differences.size(), std::size_t{2});
        QCOMPARE(differences[0].setting, std::string("Learning rate"));
        QCOMPARE(differences[0].b, std::string("0.02"));
        QCOMPARE(differences[1].setting, std::string("Phases"));
        QCOMPARE(differences[1].a, std::string("–"));
        QVERIFY(differences[1].b.find("epoch 4") != std::string::npos);
    }
    void howFeaturesAreKept_data() {
        QTest::addColumn<bool>("cache");
        QTest::addColumn<bool>("half");
        QTest::addColumn<QString>("shown");
        QTest::newRow("float32") << true << false << "on";
        QTest::newRow("float16") << true << true << "on, as float16";
        QTest::newRow("off") << false << false << "off";
        QTest::newRow("off, whatever the type") << false << true << "off";
    }
    void howFeaturesAreKept() {
        QFETCH(const bool, cache);
        QFETCH(const bool, half);
        CaseSettings one{"1", {}, {}};
        one.options.featureCache = cache;
        one.options.halfFeatures = half;
        const TextTable table = settingsTable({one, {"2", {}, {}}}, false);
        QTEST(QString::fromStdString((*find(table, "Feature cache"))[1]), "shown");
        // Where two cases differ in it, the reader must see it.
        QCOMPARE(find(settingsTable({one, {"2", {}, {}}}, true), "Feature cache") != nullptr, half || !cache);
    }
    void everything() {
        const TextTable table = settingsTable(two(), false);
        QCOMPARE((*find(table, "Epochs"))[1], std::string("25"));
        QCOMPARE((*find(table, "Schedule"))[2], std::string("constant"));
        // One case alone has no difference, and a setting that nobody has takes no line.
        QVERIFY(settingsTable({two()[0]}, true).rows.empty());
        QVERIFY(!find(settingsTable({two()[0]}, false), "Phases"));
        QVERIFY(settingsTable({}, false).rows.empty());
    }
};

QTEST_APPLESS_MAIN(TestSettingsTable)
#include "test_settings_table.moc"
