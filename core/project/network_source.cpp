// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/network_source.h"

#include "core/models/pretrained.h"
#include "core/project/project.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

namespace layerbench {

namespace {

struct RunReference {
    std::string project;
    std::int64_t run = 0;
};

/// "PROJECT.layerbench#3" taken apart; nothing where the description is of another form.
std::optional<RunReference> runReference(const std::string& description) {
    const auto hash = description.rfind('#');
    if (hash == std::string::npos || !std::string_view(description).substr(0, hash).ends_with(".layerbench"))
        return {};
    RunReference reference{description.substr(0, hash), 0};
    const char* end = description.data() + description.size();
    const auto [rest, error] = std::from_chars(description.data() + hash + 1, end, reference.run);
    if (error != std::errc{} || rest != end)
        return {};
    return reference;
}

Result<OpenedNetwork> openRun(const std::string& description, const RunReference& reference) {
    LB_TRY(const Project project, Project::open(reference.project, Project::Access::read));
    LB_TRY(Network network, project.runNetwork(reference.run));
    const auto fileName = std::filesystem::path(reference.project).filename().string();
    LB_TRY(const RunSummary summary, project.summary(reference.run));
    LB_TRY(DatasetRecord data, project.dataset(summary.dataset));
    return OpenedNetwork{network, SourceRecord{description, fileName, {}, network}, std::move(data), {}};
}

}  // namespace

Result<OpenedNetwork> openNetworkSource(const std::string& description) {
    if (const auto reference = runReference(description))
        return openRun(description, *reference);
    LB_TRY(LoadedNetwork loaded, openNetwork(description));
    SourceRecord source{description, loaded.file.filename().string(), loaded.sourceSha256, loaded.network};
    Text report;
    if (!loaded.file.empty())
        report = loaded.report.summary();
    return OpenedNetwork{std::move(loaded.network), std::move(source), {}, std::move(report)};
}

}  // namespace layerbench
