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
constexpr double labelAir = 6;
constexpr double captionHeight = 14;
constexpr double zoomButtons = 110;  // they stand in the corner

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

bool LayerDiagram::State::isChosen(const CutProposal::Bar& bar) const {
    return bar.last == proposal->cut;
}

double LayerDiagram::State::barBase() const {
    return view.toWidget(QPointF(0, layout.bounds.bottom() + barAir + barHeight)).y();
}

std::vector<LayerDiagram::State::BarLabel> LayerDiagram::State::barLabels() const {
    std::vector<BarLabel> labels;
    const auto add = [&](const CutProposal::Bar& bar) {
        const QString text = percent(bar.share);
        const double width = self->fontMetrics().horizontalAdvance(text) + labelAir;
        const QRectF box(view.toWidget(barBox(bar)).center().x() - width / 2, barBase() + 1, width, 14);
        if (std::ranges::none_of(labels, [&](const BarLabel& other) { return other.box.intersects(box); }))
            labels.push_back({box, text, isChosen(bar)});
    };
    // Where they do not all fit, the chosen one's stays, and of the others as many as do.
    for (const bool chosen : {true, false})
        for (const auto& bar : proposal->bars)
            if (isChosen(bar) == chosen)
                add(bar);
    return labels;
}

void LayerDiagram::State::paintProposal(QPainter& painter, const Theme& theme) const {
    if (!proposal || isAnimated())
        return;
    const bool hoveredGhost = ghostHovered;
    const double base = barBase();
    painter.setPen(QPen(theme.border, 1));
    const double left = view.toWidget(layout.bounds.topLeft()).x() + 12;
    const double right = view.toWidget(layout.bounds.topRight()).x() - 12;
    painter.drawLine(QPointF(left, base), QPointF(right, base));
    for (const auto& bar : proposal->bars) {
        QColor fill = isChosen(bar) ? theme.knife : theme.mutedText;
        fill.setAlphaF(isChosen(bar) ? 0.9f : 0.4f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(view.toWidget(barBox(bar)), 2, 2);
    }
    for (const auto& label : barLabels()) {
        painter.setPen(label.chosen ? theme.knife : theme.mutedText);
        painter.drawText(label.box, Qt::AlignCenter, label.text);
    }
    painter.setPen(theme.mutedText);
    const double captionTop = std::min(base + 15, size().height() - captionHeight);
    const double room = std::max(0.0, size().width() - zoomButtons);
    const QString caption =
        painter.fontMetrics().elidedText(proposal->caption, Qt::ElideRight, static_cast<int>(room) - 8);
    painter.drawText(QRectF(4, captionTop, room - 4, captionHeight), Qt::AlignCenter, caption);

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
