// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/network/cost.h"
#include "core/project/network_source.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::string network;
    bool json = false;
};

void printJson(const Network& network) {
    nlohmann::ordered_json answer;
    answer["architecture"] = network.architecture();
    answer["layers"] = nlohmann::ordered_json::array();
    for (const auto& layer : network.layers()) {
        const Cost one = cost(network, layer.id);
        answer["layers"].push_back({{"name", layer.name},
                                    {"kind", kindInfo(layer.kind).name},
                                    {"output_shape", network.shapeOf(layer.id)},
                                    {"parameters", one.parameters},
                                    {"multiply_adds", one.multiplyAdds},
                                    {"trainable", layer.trainable}});
    }
    const Cost all = cost(network);
    answer["parameters"] = all.parameters;
    answer["multiply_adds"] = all.multiplyAdds;
    answer["classes"] = network.classCount();
    answer["class_names"] = network.classNames();
    answer["head"] = network.head() == LayerId::input ? "" : network.layer(network.head()).name;
    answer["input_shape"] = network.input().shape();
    std::cout << answer.dump(2) << '\n';
}

/// 1 234 567 as 1,234,567.
std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3)
        digits.insert(static_cast<std::size_t>(place), ",");
    return digits;
}

void printTable(const Network& network) {
    std::size_t width = 5;
    for (const auto& layer : network.layers())
        width = std::max(width, layer.name.size());
    const int column = static_cast<int>(width);
    std::printf("%-*s  %-17s  %-15s  %12s  %15s\n", column, "layer", "kind", "output", "parameters", "multiply-adds");
    for (const auto& layer : network.layers()) {
        const Cost one = cost(network, layer.id);
        const std::string shape = toText(network.shapeOf(layer.id));
        // "×" is two bytes and one column.
        const auto wide = static_cast<int>(std::ranges::count(shape, '\xc3'));
        std::printf("%-*s  %-17s  %-*s  %12s  %15s%s%s\n", column, layer.name.c_str(),
                    std::string(kindInfo(layer.kind).name).c_str(), 15 + wide, shape.c_str(),
                    one.parameters > 0 ? grouped(one.parameters).c_str() : "",
                    one.multiplyAdds > 0 ? grouped(one.multiplyAdds).c_str() : "", layer.trainable ? "" : "  frozen",
                    layer.id == network.head() ? "  head" : "");
    }
    const Cost all = cost(network);
    std::printf("%s: input %s, %s parameters (%s trainable), %s multiply-adds, %lld classes\n",
                network.architecture().c_str(), toText(network.input().shape()).c_str(),
                grouped(all.parameters).c_str(), grouped(all.trainableParameters).c_str(),
                grouped(all.multiplyAdds).c_str(), static_cast<long long>(network.classCount()));
}

Result<int> inspect(const Options& options) {
    LB_TRY(const OpenedNetwork opened, openNetworkSource(options.network));
    if (options.json)
        printJson(opened.network);
    else
        printTable(opened.network);
    return exitDone;
}

}  // namespace

void addInspect(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("inspect", "Lists the layers: name, kind, output shape, parameters, multiply-adds, "
                                      "trainable.\nExample: layerbench-cli inspect squeezenet1_1:weights.pth");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([&action, options] { action = [options] { return inspect(*options); }; });
}

}  // namespace layerbench
