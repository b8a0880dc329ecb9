// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_page.h"

#include "ui/background/work_buttons.h"
#include "ui/compare/comparison_table_view.h"
#include "ui/compare/copy_links.h"
#include "widgets/basics/numbers.h"
#include "widgets/board/advice_panel.h"
#include "widgets/board/case_board.h"
#include "widgets/board/size_plot.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr int columnWidth = 352;
constexpr int narrowColumn = 300;
constexpr int highWindow = 760;
constexpr int mostSeeds = 10;
constexpr int fineness = 1000;

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("heading", true);
    return label;
}

QPushButton* button(const char* name, const QString& text, const QString& tip) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(tip);
    return made;
}

}  // namespace

ComparePage::ComparePage(QWidget* parent)
    : QFrame(parent), board_(new CaseBoard), advice_(new AdvicePanel), sizes_(new SizePlot),
      table_(new ComparisonTableView), note_(new QLabel), progress_(new QProgressBar) {
    setObjectName(QStringLiteral("comparePage"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    note_->setObjectName(QStringLiteral("compareNote"));
    note_->setProperty("muted", true);
    note_->setWordWrap(true);
    progress_->setObjectName(QStringLiteral("compareProgress"));
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("How far the comparison is"));

    auto* column = new QWidget;
    column->setProperty("panel", true);
    auto* list = new QVBoxLayout(column);
    list->setContentsMargins(6, 10, 14, 10);
    list->setSpacing(6);
    list->addLayout(makeControls());
    list->addWidget(note_);
    list->addWidget(progress_);
    list->addSpacing(8);
    list->addWidget(advice_);
    list->addSpacing(8);
    list->addWidget(sizes_);
    list->addSpacing(4);
    list->addWidget(makeResults());
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
    row->addWidget(board_, 2);
    row->addWidget(area, 1);

    connect(board_, &CaseBoard::cellOpened, this, &ComparePage::caseOpened);
    connect(advice_, &AdvicePanel::adviceRequested, this, &ComparePage::adviceRequested);
    connect(advice_, &AdvicePanel::verifyRequested, this, &ComparePage::verifyRequested);
    connect(advice_, &AdvicePanel::cutRequested, this, &ComparePage::cutRequested);
    setRows({});
    updateControls();
}

QHBoxLayout* ComparePage::makeControls() {
    compare_ = button("compareButton", tr("Compare"), {});
    compare_->setProperty("primary", true);
    work_ = new WorkButtons(QStringLiteral("compare"), tr("Hold the comparison where it is, or let it go on"),
                            tr("End the comparison; what its runs have learnt is kept"));
    seeds_ = new QSpinBox;
    seeds_->setObjectName(QStringLiteral("compareSeeds"));
    seeds_->setRange(1, mostSeeds);
    seeds_->setValue(3);
    seeds_->setToolTip(tr("Each case runs once per seed: with three or more, differences can be told from noise"));
    seeds_->setAccessibleName(tr("Seeds"));
    const auto unit = [this] { seeds_->setSuffix(seeds_->value() == 1 ? tr(" seed") : tr(" seeds")); };
    unit();
    connect(seeds_, qOverload<int>(&QSpinBox::valueChanged), this, [this, unit](int value) {
        unit();
        Q_EMIT seedsChanged(value);
    });
    connect(compare_, &QPushButton::clicked, this, &ComparePage::compareRequested);
    connect(work_, &WorkButtons::pauseRequested, this, &ComparePage::pauseRequested);
    connect(work_, &WorkButtons::resumeRequested, this, &ComparePage::resumeRequested);
    connect(work_, &WorkButtons::stopRequested, this, &ComparePage::stopRequested);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(compare_);
    row->addWidget(seeds_);
    row->addWidget(work_);
    row->addStretch(1);
    return row;
}

QWidget* ComparePage::makeResults() {
    results_ = new QWidget;
    auto* column = new QVBoxLayout(results_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(heading(tr("Results")));
    row->addStretch(1);
    addCopyLinks(*row, QStringLiteral("copy"), tr("The table into the clipboard"),
                 [this](const QString& name, TableFormat format) {
                     table_->copy(format);
                     Q_EMIT hint(tr("The table is in the clipboard as %1.").arg(name));
                 });
    column->addLayout(row);
    column->addWidget(table_);
    auto* details = button("compareDetails", tr("All numbers, notes and settings…"),
                           tr("Every column, sorted and filtered, your notes, and what was set differently"));
    details->setProperty("link", true);
    details->setCursor(Qt::PointingHandCursor);
    connect(details, &QPushButton::clicked, this, &ComparePage::detailsRequested);
    connect(table_, &ComparisonTableView::doubleClicked, this, &ComparePage::detailsRequested);
    column->addWidget(details, 0, Qt::AlignRight);
    return results_;
}

void ComparePage::setBoard(BoardState state) {
    board_->setState(std::move(state));
}

void ComparePage::setAdvice(const AdviceState& state) {
    advice_->setState(state);
}

void ComparePage::setSizes(std::vector<SizeSeries> series, double chosen) {
    sizes_->setSeries(std::move(series), chosen);
    placePlot();
}

void ComparePage::placePlot() {
    // Without a point it is a sentence; in a low window the table below it counts for more.
    const auto measured = [](const SizeSeries& one) { return !drawablePoints(one).empty(); };
    const int high = height() < highWindow ? 150 : 220;
    sizes_->setFixedHeight(std::ranges::any_of(sizes_->series(), measured) ? high : sizes_->fontMetrics().height() * 5);
}

void ComparePage::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    Q_EMIT cameIntoSight();
}

void ComparePage::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    placePlot();
}

void ComparePage::setRows(std::vector<ComparisonRow> rows) {
    table_->setRows(std::move(rows));
    results_->setVisible(!table_->rows().empty());
}

void ComparePage::setReady(bool ready, const QString& whyNot) {
    ready_ = ready;
    whyNot_ = whyNot;
    updateControls();
}

void ComparePage::showState(ComparisonSession::State state) {
    state_ = state;
    using State = ComparisonSession::State;
    if (state == State::advising || state == State::preparing) {
        far_ = state == State::advising ? tr("The adviser looks first …") : tr("The runs are being prepared …");
        progress_->setRange(0, 0);
    }
    updateControls();
}

void ComparePage::showProgress(const ComparisonProgress& progress) {
    far_ = progressText(progress);
    progress_->setRange(0, fineness);
    progress_->setValue(static_cast<int>(std::lround(progress.fraction() * fineness)));
    updateControls();
}

int ComparePage::seeds() const {
    return seeds_->value();
}

void ComparePage::setSeeds(int seeds) {
    seeds_->setValue(seeds);
}

void ComparePage::updateControls() {
    using State = ComparisonSession::State;
    const bool active = state_ != State::idle;
    compare_->setEnabled(ready_ && !active);
    compare_->setToolTip(ready_
                             ? tr("Trains all cases on the same split and budget, once per seed. Epochs and device are "
                                  "those of the Training panel; learning rate and batch suit each case.")
                             : whyNot_);
    seeds_->setVisible(!active);
    work_->showState(state_);
    progress_->setVisible(active);
    const QString note = state_ == State::stopping ? tr("Stopping …")
                         : state_ == State::paused ? tr("Paused · %1").arg(far_)
                         : active                  ? far_
                         : ready_                  ? QString()
                                                   : whyNot_;
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

QString progressText(const ComparisonProgress& progress) {
    const QString done =
        ComparePage::tr("%1 of %2 epochs").arg(fullCount(progress.epochsDone), fullCount(progress.epochs));
    return std::isfinite(progress.secondsLeft)
               ? ComparePage::tr("%1 · about %2 left").arg(done, duration(std::ceil(progress.secondsLeft)))
               : done;
}

}  // namespace layerbench
