// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/document.h"

#include "core/study/cases.h"
#include "ui/background/in_background.h"

#include "tests/network/networks.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

OpenedNetwork opened(const Network& network) {
    return {network, SourceRecord{"test", {}, {}, network}, {}, {}};
}

}  // namespace

class TestDocument : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString projects() const { return folder_.filePath("projects"); }

private Q_SLOTS:
    void init() { QDir(projects()).removeRecursively(); }

    // Edits made before the project file is there are in it all the same.
    void editsSurviveAnEnd() {
        QString file;
        Network current = chain();
        {
            Document document(projects());
            document.createUntitled();
            document.setClassCount(3);
            document.setSource(opened(chain()));
            QVERIFY(document.apply(SliceAfter{"features.3"}));
            QTRY_VERIFY(document.project());
            QVERIFY(document.apply(ReplaceHead{}));
            QVERIFY(document.apply(SetTrainable{{Selection::By::names, {"features.0"}}, false}));
            document.undo();
            current = document.network();
            file = document.path();
            document.setSetting(foldingSetting, "features.0");
            QVERIFY(document.untitled());
            document.close();
        }
        QVERIFY(QFile::exists(file));
        Document document(projects());
        QSignalSpy changed(&document, &Document::networkChanged);
        document.openProject(file);
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(document.network() == current);
        QCOMPARE(document.history().steps().size(), std::size_t{3});
        QVERIFY(document.canRedo());
        document.redo();
        QVERIFY(!document.network().layer(id(document.network(), "features.0")).trainable);
        while (document.canUndo())
            document.undo();
        QVERIFY(document.network() == chain());
        QCOMPARE(document.setting(foldingSetting), std::string("features.0"));
        document.close();
    }

    void aProjectWithNothingInItLeavesNothing() {
        Document document(projects());
        document.createUntitled();
        document.setSource(opened(chain()));
        QTRY_VERIFY(document.project());
        QVERIFY(QFile::exists(document.path()));
        document.close();
        QVERIFY(QDir(projects()).isEmpty());
    }

    void savedUnderAName() {
        Document document(projects());
        document.createUntitled();
        document.setSource(opened(chain()));
        QVERIFY(document.apply(SliceAfter{"features.3"}));
        QTRY_VERIFY(document.project());
        const QString before = document.path();
        const QString named = folder_.filePath("named.layerbench");
        document.saveAs(named);
        QTRY_COMPARE(document.path(), named);
        QVERIFY(!document.untitled());
        QVERIFY(!QFile::exists(before));
        QVERIFY(document.apply(ReplaceHead{4, {}}));
        document.close();
        auto project = Project::open(named.toStdString());
        QVERIFY(project);
        QCOMPARE(project->history()->steps.size(), std::size_t{2});
    }

    void refused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("rubbish") << QByteArray(3000, 'x') << "no Layerbench project";
        QTest::newRow("empty") << QByteArray("") << "no Layerbench project";
        QTest::newRow("missing") << QByteArray() << "There is no project";
    }
    void refused() {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const QString file = folder_.filePath("bad.layerbench");
        QFile::remove(file);
        if (!content.isNull()) {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(content);
        }
        Document document(projects());
        document.createUntitled();
        document.setSource(opened(chain()));
        QTRY_VERIFY(document.project());
        const QString own = document.path();
        QString said;
        connect(&document, &Document::failed, this,
                [&said](const Error& error) { said = QString::fromStdString(error.message()); });
        document.openProject(file);
        QTRY_VERIFY2(said.contains(says), qPrintable(said));
        QCOMPARE(document.path(), own);
        QVERIFY(document.network() == chain());
        document.close();
    }

    void aRefusedEditSaysWhyAndIsNoStep() {
        Document document(projects());
        QVERIFY(!document.apply(ReplaceHead{2, {}}));
        document.setSource(opened(chain()));
        QSignalSpy changed(&document, &Document::networkChanged);
        const auto refused = document.apply(RemoveLayer{"flatten"});
        QVERIFY(!refused);
        QVERIFY(!refused.error().message().empty());
        QCOMPARE(changed.count(), 0);
        QVERIFY(!document.canUndo());
    }

    void anotherSourceIsAnotherHistory() {
        Document document(projects());
        document.createUntitled();
        document.setSource(opened(chain()));
        QVERIFY(document.apply(SliceAfter{"features.3"}));
        document.setSource(opened(residual()));
        QVERIFY(!document.canUndo());
        QTRY_VERIFY(document.project());
        waitForBackground();
        const auto history = document.project()->history();
        QVERIFY(history && history->steps.empty());
        QVERIFY(document.project()->source(history->source)->network == residual());
        document.close();
    }
};

QTEST_MAIN(TestDocument)
#include "test_document.moc"
