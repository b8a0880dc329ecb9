// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/advising.h"

#include <optional>

namespace layerbench {

std::string originalData(const OpenedNetwork& network, const std::string& named) {
    return !named.empty() || network.source.description != "demo" ? named : "samples:base";
}

Result<Advice> adviseOn(Engine& engine, const OpenedNetwork& network, const Dataset& dataset,
                        const AdviceRequest& request, const RunControl& control,
                        const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const std::string source = originalData(network, request.source);
    std::optional<Dataset> original;
    if (!source.empty()) {
        LB_TRY(Dataset listed, openDataset(source, {.seed = request.seed}));
        LB_TRY(original, checkDataset(std::move(listed), threadCount(request.compute),
                                      [&](std::int64_t, std::int64_t) { return !control.stopRequested(); }));
    }
    ObservationOptions options;
    options.seed = request.seed;
    options.compute = request.compute;
    options.source = original ? &*original : nullptr;
    LB_TRY(Observation observation, observe(engine, network.network, dataset, options, control, progress));
    return advise(std::move(observation));
}

}  // namespace layerbench
