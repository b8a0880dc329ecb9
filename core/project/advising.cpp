// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/advising.h"

#include <optional>

namespace layerbench {

std::string originalData(const OpenedNetwork& network) {
    return network.source.description == "demo" ? "samples:base" : "";
}

Result<std::optional<Dataset>> openOriginal(const OpenedNetwork& network, const std::string& named, std::uint64_t seed,
                                            int threads, const RunControl& control) {
    const std::string source = named.empty() ? originalData(network) : named;
    if (source.empty())
        return std::optional<Dataset>();
    LB_TRY(Dataset listed, openDataset(source, {.seed = seed}));
    LB_TRY(Dataset checked, checkDataset(std::move(listed), threads,
                                         [&](std::int64_t, std::int64_t) { return !control.stopRequested(); }));
    return std::optional(std::move(checked));
}

Result<Advice> adviseOn(Engine& engine, const OpenedNetwork& network, const Dataset& dataset,
                        const AdviceRequest& request, const RunControl& control,
                        const std::function<void(std::int64_t, std::int64_t)>& progress) {
    LB_TRY(const auto original,
           openOriginal(network, request.source, request.seed, threadCount(request.compute), control));
    ObservationOptions options;
    options.seed = request.seed;
    options.compute = request.compute;
    options.source = original ? &*original : nullptr;
    LB_TRY(Observation observation, observe(engine, network.network, dataset, options, control, progress));
    return advise(std::move(observation));
}

}  // namespace layerbench
