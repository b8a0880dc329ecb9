// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_setup.h"

#include "core/study/transferability_plan.h"
#include "ui/study/check_list.h"
#include "ui/study/class_split_view.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <utility>

namespace layerbench {

namespace {

constexpr int mostSeeds = 20;
constexpr int usualSeeds = 3;
constexpr int mostEpochs = 10'000;

QLabel* label(const char* id, const char* look) {
    auto* made = new QLabel;
    made->setObjectName(QLatin1String(id));
    made->setProperty(look, true);
    made->setWordWrap(true);
    made->setTextFormat(Qt::PlainText);
    return made;
}

QPushButton* link(const char* id, const QString& text, const QString& tip) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(id));
    made->setToolTip(tip);
    made->setProperty("link", true);
    made->setCursor(Qt::PointingHandCursor);
    made->setAutoDefault(false);
    return made;
}

QSpinBox* box(const char* id, const QString& name, const QString& tip, int most, int value) {
    auto* made = new QSpinBox;
    made->setObjectName(QLatin1String(id));
    made->setAccessibleName(name);
    made->setToolTip(tip);
    made->setRange(1, most);
    made->setValue(value);
    return made;
}

void say(QLabel* problem, const QString& text) {
    problem->setText(text);
    problem->setVisible(!text.isEmpty());
}

}  // namespace

StudySetup::StudySetup(QWidget* parent)
    : QWidget(parent), network_(label("studyNetwork", "plain")), data_(label("studyData", "plain")),
      halves_(new ClassSplitView) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    networkProblem_ = addField(*column, tr("Architecture"), network_);
    networkProblem_->setObjectName(QStringLiteral("studyNetworkProblem"));

    auto* classes = new QWidget;
    auto* list = new QVBoxLayout(classes);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(3);
    draw_ = link("studyDraw", tr("Draw the classes anew"), tr("Gives half of the classes to A, by chance"));
    list->addWidget(data_);
    list->addWidget(halves_);
    list->addWidget(draw_, 0, Qt::AlignLeft);
    dataProblem_ = addField(*column, tr("Two tasks from the classes"), classes);
    dataProblem_->setObjectName(QStringLiteral("studyDataProblem"));

    otherProblem_ = addField(*column, tr("Other data D (if you like)"), makeOther());
    otherProblem_->setObjectName(QStringLiteral("studyOtherProblem"));
    depthsProblem_ = addField(*column, tr("Copied blocks: the first n, up to"), makeDepths());
    depthsProblem_->setObjectName(QStringLiteral("studyDepthsProblem"));
    column->addSpacing(6);
    column->addWidget(makeNumbers());
    counts_ = label("studyCounts", "muted");
    column->addWidget(counts_);

    connect(halves_, &ClassSplitView::changed, this, &StudySetup::changed);
    connect(draw_, &QPushButton::clicked, this, &StudySetup::drawRequested);
    connect(this, &StudySetup::changed, this, &StudySetup::showCounts);
    setOther({}, {}, {});
    showCounts();
}

QLabel* StudySetup::addField(QVBoxLayout& column, const QString& caption, QWidget* content) {
    auto* heading = new QLabel(caption);
    heading->setProperty("heading", true);
    auto* problem = label("", "problem");
    problem->hide();
    column.addSpacing(6);
    column.addWidget(heading);
    column.addWidget(content);
    column.addWidget(problem);
    return problem;
}

QWidget* StudySetup::makeOther() {
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    other_ = label("studyOther", "muted");
    chooseOther_ = link("studyChooseOther", tr("Choose…"),
                        tr("Pictures of another kind: their blocks are copied too (DnB, DnB+)"));
    chooseOther_->setAccessibleName(tr("Choose other data D"));
    removeOther_ = link("studyRemoveOther", tr("Leave out"), tr("Study without other data"));
    row->addWidget(other_, 1);
    row->addWidget(chooseOther_, 0, Qt::AlignTop);
    row->addWidget(removeOther_, 0, Qt::AlignTop);
    connect(chooseOther_, &QPushButton::clicked, this, &StudySetup::otherRequested);
    connect(removeOther_, &QPushButton::clicked, this, &StudySetup::otherRemoved);
    return both;
}

QWidget* StudySetup::makeDepths() {
    auto* both = new QWidget;
    auto* column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    depths_ = new CheckList;
    depths_->setObjectName(QStringLiteral("studyDepths"));
    depths_->setAccessibleName(tr("How many blocks are copied"));
    depths_->setToolTip(tr("Each number of copied blocks that is ticked is one point of every curve"));
    auto* all = link("studyAllDepths", tr("All"), tr("Every number of blocks"));
    auto* none = link("studyNoDepths", tr("None"), tr("To tick a few of many"));
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(all);
    row->addWidget(none);
    row->addStretch(1);
    column->addWidget(depths_);
    column->addLayout(row);
    connect(all, &QPushButton::clicked, this, [this] { tickAll(true); });
    connect(none, &QPushButton::clicked, this, [this] { tickAll(false); });
    connect(depths_, &CheckList::ticked, this, &StudySetup::changed);
    return both;
}

QWidget* StudySetup::makeNumbers() {
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    seeds_ = box("studySeeds", tr("Repetitions"),
                 tr("Each with other random weights: from three on, differences can be told from chance"), mostSeeds,
                 usualSeeds);
    epochs_ = box("studyEpochs", tr("Epochs of each run"), tr("How often a run goes through its training pictures"),
                  mostEpochs, 1);
    auto* repetitions = new QLabel(tr("&Repetitions"));
    repetitions->setBuddy(seeds_);
    auto* epochs = new QLabel(tr("&Epochs"));
    epochs->setBuddy(epochs_);
    row->addWidget(repetitions);
    row->addWidget(seeds_);
    row->addSpacing(8);
    row->addWidget(epochs);
    row->addWidget(epochs_);
    row->addStretch(1);
    for (auto* each : {seeds_, epochs_})
        connect(each, qOverload<int>(&QSpinBox::valueChanged), this, &StudySetup::changed);
    return both;
}

void StudySetup::setNetwork(const QString& title, const std::vector<std::string>& cuts, const QString& problem) {
    network_->setText(title.isEmpty()
                          ? tr("No network is open.")
                          : tr("%1. Its weights do not count: every run starts from random ones.").arg(title));
    say(networkProblem_, problem);
    if (cuts != cuts_) {
        cuts_ = cuts;
        tickAll(true);
    }
}

void StudySetup::setData(const QString& title, std::vector<std::string> classes, const std::vector<std::string>& inA) {
    data_->setText(title);
    if (classes != halves_->classes())
        halves_->setClasses(std::move(classes), inA);
    halves_->setVisible(!halves_->classes().empty());
    draw_->setVisible(!halves_->classes().empty());
    showCounts();
}

void StudySetup::splitClasses(const std::vector<std::string>& inA) {
    halves_->setClasses(halves_->classes(), inA);
}

void StudySetup::setDataProblem(const QString& problem) {
    say(dataProblem_, problem);
}

void StudySetup::setOther(const QString& title, const QString& explanation, const QString& problem) {
    hasOther_ = !title.isEmpty();
    other_->setText(hasOther_ ? title : tr("none"));
    other_->setToolTip(explanation);
    removeOther_->setVisible(hasOther_);
    say(otherProblem_, problem);
    showCounts();
}

void StudySetup::setUsualEpochs(std::int64_t epochs) {
    const bool typed = usualEpochs_ > 0 && epochs_->value() != usualEpochs_;
    usualEpochs_ = epochs;
    if (typed)
        return;
    const QSignalBlocker silent(epochs_);
    epochs_->setValue(static_cast<int>(epochs));
    showCounts();
}

void StudySetup::setRunning(bool running) {
    setEnabled(!running);
    showCounts();
}

std::vector<std::string> StudySetup::classesOfA() const {
    return halves_->classesOfA();
}

std::vector<std::int64_t> StudySetup::depths() const {
    std::vector<std::int64_t> ticked;
    const auto checked = depths_->checked();
    for (std::size_t i = 0; i < checked.size(); ++i)
        if (checked[i])
            ticked.push_back(static_cast<std::int64_t>(i) + 1);
    return ticked;
}

std::size_t StudySetup::seeds() const {
    return static_cast<std::size_t>(seeds_->value());
}

std::int64_t StudySetup::epochs() const {
    return epochs_->value();
}

void StudySetup::tickAll(bool all) {
    QStringList words;
    for (std::size_t i = 0; i < cuts_.size(); ++i)
        words << tr("%1 · %2").arg(i + 1).arg(toQString(cuts_[i]));
    depths_->setWords(words, std::vector<bool>(cuts_.size(), all));
    Q_EMIT changed();
}

void StudySetup::showCounts() {
    const auto ticked = depths();
    say(depthsProblem_, cuts_.empty() || !ticked.empty() ? QString() : tr("Tick at least one number of blocks."));
    const std::vector<std::uint64_t> seeds(this->seeds());
    const auto runs = ticked.empty() ? 0 : std::ssize(transferabilityRuns(ticked, seeds, hasOther_));
    counts_->setText((isEnabled() ? tr("%n runs of %1 epochs each. How long they take shows after the first.", nullptr,
                                       static_cast<int>(runs))
                                  : tr("%n runs of %1 epochs each.", nullptr, static_cast<int>(runs)))
                         .arg(fullCount(epochs())));
    counts_->setVisible(runs > 0);
}

}  // namespace layerbench
