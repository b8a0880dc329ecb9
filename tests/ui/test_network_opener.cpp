// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"
#include "core/models/pretrained.h"
#include "core/weights/weight_file.h"
#include "ui/background/in_background.h"
#include "ui/networks/network_choices.h"
#include "ui/networks/network_opener.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace layerbench;

class TestNetworkOpener : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QFile empty(folder_.filePath(QStringLiteral("empty.safetensors")));
        QVERIFY(empty.open(QIODevice::WriteOnly));
    }
    void cleanupTestCase() { waitForBackground(); }

    void opens_data() {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("architecture");
        QTest::addColumn<QString>("says");
        QTest::newRow("demonstration") << "demo"
                                       << "demo" << QString();
        QTest::newRow("random weights") << "resnet20:random"
                                        << "resnet20" << QString();
        QTest::newRow("no such file") << "/nowhere.pth" << QString() << "There is no file “/nowhere.pth”";
        QTest::newRow("no weights in it")
            << folder_.filePath(QStringLiteral("empty.safetensors")) << QString() << "empty.safetensors";
    }
    void opens() {
        QFETCH(const QString, description);
        QFETCH(const QString, architecture);
        QFETCH(const QString, says);
        NetworkOpener opener;
        QStringList events;
        follow(opener, events);
        opener.open(description.toStdString());
        QVERIFY(opener.isBusy());
        QTRY_COMPARE(events.size(), 3);
        QCOMPARE(events[0], QStringLiteral("busy"));
        QCOMPARE(events[1], QStringLiteral("idle"));
        if (says.isEmpty()) {
            QCOMPARE(events[2], architecture + " from " + description);
        } else {
            QVERIFY2(events[2].contains(says), qPrintable(events[2]));
        }
        QVERIFY(!opener.isBusy());
    }

    void aNewerOneSupersedes() {
        NetworkOpener opener;
        QStringList events;
        follow(opener, events);
        for (const char* description : {"resnet20:random", "/nowhere.pth", "resnet32:random", "demo"})
            opener.open(description);
        waitForBackground();
        QTRY_COMPARE(events, QStringList({"busy", "idle", "demo from demo"}));
        opener.open("resnet20:random");
        QTRY_COMPARE(events.size(), 6);
        QCOMPARE(events.last(), QStringLiteral("resnet20 from resnet20:random"));
    }

    void opensAFileThatTheChooserLists() {
        const auto path = folder_.filePath(QStringLiteral("resnet20-real.safetensors")).toStdString();
        QVERIFY(writeSafetensors(path, stateDictOf(*buildArchitecture("resnet20"))));
        const std::vector<std::filesystem::path> folders{folder_.path().toStdString()};
        const auto choices = weightChoices(findWeightFiles(folders));
        QCOMPARE(choices.size(), 2);  // the other one is empty.safetensors
        NetworkOpener opener;
        QStringList events;
        follow(opener, events);
        opener.open(choices[1].description.toStdString());
        QTRY_COMPARE(events.value(2), "resnet20 from resnet20:" + QString::fromStdString(path));
    }

    void mayGoWhileItReads() {
        QStringList events;
        {
            NetworkOpener opener;
            follow(opener, events);
            opener.open("demo");
        }
        waitForBackground();
        QCoreApplication::sendPostedEvents();
        QCOMPARE(events, QStringList({"busy"}));
    }

private:
    static void follow(NetworkOpener& opener, QStringList& events) {
        connect(&opener, &NetworkOpener::busyChanged, [&](bool busy) { events += busy ? "busy" : "idle"; });
        connect(&opener, &NetworkOpener::opened, [&](const OpenedNetwork& opened) {
            events += QString::fromStdString(opened.network.architecture() + " from " + opened.source.description);
        });
        connect(&opener, &NetworkOpener::failed,
                [&](const Error& error) { events += QString::fromStdString(error.message()); });
    }

    QTemporaryDir folder_;
};

QTEST_MAIN(TestNetworkOpener)
#include "test_network_opener.moc"
