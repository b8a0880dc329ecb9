// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/in_background.h"
#include "ui/data/data_chooser.h"
#include "ui/data/sample_card.h"
#include "widgets/basics/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

using namespace layerbench;

class TestDataChooser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // The system's own dialogs are no children that a test could find.
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        applyTheme(*qApp, Theme::light());
    }
    void init() {
        chooser_ = std::make_unique<DataChooser>(recent_);
        chosen_ = std::make_unique<QSignalSpy>(chooser_.get(), &DataChooser::chosen);
        chooser_->open();
        QVERIFY(QTest::qWaitForWindowActive(chooser_.get()));
    }
    void cleanup() {
        chosen_.reset();
        chooser_.reset();
    }
    void cleanupTestCase() { waitForBackground(); }

    void cardsShowTheSets() {
        const auto cards = chooser_->findChildren<SampleCard*>();
        QCOMPARE(cards.size(), static_cast<qsizetype>(sampleSets().size()));
        for (const auto* card : cards) {
            QTRY_COMPARE(card->pictureCount(), 6);
            QCOMPARE(card->geometry().top(), cards[0]->geometry().top());
            QCOMPARE(card->size(), cards[0]->size());
            QVERIFY(!card->accessibleDescription().isEmpty());
        }
        QVERIFY(chooser_->width() <= 1366 && chooser_->height() <= 700);
    }

    void byMouse_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("description");
        for (const auto& set : sampleSets())
            QTest::newRow(set.name.c_str())
                << QString::fromStdString("sample-" + set.name) << QString::fromStdString("samples:" + set.name);
    }
    void byMouse() {
        QFETCH(QString, name);
        QFETCH(QString, description);
        QTest::mouseClick(chooser_->findChild<SampleCard*>(name), Qt::LeftButton);
        expectChosen(description);
    }

    void byKeyboard_data() {
        QTest::addColumn<QList<Qt::Key>>("keys");
        QTest::addColumn<QString>("description");
        QTest::newRow("first card, Return") << QList{Qt::Key_Return} << QStringLiteral("samples:base");
        QTest::newRow("second card, Space") << QList{Qt::Key_Tab, Qt::Key_Space} << QStringLiteral("samples:similar");
        QTest::newRow("third card, arrows")
            << QList{Qt::Key_Right, Qt::Key_Right, Qt::Key_Return} << QStringLiteral("samples:different");
        QTest::newRow("second recent one")
            << QList{Qt::Key_Tab, Qt::Key_Tab, Qt::Key_Tab, Qt::Key_Tab, Qt::Key_Tab, Qt::Key_Down, Qt::Key_Return}
            << QStringLiteral("samples:similar?per-class=20");
    }
    void byKeyboard() {
        QFETCH(QList<Qt::Key>, keys);
        QFETCH(QString, description);
        QVERIFY(QApplication::focusWidget());
        for (const auto key : keys)
            QTest::keyClick(QApplication::focusWidget(), key);
        expectChosen(description);
        // Return on the list presses nothing else.
        QVERIFY(chooser_->findChildren<QFileDialog*>().isEmpty());
    }

    void recentOnesByMouse() {
        auto* list = chooser_->findChild<QTreeWidget*>(QStringLiteral("recentData"));
        QVERIFY(list);
        QCOMPARE(list->topLevelItemCount(), 3);
        QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("flowers"));
        QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("/home/me/flowers"));
        QCOMPARE(list->topLevelItem(1)->text(0), QStringLiteral("Eight other shapes"));
        const auto place = list->visualItemRect(list->topLevelItem(2)).center();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, place);
        expectChosen(QStringLiteral("/data/birds.csv"));
    }

    void withoutRecentOnesThereIsNoList() {
        const DataChooser chooser({});
        QVERIFY(!chooser.findChild<QTreeWidget*>(QStringLiteral("recentData")));
    }

    void fileDialogs_data() {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("dialog");
        QTest::addColumn<QString>("file");
        QTest::newRow("folder") << QStringLiteral("openFolder") << QStringLiteral("folderDialog")
                                << QStringLiteral("photos");
        QTest::newRow("csv") << QStringLiteral("openCsv") << QStringLiteral("csvDialog") << QStringLiteral("list.csv");
    }
    void fileDialogs() {
        QFETCH(QString, button);
        QFETCH(QString, dialog);
        QFETCH(QString, file);
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("photos")));
        QFile list(folder.filePath(QStringLiteral("list.csv")));
        QVERIFY(list.open(QIODevice::WriteOnly));
        auto* pressed = chooser_->findChild<QPushButton*>(button);
        QVERIFY(pressed);
        pressed->setFocus();
        QTest::keyClick(pressed, Qt::Key_Return);
        auto* files = chooser_->findChild<QFileDialog*>(dialog);
        QVERIFY(files && files->isVisible());
        files->setDirectory(folder.path());
        files->selectFile(folder.filePath(file));
        QMetaObject::invokeMethod(files, "accept");
        expectChosen(folder.filePath(file));
    }

    void cancels() {
        QTest::mouseClick(chooser_->findChild<QPushButton*>(QStringLiteral("cancelChoosing")), Qt::LeftButton);
        QVERIFY(!chooser_->isVisible());
        QVERIFY(chosen_->isEmpty());
        QVERIFY(chooser_->description().empty());
    }

private:
    void expectChosen(const QString& description) {
        QTRY_COMPARE(chosen_->size(), 1);
        QCOMPARE(chosen_->first().first().toString(), description);
        QCOMPARE(chooser_->description(), description.toStdString());
        QVERIFY(!chooser_->isVisible());
    }

    const QStringList recent_ = {QStringLiteral("/home/me/flowers"), QStringLiteral("samples:similar?per-class=20"),
                                 QStringLiteral("/data/birds.csv")};
    std::unique_ptr<DataChooser> chooser_;
    std::unique_ptr<QSignalSpy> chosen_;
};

QTEST_MAIN(TestDataChooser)
#include "test_data_chooser.moc"
