// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/network_source.h"
#include "core/study/adviser.h"

#include <cstdint>
#include <functional>
#include <string>

namespace layerbench {

/// What the network was trained on, as DATA: `named` where the user has named it, else what the program has (the
/// demonstration network's samples). Empty: not at hand.
std::string originalData(const OpenedNetwork& network, const std::string& named = {});

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
