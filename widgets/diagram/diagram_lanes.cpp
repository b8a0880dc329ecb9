// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_lanes.h"

#include <algorithm>
#include <functional>
#include <span>
#include <unordered_map>

namespace layerbench {

namespace {

using Entry = LaidConnection::Entry;

/// Which cells are taken, and by which unit or whose connection. Few lanes are used at once, so a column's are a short
/// list.
class Cells {
public:
    explicit Cells(std::size_t columns) : taken_(columns) {}

    /// Not taken, or by `owner` itself.
    bool free(int column, int lane, int owner = -1) const {
        return std::ranges::none_of(taken_[static_cast<std::size_t>(column)],
                                    [&](const Taken& cell) { return cell.lane == lane && cell.owner != owner; });
    }
    void take(int column, int lane, int owner) { taken_[static_cast<std::size_t>(column)].push_back({lane, owner}); }

private:
    struct Taken {
        int lane;
        int owner;
    };
    std::vector<std::vector<Taken>> taken_;
};

/// For each unit the units that it takes its input from, in order.
using Sources = std::vector<std::vector<int>>;

Sources sourcesOf(const Network& network, const std::vector<SizedUnit>& units) {
    std::unordered_map<LayerId, int> unitOf;
    for (std::size_t i = 0; i < units.size(); ++i)
        for (const LayerId id : units[i].unit.layers)
            unitOf[id] = static_cast<int>(i);
    Sources sources(units.size());
    for (std::size_t i = 1; i < units.size(); ++i)
        for (const LayerId id : units[i].unit.layers)
            for (const LayerId input : network.layer(id).inputs) {
                const int from = unitOf.at(input);
                auto& all = sources[i];
                if (from != static_cast<int>(i) && std::ranges::find(all, from) == all.end())
                    all.push_back(from);
            }
    return sources;
}

std::vector<int> columnsOf(const std::vector<SizedUnit>& units, const Sources& sources) {
    std::vector<int> columns;
    int first = 0;  // that the block may have
    int reach = 0;  // the last one so far
    std::size_t block = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (units[i].block != block) {
            block = units[i].block;
            first = reach + 1;
        }
        int column = first;
        for (const int from : sources[i])
            column = std::max(column, columns[static_cast<std::size_t>(from)] + 1);
        columns.push_back(column);
        reach = std::max(reach, column);
    }
    return columns;
}

class Router {
public:
    Router(Lanes& lanes, const Sources& sources)
        : lanes_(lanes), sources_(sources), cells_(lanes.tracks.size()), gaps_(lanes.tracks.size()),
          continued_(sources.size(), false) {}

    void place(int unit) {
        int lane = wantedLane(unit);
        if (!fits(unit, lane))
            for (lane = 0; !fits(unit, lane); --lane) {
            }
        cells_.take(column(unit), lane, unit);
        gaps_.take(column(unit), lane, unit);
        lanes_.lanes.push_back(lane);
        lanes_.top = std::min(lanes_.top, lane);
        const auto first = lanes_.connections.size();
        for (const int source : sources_[static_cast<std::size_t>(unit)]) {
            lanes_.connections.push_back(route(source, unit));
            lanes_.top = std::min(lanes_.top, lanes_.connections.back().lane);
        }
        giveSlots(std::span(lanes_.connections).subspan(first));
    }

private:
    int column(int unit) const { return lanes_.columns[static_cast<std::size_t>(unit)]; }
    int lane(int unit) const { return lanes_.lanes[static_cast<std::size_t>(unit)]; }
    bool fits(int unit, int way) const { return cells_.free(column(unit), way) && gaps_.free(column(unit), way); }

    /// A branch goes on in its lane; where it splits, the first keeps the lane. Where branches meet, it is the lowest.
    int wantedLane(int unit) {
        const auto& from = sources_[static_cast<std::size_t>(unit)];
        if (from.empty())
            return 0;
        if (from.size() == 1) {
            const bool first = !continued_[static_cast<std::size_t>(from[0])];
            continued_[static_cast<std::size_t>(from[0])] = true;
            return first ? lane(from[0]) : 0;
        }
        return lane(*std::ranges::max_element(from, {}, [this](int source) { return lane(source); }));
    }

    /// Whether a connection could run along `way` from behind its source up to its end's column.
    bool runs(int source, int unit, int way) const {
        if (way != lane(source) && !gaps_.free(column(source), way, source))
            return false;
        for (int between = column(source) + 1; between < column(unit); ++between)
            if (!cells_.free(between, way) || !gaps_.free(between, way))
                return false;
        return true;
    }

    LaidConnection taken(int source, int unit, int way, Entry entry) {
        if (way != lane(source))
            gaps_.take(column(source), way, source);
        for (int between = column(source) + 1; between < column(unit); ++between) {
            cells_.take(between, way, source);
            gaps_.take(between, way, source);
        }
        // What comes down on a unit may pass by what does so too, so they belong to the unit.
        if (entry == Entry::above)
            for (int passed = way; passed < lane(unit); ++passed)
                cells_.take(column(unit), passed, unit);
        return {.from = source, .to = unit, .lane = way, .entry = entry};
    }

    LaidConnection route(int source, int unit) {
        const bool alone = sources_[static_cast<std::size_t>(unit)].size() == 1;
        if ((alone || lane(source) == lane(unit)) && runs(source, unit, lane(unit)))
            return taken(source, unit, lane(unit), Entry::along);
        // Down on the end, unless something stands above it.
        const int start = std::min(lane(source), lane(unit) - 1);
        bool open = true;
        for (int passed = lane(unit) - 1; open && passed > start; --passed)
            open = cells_.free(column(unit), passed, unit);
        for (int way = start; open; --way) {
            open = cells_.free(column(unit), way, unit);
            if (open && runs(source, unit, way))
                return taken(source, unit, way, Entry::above);
        }
        for (int away = 0;; ++away)
            for (const int way : {lane(source) - away, lane(source) + away})
                if (way <= 0 && runs(source, unit, way))
                    return taken(source, unit, way, Entry::beside);
    }

    /// What comes from the nearest lane stands leftmost, so that no two cross.
    static void giveSlots(std::span<LaidConnection> entering) {
        for (const Entry entry : {Entry::above, Entry::beside}) {
            std::vector<LaidConnection*> same;
            for (auto& connection : entering)
                if (connection.entry == entry)
                    same.push_back(&connection);
            std::ranges::stable_sort(same, std::greater{}, [](const LaidConnection* c) { return c->lane; });
            for (std::size_t i = 0; i < same.size(); ++i) {
                same[i]->slot = static_cast<int>(i);
                same[i]->slots = static_cast<int>(same.size());
            }
        }
    }

    Lanes& lanes_;
    const Sources& sources_;
    Cells cells_;
    Cells gaps_;  ///< behind each column
    std::vector<bool> continued_;
};

/// Vertical pieces of different sources that would touch get different tracks of their gap.
class Tracks {
public:
    explicit Tracks(Lanes& lanes) : lanes_(lanes), pieces_(lanes.tracks.size()) {}

    int give(int column, int source, int one, int other) {
        const auto [low, high] = std::minmax(one, other);
        auto& pieces = pieces_[static_cast<std::size_t>(column)];
        int track = 0;
        const auto blocked = [&](const Piece& piece) {
            return piece.track == track && piece.source != source && piece.low <= high && low <= piece.high;
        };
        while (std::ranges::any_of(pieces, blocked))
            ++track;
        pieces.push_back({source, track, low, high});
        int& count = lanes_.tracks[static_cast<std::size_t>(column)];
        count = std::max(count, track + 1);
        return track;
    }

private:
    struct Piece {
        int source;
        int track;
        int low;
        int high;
    };
    Lanes& lanes_;
    std::vector<std::vector<Piece>> pieces_;
};

}  // namespace

Lanes laneOut(const Network& network, const std::vector<SizedUnit>& units) {
    Lanes lanes;
    const Sources sources = sourcesOf(network, units);
    lanes.columns = columnsOf(units, sources);
    lanes.tracks.assign(static_cast<std::size_t>(std::ranges::max(lanes.columns)) + 1, 0);
    Router router(lanes, sources);
    for (int unit = 0; unit < std::ssize(units); ++unit)
        router.place(unit);
    Tracks tracks(lanes);
    for (auto& connection : lanes.connections) {
        const auto from = static_cast<std::size_t>(connection.from);
        const auto to = static_cast<std::size_t>(connection.to);
        if (connection.lane != lanes.lanes[from])
            connection.leaveTrack =
                tracks.give(lanes.columns[from], connection.from, lanes.lanes[from], connection.lane);
        if (connection.entry == Entry::beside)
            connection.enterTrack =
                tracks.give(lanes.columns[to] - 1, connection.from, connection.lane, lanes.lanes[to]);
    }
    return lanes;
}

}  // namespace layerbench
