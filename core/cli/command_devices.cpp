// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/training/engine.h"

#include <iostream>

namespace layerbench {

namespace {

Result<int> listDevices() {
    LB_TRY(const Engine* engine, loadEngine());
    std::cout << engine->version() << '\n';
    for (const auto& device : engine->devices())
        std::cout << device.name << "  "
                  << (device.available ? device.description : "not available: " + device.reason.english()) << '\n';
    return exitDone;
}

}  // namespace

void addDevices(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("devices", "What LibTorch can train on, and why not on more.\n"
                                                  "Example: layerbench-cli devices");
    command->callback([&action] { action = listDevices; });
}

}  // namespace layerbench
