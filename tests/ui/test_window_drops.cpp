// SPDX-License-Identifier: GPL-3.0-or-later
// What can be dropped on the window, good and bad: a sentence in the strip, nothing changed, nothing blocked.
#include "core/data/write_samples.h"
#include "core/models/architectures.h"
#include "core/models/pretrained.h"
#include "core/weights/weight_file.h"
#include "window_fixture.h"

#include <QDropEvent>
#include <QMimeData>

using namespace layerbench;
using namespace layerbench::fixture;

class TestWindowDrops : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> f;
    QTemporaryDir files_;

    void drop(const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        const QPoint middle = f->window->rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(f->window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(f->window.get(), &event);
    }
    QString file(const QString& name, const QByteArray& content) {
        QFile out(files_.filePath(name));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write a test file");
        return out.fileName();
    }

private Q_SLOTS:
    void init() {
        f = std::make_unique<WindowFixture>();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
    }
    void cleanup() { f.reset(); }

    void rubbish_data() {
        QTest::addColumn<QStringList>("paths");
        QTest::addColumn<QString>("says");
        QDir(files_.path()).mkpath("empty");
        QDir(files_.path()).mkpath("things");
        file("things/a.txt", "no picture");
        file("things/b.doc", "no picture");
        QTest::newRow("a text file named .pth") << QStringList{file("text.pth", "hello, this is text")} << "text.pth";
        QTest::newRow("a damaged safetensors") << QStringList{file("bad.safetensors", "xx")} << "bad.safetensors";
        QTest::newRow("an empty folder") << QStringList{files_.filePath("empty")} << "empty";
        QTest::newRow("a folder of other things") << QStringList{files_.filePath("things")} << "things";
        QTest::newRow("a project that is none")
            << QStringList{file("no.layerbench", "text")} << "no Layerbench project";
        QTest::newRow("a recipe that is none") << QStringList{file("no.json", "{")} << "no recipe";
        QTest::newRow("an unknown file") << QStringList{file("song.mp3", "la")} << "song.mp3";
        QTest::newRow("not there") << QStringList{files_.filePath("nowhere.pth")} << "nowhere.pth";
        QStringList many;
        for (int i = 0; i < 10'000; ++i)
            many << files_.filePath(QStringLiteral("many/%1.jpg").arg(i));
        QTest::newRow("10,000 files at once") << many << "10";
    }
    void rubbish() {
        QFETCH(QStringList, paths);
        QFETCH(QString, says);
        const Network network = f->network();
        const auto data = f->window->data().data();
        QList<QUrl> urls;
        for (const auto& path : paths)
            urls << QUrl::fromLocalFile(path);
        drop(urls);
        QTRY_VERIFY2_WITH_TIMEOUT(f->strip().contains(says), qPrintable(f->strip()), 20'000);
        QVERIFY2(f->strip().size() > 20, qPrintable(f->strip()));
        QVERIFY(f->network() == network);
        QVERIFY(f->window->data().data() == data);
        QVERIFY(f->written().steps.empty());
        // The message goes with its button and the window works on.
        QTest::mouseClick(f->window->findChild<QWidget*>("messageClose"), Qt::LeftButton);
        QVERIFY(f->strip().isEmpty());
        f->press("case1");
        QCOMPARE(f->document().history().caseName(), std::string("1"));
    }

    void aWebAddress() {
        drop({QUrl("https://example.org/weights.pth")});
        QVERIFY2(!f->strip().isEmpty(), "no message");
    }

    void weights() {
        const Network network = initialised(required(buildArchitecture("squeezenet1_1", 7)), 3);
        const QString path = files_.filePath("squeezenet1_1-seven.safetensors");
        QVERIFY(writeSafetensors(path.toStdString(), stateDictOf(network)));
        drop({QUrl::fromLocalFile(path)});
        QTRY_COMPARE_WITH_TIMEOUT(f->network().architecture(), std::string("squeezenet1_1"), 20'000);
        QCOMPARE(f->network().classCount(), 7);
        QVERIFY(!f->document().canUndo());
    }

    void aFolderOfPictures() {
        const QString folder = files_.filePath("photos");
        QVERIFY(
            writeSampleFolder("different", folder.toStdString(), {.perClass = 3, .validationPerClass = 2, .size = 48}));
        drop({QUrl::fromLocalFile(folder)});
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(f->window->data().data()->dataset.description), folder,
                                  20'000);
        QCOMPARE(f->document().classCount(), 8);
    }

    void aRecipe() {
        drop({QUrl::fromLocalFile(file(
            "freeze.json", R"({"name": "Freeze all", "edits": [{"edit": "freeze", "layers": {"role": "all"}}]})"))});
        QVERIFY(f->strip().isEmpty());
        QVERIFY(std::ranges::none_of(f->network().layers(), &Layer::trainable));
        QCOMPARE(f->written().steps.at(0).recipe.name, std::string("Freeze all"));
    }
};

QTEST_MAIN(TestWindowDrops)
#include "test_window_drops.moc"
