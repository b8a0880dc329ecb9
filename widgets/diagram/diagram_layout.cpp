// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_layout.h"

#include "widgets/diagram/diagram_lanes.h"

#include <QFontMetricsF>
#include <QHash>

#include <algorithm>
#include <map>

namespace layerbench {

namespace {

constexpr double gap = 22;           // between columns, where connections go up and down
constexpr double captionGap = 6;     // between a body and its title
constexpr double signRoom = 18;      // above a body, for its sign
constexpr double wordRoom = 30;      // above everything, for the words of state
constexpr double framePadding = 10;  // between a frame and what stands in it
constexpr double frameTitle = 20;
constexpr double emptyLane = 18;
constexpr double margin = 14;
constexpr double entryStep = 5;  // between connections that enter one unit from above
constexpr double leastStep = 2;  // below which they could not be told apart
constexpr double trackStep = 5;  // between vertical pieces of different sources in one gap
constexpr int usualTracks = 3;   // for which a gap has room

struct Column {
    double left = 0;
    double width = 0;
    double gapMiddle = 0;  ///< between what stands in it, or its frame, and what follows
    double right() const { return left + width; }
    double middle() const { return left + width / 2; }
};

struct Lane {
    double above = 0;  ///< the higher half of the highest body in it
    double below = 0;
    double middle = 0;
    bool used = false;    ///< by units
    bool titled = false;  ///< the title of a frame needs room between it and what passes above
};

/// All that is computed on the way to a layout.
class Work {
public:
    Work(const Network& network, const QSet<QString>& unfolded, const QFont& font)
        : units_(unitsOf(network, unfolded)), lanes_(laneOut(network, units_)), metrics_(font),
          columns_(static_cast<std::size_t>(lanes_.columnCount())), rows_(static_cast<std::size_t>(1 - lanes_.top)) {}

    DiagramLayout layout() {
        placeColumns();
        placeLanes();
        placeUnits();
        placeFrames();
        connect();
        placeCuts();
        return std::move(result_);
    }

private:
    std::size_t columnOf(std::size_t unit) const { return static_cast<std::size_t>(lanes_.columns[unit]); }
    Lane& row(int lane) { return rows_[static_cast<std::size_t>(lane - lanes_.top)]; }
    double textHeight() const { return metrics_.height(); }
    /// Shaping texts is most of the work, and shapes recur.
    double widthOf(const QString& text) {
        auto& width = widths_[text];
        if (width == 0)
            width = metrics_.horizontalAdvance(text) + 2;
        return width;
    }

    void placeColumns() {
        std::vector<bool> opens(columns_.size(), false);
        std::vector<bool> closes(columns_.size(), false);
        std::map<std::size_t, std::pair<std::size_t, std::size_t>> framed;  // block: first and last column
        for (std::size_t i = 0; i < units_.size(); ++i) {
            const auto& sized = units_[i];
            Column& column = columns_[columnOf(i)];
            // A body stands in the middle of its column by its front; the oblique part hangs over to the right.
            const double body = sized.front.width() + 2 * sized.oblique.width();
            column.width = std::max({column.width, body, widthOf(sized.unit.title), widthOf(sized.unit.subtitle)});
            if (sized.framed) {
                const auto [entry, isNew] = framed.try_emplace(sized.block, columnOf(i), columnOf(i));
                entry->second.first = std::min(entry->second.first, columnOf(i));
                entry->second.second = std::max(entry->second.second, columnOf(i));
            }
        }
        for (const auto& [block, span] : framed) {
            opens[span.first] = true;
            closes[span.second] = true;
        }
        double x = 0;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const double tracks = trackStep * std::max(0, lanes_.tracks[i] - usualTracks);
            x += opens[i] ? framePadding + gap / 2 : 0;
            columns_[i].left = x;
            x = columns_[i].right() + gap + tracks + (closes[i] ? framePadding + gap / 2 : 0);
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const double from = columns_[i].right() + (closes[i] ? framePadding : 0);
            const double to =
                i + 1 == columns_.size() ? from + gap : columns_[i + 1].left - (opens[i + 1] ? framePadding : 0);
            columns_[i].gapMiddle = (from + to) / 2;
        }
        frames_ = std::move(framed);
    }

    void placeLanes() {
        for (std::size_t i = 0; i < units_.size(); ++i) {
            Lane& lane = row(lanes_.lanes[i]);
            lane.used = true;
            lane.above = std::max(lane.above, units_[i].front.height() / 2 + units_[i].oblique.height() + signRoom);
            lane.below = std::max(lane.below, units_[i].front.height() / 2);
        }
        findFrameTops();
        double y = wordRoom + (frames_.empty() ? 0 : frameTitle + framePadding);
        for (auto& lane : rows_) {
            y += lane.titled ? frameTitle + framePadding : 0;
            if (!lane.used)
                lane.above = lane.below = emptyLane / 2;
            lane.middle = y + lane.above;
            y = lane.middle + lane.below + (lane.used ? captionGap + 2 * textHeight() + captionGap : 0);
        }
        bottom_ = y;
    }

    void placeUnits() {
        for (std::size_t i = 0; i < units_.size(); ++i) {
            DiagramUnit unit = std::move(units_[i].unit);
            const Column& column = columns_[columnOf(i)];
            const Lane& lane = row(lanes_.lanes[i]);
            const QSizeF front = units_[i].front;
            const QSizeF oblique = units_[i].oblique;
            unit.column = lanes_.columns[i];
            unit.lane = lanes_.lanes[i];
            unit.front = QRectF(QPointF(column.middle() - front.width() / 2, lane.middle - front.height() / 2), front);
            unit.body = unit.front.adjusted(0, -oblique.height(), oblique.width(), 0);
            const auto text = [&](const QString& said, double y) {
                const double width = widthOf(said);
                return QRectF(column.middle() - width / 2, y, width, textHeight());
            };
            const double captions = lane.middle + lane.below + captionGap;
            unit.titleBox = text(unit.title, captions);
            unit.subtitleBox = text(unit.subtitle, captions + textHeight());
            for (const LayerId id : unit.layers)
                result_.unitOfLayer.emplace(id, static_cast<int>(i));
            result_.units.push_back(std::move(unit));
        }
        const double right = columns_.back().right();
        result_.bounds = QRectF(0, 0, right, bottom_).adjusted(-margin, 0, margin + gap, margin);
    }

    /// A frame reaches up to the highest lane of its layers and of the connections that end or rise inside it. Its
    /// title needs room where others pass above.
    void findFrameTops() {
        if (frames_.empty())
            return;
        const auto reach = [this](int unit, int lane) {
            const auto& sized = units_[static_cast<std::size_t>(unit)];
            if (sized.framed) {
                int& top = frameTops_.try_emplace(sized.block, 0).first->second;
                top = std::min(top, lane);
            }
        };
        std::vector<int> highest(columns_.size(), 0);  // lane that is used in each column
        for (std::size_t i = 0; i < units_.size(); ++i) {
            firstOf_.try_emplace(units_[i].block, i);
            reach(static_cast<int>(i), lanes_.lanes[i]);
        }
        for (const auto& connection : lanes_.connections) {
            const auto from = columnOf(static_cast<std::size_t>(connection.from));
            const auto to = columnOf(static_cast<std::size_t>(connection.to));
            reach(connection.to, connection.lane);
            const auto frame = frames_.find(units_[static_cast<std::size_t>(connection.from)].block);
            if (frame != frames_.end() && from < frame->second.second)
                reach(connection.from, connection.lane);
            for (auto column = from; column <= to; ++column)
                highest[column] = std::min(highest[column], connection.lane);
        }
        for (const auto& [block, span] : frames_)
            for (auto column = span.first; column <= span.second; ++column)
                if (highest[column] < frameTops_[block])
                    row(frameTops_[block]).titled = true;
    }

    void placeFrames() {
        for (const auto& [block, span] : frames_) {
            const Lane& top = row(frameTops_[block]);
            const double y = top.middle - top.above - framePadding / 2;
            DiagramFrame frame;
            frame.box = QRectF(QPointF(columns_[span.first].left - framePadding, y - frameTitle),
                               QPointF(columns_[span.second].right() + framePadding, bottom_ + framePadding / 2));
            frame.block = result_.units[firstOf_[block]].block;
            const double width = std::min(widthOf(frame.block) + 24, frame.box.width() - 8);
            frame.titleBox = QRectF(frame.box.left() + 4, frame.box.top() + 2, width, frameTitle - 2);
            result_.frames.push_back(frame);
            result_.bounds = result_.bounds.united(frame.box.adjusted(-margin, 0, margin, margin));
        }
    }

    double trackX(std::size_t column, int track) const {
        const int side = track % 2 == 0 ? track / 2 : -(track + 1) / 2;
        return columns_[column].gapMiddle + trackStep * side;
    }

    void connect() {
        for (const auto& laid : lanes_.connections) {
            const DiagramUnit& from = result_.units[static_cast<std::size_t>(laid.from)];
            const DiagramUnit& to = result_.units[static_cast<std::size_t>(laid.to)];
            const double start = row(from.lane).middle;
            const double way = row(laid.lane).middle;
            QPolygonF path;
            // From the middle of the side that can be seen.
            path << QPointF((from.front.right() + from.body.right()) / 2, start);
            if (laid.lane != from.lane) {
                const double x = trackX(static_cast<std::size_t>(from.column), laid.leaveTrack);
                path << QPointF(x, start) << QPointF(x, way);
            }
            switch (laid.entry) {
            case LaidConnection::Entry::along:
                path << QPointF(to.front.left(), way);
                break;
            case LaidConnection::Entry::above: {
                // On the back edge of what can be seen of the top; many on a thin one spread over all of its body.
                const double oblique = to.body.right() - to.front.right();
                const bool fits = to.front.width() >= leastStep * (laid.slots + 1);
                const double middle = fits ? to.front.center().x() + oblique : to.body.center().x();
                const double step = std::min(entryStep, (fits ? to.front.width() : to.body.width()) / (laid.slots + 1));
                const double x = middle + (laid.slot - (laid.slots - 1) / 2.0) * step;
                path << QPointF(x, way) << QPointF(x, to.body.top());
                break;
            }
            case LaidConnection::Entry::beside: {
                const double x = trackX(static_cast<std::size_t>(to.column) - 1, laid.enterTrack);
                const double y = to.front.center().y() - to.front.height() / 2 * (laid.slot + 1.0) / (laid.slots + 1.0);
                path << QPointF(x, way) << QPointF(x, y) << QPointF(to.front.left(), y);
                break;
            }
            }
            result_.connections.push_back({laid.from, laid.to, path});
        }
    }

    /// Between what stands behind each other; in a column of several behind the widest.
    void placeCuts() {
        for (auto& unit : result_.units)
            unit.cutX = columns_[static_cast<std::size_t>(unit.column)].gapMiddle;
    }

    std::vector<SizedUnit> units_;
    Lanes lanes_;
    QFontMetricsF metrics_;
    QHash<QString, double> widths_;
    std::vector<Column> columns_;
    std::vector<Lane> rows_;  ///< from the highest lane down to 0
    std::map<std::size_t, std::pair<std::size_t, std::size_t>> frames_;
    std::map<std::size_t, int> frameTops_;        ///< the highest lane of each framed block
    std::map<std::size_t, std::size_t> firstOf_;  ///< unit of each block
    double bottom_ = 0;
    DiagramLayout result_;
};

}  // namespace

DiagramLayout layoutDiagram(const Network& network, const QSet<QString>& unfolded, const QFont& font) {
    return Work(network, unfolded, font).layout();
}

int DiagramLayout::unitOf(LayerId layer) const {
    const auto found = unitOfLayer.find(layer);
    return found == unitOfLayer.end() ? -1 : found->second;
}

int DiagramLayout::unitAt(const QPointF& point) const {
    // A little more than the body: thin plates must be easy to hit.
    constexpr double reach = 3;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const DiagramUnit& unit = units[i];
        if (unit.body.adjusted(-reach, -reach, reach, reach).contains(point) || unit.titleBox.contains(point) ||
            unit.subtitleBox.contains(point))
            return static_cast<int>(i);
    }
    return -1;
}

int DiagramLayout::frameTitleAt(const QPointF& point) const {
    for (std::size_t i = 0; i < frames.size(); ++i)
        if (frames[i].titleBox.contains(point))
            return static_cast<int>(i);
    return -1;
}

int DiagramLayout::unitCutAt(double x) const {
    int last = -1;
    for (std::size_t i = 0; i < units.size(); ++i)
        if (std::max(units[i].body.right(), units[i].titleBox.right()) <= x)
            last = static_cast<int>(i);
    return last;
}

}  // namespace layerbench
