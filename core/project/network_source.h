// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/result.h"
#include "core/project/records.h"

#include <optional>
#include <string>

namespace layerbench {

/// A network from anywhere, with what a project keeps of where it came from.
struct OpenedNetwork {
    Network network;
    SourceRecord source;
    std::optional<DatasetRecord> trainedOn;  ///< for the result of a run: its data and split
    Text report;  ///< how a weight file matched the architecture; empty where there was no file to match
};

/// Every form of NETWORK that the command line and the window know: "demo", "ARCHITECTURE:FILE", a bare weight file,
/// "ARCHITECTURE:random", and "PROJECT.layerbench#ID" for the result of a run.
Result<OpenedNetwork> openNetworkSource(const std::string& description);

}  // namespace layerbench
