// SPDX-License-Identifier: GPL-3.0-or-later
// What LayerDiagram draws over the diagram: the knife, the place of a new layer, an empty diagram's words.
#include "widgets/basics/icons.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram_state.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace layerbench {

namespace {

constexpr double handleWidth = 66;
constexpr double handleHeight = 20;
constexpr double smallestSign = 0.6;  // zoom; below it a fold sign could not be hit

void paintTag(QPainter& painter, const QPointF& centre, const QString& word, const QColor& colour, const QColor& text) {
    const double width = std::max(handleWidth, painter.fontMetrics().horizontalAdvance(word) + 16.0);
    const QRectF tag(centre.x() - width / 2, centre.y() - handleHeight / 2, width, handleHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(tag, 5, 5);
    painter.setPen(text);
    painter.drawText(tag, Qt::AlignCenter, word);
}

}  // namespace

QPointF LayerDiagram::State::handle() const {
    if (layout.units.empty())
        return {};
    const QPointF place = view.toWidget(QPointF(layout.cutAfter(unitCount() - 1), 0));
    // Always within reach, also where the end is out of view.
    const double right = size().width() - handleWidth / 2 - 4;
    const double x = std::clamp(place.x(), handleWidth / 2 + 4, std::max(handleWidth, right));
    return {x, handleHeight / 2 + 5};
}

bool LayerDiagram::State::onHandle(const QPointF& at) const {
    const QPointF away = at - handle();
    return network && !readOnly && std::abs(away.x()) <= handleWidth / 2 + 2 &&
           std::abs(away.y()) <= handleHeight / 2 + 2;
}

QRectF LayerDiagram::State::foldSign(int unitIndex) const {
    constexpr double side = 9;
    const QRectF& title = unit(unitIndex).titleBox;
    return {title.left() - side - 3, title.center().y() - side / 2, side, side};
}

int LayerDiagram::State::foldSignAt(const QPointF& point) const {
    if (view.zoom() < smallestSign)
        return -1;
    constexpr double air = 3;
    for (int i = 1; i < unitCount(); ++i)
        if (unit(i).folded && foldSign(i).adjusted(-air, -air, air, air).contains(point))
            return i;
    return -1;
}

/// As a frame has a minus for folding.
void LayerDiagram::State::paintFoldSigns(QPainter& painter, const Theme& theme) const {
    if (view.zoom() < smallestSign)
        return;
    const QRectF exposed = view.visible(size());
    for (int i = 1; i < unitCount(); ++i) {
        const QRectF sign = foldSign(i);
        if (!unit(i).folded || !sign.intersects(exposed) || goes(i))
            continue;
        painter.setPen(QPen(i == hovered ? theme.accent : theme.mutedText, 1));
        painter.setBrush(theme.panel);
        painter.drawRoundedRect(sign, 2, 2);
        const QPointF c = sign.center();
        const double arm = sign.width() / 2 - 2.2;
        painter.drawLine(c - QPointF(arm, 0), c + QPointF(arm, 0));
        painter.drawLine(c - QPointF(0, arm), c + QPointF(0, arm));
    }
}

void LayerDiagram::State::paintKnife(QPainter& painter, const Theme& theme) const {
    if (cut >= 0) {
        const double x = view.toWidget(QPointF(layout.cutAfter(cut), 0)).x();
        const double y = handle().y();
        painter.setPen(QPen(theme.knife, 1.6, Qt::DashLine));
        painter.drawLine(QPointF(x, y), QPointF(x, size().height() - 10.0));
        paintTag(painter, QPointF(x, y), tr("cut"), theme.knife, theme.panel);
        return;
    }
    QColor colour = theme.knife;
    colour.setAlphaF(tool == Tool::knife ? 1.0f : 0.85f);
    // The sign and the word: a newcomer does not know the sign yet.
    paintTag(painter, handle(), QStringLiteral("     ") + tr("knife"), colour, theme.panel);
    constexpr int side = 13;
    painter.drawPixmap(handle() + QPointF(8 - handleWidth / 2, -side / 2.0),
                       iconPixmap(Icon::knife, side, theme.panel, self->devicePixelRatioF()));
}

void LayerDiagram::State::paintInsert(QPainter& painter, const Theme& theme) const {
    if (insert) {
        const QPointF at = view.toWidget(insert->point);
        const double half = 34 * std::clamp(view.zoom(), 0.5, 1.5);
        painter.setPen(QPen(theme.accent, 2));
        painter.drawLine(at + QPointF(0, -half), at + QPointF(0, half));
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(theme.panel);
        painter.drawEllipse(at, 9, 9);
        painter.drawLine(at + QPointF(-4, 0), at + QPointF(4, 0));
        painter.drawLine(at + QPointF(0, -4), at + QPointF(0, 4));
    }
    if (insertMouse) {
        QColor colour = theme.accent;
        colour.setAlphaF(insert ? 1.0f : 0.6f);
        paintTag(painter, *insertMouse + QPointF(0, 28), translated(kindInfo(insertKind).title), colour,
                 theme.accentText);
    }
}

void LayerDiagram::paintEvent(QPaintEvent* event) {
    State& s = *state_;
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(event->rect(), theme.panel);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!s.network) {
        painter.setPen(theme.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, tr("Drop a weight file here, or choose a network."));
        return;
    }
    const auto looks = s.looks();
    painter.save();
    if (s.isAnimated()) {
        const double progress = s.animation.currentValue().toDouble();
        const DiagramView view = DiagramView::between(s.viewBefore, s.view, progress);
        painter.setTransform(view.transform(), true);
        s.change->paint(painter, {s.layout, looks, view.zoom(), true}, theme, view.visible(size()), progress);
    } else {
        painter.setTransform(s.view.transform(), true);
        paintDiagram(painter, {s.layout, looks, s.view.zoom(), true, s.trainingShown}, theme, s.view.visible(size()));
        s.paintFoldSigns(painter, theme);
    }
    painter.restore();

    if (s.readOnly)
        return;
    s.paintProposal(painter, theme);
    s.paintKnife(painter, theme);
    s.paintInsert(painter, theme);
    if (s.focusByKeyboard && s.selection.empty()) {
        QColor line = theme.accent;
        line.setAlphaF(0.35f);
        painter.setPen(QPen(line, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

}  // namespace layerbench
