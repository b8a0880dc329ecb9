// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/dropped_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace layerbench;

class TestDroppedFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English));
        QVERIFY(folder_.isValid());
    }

    void knowsWhatWasDropped_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Dropped::Kind>("kind");
        for (const auto* name : {"resnet50.pth", "model.pt", "old.th", "vit.safetensors", "LOUD.PTH"})
            QTest::newRow(name) << QString::fromLatin1(name) << Dropped::Kind::weights;
        QTest::newRow("list") << QStringLiteral("birds.csv") << Dropped::Kind::data;
        QTest::newRow("folder") << QStringLiteral("photos/") << Dropped::Kind::data;
        QTest::newRow("folder that is called like a file")
            << QStringLiteral("model.pth.d/x.pth/") << Dropped::Kind::data;
        QTest::newRow("project") << QStringLiteral("lesson 1.layerbench") << Dropped::Kind::project;
        QTest::newRow("recipe") << QStringLiteral("case 3 – tümmler.json") << Dropped::Kind::recipe;
    }
    void knowsWhatWasDropped() {
        QFETCH(QString, name);
        QFETCH(Dropped::Kind, kind);
        const auto path = make(name);
        const auto dropped = classifyDrop({QUrl::fromLocalFile(path)});
        QVERIFY2(dropped, dropped ? "" : dropped.error().message().c_str());
        QCOMPARE(dropped->kind, kind);
        QCOMPARE(QString::fromStdString(dropped->path), path);
    }

    void saysWhatIsWrong_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("says");
        const auto row = [](const char* name, const QStringList& says) {
            QTest::newRow(name) << QString::fromLatin1(name) << says;
        };
        row("cat.jpg", {QStringLiteral("“cat.jpg” is a single picture"), QStringLiteral("Drop the folder")});
        row("cat.PNG", {QStringLiteral("single picture")});
        row("photos.zip", {QStringLiteral("“photos.zip” is an archive"), QStringLiteral("Unpack it")});
        row("letter.odt", {QStringLiteral("“letter.odt”"), QStringLiteral(".safetensors"), QStringLiteral(".csv")});
        row("README", {QStringLiteral("“README”"), QStringLiteral("no kind")});
    }
    void saysWhatIsWrong() {
        QFETCH(QString, name);
        QFETCH(QStringList, says);
        expectError({QUrl::fromLocalFile(make(name))}, says);
    }

    void refusesOtherThings() {
        expectError({}, {QStringLiteral("no file")});
        expectError({QUrl(QStringLiteral("https://example.org/weights.pth"))},
                    {QStringLiteral("“https://example.org/weights.pth”"), QStringLiteral("Download it")});
        expectError({QUrl::fromLocalFile(folder_.filePath(QStringLiteral("gone.pth")))},
                    {QStringLiteral("gone.pth"), QStringLiteral("moved")});
        expectError({QUrl::fromLocalFile(QStringLiteral("/dev/null"))},
                    {QStringLiteral("“/dev/null” is neither a file nor a folder")});
    }

    void tenThousandFilesAreNotLookedAt() {
        QList<QUrl> urls;
        for (int i = 0; i < 10000; ++i)
            urls.append(QUrl::fromLocalFile(QStringLiteral("/nowhere/%1.jpg").arg(i)));
        expectError(urls, {QStringLiteral("10,000 files were dropped"), QStringLiteral("the folder that holds them")});
        expectError({QUrl::fromLocalFile(make(QStringLiteral("one.pth"))),
                     QUrl::fromLocalFile(make(QStringLiteral("two.pth")))},
                    {QStringLiteral("2 files were dropped")});
    }

private:
    /// Makes a file, or a folder where the name ends with a slash; the path without it.
    QString make(QString name) {
        const bool isFolder = name.endsWith(QLatin1Char('/'));
        if (isFolder)
            name.chop(1);
        const auto path = folder_.filePath(name);
        if (isFolder) {
            QDir().mkpath(path);
        } else {
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                qFatal("%s cannot be written", qPrintable(path));
        }
        return path;
    }

    void expectError(const QList<QUrl>& urls, const QStringList& says) {
        const auto dropped = classifyDrop(urls);
        QVERIFY(!dropped);
        const auto message = QString::fromStdString(dropped.error().message());
        for (const auto& part : says)
            QVERIFY2(message.contains(part), qPrintable(message));
    }

    QTemporaryDir folder_;
};

QTEST_MAIN(TestDroppedFiles)
#include "test_dropped_files.moc"
