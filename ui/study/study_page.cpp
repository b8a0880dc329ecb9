// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_page.h"

#include "core/study/transferability_findings.h"
#include "ui/background/work_buttons.h"
#include "ui/compare/copy_links.h"
#include "ui/study/study_setup.h"
#include "ui/study/study_table_view.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/transferability_plot.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr int columnWidth = 352;
constexpr int narrowColumn = 300;
constexpr int fineness = 1000;

QPushButton* button(const char* name, const QString& text, const QString& tip) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(tip);
    return made;
}

QLabel* wrapped(const char* name, const char* look) {
    auto* made = new QLabel;
    made->setObjectName(QLatin1String(name));
    made->setProperty(look, true);
    made->setWordWrap(true);
    return made;
}

}  // namespace

StudyPage::StudyPage(QWidget* parent)
    : QFrame(parent), setup_(new StudySetup), plot_(new TransferabilityPlot), table_(new StudyTableView),
      studies_(new QComboBox), question_(wrapped("studyQuestion", "muted")),
      findings_(wrapped("studyFindings", "plain")), note_(wrapped("studyNote", "muted")),
      problem_(wrapped("studyProblem", "problem")), progress_(new QProgressBar) {
    setObjectName(QStringLiteral("studyPage"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    progress_->setObjectName(QStringLiteral("studyProgress"));
    progress_->setTextVisible(false);
    progress_->setRange(0, fineness);
    progress_->setAccessibleName(tr("How far the study is"));

    auto* column = new QWidget;
    column->setProperty("panel", true);
    auto* list = new QVBoxLayout(column);
    list->setContentsMargins(6, 10, 14, 10);
    list->setSpacing(6);
    list->addLayout(makeControls());
    list->addWidget(note_);
    list->addWidget(problem_);
    list->addWidget(progress_);
    list->addWidget(findings_);
    list->addWidget(setup_);
    list->addStretch(1);

    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(narrowColumn);
    area->setMaximumWidth(columnWidth);
    area->setFrameShape(QFrame::NoFrame);
    area->viewport()->setProperty("panel", true);
    area->setWidget(column);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeFigure(), 2);
    row->addWidget(area, 1);
    setResult({});
    setStudies({}, -1);
    updateControls();
}

QHBoxLayout* StudyPage::makeControls() {
    start_ = button("studyStart", tr("Start"), {});
    start_->setProperty("primary", true);
    start_->setAccessibleName(tr("Start the transferability study"));
    work_ = new WorkButtons(QStringLiteral("study"), tr("Hold the study where it is, or let it go on"),
                            tr("End the study; the runs that are through are kept"));
    connect(start_, &QPushButton::clicked, this, &StudyPage::startRequested);
    connect(work_, &WorkButtons::pauseRequested, this, &StudyPage::pauseRequested);
    connect(work_, &WorkButtons::resumeRequested, this, &StudyPage::resumeRequested);
    connect(work_, &WorkButtons::stopRequested, this, &StudyPage::stopRequested);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(start_);
    row->addWidget(work_);
    row->addStretch(1);
    return row;
}

QWidget* StudyPage::makeFigure() {
    question_->setText(
        tr("Two networks learn half of the classes each, A and B, from random weights; then the first n blocks of one "
           "are copied and the rest learns B anew (Yosinski et al. 2014). Where a curve keeps to the dashed line, "
           "copying costs nothing; where AnB falls below it, those blocks are specific to A."));
    question_->setToolTip(
        tr("J. Yosinski, J. Clune, Y. Bengio, H. Lipson: How transferable are features in deep neural "
           "networks? NIPS 2014, arXiv 1411.1792"));
    studies_->setObjectName(QStringLiteral("studyChoice"));
    studies_->setAccessibleName(tr("Which study is shown"));
    studies_->setToolTip(tr("The studies of this project; the latest stands last"));
    connect(studies_, qOverload<int>(&QComboBox::activated), this, &StudyPage::studyChosen);
    connect(plot_, &TransferabilityPlot::hint, this, &StudyPage::hint);
    saving_ = makeSaving();

    auto* both = new QWidget;
    auto* column = new QVBoxLayout(both);
    column->setContentsMargins(14, 10, 10, 8);
    column->setSpacing(6);
    column->addWidget(question_);
    column->addWidget(studies_, 0, Qt::AlignLeft);
    column->addWidget(plot_, 1);
    column->addWidget(saving_);
    column->addWidget(table_);
    return both;
}

QWidget* StudyPage::makeSaving() {
    auto* all = new QWidget;
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    const auto caption = [row](const QString& text) {
        auto* label = new QLabel(text);
        label->setProperty("muted", true);
        row->addWidget(label);
    };
    const auto link = [this, row](const char* name, const QString& text, const QString& format, const QString& tip) {
        auto* made = button(name, text, tip);
        made->setProperty("link", true);
        made->setCursor(Qt::PointingHandCursor);
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, [this, format] { Q_EMIT saveRequested(format); });
        row->addWidget(made);
    };
    caption(tr("Figure as"));
    link("studySaveSvg", tr("SVG…"), QStringLiteral("svg"), tr("The figure as a drawing, for a page or a slide"));
    link("studySavePng", tr("PNG…"), QStringLiteral("png"), tr("The figure as it is seen here"));
    caption(tr("Table as"));
    link("studySaveCsv", tr("CSV…"), QStringLiteral("csv"), tr("A line for each run, numbers in full"));
    link("studySaveMd", tr("Markdown…"), QStringLiteral("md"), tr("A page: what was trained and how, and the table"));
    row->addStretch(1);
    addCopyLinks(*row, QStringLiteral("studyCopy"), tr("The table into the clipboard"),
                 [this](const QString& name, TableFormat format) { Q_EMIT copyRequested(name, format); });
    return all;
}

void StudyPage::setResult(const TransferabilityResult& result) {
    plot_->setResult(result);
    table_->setResult(result);
    QStringList findings;
    for (const auto& finding : transferabilityFindings(result))
        findings << translated(finding);
    findings_->setText(findings.join(QLatin1Char(' ')));
    table_->setVisible(!result.runs.empty());
    saving_->setVisible(!result.runs.empty());
    measured_ = !result.runs.empty();
    updateControls();
}

void StudyPage::share() {
    // The figure counts for more than the table, and in a low window for more than what was read before the start.
    constexpr int highEnough = 560;
    constexpr int besides = 420;
    constexpr int fewestLines = 3;
    question_->setVisible(height() >= highEnough || !measured_);
    // Half a study tells half a story.
    findings_->setVisible(!findings_->text().isEmpty() && state_ == StudySession::State::idle);
    table_->setFixedHeight(
        std::min(table_->heightOf(table_->rowCount()), std::max(table_->heightOf(fewestLines), height() - besides)));
}

void StudyPage::setStudies(const QStringList& titles, int shown) {
    studies_->clear();
    studies_->addItems(titles);
    studies_->setCurrentIndex(shown);
    studies_->setVisible(titles.size() > 1);
}

void StudyPage::setReady(bool ready, const QString& whyNot) {
    ready_ = ready;
    whyNot_ = whyNot;
    updateControls();
}

void StudyPage::showState(StudySession::State state) {
    state_ = state;
    if (state == StudySession::State::preparing) {
        far_ = tr("The base network of B learns first …");
        progress_->setValue(0);
        showEnd({}, false);
    }
    setup_->setRunning(state != StudySession::State::idle);
    updateControls();
}

void StudyPage::showProgress(const TransferabilityProgress& progress, const std::optional<StudyBatch::Now>& now) {
    far_ = progressText(progress);
    if (now)
        far_ +=
            QLatin1Char('\n') + tr("%1, seed %2, epoch %3")
                                    .arg(toQString(name(now->run)), fullCount(static_cast<std::int64_t>(now->run.seed)),
                                         fullCount(now->epoch));
    progress_->setValue(static_cast<int>(std::lround(progress.share * fineness)));
    updateControls();
}

void StudyPage::showEnd(const QString& text, bool problem) {
    end_ = problem ? QString() : text;
    endProblem_ = problem ? text : QString();
    updateControls();
}

QPixmap StudyPage::figure(int width) const {
    return plot_->picture(width);
}

void StudyPage::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    share();
}

void StudyPage::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    Q_EMIT cameIntoSight();
}

void StudyPage::updateControls() {
    using State = StudySession::State;
    const bool active = state_ != State::idle;
    start_->setEnabled(ready_ && !active);
    start_->setVisible(!active);
    start_->setToolTip(ready_ ? tr("Trains all runs, one after the other; the figure grows with each") : whyNot_);
    work_->showState(state_);
    progress_->setVisible(active);
    const QString note = state_ == State::stopping ? tr("Stopping …")
                         : state_ == State::paused ? tr("Paused · %1").arg(far_)
                         : active                  ? far_
                         : !whyNot_.isEmpty()      ? whyNot_
                                                   : end_;
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    problem_->setText(endProblem_);
    problem_->setVisible(!active && !endProblem_.isEmpty());
    share();
}

QString progressText(const TransferabilityProgress& progress) {
    const QString done = StudyPage::tr("Run %1 of %2")
                             .arg(fullCount(static_cast<std::int64_t>(std::min(progress.run + 1, progress.runs))),
                                  fullCount(static_cast<std::int64_t>(progress.runs)));
    return std::isfinite(progress.secondsLeft)
               ? StudyPage::tr("%1 · about %2 left").arg(done, duration(std::ceil(progress.secondsLeft)))
               : done;
}

}  // namespace layerbench
