// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <string>
#include <utility>
#include <vector>

namespace layerbench::bench {

/// Writes a network down layer by layer; a layer without inputs follows the one before it.
class Parts {
public:
    explicit Parts(std::int64_t side = 32) {
        parts.input.channels = 3;
        parts.input.height = parts.input.width = side;
        parts.input.mean.assign(3, 0.5f);
        parts.input.std.assign(3, 0.25f);
        shapes_.push_back(parts.input.shape());
    }
    LayerId add(const std::string& name, Kind kind, const Attributes& attributes = {},
                std::vector<LayerId> inputs = {}) {
        if (inputs.empty())
            inputs = {static_cast<LayerId>(parts.layers.size())};
        std::vector<Shape> from;
        for (const auto id : inputs)
            from.push_back(shapes_[static_cast<std::size_t>(id)]);
        Layer layer = *makeLayer(kind, attributes, from, {});
        layer.id = static_cast<LayerId>(parts.layers.size() + 1);
        layer.name = name;
        layer.inputs = std::move(inputs);
        shapes_.push_back(*kindInfo(kind).outputShape(layer.attributes, from));
        parts.layers.push_back(std::move(layer));
        return parts.layers.back().id;
    }
    void addHead() {
        add("pool", Kind::adaptiveAvgPool2d);
        add("flatten", Kind::flatten);
        parts.head = add("fc", Kind::linear, {{"out_features", std::int64_t{10}}});
    }
    std::size_t size() const { return parts.layers.size(); }

    NetworkParts parts;

private:
    std::vector<Shape> shapes_;  ///< by id
};

}  // namespace layerbench::bench
