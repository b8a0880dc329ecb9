// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_readers.h"

#include "core/data/files.h"

#include <algorithm>
#include <map>
#include <set>

namespace layerbench::readers {

namespace {

namespace fs = std::filesystem;

bool isHidden(const fs::path& path) {
    return path.filename().native().starts_with('.');
}

struct Listing {
    std::vector<fs::path> folders;
    std::vector<fs::path> files;
};

/// Sorted, so that the order does not depend on the file system.
Result<Listing> list(const fs::path& folder) {
    Listing listing;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        if (isHidden(entry->path()))
            continue;
        std::error_code ignored;
        (entry->is_directory(ignored) ? listing.folders : listing.files).push_back(entry->path());
    }
    if (code)
        return failure(LB_TEXT("data", "The folder “%1” cannot be read: %2."), displayName(folder), code.message());
    std::ranges::sort(listing.folders);
    std::ranges::sort(listing.files);
    return listing;
}

class Scan {
public:
    explicit Scan(fs::path root) : root_(std::move(root)) {}

    Result<> readClasses(const fs::path& folder, Part part) {
        LB_TRY(const auto listing, list(folder));
        for (const auto& file : listing.files)
            skip(file, text(LB_TEXT("data", "“%1” lies in no class folder."), relative(file)));
        for (const auto& classFolder : listing.folders) {
            visited_.clear();
            auto& items = found_[displayName(classFolder.filename())][static_cast<std::size_t>(part)];
            readFiles(classFolder, items, 0);
        }
        return {};
    }

    Dataset finish() {
        for (auto& [className, parts] : found_) {
            if (std::ranges::all_of(parts, [](const auto& paths) { return paths.empty(); })) {
                skipped_.push_back({className, text(LB_TEXT("data", "The folder “%1” holds no pictures."), className)});
                continue;
            }
            const auto label = static_cast<std::int64_t>(dataset_.classes.size());
            dataset_.classes.push_back(className);
            for (const auto part : allParts)
                for (auto& path : parts[static_cast<std::size_t>(part)])
                    dataset_.items(part).push_back({std::move(path), 0, label, {}});
        }
        dataset_.skipped = std::move(skipped_);
        return std::move(dataset_);
    }

    void skip(const fs::path& path, Text reason) { skipped_.push_back({relative(path), std::move(reason)}); }

private:
    std::string relative(const fs::path& path) const { return displayName(path.lexically_relative(root_)); }

    /// Like torchvision, with all folders inside the class folder. A link that leads back to a folder already read
    /// would never end.
    void readFiles(const fs::path& folder, std::vector<fs::path>& items, int depth) {
        std::error_code code;
        const auto real = fs::canonical(folder, code);
        if (depth > 32 || (!code && !visited_.insert(real.native()).second)) {
            skip(folder,
                 text(LB_TEXT("data", "The folder “%1” leads back to one that was already read."), relative(folder)));
            return;
        }
        const auto listing = list(folder);
        if (!listing) {
            skip(folder, listing.error().text);
            return;
        }
        for (const auto& file : listing->files) {
            if (!hasPictureExtension(file))
                skip(file, text(LB_TEXT("data", "“%1” is not one of .jpg .jpeg .png .ppm .bmp .pgm .tif .tiff .webp."),
                                relative(file)));
            else if (const auto header = checkPictureHeader(file); !header)
                skip(file, header.error().text);
            else
                items.push_back(file);
        }
        for (const auto& inner : listing->folders)
            readFiles(inner, items, depth + 1);
    }

    fs::path root_;
    std::map<std::string, std::array<std::vector<fs::path>, 3>> found_;
    std::set<std::string> visited_;
    std::vector<SkippedFile> skipped_;
    Dataset dataset_;
};

}  // namespace

std::string exampleLayout() {
    return "photos/cats/1.jpg, photos/dogs/1.jpg";
}

std::optional<Part> partFromName(std::string name) {
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name == "train" || name == "training")
        return Part::training;
    if (name == "val" || name == "valid" || name == "validation")
        return Part::validation;
    if (name == "test")
        return Part::test;
    return std::nullopt;
}

Result<Dataset> readImageFolder(const fs::path& folder) {
    LB_TRY(const auto listing, list(folder));
    const auto shown = displayName(folder);
    if (listing.folders.empty()) {
        const auto pictures = std::ranges::count_if(listing.files, hasPictureExtension);
        if (listing.files.empty())
            return failure(
                LB_TEXT("data", "The folder “%1” is empty. Expected is one folder a class with pictures, such as %2."),
                shown, exampleLayout());
        if (pictures == 0)
            return failure(LB_TEXT("data",
                                   "The folder “%1” holds %2 files but no pictures and no class folders. Expected is "
                                   "one folder a class with pictures, such as %3."),
                           shown, listing.files.size(), exampleLayout());
        return failure(LB_TEXT("data",
                               "The folder “%1” holds %2 pictures but no class folders. Put the pictures of each class "
                               "into a folder of its own, such as %3."),
                       shown, pictures, exampleLayout());
    }
    const auto partOf = [](const fs::path& path) { return partFromName(path.filename().native()); };
    const bool hasParts =
        std::ranges::any_of(listing.folders, [&](const auto& f) { return partOf(f) == Part::training; });
    Scan scan(folder);
    if (!hasParts) {
        if (std::ranges::all_of(listing.folders, [&](const auto& f) { return partOf(f).has_value(); }))
            return failure(
                LB_TEXT("data", "The folder “%1” has %2 but no train. Add a folder train with one folder a class."),
                shown, displayName(listing.folders.front().filename()));
        LB_CHECK(scan.readClasses(folder, Part::training));
        return scan.finish();
    }
    for (const auto& inner : listing.folders) {
        if (const auto part = partOf(inner))
            LB_CHECK(scan.readClasses(inner, *part));
        else
            scan.skip(inner, text(LB_TEXT("data", "The folder “%1” stands beside train and is not used."),
                                  displayName(inner.filename())));
    }
    for (const auto& file : listing.files)
        scan.skip(file, text(LB_TEXT("data", "“%1” lies in no class folder."), displayName(file.filename())));
    return scan.finish();
}

}  // namespace layerbench::readers
