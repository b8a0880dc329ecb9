// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_session.h"

#include "core/study/cases.h"
#include "tests/network/networks.h"

#include <QSignalSpy>
#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;
using State = StudySession::State;

namespace {

/// Two bases and four runs.
TransferabilityRequest tiny(std::int64_t epochs) {
    const Dataset whole = required(openDataset("samples:base?per-class=2&validation=1&size=32"));
    TransferabilityRequest request{
        .architecture = chain(), .tasks = required(splitClasses(whole, 1)), .depths = {1}, .seeds = {1}, .options = {}};
    request.options.epochs = epochs;
    return request;
}

/// What a session says, in one order.
struct Heard {
    explicit Heard(StudySession& session) {
        QObject::connect(&session, &StudySession::arrived, &session, [this](const StudyBatch& batch) {
            QVERIFY(!over);
            for (const auto& measured : batch.measured)
                runs << QString::fromStdString(name(measured.run));
        });
        QObject::connect(&session, &StudySession::stateChanged, &session, [this](State state) { states << state; });
        QObject::connect(&session, &StudySession::finished, &session, [this](bool early) {
            over = true;
            stopped = early;
        });
        QObject::connect(&session, &StudySession::failed, &session, [this](const Error& error) {
            over = true;
            problem = QString::fromStdString(error.message());
        });
    }
    QStringList runs;
    QList<State> states;
    bool over = false;
    bool stopped = false;
    QString problem;
};

}  // namespace

class TestStudySession : public QObject {
    Q_OBJECT

    static constexpr int patience = 60'000;

private Q_SLOTS:
    void everyRunArrivesBeforeTheEnd() {
        StudySession session;
        Heard heard(session);
        session.start(tiny(1));
        QVERIFY(session.state() == State::preparing);
        session.start(tiny(1));  // one at a time
        QTRY_VERIFY_WITH_TIMEOUT(heard.over, patience);
        QVERIFY2(heard.problem.isEmpty(), qPrintable(heard.problem));
        QVERIFY(!heard.stopped);
        QCOMPARE(heard.runs, (QStringList{"base B", "base A", "B1B", "B1B+", "A1B", "A1B+"}));
        QCOMPARE(heard.states, (QList{State::preparing, State::running, State::idle}));
    }

    // What the engine refuses ends in its sentence, and the session can be used again.
    void failure() {
        StudySession session;
        Heard heard(session);
        TransferabilityRequest request = tiny(3);
        request.options.learningRate = 1e20;
        session.start(std::move(request));
        QTRY_VERIFY_WITH_TIMEOUT(heard.over, patience);
        QVERIFY2(heard.problem.contains("must lie between"), qPrintable(heard.problem));
        QVERIFY(heard.runs.isEmpty() && !session.active());
        heard.over = false;
        heard.problem.clear();
        session.start(tiny(1));
        QTRY_VERIFY_WITH_TIMEOUT(heard.over, patience);
        QCOMPARE(heard.runs.size(), 6);
    }

    void pauseStopAndWait() {
        StudySession session;
        Heard heard(session);
        session.start(tiny(100'000));
        QTRY_VERIFY_WITH_TIMEOUT(session.state() == State::running, patience);
        session.pause();
        QVERIFY(session.state() == State::paused);
        session.resume();
        QVERIFY(session.state() == State::running);
        session.stop();
        QVERIFY(session.state() == State::stopping);
        session.wait();
        QVERIFY(heard.over && heard.stopped && !session.active());
        QVERIFY(heard.runs.isEmpty());
    }

    // A session that goes in the middle ends its thread and says nothing more.
    void goesInTheMiddle() {
        auto session = std::make_unique<StudySession>();
        Heard heard(*session);
        session->start(tiny(100'000));
        QTRY_VERIFY_WITH_TIMEOUT(session->state() == State::running, patience);
        session.reset();
        QCoreApplication::processEvents();
        QVERIFY(!heard.over);
    }
};

QTEST_MAIN(TestStudySession)
#include "test_study_session.moc"
