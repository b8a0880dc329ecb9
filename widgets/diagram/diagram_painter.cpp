// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_painter.h"

#include "widgets/diagram/unit_painter.h"

#include <QCoreApplication>

#include <algorithm>

namespace layerbench {

namespace {

constexpr double smallestText = 0.32;  // below this scale names would be dust
constexpr double pillHalf = 9;         // of a word's height
constexpr double wordMiddle = 14;      // below the top of the diagram
constexpr double wordBottom = 28;      // below which frames may stand

QString wordOf(UnitState state) {
    switch (state) {
    case UnitState::frozen:
        return QCoreApplication::translate("Diagram", "frozen");
    case UnitState::trains:
        return QCoreApplication::translate("Diagram", "trains");
    case UnitState::partly:
        return QCoreApplication::translate("Diagram", "partly frozen");
    case UnitState::randomStart:
        return QCoreApplication::translate("Diagram", "random start");
    case UnitState::newHead:
        return QCoreApplication::translate("Diagram", "new head");
    default:
        return {};
    }
}

void paintFrame(QPainter& painter, const DiagramFrame& frame, const Theme& theme, bool captions) {
    QColor fill = theme.accent;
    fill.setAlphaF(0.04f);
    QColor line = theme.accent;
    line.setAlphaF(0.35f);
    painter.setPen(QPen(line, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(frame.box, 8, 8);
    if (!captions)
        return;
    // A small minus: a click folds.
    const QRectF sign(frame.titleBox.left() + 3, frame.titleBox.center().y() - 5, 10, 10);
    painter.setPen(QPen(theme.mutedText, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(sign, 2, 2);
    painter.drawLine(QPointF(sign.left() + 2.5, sign.center().y()), QPointF(sign.right() - 2.5, sign.center().y()));
    painter.setPen(theme.mutedText);
    painter.drawText(frame.titleBox.adjusted(18, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, frame.block);
}

void paintConnection(QPainter& painter, const DiagramConnection& connection, const Theme& theme, double opacity) {
    painter.setOpacity(opacity);
    painter.setPen(QPen(theme.plainEdge, 1.2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(connection.path);
    const QPointF tip = connection.path.back();
    const QPointF before = connection.path[connection.path.size() - 2];
    const bool down = std::abs(tip.x() - before.x()) < 0.5;
    const QPointF back = down ? QPointF(0, -6) : QPointF(-6, 0);
    const QPointF aside = down ? QPointF(3, 0) : QPointF(0, 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.plainEdge);
    painter.drawPolygon(QPolygonF{tip, tip + back + aside, tip + back - aside});
    painter.setOpacity(1);
}

void paintCaptions(QPainter& painter, const DiagramUnit& unit, const UnitLook& look, const Theme& theme, double scale) {
    painter.setOpacity(look.opacity);
    painter.setPen(look.dropped ? theme.droppedEdge : theme.text);
    painter.drawText(unit.titleBox, Qt::AlignCenter, unit.title);
    if (scale >= smallestText * 1.4) {
        painter.setPen(look.dropped ? theme.droppedEdge : theme.mutedText);
        painter.drawText(unit.subtitleBox, Qt::AlignCenter, unit.subtitle);
    }
    painter.setOpacity(1);
}

/// Neighbours that share a state, from left to right.
struct Run {
    UnitState state = UnitState::plain;
    double left = 0;
    double right = 0;
    QRectF pill;  ///< for the word; empty where it has no room
};

std::vector<Run> runsOf(const DiagramScene& scene) {
    const auto& units = scene.layout.units;
    std::vector<Run> runs;
    for (std::size_t i = 1; i < units.size(); ++i) {
        const UnitLook& look = scene.looks[i];
        UnitState state = units[i].state;
        if (state == UnitState::plain || look.dropped)
            continue;
        if (look.willFreeze)
            state = UnitState::frozen;
        if (look.willTrain)
            state = UnitState::trains;
        if (runs.empty() || runs.back().state != state)
            runs.push_back({state, units[i].body.left(), units[i].body.right(), {}});
        runs.back().right = std::max(runs.back().right, units[i].body.right());
    }
    return runs;
}

/// Each word over the part of its run that is in view. Where two would overlap one is left out: never the head's.
void placePills(std::vector<Run>& runs, const QFontMetricsF& metrics, double y, double half, const QRectF& view) {
    Run* before = nullptr;
    for (Run& run : runs) {
        const double width = metrics.horizontalAdvance(wordOf(run.state)) + 14 * half / pillHalf;
        const double middle = (std::max(run.left, view.left()) + std::min(run.right, view.right())) / 2;
        const double left = std::clamp(middle - width / 2, view.left(), std::max(view.left(), view.right() - width));
        const QRectF pill(left, y - half, width, 2 * half);
        if (before && before->pill.right() + 3 > left) {
            if (run.state != UnitState::newHead)
                continue;
            before->pill = {};
        }
        run.pill = pill;
        before = &run;
    }
}

/// The word for a state once over each row of neighbours that share it, on a thin bracket.
void paintWords(QPainter& painter, const DiagramScene& scene, const Theme& theme, const QRectF& exposed) {
    auto runs = runsOf(scene);
    const QRectF view = exposed.intersected(scene.layout.bounds);
    std::erase_if(runs, [&](const Run& run) { return run.right < view.left() || run.left > view.right(); });
    // The words keep a size that can be read, whatever the scale, and grow upwards, away from the frames.
    const double grown = std::max(1.0, 0.85 / scene.scale);
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * grown);
    painter.save();
    painter.setFont(font);
    const double half = pillHalf * grown;
    const double y = scene.layout.bounds.top() + std::min(wordMiddle, wordBottom - half);
    placePills(runs, QFontMetricsF(font), y, half, view);
    for (const Run& run : runs) {
        const StateColours colours = coloursOf(run.state, theme);
        painter.setPen(QPen(colours.edge, 1));
        const auto end = [&](double x) { painter.drawLine(QPointF(x, y), QPointF(x, y + 5)); };
        if (run.pill.isEmpty()) {
            painter.drawLine(QPointF(run.left, y), QPointF(run.right, y));
            end(run.left);
            end(run.right);
            continue;
        }
        if (run.right - run.left > run.pill.width() + 8) {
            painter.drawLine(QPointF(run.left, y), QPointF(run.pill.left() - 4, y));
            painter.drawLine(QPointF(run.pill.right() + 4, y), QPointF(run.right, y));
            end(run.left);
            end(run.right);
        }
        QColor fill = colours.fill;
        fill.setAlphaF(run.state == UnitState::newHead ? 1.0f : 0.45f);
        painter.setBrush(fill);
        painter.drawRoundedRect(run.pill, half, half);
        painter.setPen(theme.text);
        painter.drawText(run.pill, Qt::AlignCenter, wordOf(run.state));
    }
    painter.restore();
}

}  // namespace

void paintDiagram(QPainter& painter, const DiagramScene& scene, const Theme& theme, const QRectF& exposed) {
    const auto& layout = scene.layout;
    painter.setRenderHint(QPainter::Antialiasing);
    const bool captions = scene.captions && scene.scale >= smallestText;
    for (const auto& frame : layout.frames)
        if (frame.box.intersects(exposed))
            paintFrame(painter, frame, theme, captions);
    for (const auto& connection : layout.connections) {
        const auto& from = scene.looks[static_cast<std::size_t>(connection.from)];
        const auto& to = scene.looks[static_cast<std::size_t>(connection.to)];
        const bool gone = from.dropped || to.dropped;
        if (connection.path.boundingRect().adjusted(-8, -8, 8, 8).intersects(exposed))
            paintConnection(painter, connection, theme, (gone ? 0.35 : 1) * std::min(from.opacity, to.opacity));
    }
    for (std::size_t i = 0; i < layout.units.size(); ++i) {
        const DiagramUnit& unit = layout.units[i];
        const QRectF all = unit.body.united(unit.titleBox).united(unit.subtitleBox).adjusted(-6, -20, 6, 6);
        if (!all.intersects(exposed))
            continue;
        const UnitState state = scene.states ? unit.state : UnitState::plain;
        paintUnit(painter, unit, state, scene.looks[i], theme, scene.scale);
        if (captions)
            paintCaptions(painter, unit, scene.looks[i], theme, scene.scale);
    }
    if (captions && scene.states)
        paintWords(painter, scene, theme, exposed);
}

}  // namespace layerbench
