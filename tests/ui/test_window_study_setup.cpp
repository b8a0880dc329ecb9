// SPDX-License-Identifier: GPL-3.0-or-later
// Setting a transferability study up in the real window, by mouse and keys: what is chosen, and what is wrong with it.
#include "study_window.h"

#include <QMenu>
#include <QMenuBar>

using namespace layerbench;
using namespace layerbench::fixture;

class TestWindowStudySetup : public QObject, StudyWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { f.reset(); }

    // From the menu to the page; sensible defaults stand there, and the window does not grow.
    void menuAndDefaults() {
        clickTab(0);
        QVERIFY(f->diagram().isVisible());
        QMenu* compare = nullptr;
        for (QAction* menu : f->window->menuBar()->actions())
            if (menu->menu()->actions().contains(f->action("study")))
                compare = menu->menu();
        QVERIFY(compare && f->action("study")->isEnabled());
        QVERIFY(!f->action("study")->statusTip().isEmpty());
        compare->popup(f->window->mapToGlobal(QPoint(200, 20)));
        QTest::mouseClick(compare, Qt::LeftButton, {}, compare->actionGeometry(f->action("study")).center());
        QVERIFY(f->window->studyPage().isVisible());
        QCoreApplication::processEvents();
        QCOMPARE(f->window->size(), QSize(1366, 768));

        const auto cuts = cutPoints(f->network());
        QCOMPARE(wordsOf("studyDepths").size(), std::ssize(cuts));
        QVERIFY(wordsOf("studyDepths")[0].endsWith(toQString(cuts[0])));
        const StudySetup& setup = *f->window->studyPage().setup();
        QCOMPARE(setup.depths().size(), cuts.size());
        QCOMPARE(setup.seeds(), std::size_t{3});
        QCOMPARE(setup.epochs(), defaultOptions(Case::fromScratch, f->network(), 8).epochs);
        QCOMPARE(wordsOf("classesOfA").size(), 4);
        QCOMPARE(wordsOf("classesOfB").size(), 4);
        QVERIFY(said("studyNetwork").contains(QStringLiteral("weights do not count")));
        // Two bases, and four for each number of blocks, three times.
        QVERIFY2(said("studyCounts").startsWith(QString::number(3 * (2 + 4 * cuts.size()))),
                 qPrintable(said("studyCounts")));
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
        QVERIFY(!find<QPushButton>("studyStop")->isVisible());
        for (const char* name : {"studyStart", "classesOfA", "classesOfB", "studyDepths", "studySeeds", "studyEpochs",
                                 "transferabilityPlot", "studyTable", "studyProgress", "studyChooseOther"})
            QVERIFY2(!find<QWidget>(name)->accessibleName().isEmpty(), name);
    }

    // Ticking moves a class to the other list; what is wrong stands beside the field and Start waits.
    void splitByHand() {
        const QString moved = wordsOf("classesOfB")[1];
        clickLine("classesOfB", 1);
        QTRY_COMPARE(wordsOf("classesOfA").size(), 5);
        QVERIFY(wordsOf("classesOfA").contains(moved) && !wordsOf("classesOfB").contains(moved));
        // With the keys, back.
        auto* a = find<CheckList>("classesOfA");
        a->setFocus();
        a->setCurrentRow(static_cast<int>(wordsOf("classesOfA").indexOf(moved)));
        QTest::keyClick(a, Qt::Key_Space);
        QTRY_COMPARE(wordsOf("classesOfA").size(), 4);
        QVERIFY(wordsOf("classesOfB").contains(moved));
        QVERIFY(said("studyDataProblem").isEmpty());
        for (int left = 3; left >= 1; --left) {
            clickLine("classesOfA", 0);
            QTRY_COMPARE(wordsOf("classesOfA").size(), left);
        }
        QVERIFY2(said("studyDataProblem").contains(QStringLiteral("leaves 1 classes to A and 7 to B")),
                 qPrintable(said("studyDataProblem")));
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        QVERIFY(!said("studyNote").isEmpty());
        click("studyDraw");
        QTRY_COMPARE(wordsOf("classesOfA").size(), 4);
        QVERIFY(said("studyDataProblem").isEmpty());
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
    }

    void numbersOfBlocks() {
        click("studyNoDepths");
        QVERIFY(said("studyDepthsProblem").contains(QStringLiteral("at least one")));
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        clickLine("studyDepths", 2);
        QVERIFY(said("studyDepthsProblem").isEmpty());
        QCOMPARE(f->window->studyPage().setup()->depths(), std::vector<std::int64_t>{3});
        QVERIFY2(said("studyCounts").startsWith(QStringLiteral("18 ")), qPrintable(said("studyCounts")));
        click("studyAllDepths");
        QCOMPARE(f->window->studyPage().setup()->depths().size(), cutPoints(f->network()).size());
    }

    // Bad data and networks are told where they are chosen, before anybody presses anything.
    void badInput() {
        QVERIFY(QDir(f->folder.path()).mkpath("few"));
        for (const char* name : {"cats", "dogs", "hens"})
            for (int i = 0; i < 4; ++i) {
                const QString folder = f->folder.filePath(QStringLiteral("few/") + QLatin1String(name));
                QVERIFY(QDir().mkpath(folder));
                QFile file(folder + QStringLiteral("/%1.ppm").arg(i));
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(QByteArrayLiteral("P6 4 4 255\n") + QByteArray(48, static_cast<char>(i)));
            }
        useData(f->folder.filePath("few").toStdString(), 2);
        QVERIFY2(said("studyDataProblem").contains(QStringLiteral("has 3 classes")),
                 qPrintable(said("studyDataProblem")));
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        useData("samples:similar", 2);
        QTRY_VERIFY(said("studyDataProblem").isEmpty());
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
        // Nothing is left to copy: all before the head is cut away.
        const auto cuts = cutPoints(f->network());
        QVERIFY(f->document().apply(Edit{SliceAfter{"features.0"}}).has_value());
        QVERIFY2(said("studyNetworkProblem").contains(QStringLiteral("nothing to transfer")),
                 qPrintable(said("studyNetworkProblem")));
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        f->press("undo");
        clickTab(2);
        QTRY_VERIFY(said("studyNetworkProblem").isEmpty());
        QCOMPARE(wordsOf("studyDepths").size(), std::ssize(cuts));
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
    }
};

QTEST_MAIN(TestWindowStudySetup)
#include "test_window_study_setup.moc"
