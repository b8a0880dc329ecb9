// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/cases.h"
#include "ui/compare/comparison_archive.h"
#include "ui/compare/comparison_session.h"

#include <QObject>
#include <QPointer>

class QLabel;

namespace layerbench {

class ComparePage;
class ComparisonDetails;
class DataControl;
class Document;
class MessagesView;
class MessageStrip;
class TrainingView;
struct Actions;
struct Sessions;

/// The case board's hands: makes the comparison's job from the document, the data and the training options, hands it to
/// the comparison session, and shows on the page what it says, what the adviser says and what the project keeps.
class ComparisonControl final : public QObject {
    Q_OBJECT

public:
    struct Views {
        ComparePage* page;
        TrainingView* training;
        MessagesView* messages;
        MessageStrip* strip;
        QLabel* left;  ///< in the status bar: how far the comparison is
    };

    ComparisonControl(Document& document, DataControl& data, const Sessions& sessions, const Views& views,
                      const Actions& actions, QObject* parent);

    ComparisonSession* session() const { return session_; }
    /// What the adviser said of the network and the data that are open; nullptr while it was not asked.
    const KnownAdvice* advice() const;
    /// The user names the data that the open network was trained on: the distance to it and what is forgotten of it are
    /// measured from now on. Empty: what the program knows of the network.
    void setOriginal(const std::string& data);
    /// What is going on ends; runs are saved.
    void stopAndWait();

public Q_SLOTS:
    /// Something else begins or ends to train.
    void updateReadiness();

Q_SIGNALS:
    void said(const QString& text);
    /// The user wants to see where the adviser would cut.
    void cutRequested();
    /// A cell was opened: its case, where case 2 cuts, and its runs.
    void caseOpened(Case which, const std::string& cut, const std::vector<std::int64_t>& runs);

private:
    bool mayBegin();
    void ask();
    /// `quickly`: for a third of the epochs, to see whether an advice holds.
    void compare(bool quickly);
    std::string original() const;
    void open(const QString& caseName);
    void arrived(const ComparisonBatch& batch);
    void finished(std::int64_t comparison);
    void failed(const Error& error);
    void stateChanged(ComparisonSession::State state);
    void dataOrSourceChanged();
    void read();
    void show();
    void showAdvice();
    void openDetails();
    void fillDetails(const std::vector<ComparisonRow>& rows);
    void keepNote(const QString& caseName, const QString& note);
    const Comparison& shown() const;
    QString subtitle(const Comparison& comparison) const;

    Document& document_;
    DataControl& data_;
    const Sessions& sessions_;
    Views views_;
    const Actions& actions_;
    ComparisonSession* session_;

    ComparedOn on_;                      ///< the network and the data that are open
    Comparison planned_;                 ///< of them: nothing trained yet; its cases are made when they are shown
    ComparisonArchive archive_;          ///< of the project, and the last on them
    std::optional<KnownAdvice> advice_;  ///< given for them in this window
    std::optional<Comparison> live_;     ///< while one runs, whatever is open meanwhile
    std::optional<Network> liveSource_;
    std::pair<std::int64_t, std::int64_t> looking_{0, 0};
    QPointer<ComparisonDetails> details_;
};

}  // namespace layerbench
