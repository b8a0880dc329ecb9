// SPDX-License-Identifier: GPL-3.0-or-later
// What the world can do to a project: each a clear sentence, and nothing lost.
#include "core/project/project.h"

#include "example.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

#include <csignal>

#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace layerbench;

namespace {

void execute(const QString& file, const char* sql) {
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(file.toUtf8().constData(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    QCOMPARE(sqlite3_close(database), SQLITE_OK);
}

void write(const QString& file, const QByteArray& bytes) {
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(bytes), bytes.size());
}

QByteArray read(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

void makeProject(const QString& file) {
    auto project = Project::create(file.toStdString());
    QVERIFY2(project, project ? "" : project.error().message().c_str());
    const auto run = addExampleRun(*project);
    QVERIFY(run && project->saveCheckpoint(*run, exampleCheckpoint(1)));
}

}  // namespace

class TestProjectFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noProject_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("create");
        QTest::addColumn<QString>("says");
        for (const bool create : {false, true}) {
            const QByteArray how = create ? ", create" : ", open";
            QTest::newRow("text file" + how) << QByteArray(5000, 'x') << create << "is no Layerbench project";
            QTest::newRow("a few bytes" + how) << QByteArray("hello") << create << "is no Layerbench project";
            QTest::newRow("header alone" + how) << QByteArray("SQLite format 3\0", 16) << create << "“";
        }
        QTest::newRow("empty file, open") << QByteArray() << false << "is empty and no Layerbench project";
    }

    void noProject() {
        QFETCH(QByteArray, content);
        QFETCH(bool, create);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        write(file, content);
        for (const auto access : {Project::Access::write, Project::Access::read}) {
            const auto project =
                create ? Project::create(file.toStdString()) : Project::open(file.toStdString(), access);
            QVERIFY(!project);
            const auto message = QString::fromStdString(project.error().message());
            QVERIFY2(message.contains(says) && message.contains(file), qPrintable(message));
        }
        QCOMPARE(read(file), content);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void places_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("createSays");
        QTest::addColumn<QString>("openSays");
        QTest::newRow("missing folder") << "none/x.layerbench"
                                        << "folder does not exist"
                                        << "There is no project";
        QTest::newRow("a folder") << "."
                                  << "is a folder"
                                  << "is a folder";
        QTest::newRow("a device") << "/dev/null"
                                  << "is no Layerbench project"
                                  << "is no Layerbench project";
        QTest::newRow("no name") << ""
                                 << "no file name"
                                 << "no file name";
        QTest::newRow("folder that takes no files") << "/proc/x.layerbench"
                                                    << "cannot be"
                                                    << "There is no project";
    }

    void places() {
        QFETCH(QString, path);
        QFETCH(QString, createSays);
        QFETCH(QString, openSays);
        QTemporaryDir folder;
        const auto file = path.isEmpty() || path.startsWith('/') ? path : folder.filePath(path);
        const auto created = Project::create(file.toStdString());
        QVERIFY(!created);
        QVERIFY2(QString::fromStdString(created.error().message()).contains(createSays),
                 created.error().message().c_str());
        const auto opened = Project::open(file.toStdString());
        QVERIFY(!opened);
        QVERIFY2(QString::fromStdString(opened.error().message()).contains(openSays), opened.error().message().c_str());
    }

    void readOnly() {
        if (::geteuid() == 0)
            QSKIP("Nothing is read-only for root.");
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner));
        const auto writer = Project::open(file.toStdString());
        QVERIFY(!writer && writer.error().message().find("read-only") != std::string::npos);
        QVERIFY(Project::open(file.toStdString(), Project::Access::read)->runNetwork(1));
        QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner));
        const auto created = Project::create(folder.filePath("y.layerbench").toStdString());
        QVERIFY(!created && created.error().message().find("read-only") != std::string::npos);
        QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    void changedFile_data() {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("says");
        QTest::newRow("another program's") << QByteArray("PRAGMA application_id = 7") << "is no Layerbench project";
        QTest::newRow("newer") << QByteArray("PRAGMA user_version = 5") << "newer Layerbench (format 5";
        QTest::newRow("older than any") << QByteArray("PRAGMA user_version = 0") << "damaged";
    }

    void changedFile() {
        QFETCH(QByteArray, sql);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        execute(file, sql.constData());
        const QByteArray before = read(file);
        for (const auto access : {Project::Access::write, Project::Access::read}) {
            const auto project = Project::open(file.toStdString(), access);
            QVERIFY(!project);
            QVERIFY2(QString::fromStdString(project.error().message()).contains(says),
                     project.error().message().c_str());
        }
        QVERIFY(!Project::create(file.toStdString()));
        QCOMPARE(read(file), before);
    }

    void anotherSqliteFileIsKept() {
        QTemporaryDir folder;
        const QString file = folder.filePath("mine.db");
        execute(file, "CREATE TABLE mine (x); INSERT INTO mine VALUES (42)");
        const QByteArray before = read(file);
        const auto project = Project::create(file.toStdString());
        QVERIFY(!project && project.error().message().find("no Layerbench project") != std::string::npos);
        QCOMPARE(read(file), before);
    }

    void cutShort_data() {
        QTest::addColumn<int>("percent");
        for (const int percent : {1, 25, 50, 75, 99})
            QTest::addRow("%d %%", percent) << percent;
    }

    void cutShort() {
        QFETCH(int, percent);
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        QVERIFY(QFile::resize(file, QFileInfo(file).size() * percent / 100));
        for (const auto access : {Project::Access::write, Project::Access::read}) {
            const auto project = Project::open(file.toStdString(), access);
            QVERIFY(!project);
            QVERIFY2(project.error().message().find("damaged or cut short") != std::string::npos,
                     project.error().message().c_str());
        }
    }

    void damagedContent_data() {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("says");
        QTest::newRow("other bytes") << QByteArray("UPDATE tensor_chunks SET data = zeroblob(length(data))")
                                     << "is damaged";
        QTest::newRow("bytes missing") << QByteArray("UPDATE tensor_chunks SET data = x'00'") << "is damaged";
        QTest::newRow("chunks missing") << QByteArray("DELETE FROM tensor_chunks") << "is damaged";
        QTest::newRow("giant shape") << QByteArray("UPDATE tensors SET shape = '4611686018427387904,4'")
                                     << "is damaged";
        QTest::newRow("giant size") << QByteArray(
                                           "UPDATE tensors SET shape = '10000000000', bytes = 40000000000, type = "
                                           "'float32'")
                                    << "is damaged";
        QTest::newRow("negative shape") << QByteArray("UPDATE tensors SET shape = '-1,-4'") << "is damaged";
        QTest::newRow("nonsense shape") << QByteArray("UPDATE tensors SET shape = '3,x'") << "is damaged";
        QTest::newRow("unknown type") << QByteArray("UPDATE tensors SET type = 'float7'") << "is damaged";
        QTest::newRow("tensor gone") << QByteArray("DELETE FROM run_tensors WHERE name = 'conv.weight'")
                                     << "lacks tensor “conv.weight”";
        QTest::newRow("wrong tensor") << QByteArray("UPDATE run_tensors SET name = 'fc.bias2' WHERE name = 'fc.bias'")
                                      << "does not fit";
        QTest::newRow("network no JSON") << QByteArray("UPDATE runs SET network = '{'") << "not valid JSON";
        QTest::newRow("recipe of another type") << QByteArray("UPDATE runs SET recipe = 7") << "must be an object";
    }

    void damagedContent() {
        QFETCH(QByteArray, sql);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        execute(file, sql.constData());
        const auto project = Project::open(file.toStdString(), Project::Access::read);
        QVERIFY2(project, project ? "" : project.error().message().c_str());
        const auto network = project->runNetwork(1);
        QVERIFY(!network);
        QVERIFY2(QString::fromStdString(network.error().message()).contains(says), network.error().message().c_str());
    }

    void unknownIds() {
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        auto project = Project::open(file.toStdString());
        const auto says = [](const auto& result, const char* part) {
            return !result && result.error().message().find(part) != std::string::npos;
        };
        QVERIFY(says(project->addEpoch(9, exampleEpoch(1)), "no run 9"));
        QVERIFY(says(project->saveCheckpoint(9, {}), "no run 9"));
        QVERIFY(says(project->finishRun(9, {}, RunStatus::failed), "no run 9"));
        QVERIFY(says(project->resumeRun(9), "no run 9"));
        QVERIFY(says(project->summary(9), "no run 9"));
        QVERIFY(says(project->epochs(9), "no run 9"));
        QVERIFY(says(project->run(9), "no run 9"));
        QVERIFY(says(project->runNetwork(9), "no run 9"));
        QVERIFY(says(project->checkpoint(9), "no run 9"));
        QVERIFY(says(project->source(9), "no source 9"));
        QVERIFY(says(project->dataset(9), "no data set 9"));
    }

    void oneWriterInAProcessToo() {
        QTemporaryDir folder;
        const std::string file = folder.filePath("x.layerbench").toStdString();
        {
            auto first = Project::create(file);
            const auto second = Project::open(file, Project::Access::write, std::chrono::milliseconds(30));
            QVERIFY(!second && second.error().message().find("open for writing") != std::string::npos);
            // Readers come in, and see what is written after.
            const auto reader = Project::open(file, Project::Access::read);
            QVERIFY(reader && reader->runs()->empty());
            QVERIFY(addExampleRun(*first));
            QCOMPARE(reader->runs()->size(), std::size_t{1});
        }
        QVERIFY(Project::open(file, Project::Access::write, std::chrono::milliseconds(30)));
    }

    void readersCannotWrite() {
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        auto reader = Project::open(file.toStdString(), Project::Access::read);
        QVERIFY(!reader->setSetting("a", "b"));
        QVERIFY(!reader->addEpoch(1, exampleEpoch(1)));
    }

    void fullDisk() {
        // A limit on the size of files stands in for a disk that is full.
        QTemporaryDir folder;
        const QString file = folder.filePath("x.layerbench");
        makeProject(file);
        auto project = Project::open(file.toStdString());
        Checkpoint large = exampleCheckpoint(2);
        large.parameters[0].second = Tensor::fromFloats({1 << 20}, std::vector<float>(1 << 20, 1.0f));
        struct rlimit_guard {
            struct rlimit before {};
            ~rlimit_guard() { setrlimit(RLIMIT_FSIZE, &before); }
        } guard;
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &guard.before), 0);
        std::signal(SIGXFSZ, SIG_IGN);
        struct rlimit small = guard.before;
        small.rlim_cur = static_cast<rlim_t>(QFileInfo(file).size() + 65536);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto stored = project->saveCheckpoint(1, large);
        setrlimit(RLIMIT_FSIZE, &guard.before);
        QVERIFY(!stored);
        QVERIFY2(QString::fromStdString(stored.error().message()).contains(file), stored.error().message().c_str());
        // What was there is there still, and writing goes on.
        QVERIFY(equal(*project->checkpoint(1), exampleCheckpoint(1)));
        QVERIFY(project->saveCheckpoint(1, large));
    }

    // Format 1 had no `from_source`, formats 1 and 2 no comparisons, formats 1 to 3 nothing of the original task,
    // memory and notes: such a file opens, keeps what it has, and takes new steps and comparisons.
    void formerFormat_data() {
        QTest::addColumn<QByteArray>("toFormer");
        const QByteArray before4 = "ALTER TABLE runs DROP COLUMN source_accuracy; ALTER TABLE runs DROP COLUMN "
                                   "peak_bytes; ALTER TABLE runs DROP COLUMN note; ";
        const QByteArray noComparisons = before4 + "DROP TABLE comparison_runs; DROP TABLE comparisons; ";
        QTest::newRow("1") << noComparisons + "ALTER TABLE edits DROP COLUMN from_source; PRAGMA user_version = 1";
        QTest::newRow("2") << noComparisons + "PRAGMA user_version = 2";
        QTest::newRow("3") << before4 + "ALTER TABLE comparisons DROP COLUMN source_data; ALTER TABLE comparisons DROP "
                                        "COLUMN source_accuracy; PRAGMA user_version = 3";
    }
    void formerFormat() {
        QFETCH(const QByteArray, toFormer);
        QTemporaryDir folder;
        const QString file = folder.filePath("old.layerbench");
        makeProject(file);
        const EditStep step{{"Freeze", "", {SetTrainable{}}}, 2};
        QVERIFY(Project::open(file.toStdString())->addStep(step));
        execute(file, toFormer);
        {
            auto reader = Project::open(file.toStdString(), Project::Access::read);
            QVERIFY(reader);
            QVERIFY(reader->history()->steps == std::vector<EditStep>{step});
            QVERIFY(reader->comparisons()->empty());
            QVERIFY(std::isnan(reader->summary(1)->sourceAccuracy) && reader->summary(1)->note.empty());
        }
        auto project = Project::open(file.toStdString());
        QVERIFY2(project, project ? "" : project.error().message().c_str());
        const EditStep second{{"Case 1", "", {SetTrainable{}}}, 2, true};
        QVERIFY(project->addStep(second));
        QVERIFY(project->history()->steps == (std::vector<EditStep>{step, second}));
        QCOMPARE(project->runs()->size(), std::size_t{1});
        QVERIFY(project->addComparison({.network = "demo", .data = "photos", .sourceAccuracy = 0.5}));
        QVERIFY(project->setNote(1, "mine") && project->setSourceAccuracy(1, 0.25));
        QCOMPARE(project->summary(1)->note, std::string("mine"));
        QCOMPARE(project->summary(1)->sourceAccuracy, 0.25);
        QCOMPARE(project->comparisons()->size(), std::size_t{1});
        QCOMPARE(project->comparisons()->front().sourceAccuracy, 0.5);
    }

    // A copy holds the same, replaces what stood there, and leaves the original where it is.
    void copied() {
        QTemporaryDir folder;
        const QString file = folder.filePath("a.layerbench");
        const QString copy = folder.filePath("b.layerbench");
        makeProject(file);
        write(copy, "something else");
        auto project = Project::open(file.toStdString());
        QVERIFY(project && project->copyTo(copy.toStdString()));
        QCOMPARE(QString::fromStdString(project->path()), file);
        auto other = Project::open(copy.toStdString());
        QVERIFY2(other, other ? "" : other.error().message().c_str());
        QCOMPARE(other->runs()->size(), project->runs()->size());
        QVERIFY(other->runNetwork(1)->parts() == project->runNetwork(1)->parts());
        const auto failed = project->copyTo((file + "/inside/c.layerbench").toStdString());
        QVERIFY(!failed);
        QVERIFY(QString::fromStdString(failed.error().message()).contains("folder does not exist"));
        QVERIFY(!QFile::exists(copy + ".part"));
    }
};

QTEST_GUILESS_MAIN(TestProjectFaults)
#include "test_project_faults.moc"
