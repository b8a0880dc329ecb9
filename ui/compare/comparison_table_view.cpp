// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_table_view.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace layerbench {

namespace {

constexpr int lineHeight = 23;
constexpr int rowsShown = 4;

QIcon dot(std::string_view caseName) {
    constexpr int size = 32;
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOfCase(caseName));
    painter.drawEllipse(QRectF(4, 4, size - 8, size - 8));
    return QIcon(pixmap);
}

}  // namespace

QString accuracyText(const ComparisonRow& row) {
    const QString mean = percent(row.accuracy);
    return std::isfinite(row.deviation) && row.seeds > 1
               ? ComparisonTableView::tr("%1 ± %2").arg(mean, QLocale().toString(100 * row.deviation, 'f', 1))
               : mean;
}

ComparisonTableView::ComparisonTableView(QWidget* parent) : QTableWidget(0, 4, parent) {
    setObjectName(QStringLiteral("comparisonTable"));
    setAccessibleName(tr("Results of the comparison"));
    setHorizontalHeaderLabels({tr("Case"), tr("Accuracy"), tr("Trained"), tr("Time")});
    for (int column = 0; column < columnCount(); ++column)
        horizontalHeaderItem(column)->setTextAlignment(column == 0 ? Qt::AlignLeft | Qt::AlignVCenter
                                                                   : Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setSectionsClickable(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(lineHeight);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);
    setFocusPolicy(Qt::NoFocus);
    setShowGrid(false);
    setIconSize(QSize(14, 14));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ComparisonTableView::setRows(std::vector<ComparisonRow> rows) {
    rows_ = std::move(rows);
    setRowCount(static_cast<int>(rows_.size()));
    for (int line = 0; line < rowCount(); ++line) {
        const ComparisonRow& row = rows_[static_cast<std::size_t>(line)];
        const QString texts[] = {toQString(row.caseName), accuracyText(row), shortCount(row.trainableParameters),
                                 duration(row.seconds)};
        for (int column = 0; column < columnCount(); ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setTextAlignment(column == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
            item->setToolTip(translated(row.title.c_str()));
            if (column == 0)
                item->setIcon(dot(row.caseName));
            setItem(line, column, item);
        }
    }
    updateGeometry();
}

void ComparisonTableView::copy(TableFormat format) const {
    QApplication::clipboard()->setText(toQString(comparisonTable(rows_, format)));
}

QSize ComparisonTableView::sizeHint() const {
    const int rows = std::max(rowsShown, static_cast<int>(rows_.size()));
    return {280, horizontalHeader()->sizeHint().height() + rows * lineHeight + 2};
}

QSize ComparisonTableView::minimumSizeHint() const {
    return {200, sizeHint().height()};
}

}  // namespace layerbench
