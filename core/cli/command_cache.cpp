// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/project/caches.h"

#include <iostream>
#include <memory>
#include <optional>
#include <string>

namespace layerbench {

namespace {

constexpr std::int64_t megabyte = 1'000'000;

struct Options {
    bool clear = false;
    std::optional<std::int64_t> memory;
    std::optional<std::int64_t> disk;
};

Result<int> cache(const Options& options) {
    const auto folder = cacheFolder();
    if (folder.empty()) {
        std::cout << "nothing is kept: LAYERBENCH_CACHE is off, or no home folder is known\n";
        return exitDone;
    }
    if (options.clear)
        LB_CHECK(clearCache(folder));
    FeatureKeeping limits = cacheLimits(folder);
    if (options.memory || options.disk) {
        LB_CHECK(setCacheLimits(folder, options.memory ? *options.memory * megabyte : limits.memoryBytes,
                                options.disk ? *options.disk * megabyte : limits.diskBytes));
        limits = cacheLimits(folder);
    }
    const CacheUse use = cacheUse(folder);
    std::cout << folder.string() << ": " << use.files << " files, " << use.bytes / megabyte << " MB\n"
              << "features of frozen layers: at most " << limits.memoryBytes / megabyte << " MB in memory and "
              << limits.diskBytes / megabyte << " MB on the disk; larger ones than the memory may take are used from "
              << "the disk\n";
    return exitDone;
}

}  // namespace

void addCache(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "cache", "Says what is kept on the disk to save time, and how much of it; sets limits; deletes it.\n"
                 "The folder is LAYERBENCH_CACHE, else ~/.cache/layerbench; LAYERBENCH_CACHE=off keeps nothing.\n"
                 "Example: layerbench-cli cache --disk 2000");
    constexpr std::int64_t most = std::int64_t{1} << 30;
    command->add_option("--memory", options->memory, "Most megabytes of features in memory; larger go to the disk")
        ->check(CLI::Range(std::int64_t{0}, most));
    command->add_option("--disk", options->disk, "Most megabytes of features on the disk; 0: none")
        ->check(CLI::Range(std::int64_t{0}, most));
    command->add_flag("--clear", options->clear, "Deletes what is kept");
    command->callback([&action, options] { action = [options] { return cache(*options); }; });
}

}  // namespace layerbench
