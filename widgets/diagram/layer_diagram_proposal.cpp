// SPDX-License-Identifier: GPL-3.0-or-later
// A proposed cut on the LayerDiagram: the ghost of the knife, and a bar per block under the diagram.
#include "widgets/basics/numbers.h"
#include "widgets/diagram/layer_diagram_state.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

// Diagram units below the diagram.
constexpr double barAir = 10;
constexpr double barHeight = 42;
constexpr double barWidth = 22;
constexpr double belowBars = 36;  // values and the caption
// Pixels.
constexpr double tagHeight = 20;
constexpr double tagAir = 22;
constexpr double nearLine = 6;

}  // namespace

void LayerDiagram::setProposal(std::optional<CutProposal> proposal) {
    State& s = *state_;
    const auto shown = [&s](LayerId layer) { return s.network && s.network->contains(layer); };
    if (proposal && !shown(proposal->cut))
        proposal.reset();
    if (proposal)
        std::erase_if(proposal->bars, [&](const CutProposal::Bar& bar) { return !shown(bar.last); });
    s.proposal = std::move(proposal);
    if (s.fitted && s.network)
        s.view.fit(s.fitBounds(), size());
    s.viewMoved();
}

const std::optional<CutProposal>& LayerDiagram::proposal() const {
    return state_->proposal;
}

QPointF LayerDiagram::ghostKnife() const {
    return state_->proposal ? state_->ghostTag().center() : QPointF();
}

QRectF LayerDiagram::proposalBar(LayerId last) const {
    if (state_->proposal)
        for (const auto& bar : state_->proposal->bars)
            if (bar.last == last)
                return state_->view.toWidget(state_->barBox(bar));
    return {};
}

QRectF LayerDiagram::State::fitBounds() const {
    return proposal ? layout.bounds.adjusted(0, 0, 0, barAir + barHeight + belowBars) : layout.bounds;
}

QRectF LayerDiagram::State::barBox(const CutProposal::Bar& bar) const {
    const double share = std::clamp(std::isfinite(bar.share) ? bar.share : 0.0, 0.0, 1.0);
    const double height = std::max(1.0, share * barHeight);
    const double bottom = layout.bounds.bottom() + barAir + barHeight;
    return {unit(layout.unitOf(bar.last)).front.center().x() - barWidth / 2, bottom - height, barWidth, height};
}

QRectF LayerDiagram::State::ghostTag() const {
    const double x = view.toWidget(QPointF(layout.cutAfter(layout.unitOf(proposal->cut)), 0)).x();
    const double width = self->fontMetrics().horizontalAdvance(proposal->tag) + tagAir;
    return {x - width / 2, handle().y() - tagHeight / 2, width, tagHeight};
}

bool LayerDiagram::State::onGhost(const QPointF& at) const {
    if (!proposal || readOnly || gesture == Gesture::cut)
        return false;
    const QRectF tag = ghostTag();
    return tag.adjusted(-2, -2, 2, 2).contains(at) || (std::abs(at.x() - tag.center().x()) <= nearLine && at.y() > 0);
}

void LayerDiagram::State::paintProposal(QPainter& painter, const Theme& theme) const {
    if (!proposal || isAnimated())
        return;
    const bool hoveredGhost = ghostHovered;
    const double base = view.toWidget(QPointF(0, layout.bounds.bottom() + barAir + barHeight)).y();
    painter.setPen(QPen(theme.border, 1));
    const double left = view.toWidget(layout.bounds.topLeft()).x() + 12;
    const double right = view.toWidget(layout.bounds.topRight()).x() - 12;
    painter.drawLine(QPointF(left, base), QPointF(right, base));
    for (const auto& bar : proposal->bars) {
        const bool chosen = bar.last == proposal->cut;
        const QRectF box = view.toWidget(barBox(bar));
        QColor fill = chosen ? theme.knife : theme.mutedText;
        fill.setAlphaF(chosen ? 0.9f : 0.4f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(box, 2, 2);
        painter.setPen(chosen ? theme.knife : theme.mutedText);
        painter.drawText(QRectF(box.center().x() - 40, base + 1, 80, 14), Qt::AlignCenter, percent(bar.share));
    }
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0, base + 15, size().width(), 14), Qt::AlignCenter, proposal->caption);

    const QRectF tag = ghostTag();
    QColor ghost = theme.knife;
    ghost.setAlphaF(hoveredGhost ? 1.0f : 0.75f);
    painter.setPen(QPen(ghost, hoveredGhost ? 2.0 : 1.6, Qt::DashLine));
    painter.drawLine(QPointF(tag.center().x(), tag.bottom()), QPointF(tag.center().x(), base));
    // Hollow, as what is not there yet.
    painter.setPen(QPen(ghost, 1.4));
    painter.setBrush(hoveredGhost ? theme.knife : theme.panel);
    painter.drawRoundedRect(tag, 5, 5);
    painter.setPen(hoveredGhost ? theme.panel : theme.knife);
    painter.drawText(tag, Qt::AlignCenter, proposal->tag);
}

}  // namespace layerbench
