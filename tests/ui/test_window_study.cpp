// SPDX-License-Identifier: GPL-3.0-or-later
// The transferability study in the real window, by mouse: start, watch, pause, stop, save, open again.
#include "core/project/transferability_json.h"
#include "core/report/transferability.h"
#include "study_window.h"
#include "ui/window/comparison_control.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>

using namespace layerbench;
using namespace layerbench::fixture;
using State = WorkSession::State;

class TestWindowStudy : public QObject, StudyWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { f.reset(); }

    // The figure grows run by run, the table says what the figure shows, and an opened project shows it again.
    void growsRunByRun() {
        setUpTiny();
        clickLine("classesOfB", 0);
        QTRY_COMPARE(wordsOf("classesOfA").size(), 5);
        const QStringList inA = wordsOf("classesOfA");
        std::vector<std::size_t> grown;
        double share = 0;
        const auto heard = connect(session(), &StudySession::arrived, this, [&](const StudyBatch& batch) {
            std::size_t points = 0;
            for (const Origin origin : {Origin::target, Origin::similar})
                for (const bool frozen : {true, false})
                    points += plot().drawnPoints(origin, frozen).size();
            grown.push_back(points);
            if (batch.progress) {
                QVERIFY(batch.progress->share >= share);
                share = batch.progress->share;
                QVERIFY(said("studyNote").startsWith(QStringLiteral("Run ")));
            }
        });
        studyAndWait();
        disconnect(heard);
        QVERIFY2(std::ranges::find(grown, std::size_t{1}) != grown.end() ||
                     std::ranges::find(grown, std::size_t{2}) != grown.end(),
                 "never partly there");
        QCOMPARE(grown.back(), std::size_t{4});
        QCOMPARE(f->window->study().studies().size(), std::size_t{1});
        QCOMPARE(study().runs.size(), std::size_t{6});
        QVERIFY(!study().stopped);
        QCOMPARE(study().depths, std::vector<std::int64_t>{2});
        QCOMPARE(study().options.epochs, 2);
        QStringList learnt;
        for (const auto& task : study().tasks)
            if (task.origin == Origin::similar)
                for (const auto& name : task.classes)
                    learnt << toQString(name);
        QCOMPARE(learnt, inA);
        const auto check = [&](const TransferabilityResult& result) {
            const TextTable rows = transferabilityRows(result);
            QCOMPARE(table().columnCount(), 6);
            QCOMPARE(table().rowCount(), 2);
            for (int r = 0; r < 2; ++r)
                for (int c = 0; c < 6; ++c)
                    QCOMPARE(table().item(r, c)->text().toStdString(),
                             rows.rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]);
            const auto drawn = plot().drawnPoints(Origin::similar, true);
            QCOMPARE(drawn.size(), std::size_t{1});
            QCOMPARE(drawn[0], QPointF(2, result.accuracies(Origin::similar, 2, true).at(0)));
            QVERIFY(table().isVisible());
        };
        check(study());
        QVERIFY(said("studyNote").contains(QStringLiteral("finished")));
        // One depth and one seed tell of no finding.
        QVERIFY(said("studyFindings").isEmpty());
        click("studyCopyMarkdown");
        QCOMPARE(QApplication::clipboard()->text().toStdString(), transferabilityTable(study(), TableFormat::markdown));

        // A second one beside it; either can be looked at.
        QVERIFY(!find<QComboBox>("studyChoice")->isVisible());
        clickLine("studyDepths", 1);
        clickLine("studyDepths", 2);
        studyAndWait();
        QCOMPARE(f->window->study().studies().size(), std::size_t{2});
        auto* choice = find<QComboBox>("studyChoice");
        QVERIFY(choice->isVisible());
        QCOMPARE(choice->currentIndex(), 1);
        QCOMPARE(plot().drawnPoints(Origin::similar, true).at(0).x(), 3.0);
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Up);
        QTRY_COMPARE(plot().drawnPoints(Origin::similar, true).at(0).x(), 2.0);
        check(f->window->study().studies().front());

        const auto kept = studiesToJson(f->window->study().studies());
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        QVERIFY(f->window->studyPage().isVisible());
        QTRY_COMPARE(f->window->study().studies().size(), std::size_t{2});
        QCOMPARE(studiesToJson(f->window->study().studies()), kept);
        QCOMPARE(plot().drawnPoints(Origin::similar, true).at(0).x(), 3.0);
    }

    void otherData() {
        setUpTiny(1);
        f->window->study().setOther("samples:different");
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("studyStart")->isEnabled(), 30'000);
        QVERIFY2(said("studyCounts").startsWith(QStringLiteral("9 ")), qPrintable(said("studyCounts")));
        studyAndWait();
        QCOMPARE(study().runs.size(), std::size_t{9});
        QCOMPARE(plot().drawnPoints(Origin::dissimilar, true).size(), std::size_t{1});
        QCOMPARE(table().columnCount(), 8);
        for (const auto& task : study().tasks)
            if (task.origin == Origin::dissimilar)
                QCOMPARE(task.classes.size(), std::size_t{4});
        click("studyRemoveOther");
        QVERIFY(said("studyCounts").startsWith(QStringLiteral("6 ")));
        // Data that cannot be read: said below it.
        f->window->study().setOther("/nowhere/at/all");
        QTRY_VERIFY_WITH_TIMEOUT(said("studyOtherProblem").contains(QStringLiteral("/nowhere/at/all")), 30'000);
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
    }

    // Pause, go on, stop; meanwhile nothing else trains, and a sentence says why.
    void pauseAndStop() {
        setUpTiny(3);
        type("studySeeds", 20);
        click("studyStart");
        QTRY_VERIFY_WITH_TIMEOUT(session()->state() == State::running, patience);
        QVERIFY(find<QLabel>("studying")->isVisible());
        QVERIFY(!find<QSpinBox>("studyEpochs")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!f->window->study().studies().empty(), patience);
        click("studyPause");
        QTRY_VERIFY(session()->state() == State::paused);
        QVERIFY(said("studyNote").startsWith(QStringLiteral("Paused")));
        f->press("pause");
        QTRY_VERIFY(session()->state() == State::running);
        QVERIFY(!f->action("newProject")->isEnabled());

        clickTab(1);
        QVERIFY(!find<QPushButton>("compareButton")->isEnabled());
        QVERIFY2(said("compareNote").contains(QStringLiteral("transferability study is at work")),
                 qPrintable(said("compareNote")));
        clickTab(0);
        f->press("case1");
        QVERIFY(!f->action("train")->isEnabled());
        QVERIFY(f->action("train")->toolTip().contains(QStringLiteral("transferability study is at work")));
        clickTab(2);
        click("studyStop");
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), 20'000);
        QVERIFY(study().stopped && !study().runs.empty());
        QVERIFY(said("studyNote").contains(QStringLiteral("stopped")));
        QVERIFY(f->action("train")->isEnabled());
        QVERIFY(find<QPushButton>("compareButton")->isEnabled());
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
        QVERIFY(f->action("newProject")->isEnabled());
    }

    void notWhileAnythingElseTrains() {
        clickTab(0);
        f->press("case3");
        f->setEpochs(5000);
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->press("train");
        QTRY_VERIFY_WITH_TIMEOUT(f->session()->state() == State::running, 30'000);
        clickTab(2);
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        QVERIFY2(said("studyNote").contains(QStringLiteral("A run is training")), qPrintable(said("studyNote")));
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 20'000);
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
        clickTab(1);
        click("compareButton");
        QTRY_VERIFY(f->window->comparison().session()->active());
        clickTab(2);
        QVERIFY(!find<QPushButton>("studyStart")->isEnabled());
        QVERIFY(said("studyNote").contains(QStringLiteral("case board is at work")));
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!f->window->comparison().session()->active(), patience);
        QVERIFY(find<QPushButton>("studyStart")->isEnabled());
    }

    // A window that closes in the middle keeps the runs that are through.
    void closeInTheMiddle() {
        setUpTiny(3);
        type("studySeeds", 20);
        click("studyStart");
        QTRY_VERIFY_WITH_TIMEOUT(!f->window->study().studies().empty(), patience);
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        QTRY_COMPARE(f->window->study().studies().size(), std::size_t{1});
        QVERIFY(study().stopped && !study().runs.empty() && study().runs.size() < 20 * 6);
        QVERIFY(table().rowCount() > 0);
    }

    void save_data() {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("svg") << "studySaveSvg"
                             << "figure.svg" << QByteArray("<svg");
        QTest::newRow("png") << "studySavePng"
                             << "figure.png" << QByteArray("\x89PNG");
        QTest::newRow("csv") << "studySaveCsv"
                             << "table.csv" << QByteArray("run,seed,origin");
        QTest::newRow("md") << "studySaveMd"
                            << "page.md" << QByteArray("# How transferable");
    }
    void save() {
        QFETCH(const QString, button);
        QFETCH(const QString, file);
        QFETCH(const QByteArray, begins);
        setUpTiny(1);
        studyAndWait();
        click(qPrintable(button));
        auto* dialog = f->window->findChild<QFileDialog*>();
        QVERIFY(dialog);
        const QString path = f->folder.filePath(file);
        dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(path);
        auto* save = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
        QVERIFY(save->isEnabled());
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(QFile::exists(path));
        QVERIFY2(f->strip().contains(path), qPrintable(f->strip()));
        QFile written(path);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.read(200).contains(begins));
    }
};

QTEST_MAIN(TestWindowStudy)
#include "test_window_study.moc"
