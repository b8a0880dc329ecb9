// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/dropped_files.h"

#include "core/data/picture.h"
#include "widgets/basics/numbers.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace layerbench {

namespace {

namespace fs = std::filesystem;

struct Ending {
    std::string_view ending;
    Dropped::Kind kind;
};

constexpr std::array endings = {
    Ending{".pth", Dropped::Kind::weights}, Ending{".pt", Dropped::Kind::weights},
    Ending{".th", Dropped::Kind::weights},  Ending{".safetensors", Dropped::Kind::weights},
    Ending{".csv", Dropped::Kind::data},    Ending{".layerbench", Dropped::Kind::project},
    Ending{".json", Dropped::Kind::recipe},
};
constexpr std::array<std::string_view, 8> archives = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"};

std::string lowerCase(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

}  // namespace

Result<Dropped> classifyDrop(const QList<QUrl>& urls) {
    if (urls.isEmpty())
        return failure(LB_TEXT("ui", "What was dropped is no file. Drop a weight file, or a folder of pictures."));
    if (urls.size() > 1)
        return failure(LB_TEXT("ui",
                               "%1 files were dropped at once. Drop one: a weight file, or for pictures the folder "
                               "that holds them."),
                       fullCount(urls.size()).toStdString());
    const auto& url = urls.front();
    if (!url.isLocalFile())
        return failure(
            LB_TEXT("ui", "“%1” is an address, not a file of this computer. Download it, then drop the file."),
            url.toDisplayString().toStdString());

    const auto path = url.toLocalFile().toStdString();
    const auto name = url.adjusted(QUrl::StripTrailingSlash).fileName().toStdString();
    std::error_code error;
    const auto status = fs::status(fs::path(path), error);
    if (status.type() == fs::file_type::not_found)
        return failure(LB_TEXT("ui", "There is no “%1” any more. Look whether it was moved, or its drive unplugged."),
                       path);
    if (error)
        return failure(LB_TEXT("ui", "“%1” cannot be looked at: %2. Copy it to a folder of yours and drop the copy."),
                       path, error.message());
    if (fs::is_directory(status))
        return Dropped{Dropped::Kind::data, path};
    if (!fs::is_regular_file(status))
        return failure(
            LB_TEXT("ui", "“%1” is neither a file nor a folder. Drop a weight file, or a folder of pictures."), path);

    const auto ending = lowerCase(fs::path(path).extension().string());
    const auto known = std::ranges::find(endings, ending, &Ending::ending);
    if (known != endings.end())
        return Dropped{known->kind, path};
    if (hasPictureExtension(path))
        return failure(LB_TEXT("ui", "“%1” is a single picture. Drop the folder that holds one folder of pictures for "
                                     "each class."),
                       name);
    if (std::ranges::find(archives, ending) != archives.end())
        return failure(LB_TEXT("ui", "“%1” is an archive. Unpack it, then drop the folder that came out of it."), name);
    return failure(LB_TEXT("ui",
                           "“%1” is of no kind that can be opened here. Drop a weight file (.pth, .safetensors), a "
                           "folder of pictures, a .csv list, a project (.layerbench) or a recipe (.json)."),
                   name);
}

}  // namespace layerbench
