// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_units.h"

#include "core/network/blocks.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr double smallestHeight = 16;
constexpr double obliqueShare = 0.28;
constexpr double plateWidth = 4;
constexpr double junctionSize = 20;

bool isJunction(Kind kind) {
    return kind == Kind::add || kind == Kind::concat;
}

double heightOf(const Shape& map, const Shape& picture) {
    const double share = static_cast<double>(map[1]) / static_cast<double>(picture[1]);
    return std::clamp(largestHeight * std::sqrt(share), smallestHeight, largestHeight);
}

double widthOf(std::int64_t channels) {
    return 4 + 0.8 * std::sqrt(static_cast<double>(channels));
}

double columnHeight(std::int64_t features) {
    return std::clamp(18 * std::log2(static_cast<double>(features) + 1), 34.0, 150.0);
}

std::int64_t parameterCount(const Layer& layer) {
    std::int64_t count = 0;
    for (const auto& parameter : layer.parameters)
        count += parameter.buffer ? 0 : elementCount(parameter.shape);
    return count;
}

/// The layer that gives a group its form: the one with the most weights, else the first.
LayerId mainOf(const Network& network, const std::vector<LayerId>& layers) {
    return *std::ranges::max_element(layers, {}, [&](LayerId id) { return parameterCount(network.layer(id)); });
}

UnitForm formOf(const Network& network, const DiagramUnit& unit) {
    const Kind kind = network.layer(unit.main).kind;
    if (kind == Kind::conv2d)
        return UnitForm::slab;
    if (kind == Kind::linear)
        return UnitForm::column;
    if (unit.layers.size() == 1 && isJunction(kind))
        return UnitForm::junction;
    return UnitForm::plate;
}

void giveSize(SizedUnit& sized, const Network& network) {
    const Shape picture = network.input().shape();
    const DiagramUnit& unit = sized.unit;
    const Shape& own = network.shapeOf(unit.main);
    const bool map = own.size() == 3;
    switch (unit.form) {
    case UnitForm::junction:
        sized.front = {junctionSize, junctionSize};
        return;
    case UnitForm::column:
        sized.front = {16, columnHeight(own.empty() ? 1 : own[0])};
        return;
    case UnitForm::picture:
    case UnitForm::plate:
    case UnitForm::slab:
        break;
    }
    const double height = map ? heightOf(own, picture) : columnHeight(own.empty() ? 1 : own[0]) * 0.6;
    const double width = unit.form == UnitForm::slab ? widthOf(own[0]) : plateWidth;
    sized.front = {width, height};
    sized.oblique = QSizeF(height, height) * obliqueShare;
}

/// Without the spaces: columns are as wide as their texts.
QString narrow(const Shape& shape) {
    return shapeText(shape).remove(QLatin1Char(' '));
}

QString lastPart(const std::string& name) {
    const auto dot = name.rfind('.');
    return toQString(dot == std::string::npos ? name : name.substr(dot + 1));
}

SizedUnit unitFor(const Network& network, std::vector<LayerId> layers, const Block& block, std::size_t number) {
    SizedUnit sized;
    DiagramUnit& unit = sized.unit;
    const bool whole = layers.size() == block.layers.size();
    unit.folded = layers.size() > 1;
    unit.main = mainOf(network, layers);
    unit.kind = network.layer(unit.main).kind;
    const Layer& first = network.layer(layers.front());
    const std::string name = whole ? block.name : first.name;
    unit.key = toQString(unit.folded ? block.name : first.name);
    // Inside a frame the block's name stands on the frame.
    unit.title = !whole && name.starts_with(block.name + ".") ? toQString(name.substr(block.name.size() + 1))
                 : !whole && name.find('.') != std::string::npos && block.name.find('.') != std::string::npos
                     ? lastPart(name)
                     : toQString(whole && !unit.folded ? first.name : name);
    unit.subtitle = narrow(network.shapeOf(layers.back()));
    unit.block = toQString(block.name);
    unit.layers = std::move(layers);
    unit.form = formOf(network, unit);
    unit.state = stateOf(network, unit.layers);
    sized.block = number;
    giveSize(sized, network);
    return sized;
}

SizedUnit pictureOf(const Network& network) {
    SizedUnit sized;
    sized.unit.key = QStringLiteral("input");
    sized.unit.title = QCoreApplication::translate("Diagram", "picture");
    sized.unit.subtitle = narrow(network.input().shape());
    sized.unit.layers = {LayerId::input};
    sized.unit.form = UnitForm::picture;
    giveSize(sized, network);
    return sized;
}

/// The blocks, in an order in which every input comes before its use. One with other layers between its own could stand
/// neither before nor behind these, so its layers stand for themselves.
std::vector<Block> blocksInARow(const Network& network) {
    std::vector<Block> row;
    for (auto& block : blocks(network)) {
        const auto length = network.indexOf(block.layers.back()) - network.indexOf(block.layers.front()) + 1;
        if (length == block.layers.size())
            row.push_back(std::move(block));
        else
            for (const LayerId id : block.layers)
                row.push_back({network.layer(id).name, {id}});
    }
    std::ranges::sort(row, {}, [&](const Block& block) { return network.indexOf(block.layers.front()); });
    return row;
}

}  // namespace

std::vector<SizedUnit> unitsOf(const Network& network, const QSet<QString>& unfolded) {
    std::vector<SizedUnit> units{pictureOf(network)};
    std::size_t number = 0;
    for (const auto& block : blocksInARow(network)) {
        ++number;
        const bool framed = block.layers.size() > 1 && unfolded.contains(toQString(block.name));
        if (!framed) {
            units.push_back(unitFor(network, block.layers, block, number));
            continue;
        }
        for (const LayerId id : block.layers) {
            units.push_back(unitFor(network, {id}, block, number));
            units.back().framed = true;
        }
    }
    return units;
}

QSet<QString> foldableBlocks(const Network& network) {
    QSet<QString> names;
    for (const auto& block : blocksInARow(network))
        if (block.layers.size() > 1)
            names.insert(toQString(block.name));
    return names;
}

}  // namespace layerbench
