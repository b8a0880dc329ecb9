// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/network_source.h"
#include "core/study/adviser.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace layerbench {

/// What the network was trained on, as DATA, where the program has it: the demonstration network's samples. Else empty.
std::string originalData(const OpenedNetwork& network);

/// Opens the original data: `source` where it is named, else originalData(); none where there is none. Every picture
/// is looked at once. Errors: data that cannot be opened, and a stop.
Result<std::optional<Dataset>> openOriginal(const OpenedNetwork& network, const std::string& source, std::uint64_t seed,
                                            int threads, const RunControl& control);

struct AdviceRequest {
    std::string source;  ///< the original data; empty: originalData()
    std::uint64_t seed = 1;
    ComputeOptions compute;
};

/// Opens the original data where there is some, observes and advises. `dataset` must have been checked. `progress` is
/// told (done, all) in pictures. Errors: those of observe(), and original data that cannot be opened.
Result<Advice> adviseOn(Engine& engine, const OpenedNetwork& network, const Dataset& dataset,
                        const AdviceRequest& request, const RunControl& control,
                        const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace layerbench
