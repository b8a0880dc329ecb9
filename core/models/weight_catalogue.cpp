// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weight_catalogue.h"

#include "core/models/architectures.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>
#include <tuple>

namespace layerbench {
namespace {

namespace fs = std::filesystem;

// Not std::isalnum: its answer depends on the locale.
bool isLetterOrDigit(char sign) {
    return (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

bool isNamedLikeWeights(const fs::path& path) {
    static constexpr std::array<std::string_view, 4> extensions{".pth", ".pt", ".th", ".safetensors"};
    return std::ranges::find(extensions, path.extension().string()) != extensions.end();
}

void addFilesIn(const fs::path& folder, std::vector<WeightFile>& files) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (std::size_t seen = 0; !error && entry != fs::directory_iterator() && seen < maximumWeightFolderEntries;
         entry.increment(error), ++seen) {
        if (!isNamedLikeWeights(entry->path()))
            continue;
        // One file that cannot be looked at (a link to nowhere) must not end the list.
        std::error_code ofFile;
        if (!entry->is_regular_file(ofFile))
            continue;
        const auto bytes = entry->file_size(ofFile);
        if (!ofFile)
            files.push_back(
                {entry->path(), std::string(architectureOfFileName(entry->path().filename().string())), bytes});
    }
}

/// An environment variable; empty where it is not set.
fs::path environmentPath(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    return value ? fs::path(value) : fs::path();
}

}  // namespace

std::string_view architectureOfFileName(std::string_view fileName) {
    std::string_view longest;
    for (const auto& info : architectures()) {
        if (info.name.size() > longest.size() && fileName.size() > info.name.size() &&
            fileName.starts_with(info.name) && !isLetterOrDigit(fileName[info.name.size()]))
            longest = info.name;
    }
    return longest;
}

std::vector<WeightFile> findWeightFiles(std::span<const fs::path> folders) {
    std::vector<fs::path> visited;
    std::vector<WeightFile> files;
    for (const auto& folder : folders) {
        std::error_code error;
        auto place = fs::canonical(folder, error);
        if (error || std::ranges::find(visited, place) != visited.end())
            continue;
        visited.push_back(std::move(place));
        addFilesIn(folder, files);
    }
    std::ranges::sort(files, {}, [](const WeightFile& file) { return std::tuple(file.path.filename(), file.path); });
    return files;
}

std::vector<fs::path> weightFolders() {
    // As torch.hub does it: get_dir() in torch/hub.py.
    const auto checkpoints = fs::path("hub") / "checkpoints";
    if (const auto torch = environmentPath("TORCH_HOME"); !torch.empty())
        return {torch / checkpoints};
    if (const auto cache = environmentPath("XDG_CACHE_HOME"); !cache.empty())
        return {cache / "torch" / checkpoints};
    if (const auto home = environmentPath("HOME"); !home.empty())
        return {home / ".cache" / "torch" / checkpoints};
    return {};
}

}  // namespace layerbench
