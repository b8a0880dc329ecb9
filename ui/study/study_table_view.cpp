// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_table_view.h"

#include "core/report/transferability.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/transferability_plot.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>

namespace layerbench {

namespace {

constexpr int lineHeight = 22;
constexpr int firstTreatment = 2;  // behind n and the layer's name

/// As in the figure: a dot for frozen, a ring for learning on.
QIcon sign(const Treatment& treatment, const QColor& colour) {
    constexpr int size = 32;
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 5));
    painter.setBrush(treatment.frozen ? QBrush(colour) : Qt::NoBrush);
    painter.drawEllipse(QRectF(6, 6, size - 12, size - 12));
    return QIcon(pixmap);
}

}  // namespace

StudyTableView::StudyTableView(QWidget* parent) : QTableWidget(parent) {
    setObjectName(QStringLiteral("studyTable"));
    setAccessibleName(tr("Accuracy on task B in percent: mean and standard deviation"));
    setToolTip(tr("Accuracy on task B in percent: mean ± standard deviation over the repetitions. An arrow: above or "
                  "below base B by more than chance explains (Welch's test at 5 %, from three repetitions on)."));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(lineHeight);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setIconSize(QSize(12, 12));
    setWordWrap(false);
}

int StudyTableView::heightOf(int lines) const {
    return horizontalHeader()->sizeHint().height() + lines * lineHeight + 2 * frameWidth();
}

void StudyTableView::setResult(const TransferabilityResult& result) {
    const TextTable table = transferabilityRows(result);
    treatments_ = measuredTreatments(result);
    setColumnCount(static_cast<int>(table.head.size()));
    setRowCount(static_cast<int>(table.rows.size()));
    for (int c = 0; c < columnCount(); ++c) {
        const auto column = static_cast<std::size_t>(c);
        // A sign stands at its word only where that is on the left, and the numbers are all of one length.
        const bool right = table.rightAligned[column] && c < firstTreatment;
        const auto alignment = (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
        auto* head = new QTableWidgetItem(translated(table.head[column].c_str()));
        head->setTextAlignment(alignment);
        if (c >= firstTreatment)
            head->setToolTip(translated(treatments_[column - firstTreatment].title));
        setHorizontalHeaderItem(c, head);
        for (int r = 0; r < rowCount(); ++r) {
            auto* item = new QTableWidgetItem(translated(table.rows[static_cast<std::size_t>(r)][column].c_str()));
            item->setTextAlignment(alignment);
            setItem(r, c, item);
        }
    }
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    for (int c = 0; c < firstTreatment; ++c)
        horizontalHeader()->setSectionResizeMode(c, QHeaderView::ResizeToContents);
    showSigns();
}

void StudyTableView::showSigns() {
    for (std::size_t i = 0; i < treatments_.size(); ++i)
        horizontalHeaderItem(static_cast<int>(i) + firstTreatment)
            ->setIcon(sign(treatments_[i], treatmentColour(treatments_[i], Theme::of(this))));
}

void StudyTableView::changeEvent(QEvent* event) {
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSigns();
}

}  // namespace layerbench
