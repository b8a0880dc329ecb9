// SPDX-License-Identifier: GPL-3.0-or-later
// What a cell is and what the user does to it; case_cell_painting.cpp draws it.
#include "widgets/board/case_cell.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/board/cell_plot.h"
#include "widgets/board/cell_texts.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace layerbench {

CaseCell::CaseCell(std::string caseName, const ShownBoard& shown, QWidget* parent)
    : QWidget(parent), caseName_(std::move(caseName)), shown_(shown) {
    setObjectName(QStringLiteral("caseCell") + toQString(caseName_));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_Hover);
    setEnlarged(false);
    refresh();
}

void CaseCell::setEnlarged(bool enlarged) {
    enlarged_ = enlarged;
    setCursor(enlarged ? Qt::ArrowCursor : Qt::PointingHandCursor);
    setStatusTip(enlarged ? tr("Esc: back to the board; Left and Right: the other cases")
                          : tr("Click: enlarge this case"));
    arrange();
}

void CaseCell::arrange() {
    layout_ = cellLayout(size(), font(), enlarged_);
    update();
}

void CaseCell::refresh() {
    BoardCell nothing;
    nothing.caseName = caseName_;
    QString spoken = spokenText(own() ? *own() : nothing);
    if (second())
        spoken += QStringLiteral(". ") + spokenText(*second());
    if (spoken != accessibleName())
        setAccessibleName(spoken);
    if (const QString todo = isEmpty() ? whatToDo() : QString(); todo != accessibleDescription())
        setAccessibleDescription(todo);
    update();
}

const BoardCell* CaseCell::second() const {
    const BoardCell* cell = caseName_ == "4" ? shown_.state().find("4-finetune") : nullptr;
    return cell && (!cell->runs.empty() || cell->recommended || std::isfinite(cell->accuracy)) ? cell : nullptr;
}

bool CaseCell::isRecommended() const {
    return (own() && own()->recommended) || (second() && second()->recommended);
}

bool CaseCell::isEmpty() const {
    const auto hasSomething = [](const BoardCell* cell) {
        return cell && (!cell->runs.empty() || std::isfinite(cell->accuracy));
    };
    return !hasSomething(own()) && !hasSomething(second());
}

bool CaseCell::isRunning() const {
    const auto runs = [](const BoardCell* cell) {
        return cell && std::ranges::find(cell->runs, BoardRun::State::running, &BoardRun::state) != cell->runs.end();
    };
    return runs(own()) || runs(second());
}

QString CaseCell::whatToDo() const {
    const auto& cells = shown_.state().cells;
    return std::ranges::all_of(cells, [](const BoardCell& cell) { return cell.runs.empty(); })
               ? tr("Press Compare to race the four cases")
               : tr("Press Compare to let this case run too");
}

QString CaseCell::tipAt(const QPointF& point) const {
    const CellLayout& layout = layout_;
    const BoardCell* cell = own();
    const auto& place = shown_.state().place;
    if (const auto at = pin(); at && QLineF(*at, point).length() <= 9)
        return placeText(*place);
    if (const auto band = stripe(); band && band->contains(point))
        return placeText(*place);
    if (!isEmpty() && layout.plot.adjusted(-4, -4, 4, 4).contains(point)) {
        const PlotScale scale(layout.plot, shown_.curves());
        return epochText(shown_.curves(), scale.epochAt(point.x()), caseName_);
    }
    if (point.y() <= layout.title.bottom()) {
        QString text = caseExplanation(caseName_);
        if (cell && cell->negativeTransfer)
            text += QLatin1Char('\n') +
                    tr("Negative transfer: training from scratch does better, beyond the noise of the seeds.");
        for (const BoardCell* one : {cell, second()})
            if (one && one->forgets())
                text += QLatin1Char('\n') + forgettingText(*one);
        return enlarged_ ? text : text + QLatin1Char('\n') + tr("Click to enlarge this case.");
    }
    if (cell && layout.trained.contains(point) && cell->totalParameters > 0)
        return tr("%1 of %2 parameters are trained")
            .arg(fullCount(cell->trainableParameters), fullCount(cell->totalParameters));
    if (layout.verdict.contains(point)) {
        QStringList lines;
        for (const BoardCell* one : {cell, second()})
            if (one)
                lines << statusText(*one) << one->lesson;
        lines.removeAll(QString());
        return lines.join(QLatin1Char('\n'));
    }
    if (layout.numbers.contains(point)) {
        QStringList lines;
        for (const BoardCell* one : {cell, second()})
            if (one && !one->runs.empty())
                lines << spokenText(*one);
        return lines.join(QLatin1Char('\n'));
    }
    // Without runs, what the cell explains may have been cut.
    const QString what = isEmpty() ? caseExplanation(caseName_) + QLatin1Char('\n') : QString();
    return enlarged_ ? what.trimmed() : what + tr("Click to enlarge this case.");
}

bool CaseCell::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const QString text = tipAt(help->pos()); !text.isEmpty())
            QToolTip::showText(help->globalPos(), text, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void CaseCell::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void CaseCell::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

void CaseCell::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const CellLayout& layout = layout_;
    const bool inPlot = !isEmpty() && layout.plot.adjusted(-4, -4, 4, 4).contains(at);
    Q_EMIT epochHovered(inPlot ? PlotScale(layout.plot, shown_.curves()).epochAt(at.x()) : 0);
    if (!inPlot)
        return;
    // At once: a curve is read by moving along it.
    if (const QString text = tipAt(at); !text.isEmpty())
        QToolTip::showText(event->globalPosition().toPoint(), text, this);
}

void CaseCell::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    Q_EMIT epochHovered(0);
}

void CaseCell::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->button() == Qt::LeftButton;
}

void CaseCell::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = pressed_ && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint());
    pressed_ = false;
    if (click)
        Q_EMIT chosen();
}

void CaseCell::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT chosen();
    else
        QWidget::keyPressEvent(event);
}

void CaseCell::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void CaseCell::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace layerbench
