// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <string>
#include <vector>

class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace layerbench {

class CheckList;
class ClassSplitView;

/// What the user decides of a transferability study. Shows the network and the data that it is told, each with what is
/// wrong with it below, and says what is chosen.
class StudySetup final : public QWidget {
    Q_OBJECT

public:
    explicit StudySetup(QWidget* parent = nullptr);

    /// `cuts`: the places up to which blocks can be copied; all of them are ticked where they are other ones than
    /// before.
    void setNetwork(const QString& title, const std::vector<std::string>& cuts, const QString& problem);
    /// `inA`: how the classes are split, where they are other ones than before.
    void setData(const QString& title, std::vector<std::string> classes, const std::vector<std::string>& inA);
    /// How the classes are split, whoever chose it before.
    void splitClasses(const std::vector<std::string>& inA);
    /// Below the classes, or the data they are of.
    void setDataProblem(const QString& problem);
    /// Further data D; empty: none. `problem` stands below it.
    void setOther(const QString& title, const QString& explanation, const QString& problem);
    /// Taken as long as the user has not typed a number of epochs.
    void setUsualEpochs(std::int64_t epochs);
    /// What comes to the runs is fixed while they train.
    void setRunning(bool running);

    std::vector<std::string> classesOfA() const;
    /// The numbers of blocks that are ticked; empty: none.
    std::vector<std::int64_t> depths() const;
    std::size_t seeds() const;
    std::int64_t epochs() const;
    bool hasOther() const { return hasOther_; }

Q_SIGNALS:
    void changed();  ///< by the user
    void drawRequested();
    void otherRequested();
    void otherRemoved();

private:
    QLabel* addField(QVBoxLayout& column, const QString& caption, QWidget* content);
    QWidget* makeOther();
    QWidget* makeDepths();
    QWidget* makeNumbers();
    void tickAll(bool all);
    void showCounts();

    QLabel* network_;
    QLabel* networkProblem_;
    QLabel* data_;
    ClassSplitView* halves_;
    QPushButton* draw_;
    QLabel* dataProblem_;
    QLabel* other_;
    QPushButton* chooseOther_;
    QPushButton* removeOther_;
    QLabel* otherProblem_;
    CheckList* depths_;
    QLabel* depthsProblem_;
    QSpinBox* seeds_;
    QSpinBox* epochs_;
    QLabel* counts_;
    std::vector<std::string> cuts_;
    std::int64_t usualEpochs_ = 0;
    bool hasOther_ = false;
};

}  // namespace layerbench
