// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/caches.h"

#include "core/data/known_pictures.h"
#include "core/project/json_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

namespace layerbench {

namespace {

namespace fs = std::filesystem;

constexpr const char* features = "features";
constexpr const char* knownPictures = "known-pictures";

fs::path limitsFile(const fs::path& folder) {
    return folder / "limits.json";
}

const char* variable(const char* name) {
    const char* const value = std::getenv(name);
    return value && *value ? value : nullptr;
}

Result<void> readLimits(const std::string& text, FeatureKeeping& keeping) {
    LB_TRY(const Json json, parseJson(text));
    const JsonNode root{&json, ""};
    LB_CHECK(checkKeys(root, {"memory_bytes", "disk_bytes"}));
    constexpr std::int64_t most = std::int64_t{1} << 53;
    LB_TRY(const auto memory, member(root, "memory_bytes"));
    LB_TRY(const auto memoryBytes, asInteger(memory, 0, most));
    LB_TRY(const auto disk, member(root, "disk_bytes"));
    LB_TRY(const auto diskBytes, asInteger(disk, 0, most));
    keeping.memoryBytes = memoryBytes;
    keeping.diskBytes = diskBytes;
    return {};
}

/// A file of the cache, the limits apart: by its name alone, because the user may have named a folder of his own.
bool isCache(const fs::path& path) {
    const std::string name = path.filename().string();
    const auto key = name.find_first_not_of("0123456789abcdef");
    return name.starts_with(knownPictures) ||
           (key == 64 && (path.extension() == ".features" || path.extension() == ".part"));
}

std::vector<fs::path> cacheFiles(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& place : {folder, folder / features}) {
        std::error_code error;
        for (fs::directory_iterator at(place, error), end; !error && at != end; at.increment(error))
            if (std::error_code ignored; at->is_regular_file(ignored) && isCache(at->path()))
                files.push_back(at->path());
    }
    return files;
}

}  // namespace

fs::path cacheFolder() {
    if (const char* const own = variable("LAYERBENCH_CACHE"))
        return std::string_view(own) == "off" ? fs::path() : fs::path(own);
    if (const char* const cache = variable("XDG_CACHE_HOME"))
        return fs::path(cache) / "layerbench";
    if (const char* const home = variable("HOME"))
        return fs::path(home) / ".cache" / "layerbench";
    return {};
}

std::int64_t machineMemory() {
    return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
}

FeatureKeeping cacheLimits(const fs::path& folder) {
    FeatureKeeping keeping;
    keeping.memoryBytes = std::min(keeping.memoryBytes, machineMemory() / 8);
    if (folder.empty())
        return keeping;
    keeping.folder = (folder / features).string();
    std::ifstream in(limitsFile(folder));
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    // Limits that cannot be read are as good as none: the standard ones hold.
    if (!text.empty())
        static_cast<void>(readLimits(text, keeping));
    return keeping;
}

Result<void> setCacheLimits(const fs::path& folder, std::int64_t memoryBytes, std::int64_t diskBytes) {
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path temporary = folder / ("limits." + std::to_string(::getpid()));
    std::ofstream out(temporary);
    out << dump(Json{{"memory_bytes", memoryBytes}, {"disk_bytes", diskBytes}}) << '\n';
    out.close();
    if (out)
        fs::rename(temporary, limitsFile(folder), error);
    if (!out || error)
        return failure(LB_TEXT("project",
                               "The limits of the cache cannot be written to “%1”. Make the folder writable, "
                               "or name another one in LAYERBENCH_CACHE."),
                       folder.string());
    return {};
}

CacheUse cacheUse(const fs::path& folder) {
    CacheUse use;
    for (const auto& path : cacheFiles(folder)) {
        std::error_code error;
        const auto size = static_cast<std::int64_t>(fs::file_size(path, error));
        ++use.files;
        use.bytes += error ? 0 : size;
    }
    return use;
}

Result<void> clearCache(const fs::path& folder) {
    for (const auto& path : cacheFiles(folder)) {
        std::error_code error;
        fs::remove(path, error);
        if (error)
            return failure(LB_TEXT("project", "“%1” cannot be deleted: %2."), path.string(), error.message());
    }
    return {};
}

void useCaches(const fs::path& folder) {
    KnownPictures::shared().remember(folder.empty() ? fs::path() : folder / knownPictures);
    keepFeatures(cacheLimits(folder));
}

}  // namespace layerbench
