// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/text_table.h"
#include "ui/study/study_session.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

class QLabel;

namespace layerbench {

class DataControl;
class Document;
class MessagesView;
class MessageStrip;
class OtherData;
class StudyPage;
class TrainingView;
struct Actions;
struct Sessions;

/// The hands of the transferability study's page: makes the study from the document, the data and what is chosen there,
/// hands it to the session, shows what it says, keeps it in the project, and saves figure and table.
class StudyControl final : public QObject {
    Q_OBJECT

public:
    struct Views {
        StudyPage* page;
        TrainingView* training;  ///< where to compute
        MessagesView* messages;
        MessageStrip* strip;
        QLabel* left;  ///< in the status bar: how far the study is
    };

    StudyControl(Document& document, DataControl& data, const Sessions& sessions, const Views& views,
                 const Actions& actions, QObject* parent);
    ~StudyControl() override;

    StudySession* session() const { return session_; }
    /// The user names other data, D, as openDataset() takes it; empty: none.
    void setOther(const std::string& description);
    /// The studies of the project, the latest last; the one in progress too, as far as it is.
    const std::vector<TransferabilityResult>& studies() const { return studies_; }
    /// What is going on ends; what was measured is kept.
    void stopAndWait();

public Q_SLOTS:
    /// Something else begins or ends to train.
    void updateReadiness();

Q_SIGNALS:
    void said(const QString& text);
    /// The user wants to choose other data.
    void otherRequested();

private:
    Result<TransferabilityRequest> request() const;
    Result<ClassHalves> tasks() const;
    std::uint64_t seed() const;
    void start();
    void arrived(const StudyBatch& batch);
    void finished(bool stopped);
    void failed(const Error& error);
    void stateChanged(WorkSession::State state);
    void networkChanged();
    void dataChanged();
    void drawClasses();
    void read();
    void keep();
    void show();
    void choose(int study);
    void save(const QString& format);
    void copy(const QString& name, TableFormat format);
    const TransferabilityResult* shown() const;

    Document& document_;
    DataControl& data_;
    const Sessions& sessions_;
    Views views_;
    const Actions& actions_;
    StudySession* session_;
    OtherData* other_;

    std::vector<TransferabilityResult> studies_;
    int shown_ = -1;                             ///< which of them
    std::optional<TransferabilityResult> live_;  ///< while one runs
    std::uint64_t draws_ = 0;                    ///< how often the classes were drawn anew
    bool stale_ = true;                          ///< the network has changed while the page was out of sight
};

}  // namespace layerbench
