// SPDX-License-Identifier: GPL-3.0-or-later
// A program that is killed while it writes leaves a project with whole epochs.
#include "example.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace layerbench;

class TestProjectKilled : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedWhileWriting() {
        QTemporaryDir folder;
        const QString path = folder.filePath("killed.layerbench");
        constexpr int rounds = 8;
        for (int round = 1; round <= rounds; ++round) {
            QProcess writer;
            writer.start(PROJECT_WRITER, {path});
            QVERIFY(writer.waitForStarted(5000));
            // After so many epochs were said to be stored, in the middle of what comes next.
            const int enough = 1 + (round * 5) % 7;
            QByteArray said;
            while (said.count("epoch") < enough)
                QVERIFY2(writer.waitForReadyRead(5000) && !(said += writer.readAllStandardOutput()).isEmpty(),
                         writer.readAllStandardError().constData());

            // While it lives: no second writer, and readers see it running.
            if (round == 1) {
                const auto second =
                    Project::open(path.toStdString(), Project::Access::write, std::chrono::milliseconds(50));
                QVERIFY(!second);
                QVERIFY2(second.error().message().find("open for writing in another program") != std::string::npos,
                         second.error().message().c_str());
                const auto reader = Project::open(path.toStdString(), Project::Access::read);
                QVERIFY2(reader, reader ? "" : reader.error().message().c_str());
                QVERIFY((*reader->runs())[0].status == RunStatus::running);
            }
            writer.kill();
            QVERIFY(writer.waitForFinished(5000));
            said += writer.readAllStandardOutput();

            {
                const auto reader = Project::open(path.toStdString(), Project::Access::read);
                QVERIFY2(reader, reader ? "" : reader.error().message().c_str());
                QVERIFY(reader->runs()->back().status == RunStatus::interrupted);
            }
            auto project = Project::open(path.toStdString());
            QVERIFY2(project, project ? "" : project.error().message().c_str());
            const auto runs = *project->runs();
            QCOMPARE(runs.size(), static_cast<std::size_t>(round));
            const RunSummary& last = runs.back();
            QVERIFY(last.status == RunStatus::interrupted);
            const auto epochs = *project->epochs(last.id);
            // All that were promised, and at most the one that was being written.
            QVERIFY(std::ssize(epochs) == said.count("epoch") || std::ssize(epochs) == said.count("epoch") + 1);
            for (std::size_t i = 0; i < epochs.size(); ++i) {
                QCOMPARE(epochs[i].epoch, static_cast<std::int64_t>(i + 1));
                QCOMPARE(epochs[i].trainLoss, exampleEpoch(epochs[i].epoch).trainLoss);
            }
            const auto checkpoint = project->checkpoint(last.id);
            QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().message().c_str());
            QVERIFY(equal(*checkpoint, exampleCheckpoint(std::ssize(epochs))));
            QVERIFY(project->runNetwork(last.id));
        }
        // One file, whatever happened.
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"killed.layerbench"});
    }
};

QTEST_GUILESS_MAIN(TestProjectKilled)
#include "test_project_killed.moc"
