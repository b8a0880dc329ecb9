// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <QList>
#include <QUrl>

#include <string>

namespace layerbench {

/// What was dropped on the window.
struct Dropped {
    enum class Kind {
        weights,  ///< a network's weight file: .pth .pt .th .safetensors
        data,     ///< a folder, or a .csv
        project,  ///< .layerbench
        recipe,   ///< .json
    };
    Kind kind = Kind::data;
    std::string path;

    bool operator==(const Dropped&) const = default;
};

/// Told from names alone: asks the disk about one path at most and reads no file, so it may stand in a drop's way. The
/// error is a sentence: several files at once, one picture, an unknown file, a web address, a path that is not there.
Result<Dropped> classifyDrop(const QList<QUrl>& urls);

}  // namespace layerbench
