// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/results_view.h"

#include "ui/results/results_delegate.h"
#include "ui/results/results_header.h"
#include "ui/results/results_model.h"
#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <numeric>

namespace layerbench {

namespace {

constexpr int margin = 8;

}  // namespace

ResultsView::ResultsView(QWidget* parent)
    : QWidget(parent), model_(new ResultsModel(this)), shown_(new QSortFilterProxyModel(this)),
      filter_(new QLineEdit(this)), table_(new QTableView(this)), header_(new ResultsHeader(table_)),
      empty_(new QLabel(this)), menu_(new QMenu(this)) {
    setObjectName(QStringLiteral("resultsView"));
    makeTable();
    makeActions();

    filter_->setObjectName(QStringLiteral("resultsFilter"));
    filter_->setPlaceholderText(tr("Find a run"));
    filter_->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
    filter_->setClearButtonEnabled(true);
    filter_->setMaximumWidth(240);
    filter_->setToolTip(tr("Case, network, data or status"));
    filter_->setStatusTip(tr("Shows the runs in which every word is found"));
    filter_->setAccessibleName(filter_->placeholderText());
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        // Each word somewhere, in any order.
        QString pattern;
        for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            pattern += QStringLiteral("(?=[\\s\\S]*%1)").arg(QRegularExpression::escape(word));
        shown_->setFilterRegularExpression(
            QRegularExpression(QStringLiteral("^") + pattern, QRegularExpression::CaseInsensitiveOption));
        showState();
    });

    empty_->setObjectName(QStringLiteral("resultsEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("muted", true);

    auto* copies = new QToolButton(this);
    copies->setObjectName(QStringLiteral("resultsCopy"));
    copies->setIcon(icon(Icon::copy));
    copies->setAutoRaise(true);
    copies->setFocusPolicy(Qt::TabFocus);
    copies->setPopupMode(QToolButton::InstantPopup);
    copies->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; width: 0; }"));
    copies->setToolTip(tr("Copy the table"));
    copies->setStatusTip(tr("Copies the selected runs, or all that are shown"));
    copies->setAccessibleName(copies->toolTip());
    auto* copyMenu = new QMenu(copies);
    for (auto* action : menu_->actions())
        if (action->objectName().startsWith(QLatin1String("copy")))
            copyMenu->addAction(action);
    copies->setMenu(copyMenu);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(margin, margin, margin, 4);
    row->addWidget(filter_, 1);
    row->addStretch(1);
    row->addWidget(copies);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(table_, 1);
    column->addWidget(empty_, 1);
    setFocusProxy(table_);
    showState();
    updateActions();
}

void ResultsView::makeTable() {
    shown_->setSourceModel(model_);
    shown_->setSortRole(ResultsModel::sortRole);
    shown_->setFilterRole(ResultsModel::filterRole);
    shown_->setFilterKeyColumn(ResultsModel::runColumn);
    table_->setObjectName(QStringLiteral("resultsTable"));
    table_->setModel(shown_);
    table_->setItemDelegate(new ResultsDelegate(table_));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTabKeyNavigation(false);
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    table_->setStatusTip(tr("Double click shows a run's network and curves"));
    table_->setAccessibleName(tr("Runs"));
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(26);
    table_->setHorizontalHeader(header_);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_->setSortingEnabled(true);
    // The newest first.
    table_->sortByColumn(ResultsModel::runColumn, Qt::DescendingOrder);

    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateActions();
        if (!settingRuns_)
            Q_EMIT selectionChanged();
    });
    connect(table_, &QTableView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT openRequested(shownAt(index.row()).id); });
    connect(table_, &QTableView::customContextMenuRequested, this,
            [this](const QPoint& at) { menu_->popup(table_->viewport()->mapToGlobal(at)); });
}

void ResultsView::makeActions() {
    menu_->setObjectName(QStringLiteral("resultsMenu"));
    const auto add = [this](const char* name, Icon sign, const QString& text, auto perform) {
        auto* action = menu_->addAction(icon(sign), text, this, perform);
        action->setObjectName(QLatin1String(name));
        return action;
    };
    const auto ask = [this](auto signal, auto... arguments) {
        return [this, signal, arguments...] {
            if (const auto* run = single())
                Q_EMIT(this->*signal)(run->id, arguments...);
        };
    };
    open_ = add("openRun", Icon::network, tr("Show network and curves"), ask(&ResultsView::openRequested));
    resume_ = add("resumeRun", Icon::resume, tr("Go on training"), ask(&ResultsView::resumeRequested));
    menu_->addSeparator();
    safetensors_ = add("exportSafetensors", Icon::exportFile, tr("Save weights as safetensors…"),
                       ask(&ResultsView::exportWeightsRequested, QStringLiteral("safetensors")));
    pth_ = add("exportPth", Icon::exportFile, tr("Save weights for PyTorch (.pth)…"),
               ask(&ResultsView::exportWeightsRequested, QStringLiteral("pth")));
    menu_->addSeparator();
    auto* text = add("copyText", Icon::copy, tr("Copy as text"), [this] { copy(TableFormat::text); });
    add("copyMarkdown", Icon::copy, tr("Copy as Markdown"), [this] { copy(TableFormat::markdown); });
    add("copyLatex", Icon::copy, tr("Copy as LaTeX"), [this] { copy(TableFormat::latex); });
    add("copyCsv", Icon::copy, tr("Copy as CSV"), [this] { copy(TableFormat::csv); });
    text->setShortcut(QKeySequence::Copy);
    text->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    table_->addAction(text);
}

void ResultsView::setRuns(std::vector<RunSummary> runs) {
    const auto before = selectedRuns();
    const auto current = table_->currentIndex().isValid() ? shownAt(table_->currentIndex().row()).id : 0;
    settingRuns_ = true;
    model_->setRuns(std::move(runs));
    const auto indexOf = [this](std::int64_t id) {
        const int row = model_->rowOf(id);
        return row < 0 ? QModelIndex() : shown_->mapFromSource(model_->index(row, 0));
    };
    auto* selection = table_->selectionModel();
    if (selectedRuns() != before) {
        selection->clear();
        for (const auto id : before)
            if (const auto index = indexOf(id); index.isValid())
                selection->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
        selection->setCurrentIndex(indexOf(current), QItemSelectionModel::NoUpdate);
    }
    settingRuns_ = false;
    showState();
    updateActions();
    auto after = selectedRuns();
    auto wanted = before;
    // Another order is no other selection.
    std::ranges::sort(after);
    std::ranges::sort(wanted);
    if (after != wanted)
        Q_EMIT selectionChanged();
}

std::vector<std::int64_t> ResultsView::selectedRuns() const {
    std::vector<int> rows;
    for (const auto& index : table_->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    std::vector<std::int64_t> ids;
    for (const int row : rows)
        ids.push_back(shownAt(row).id);
    return ids;
}

void ResultsView::select(std::int64_t run) {
    const int row = model_->rowOf(run);
    if (row < 0)
        return;
    if (!shown_->mapFromSource(model_->index(row, 0)).isValid())
        filter_->clear();
    const auto index = shown_->mapFromSource(model_->index(row, 0));
    table_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    table_->scrollTo(index);
}

void ResultsView::copy(TableFormat format) const {
    const auto* selection = table_->selectionModel();
    std::vector<ResultRow> rows;
    for (int row = 0; row < shown_->rowCount(); ++row)
        if (!selection->hasSelection() || selection->isRowSelected(row))
            rows.push_back(resultRow(shownAt(row)));
    QApplication::clipboard()->setText(QString::fromStdString(resultTable(rows, format)));
}

void ResultsView::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), Theme::of(this).panel);
}

void ResultsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrangeColumns();
}

void ResultsView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    arrangeColumns();
}

void ResultsView::arrangeColumns() {
    // Numbers get what they need, names share what is left. Where that is too little, columns go, the least telling
    // first; the copied table has them all.
    using M = ResultsModel;
    constexpr std::array expendable{M::savedColumn, M::networkColumn, M::epochColumn,
                                    M::dataColumn,  M::timeColumn,    M::trainableColumn};
    std::array<int, M::columnTotal> widths{};
    for (int column = 0; column < M::columnTotal; ++column) {
        const int needed = std::max(header_->neededWidth(column), contentWidth(column));
        const bool name = column == M::caseColumn || column == M::networkColumn || column == M::dataColumn;
        widths[static_cast<std::size_t>(column)] = name ? std::min(needed, column == M::caseColumn ? 130 : 84) : needed;
    }
    const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), 0); };
    const int room = table_->viewport()->width();
    for (const auto column : expendable)
        if (total() > room)
            widths[column] = 0;
    // What is left goes to the names: half of it to the case.
    const int left = std::max(0, room - total());
    const bool networkShown = widths[M::networkColumn] > 0;
    const bool dataShown = widths[M::dataColumn] > 0;
    const int share = networkShown && dataShown ? left / 4 : networkShown || dataShown ? left / 3 : 0;
    widths[M::networkColumn] += networkShown ? share : 0;
    widths[M::dataColumn] += dataShown ? share : 0;
    widths[M::caseColumn] += left - share * (networkShown + dataShown);
    for (int column = 0; column < M::columnTotal; ++column) {
        const int width = widths[static_cast<std::size_t>(column)];
        table_->setColumnHidden(column, width == 0);
        if (width > 0)
            table_->setColumnWidth(column, width);
    }
}

int ResultsView::contentWidth(int column) const {
    // Not QTableView::sizeHintForColumn(), which knows the rows in view alone and nothing of a hidden column.
    const QFontMetrics metrics(table_->font());
    int widest = 0;
    for (int row = 0; row < model_->rowCount(); ++row)
        widest = std::max(widest, metrics.horizontalAdvance(model_->index(row, column).data().toString()));
    return widest + 2 * margin + 2;
}

void ResultsView::showState() {
    const bool none = shown_->rowCount() == 0;
    empty_->setText(model_->rowCount() == 0 ? tr("Trained runs are listed here") : tr("No run matches"));
    empty_->setVisible(none);
    table_->setVisible(!none);
    arrangeColumns();
}

void ResultsView::updateActions() {
    const auto* run = single();
    open_->setEnabled(run);
    resume_->setEnabled(run && canResume(*run));
    safetensors_->setEnabled(run && run->hasCheckpoint);
    pth_->setEnabled(run && run->hasCheckpoint);
}

const RunSummary* ResultsView::single() const {
    const auto rows = table_->selectionModel()->selectedRows();
    return rows.size() == 1 ? &shownAt(rows.first().row()) : nullptr;
}

const RunSummary& ResultsView::shownAt(int row) const {
    return model_->at(shown_->mapToSource(shown_->index(row, 0)).row());
}

}  // namespace layerbench
