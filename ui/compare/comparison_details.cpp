// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_details.h"

#include "ui/compare/comparison_table_view.h"
#include "ui/compare/copy_links.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QAbstractItemDelegate>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace layerbench {

namespace {

/// What a column is sorted by, and which row of the comparison it shows.
constexpr int sortRole = Qt::UserRole + 1;
constexpr int rowRole = Qt::UserRole + 2;

constexpr int lineHeight = 24;
constexpr int accuracyColumn = 2;

struct Column {
    QString head;
    QString tip;
    bool number;
    QString (*text)(const ComparisonRow&);
    QVariant (*key)(const ComparisonRow&);
};

QString timeText(double seconds) {
    if (!std::isfinite(seconds) || seconds <= 0)
        return QStringLiteral("–");
    return seconds < 0.1 ? ComparisonDetails::tr("%1 ms").arg(number(1000 * seconds, 2)) : duration(seconds);
}

std::vector<Column> columns() {
    const auto tr = [](const char* text) { return ComparisonDetails::tr(text); };
    return {
        {tr("Case"), tr("The case, or the way of transferring"), false,
         [](const ComparisonRow& r) { return toQString(r.caseName); },
         [](const ComparisonRow& r) { return QVariant(toQString(r.caseName)); }},
        {tr("What"), tr("What it does with the network"), false,
         [](const ComparisonRow& r) { return translated(r.title.c_str()); },
         [](const ComparisonRow& r) { return QVariant(translated(r.title.c_str())); }},
        {tr("Accuracy"), tr("Validation accuracy of the best epoch: mean over the seeds, and their standard deviation"),
         true, accuracyText, [](const ComparisonRow& r) { return QVariant(r.accuracy); }},
        {tr("Seeds"), tr("Runs with a result"), true, [](const ComparisonRow& r) { return fullCount(r.seeds); },
         [](const ComparisonRow& r) { return QVariant(static_cast<qlonglong>(r.seeds)); }},
        {tr("Best epoch"), tr("Mean over the seeds"), true,
         [](const ComparisonRow& r) { return number(r.bestEpoch, 1); },
         [](const ComparisonRow& r) { return QVariant(r.bestEpoch); }},
        {tr("Trained"), tr("Parameters that learn"), true,
         [](const ComparisonRow& r) { return fullCount(r.trainableParameters); },
         [](const ComparisonRow& r) { return QVariant(static_cast<qlonglong>(r.trainableParameters)); }},
        {tr("Multiply-adds"), tr("Of one picture on its way through the network"), true,
         [](const ComparisonRow& r) { return shortCount(r.multiplyAdds); },
         [](const ComparisonRow& r) { return QVariant(static_cast<qlonglong>(r.multiplyAdds)); }},
        {tr("Per epoch"), tr("Time for an epoch, mean"), true,
         [](const ComparisonRow& r) { return timeText(r.secondsPerEpoch); },
         [](const ComparisonRow& r) { return QVariant(r.secondsPerEpoch); }},
        {tr("Time"), tr("Time for a run, mean over the seeds"), true,
         [](const ComparisonRow& r) { return timeText(r.seconds); },
         [](const ComparisonRow& r) { return QVariant(r.seconds); }},
        {tr("Saved"),
         tr("Time that was not spent because what is frozen was computed once per picture, or by an earlier run"), true,
         [](const ComparisonRow& r) { return timeText(r.secondsSaved); },
         [](const ComparisonRow& r) { return QVariant(r.secondsSaved); }},
        {tr("Memory"), tr("Main memory that a run's tensors took at most"), true,
         [](const ComparisonRow& r) { return r.peakBytes > 0 ? byteCount(r.peakBytes) : QStringLiteral("–"); },
         [](const ComparisonRow& r) { return QVariant(static_cast<qlonglong>(r.peakBytes)); }},
        {tr("Original task"), tr("Accuracy at the task that the network was trained for, after this training"), true,
         [](const ComparisonRow& r) { return percent(r.sourceAccuracy); },
         [](const ComparisonRow& r) { return QVariant(r.sourceAccuracy); }},
        {tr("Verdict"),
         {},
         false,
         [](const ComparisonRow& r) { return toQString(r.verdict); },
         [](const ComparisonRow& r) { return QVariant(toQString(r.verdict)); }},
        {tr("Note"), tr("Yours: double-click to write"), false,
         [](const ComparisonRow& r) { return toQString(r.note); },
         [](const ComparisonRow& r) { return QVariant(toQString(r.note)); }},
    };
}

}  // namespace

ComparisonDetails::ComparisonDetails(QWidget* parent)
    : QDialog(parent), model_(new QStandardItemModel(this)), shown_(new QSortFilterProxyModel(this)),
      table_(new QTableView), filter_(new QLineEdit), settings_(new QTableWidget), onlyDifferent_(new QCheckBox) {
    setObjectName(QStringLiteral("comparisonDetails"));
    setWindowTitle(tr("The comparison in full"));
    auto* tabs = new QTabWidget;
    tabs->addTab(makeResults(), tr("Results"));
    tabs->addTab(makeSettings(), tr("Settings"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(tabs);
    resize(1280, 380);
}

QWidget* ComparisonDetails::makeResults() {
    shown_->setSourceModel(model_);
    shown_->setSortRole(sortRole);
    shown_->setFilterKeyColumn(-1);
    shown_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    table_->setObjectName(QStringLiteral("detailsTable"));
    table_->setAccessibleName(tr("Results of the comparison"));
    table_->setModel(shown_);
    table_->setSortingEnabled(true);
    table_->setShowGrid(false);
    table_->setAlternatingRowColors(true);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(lineHeight);
    table_->horizontalHeader()->setHighlightSections(false);
    filter_->setObjectName(QStringLiteral("detailsFilter"));
    filter_->setPlaceholderText(tr("Show only lines with …"));
    filter_->setClearButtonEnabled(true);
    connect(filter_, &QLineEdit::textChanged, shown_, &QSortFilterProxyModel::setFilterFixedString);
    connect(model_, &QStandardItemModel::itemChanged, this, [this](QStandardItem* item) {
        if (filling_)
            return;
        filling_ = true;
        item->setData(item->text(), sortRole);
        item->setToolTip(item->text());
        filling_ = false;
        const auto row = item->data(rowRole).toInt();
        rows_[static_cast<std::size_t>(row)].note = item->text().toStdString();
        Q_EMIT noteChanged(toQString(rows_[static_cast<std::size_t>(row)].caseName), item->text());
    });

    // The editor goes when the event loop runs again.
    connect(table_->itemDelegate(), &QAbstractItemDelegate::closeEditor, this, [this] {
        QTimer::singleShot(0, this, [this] {
            if (const auto rows = std::exchange(waiting_, {}))
                setRows(*rows);
        });
    });

    auto* above = new QHBoxLayout;
    above->addWidget(filter_, 1);
    above->addStretch(1);
    addCopyLinks(*above, QStringLiteral("details"),
                 tr("The lines that are shown, as they are sorted, into the clipboard"),
                 [this](const QString&, TableFormat format) { copy(format); });
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->addLayout(above);
    column->addWidget(table_);
    return page;
}

QWidget* ComparisonDetails::makeSettings() {
    onlyDifferent_->setObjectName(QStringLiteral("onlyDifferent"));
    onlyDifferent_->setText(tr("Only what differs"));
    onlyDifferent_->setChecked(true);
    connect(onlyDifferent_, &QCheckBox::toggled, this, &ComparisonDetails::showSettings);
    settings_->setObjectName(QStringLiteral("settingsTable"));
    settings_->setAccessibleName(tr("How the cases were edited and trained"));
    settings_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    settings_->setAlternatingRowColors(true);
    settings_->setShowGrid(false);
    settings_->verticalHeader()->hide();
    settings_->setWordWrap(true);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->addWidget(onlyDifferent_);
    column->addWidget(settings_);
    return page;
}

void ComparisonDetails::setRows(const std::vector<ComparisonRow>& rows) {
    if (table_->viewport()->findChild<QLineEdit*>())
        waiting_ = rows;
    else
        fill(rows);
}

void ComparisonDetails::fill(const std::vector<ComparisonRow>& rows) {
    filling_ = true;
    rows_ = rows;
    const auto all = columns();
    // Clearing forgets by what it is sorted.
    const QHeaderView* header = table_->horizontalHeader();
    const bool first = model_->columnCount() == 0;
    const int sortedBy = first ? accuracyColumn : header->sortIndicatorSection();
    const Qt::SortOrder order = first ? Qt::DescendingOrder : header->sortIndicatorOrder();
    model_->clear();
    for (std::size_t c = 0; c < all.size(); ++c) {
        auto* head = new QStandardItem(all[c].head);
        head->setToolTip(all[c].tip);
        model_->setHorizontalHeaderItem(static_cast<int>(c), head);
    }
    for (std::size_t line = 0; line < rows.size(); ++line) {
        QList<QStandardItem*> items;
        for (std::size_t c = 0; c < all.size(); ++c) {
            auto* item = new QStandardItem(all[c].text(rows[line]));
            item->setData(all[c].key(rows[line]), sortRole);
            item->setData(static_cast<int>(line), rowRole);
            item->setEditable(c + 1 == all.size());
            item->setTextAlignment((all[c].number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            item->setToolTip(item->text());
            items << item;
        }
        model_->appendRow(items);
    }
    table_->sortByColumn(sortedBy, order);
    table_->resizeColumnsToContents();
    table_->horizontalHeader()->setStretchLastSection(true);
    filling_ = false;
}

std::vector<ComparisonRow> ComparisonDetails::shownRows() const {
    std::vector<ComparisonRow> rows;
    for (int line = 0; line < shown_->rowCount(); ++line)
        rows.push_back(rows_[static_cast<std::size_t>(shown_->index(line, 0).data(rowRole).toInt())]);
    return rows;
}

void ComparisonDetails::copy(TableFormat format) const {
    QApplication::clipboard()->setText(toQString(comparisonTable(shownRows(), format)));
}

void ComparisonDetails::setSettings(std::vector<CaseSettings> settings) {
    // Most batches of a running comparison change nothing here, and a table that is scrolled stays so.
    if (settings == all_)
        return;
    all_ = std::move(settings);
    showSettings();
}

void ComparisonDetails::showSettings() {
    const TextTable table = settingsTable(all_, onlyDifferent_->isChecked());
    settings_->clear();
    settings_->setColumnCount(static_cast<int>(table.head.size()));
    settings_->setRowCount(static_cast<int>(table.rows.size()));
    for (int c = 0; c < settings_->columnCount(); ++c)
        settings_->setHorizontalHeaderItem(
            c, new QTableWidgetItem(translated(table.head[static_cast<std::size_t>(c)].c_str())));
    for (int r = 0; r < settings_->rowCount(); ++r)
        for (int c = 0; c < settings_->columnCount(); ++c) {
            const auto& text = table.rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
            auto* item = new QTableWidgetItem(translated(text.c_str()));
            item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
            settings_->setItem(r, c, item);
        }
    settings_->resizeColumnsToContents();
    settings_->horizontalHeader()->setStretchLastSection(true);
    settings_->resizeRowsToContents();
}

}  // namespace layerbench
