// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/layer_palette.h"

#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/palette_sign.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int sideWidth = 146;
constexpr int headHeight = 26;
constexpr int chipHeight = 25;
constexpr int chipGap = 3;
constexpr int air = 8;

/// Kinds that stand between two layers: they take one input.
std::vector<Kind> insertableKinds() {
    std::vector<Kind> kinds;
    for (const auto& row : kindTable())
        if (row.minimumInputs == 1 && row.maximumInputs == 1 && row.kind != Kind::shortcutA)
            kinds.push_back(row.kind);
    return kinds;
}

/// As the core says it, but no longer than a chip is wide.
QString shortTitle(Kind kind) {
    switch (kind) {
    case Kind::batchNorm2d:
        return LayerPalette::tr("Batch norm");
    case Kind::adaptiveAvgPool2d:
        return LayerPalette::tr("Global pooling");
    default:
        return translated(kindInfo(kind).title);
    }
}

}  // namespace

LayerPalette::LayerPalette(QWidget* parent) : QWidget(parent), kinds_(insertableKinds()) {
    setFixedWidth(sideWidth);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Layers to put in"));
}

QSize LayerPalette::minimumSizeHint() const {
    return {sideWidth, 80};
}

QRect LayerPalette::chipAt(std::size_t index) const {
    // Where the room is low, the chips move together.
    const int room = (height() - headHeight - air) / static_cast<int>(kinds_.size());
    const int step = std::clamp(room, 14, chipHeight + chipGap);
    return {0, headHeight + static_cast<int>(index) * step, width() - air, step - (step > 20 ? chipGap : 1)};
}

QRect LayerPalette::chipOf(Kind kind) const {
    const auto found = std::ranges::find(kinds_, kind);
    return found == kinds_.end() ? QRect() : chipAt(static_cast<std::size_t>(found - kinds_.begin()));
}

int LayerPalette::indexAt(const QPoint& point) const {
    for (std::size_t i = 0; i < kinds_.size(); ++i)
        if (chipAt(i).contains(point))
            return static_cast<int>(i);
    return -1;
}

void LayerPalette::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.mutedText);
    painter.drawText(QRect(0, 0, width(), headHeight), Qt::AlignLeft | Qt::AlignVCenter, tr("Drag a layer in"));
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        const QRectF chip = QRectF(chipAt(i)).adjusted(0.5, 0.5, -0.5, -0.5);
        const bool active = static_cast<int>(i) == hovered_ || (hasFocus() && static_cast<int>(i) == current_);
        painter.setPen(QPen(active ? theme.accent : theme.border, 1));
        painter.setBrush(theme.raised);
        painter.drawRoundedRect(chip, 5, 5);
        painter.setPen(active ? theme.accent : theme.mutedText);
        paintKindSign(painter, kinds_[i], QPointF(chip.left() + 13, chip.center().y()));
        painter.setPen(theme.text);
        painter.drawText(chip.adjusted(25, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(shortTitle(kinds_[i]), Qt::ElideRight,
                                                          static_cast<int>(chip.width()) - 29));
    }
}

bool LayerPalette::event(QEvent* event) {
    // Escape must end a drag before a shortcut of the window takes it.
    if (event->type() == QEvent::ShortcutOverride && dragged_ >= 0 &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = indexAt(help->pos());
        if (index < 0) {
            QToolTip::hideText();
        } else {
            const KindInfo& info = kindInfo(kinds_[static_cast<std::size_t>(index)]);
            QToolTip::showText(
                help->globalPos(),
                tr("%1 (%2): %3").arg(translated(info.title), toQString(info.name), translated(info.explanation)),
                this);
        }
        return true;
    }
    return QWidget::event(event);
}

void LayerPalette::mousePressEvent(QMouseEvent* event) {
    const int index = indexAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || index < 0)
        return;
    dragged_ = index;
    current_ = index;
    setFocus(Qt::MouseFocusReason);
    setCursor(Qt::ClosedHandCursor);
    update();
}

void LayerPalette::mouseMoveEvent(QMouseEvent* event) {
    if (dragged_ >= 0) {
        Q_EMIT dragMoved(kinds_[static_cast<std::size_t>(dragged_)], event->globalPosition().toPoint());
        return;
    }
    const int index = indexAt(event->position().toPoint());
    if (index == hovered_)
        return;
    hovered_ = index;
    setCursor(index < 0 ? Qt::ArrowCursor : Qt::OpenHandCursor);
    Q_EMIT hint(index < 0 ? QString()
                          : tr("Drag onto a connection to put a %1 there.")
                                .arg(toQString(kindInfo(kinds_[static_cast<std::size_t>(index)]).name)));
    update();
}

void LayerPalette::mouseReleaseEvent(QMouseEvent* event) {
    if (dragged_ < 0 || event->button() != Qt::LeftButton)
        return;
    const Kind kind = kinds_[static_cast<std::size_t>(std::exchange(dragged_, -1))];
    setCursor(Qt::OpenHandCursor);
    if (rect().contains(event->position().toPoint()))
        Q_EMIT dragCancelled();
    else
        Q_EMIT dropped(kind, event->globalPosition().toPoint());
}

void LayerPalette::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const int index = indexAt(event->position().toPoint()); index >= 0)
        Q_EMIT chosen(kinds_[static_cast<std::size_t>(index)]);
}

void LayerPalette::leaveEvent(QEvent*) {
    hovered_ = -1;
    Q_EMIT hint({});
    update();
}

void LayerPalette::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(kinds_.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Escape:
        if (dragged_ >= 0) {
            dragged_ = -1;
            setCursor(Qt::ArrowCursor);
            Q_EMIT dragCancelled();
        }
        break;
    case Qt::Key_Up:
        current_ = std::max(0, current_ - 1);
        break;
    case Qt::Key_Down:
        current_ = std::min(last, current_ + 1);
        break;
    case Qt::Key_Home:
        current_ = 0;
        break;
    case Qt::Key_End:
        current_ = last;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT chosen(kinds_[static_cast<std::size_t>(current_)]);
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

}  // namespace layerbench
