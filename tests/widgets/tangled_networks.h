// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Networks that no architecture has, for the layout to cope with.

#include "tests/network/networks.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace layerbench::fixture {

/// A network that no architecture has: a long shortcut over whole blocks and three branches of different length.
inline Network tangled() {
    Builder b(3, 32);
    const auto stem = b.add("stem", Kind::conv2d, convolution(8));
    const auto one = b.add("a.conv", Kind::conv2d, convolution(8), {stem});
    const auto two = b.add("b.conv", Kind::conv2d, convolution(8), {stem});
    const auto twoMore = b.add("b.relu", Kind::relu, {}, {two});
    const auto three = b.add("c.conv", Kind::conv2d, convolution(8), {stem});
    const auto threeMore = b.add("c.relu", Kind::relu, {}, {three});
    const auto threeLast = b.add("c.bn", Kind::batchNorm2d, {}, {threeMore});
    b.add("left.add", Kind::add, {}, {one, twoMore});
    const auto left = b.parts.layers.back().id;
    const auto right = b.add("right.add", Kind::add, {}, {one, threeLast});
    b.add("all.concat", Kind::concat, {}, {left, right, stem, twoMore});
    b.add("tail.conv", Kind::conv2d, convolution(8, 1));
    b.add("tail.add", Kind::add, {}, {b.parts.layers.back().id, stem});
    b.add("pool", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

/// Blocks whose layers stand among each other's, as layers that are put in under free names can.
inline Network interleaved() {
    Builder b(3, 32);
    b.add("stem", Kind::conv2d, convolution(8));
    for (const char* name : {"one.0.a", "two.0.a", "one.0.b", "two.0.b"})
        b.add(name, Kind::relu);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

/// Convolutions, activations and sums of what came shortly before, in blocks of one to nine layers.
inline Network random(unsigned seed) {
    std::mt19937 generator(seed);
    const auto below = [&](unsigned count) { return static_cast<unsigned>(generator() % count); };
    Builder b(3, 32);
    std::vector<LayerId> made{b.add("stem", Kind::conv2d, convolution(8))};
    const std::size_t reach = 2 + below(8);
    const auto source = [&] {
        const auto back = static_cast<unsigned>(std::min(made.size(), reach));
        return below(2) == 0 ? made.back() : made[made.size() - 1 - below(back)];
    };
    const unsigned blockCount = 1 + below(6);
    for (unsigned block = 0; block < blockCount; ++block) {
        const std::string start = below(3) == 0 ? "" : "stage." + std::to_string(block) + ".";
        for (unsigned layers = 1 + below(9); layers > 0; --layers) {
            const std::string name = start + "layer" + std::to_string(made.size());
            std::set<LayerId> inputs{source()};
            if (below(5) > 2)
                inputs.insert({source(), source(), source()});
            if (inputs.size() > 1)
                made.push_back(b.add(name, Kind::add, {}, {inputs.begin(), inputs.end()}));
            else if (below(3) == 0)
                made.push_back(b.add(name, Kind::relu, {}, {*inputs.begin()}));
            else
                made.push_back(b.add(name, Kind::conv2d, convolution(8), {*inputs.begin()}));
        }
    }
    b.add("pool", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    // Every layer but the last must lead on.
    std::set<LayerId> used{b.parts.layers.back().id};
    for (auto layer = b.parts.layers.rbegin(); layer != b.parts.layers.rend(); ++layer)
        if (used.contains(layer->id))
            used.insert(layer->inputs.begin(), layer->inputs.end());
    std::erase_if(b.parts.layers, [&](const Layer& layer) { return !used.contains(layer.id); });
    return b.network();
}

}  // namespace layerbench::fixture
