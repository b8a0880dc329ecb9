// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_session.h"

#include <utility>

namespace layerbench {

struct StudySession::Studying final : Work {
    explicit Studying(TransferabilityRequest given) : request(std::move(given)) {}

    TransferabilityRequest request;
    StudyBuffer buffer;
    Result<bool> stopped = false;

    Result<bool> study() {
        LB_TRY(Engine * engine, loadEngine());
        LB_TRY(const auto result, studyTransferability(*engine, request, control, buffer));
        return result.stopped;
    }
    void carryOut() override { stopped = study(); }
};

StudySession::StudySession(QObject* parent) : WorkSession(parent) {}

void StudySession::start(TransferabilityRequest request) {
    launch(std::make_shared<Studying>(std::move(request)), State::preparing);
}

void StudySession::deliver() {
    const StudyBatch batch = static_cast<Studying&>(work()).buffer.take();
    if (batch.empty())
        return;
    if (batch.progress && state() == State::preparing)
        setState(State::running);
    Q_EMIT arrived(batch);
}

void StudySession::conclude(Work& work) {
    const auto& stopped = static_cast<Studying&>(work).stopped;
    if (stopped)
        Q_EMIT finished(*stopped);
    else
        Q_EMIT failed(stopped.error());
}

}  // namespace layerbench
