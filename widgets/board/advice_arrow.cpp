// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/advice_arrow.h"

#include "widgets/basics/theme.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/case_cell.h"
#include "widgets/board/leader_route.h"

#include <QLineF>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace layerbench {

namespace {

constexpr double headLength = 8;
constexpr double headWidth = 7;
constexpr double dotRadius = 8;  // with the ring of ground round it

}  // namespace

AdviceArrow::AdviceArrow(const ShownBoard& shown, std::span<CaseCell* const> cells, QWidget* parent)
    : QWidget(parent), shown_(shown), cells_(cells) {
    setObjectName(QStringLiteral("adviceArrow"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

const CaseCell* AdviceArrow::recommended() const {
    const auto found = std::ranges::find_if(cells_, &CaseCell::isRecommended);
    return found == cells_.end() ? nullptr : *found;
}

QPolygonF AdviceArrow::findRoute() const {
    const CaseCell* to = recommended();
    const auto from = std::ranges::find_if(cells_, [](const CaseCell* cell) { return cell->pin().has_value(); });
    if (!to || from == cells_.end() || *from == to)
        return {};
    const auto onBoard = [](const CaseCell* cell, const QRectF& box) { return box.translated(cell->pos()); };
    LeaderPlaces places{.dot = (*from)->pos() + *(*from)->pin(),
                        .plot = onBoard(*from, (*from)->parts().plot),
                        .frame = onBoard(*from, (*from)->parts().frame),
                        .channel = (*from)->y() + (*from)->parts().channel,
                        .target = onBoard(to, to->parts().frame),
                        .texts = {}};
    for (const CaseCell* cell : cells_)
        for (const QRectF& text : cell->written())
            places.texts.push_back(onBoard(cell, text));
    return leaderRoute(places);
}

void AdviceArrow::paintEvent(QPaintEvent* event) {
    // Now, since the cells below have just been drawn. Where only a part of the board is, the rest follows.
    if (QPolygonF route = findRoute(); route != route_) {
        route_ = std::move(route);
        if (!event->region().contains(rect()))
            update();
    }
    if (route_.size() < 2)
        return;
    const Theme& theme = Theme::of(this);
    const CaseCell* to = recommended();
    const QColor colour = readable(colourOfCase(to ? to->caseName() : std::string()), theme.panel, 3);
    QPolygonF line = route_;
    const QLineF first(line[0], line[1]);
    line[0] = first.pointAt(std::min(0.9, dotRadius / std::max(1.0, first.length())));
    QLineF last(line[line.size() - 1], line[line.size() - 2]);
    const QPointF tip = last.p1();
    last.setLength(headLength);
    line.back() = last.p2();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // Dashed: the curves below may have the same colour.
    QPen pen(colour, 1.6, Qt::CustomDashLine, Qt::FlatCap, Qt::RoundJoin);
    pen.setDashPattern({4, 2.5});
    painter.setPen(pen);
    painter.drawPolyline(line);
    const QLineF across = last.normalVector();
    const QPointF half = (across.p2() - across.p1()) * (headWidth / 2 / headLength);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{tip, last.p2() + half, last.p2() - half});
}

}  // namespace layerbench
