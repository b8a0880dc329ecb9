// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/leader_route.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <limits>

namespace layerbench {

namespace {

constexpr double air = 3;            // between the line and a text
constexpr double step = 6;           // between the ways that are tried
constexpr double corner = 14;        // frames are round: none ends there
constexpr double oneCrossing = 1e6;  // more than any detour costs
constexpr double inset = 5;          // inside a frame, where no text stands

std::vector<double> samples(double from, double to) {
    std::vector<double> values;
    for (double value = from; value <= to; value += step)
        values.push_back(value);
    return values;
}

/// Straight to every place on those sides of the target that the dot sees.
void addStraight(std::vector<QPolygonF>& ways, const LeaderPlaces& places) {
    const QRectF& to = places.target;
    for (const double x : samples(to.left() + corner, to.right() - corner)) {
        if (places.dot.y() > to.bottom())
            ways.push_back({places.dot, QPointF(x, to.bottom())});
        if (places.dot.y() < to.top())
            ways.push_back({places.dot, QPointF(x, to.top())});
    }
    for (const double y : samples(to.top() + corner, to.bottom() - corner)) {
        if (places.dot.x() > to.right())
            ways.push_back({places.dot, QPointF(to.right(), y)});
        if (places.dot.x() < to.left())
            ways.push_back({places.dot, QPointF(to.left(), y)});
    }
}

/// Where the frames leave room for a line, from a height in the dot's cell on: beside its texts to the cell above or
/// below, between the columns to a cell elsewhere.
std::vector<QPolygonF> lanes(const LeaderPlaces& places, double height) {
    const QRectF& from = places.frame;
    const QRectF& to = places.target;
    const bool below = to.top() > from.center().y();
    if (from.left() < to.right() && to.left() < from.right()) {
        const double end = below ? to.top() : to.bottom();
        return {{QPointF(from.left() + inset, height), QPointF(from.left() + inset, end)},
                {QPointF(from.right() - inset, height), QPointF(from.right() - inset, end)}};
    }
    const bool toRight = to.left() > from.center().x();
    const double side = toRight ? to.left() : to.right();
    if (from.top() < to.bottom() && to.top() < from.bottom())
        return {{QPointF(side, height)}};
    const double between = toRight ? (from.right() + to.left()) / 2 : (from.left() + to.right()) / 2;
    const double end = below ? to.top() + 2 * corner : to.bottom() - 2 * corner;
    return {{QPointF(between, height), QPointF(between, end), QPointF(side, end)}};
}

/// Aside out of the plot, between the numbers there.
void addAside(std::vector<QPolygonF>& ways, const LeaderPlaces& places) {
    for (const auto& lane : lanes(places, places.dot.y()))
        ways.push_back(QPolygonF{places.dot} + lane);
    for (const double y : samples(places.plot.top(), places.plot.bottom()))
        for (const auto& lane : lanes(places, y)) {
            const bool left = lane[0].x() < places.dot.x();
            ways.push_back(QPolygonF{places.dot, QPointF(left ? places.plot.left() : places.plot.right(), y)} + lane);
        }
}

/// Down out of the plot between the words below it, then along the channel.
void addAlongChannel(std::vector<QPolygonF>& ways, const LeaderPlaces& places) {
    std::vector<double> exits = samples(places.plot.left(), places.plot.right());
    exits.push_back(places.dot.x());
    for (const double x : exits)
        for (const auto& lane : lanes(places, places.channel))
            ways.push_back(QPolygonF{places.dot, QPointF(x, places.plot.bottom()), QPointF(x, places.channel)} + lane);
}

double cost(const QPolygonF& way, const std::vector<QRectF>& texts) {
    double length = 0;
    int crossed = 0;
    for (qsizetype i = 0; i + 1 < way.size(); ++i) {
        length += QLineF(way[i], way[i + 1]).length();
        crossed += static_cast<int>(
            std::ranges::count_if(texts, [&](const QRectF& text) { return crosses(way[i], way[i + 1], text); }));
    }
    // A bend is worth a detour.
    return oneCrossing * crossed + length + 60.0 * static_cast<double>(way.size());
}

}  // namespace

bool crosses(const QPointF& a, const QPointF& b, const QRectF& box) {
    // The share of the line that is inside every one of the box's four half-planes (Liang and Barsky 1984).
    double enter = 0;
    double leave = 1;
    const QPointF along = b - a;
    const auto clip = [&](double direction, double distance) {
        if (direction == 0)
            return distance > 0;
        const double at = distance / direction;
        if (direction < 0)
            enter = std::max(enter, at);
        else
            leave = std::min(leave, at);
        return enter < leave;
    };
    return clip(-along.x(), a.x() - box.left()) && clip(along.x(), box.right() - a.x()) &&
           clip(-along.y(), a.y() - box.top()) && clip(along.y(), box.bottom() - a.y());
}

QPolygonF leaderRoute(const LeaderPlaces& places) {
    // The channel is narrow: there the texts above and below may be nearer than elsewhere.
    std::vector<QRectF> wide;
    std::vector<QRectF> narrow;
    for (const QRectF& text : places.texts) {
        wide.push_back(text.adjusted(-air, -air, air, air));
        narrow.push_back(text.adjusted(-air, 0, air, 0));
    }
    QPolygonF best;
    double least = std::numeric_limits<double>::infinity();
    const auto look = [&](const std::vector<QPolygonF>& ways, const std::vector<QRectF>& texts) {
        for (const QPolygonF& way : ways)
            if (const double its = cost(way, texts); its < least) {
                least = its;
                best = way;
            }
    };
    std::vector<QPolygonF> ways;
    addStraight(ways, places);
    addAside(ways, places);
    look(ways, wide);
    if (least >= oneCrossing) {
        ways.clear();
        addAlongChannel(ways, places);
        look(ways, narrow);
    }
    return best;
}

}  // namespace layerbench
