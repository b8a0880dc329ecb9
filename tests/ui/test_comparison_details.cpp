// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison in full, by mouse and keyboard: sort, filter, note, copy, settings.
#include "ui/compare/comparison_details.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QtTest>

using namespace layerbench;

namespace {

ComparisonRow row(const char* caseName, const char* title, double accuracy, double seconds) {
    ComparisonRow made{.caseName = caseName, .title = title, .accuracy = accuracy};
    made.seconds = seconds;
    made.seeds = 3;
    return made;
}

struct Shown {
    Shown() {
        dialog.setRows({row("1", "Train a new head", 0.7, 9), row("3", "Fine-tune everything", 0.9, 30),
                        row("4", "Train from scratch", 0.3, 31)});
        CaseSettings one{"1", {}, {}};
        CaseSettings three{"3", {}, {}};
        three.options.learningRate = 0.5;
        dialog.setSettings({one, three});
        dialog.show();
    }
    QStringList cases() const {
        QStringList names;
        for (const auto& one : dialog.shownRows())
            names << QString::fromStdString(one.caseName);
        return names;
    }
    ComparisonDetails dialog;
    QTableView* table = dialog.findChild<QTableView*>("detailsTable");
};

}  // namespace

class TestComparisonDetails : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sortsByAnyColumn() {
        Shown s;
        QVERIFY(QTest::qWaitForWindowExposed(&s.dialog));
        QCOMPARE(s.cases(), QStringList({"3", "1", "4"}));  // the best first
        auto* header = s.table->horizontalHeader();
        const int timeColumn = 8;
        s.table->scrollTo(s.table->model()->index(0, timeColumn));
        const QPoint at(header->sectionViewportPosition(timeColumn) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
        // By the number, not by its letters.
        QVERIFY(s.cases() == QStringList({"1", "3", "4"}) || s.cases() == QStringList({"4", "3", "1"}));
    }

    void filters() {
        Shown s;
        auto* filter = s.dialog.findChild<QLineEdit*>("detailsFilter");
        QTest::keyClicks(filter, "fine");
        QCOMPARE(s.cases(), QStringList{"3"});
        QTest::mouseClick(s.dialog.findChild<QPushButton*>("detailsCsv"), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text().count('\n'), 2);
        filter->clear();
        QCOMPARE(s.cases().size(), 3);
        QTest::keyClicks(filter, "[(");
        QCOMPARE(s.cases().size(), 0);
    }

    void notes() {
        Shown s;
        QVERIFY(QTest::qWaitForWindowExposed(&s.dialog));
        QSignalSpy changed(&s.dialog, &ComparisonDetails::noteChanged);
        const QModelIndex note = s.table->model()->index(0, s.table->model()->columnCount() - 1);
        s.table->scrollTo(note);
        const QPoint at = s.table->visualRect(note).center();
        QTest::mouseClick(s.table->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(s.table->viewport(), Qt::LeftButton, {}, at);
        auto* editor = s.table->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, "watch this");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toString(), "3");
        QCOMPARE(changed[0][1].toString(), "watch this");
        QCOMPARE(s.dialog.shownRows()[0].note, std::string("watch this"));
        // Nothing else can be written.
        QVERIFY(!(s.table->model()->index(0, 2).flags() & Qt::ItemIsEditable));
    }

    void settings() {
        Shown s;
        s.dialog.findChild<QTabWidget*>()->setCurrentIndex(1);
        auto* table = s.dialog.findChild<QTableWidget*>("settingsTable");
        QCOMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 2)->text(), "0.5");
        auto* only = s.dialog.findChild<QCheckBox*>("onlyDifferent");
        QTest::mouseClick(only, Qt::LeftButton, {}, QPoint(8, only->height() / 2));
        QVERIFY(table->rowCount() > 8);
    }
};

QTEST_MAIN(TestComparisonDetails)
#include "test_comparison_details.moc"
