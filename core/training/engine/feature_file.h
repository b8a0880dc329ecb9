// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/training/engine.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// Told what went wrong with files that a run can do without.
using Say = std::function<void(const Text&)>;

/// Features of one part of a data set in a file, one a key. The file stands under its name only when it is whole, and
/// carries a checksum of all that is in it: one that a crash, a full disk or anything else has damaged is deleted when
/// it is looked for. Never trusted from another program: sizes are checked before they are believed.
class FeatureFile {
public:
    FeatureFile() = default;

    /// A file of its own for values of these sizes ([N, …] each; maps channels-last) and this type, with all its room
    /// on the disk taken; older files of the folder make room under the limit. The error says what, where and what
    /// then.
    static Result<FeatureFile> create(const FeatureKeeping& keeping, const std::string& key,
                                      const std::vector<std::vector<std::int64_t>>& sizes, at::ScalarType type);

    /// Tensors over the file's own pages, which stay as long as one of them does.
    const std::vector<at::Tensor>& values() const { return values_; }
    /// Gives the file its name. Without it nothing is left behind.
    Result<void> commit(double secondsPerPicture);

    /// What a file holds.
    struct Content {
        std::vector<at::Tensor> values;
        double secondsPerPicture = 0;
    };
    /// The file of that key, mapped; nothing where there is none, or none that is whole.
    static std::optional<Content> find(const FeatureKeeping& keeping, const std::string& key, const Say& say);

    /// Notes that it was used now; false where it is not there.
    static bool touch(const FeatureKeeping& keeping, const std::string& key);
    static void remove(const FeatureKeeping& keeping, const std::string& key);

    /// What one more file could take: of the limit, and of what is free on the disk.
    static std::int64_t room(const FeatureKeeping& keeping);

private:
    struct Mapping;

    std::shared_ptr<Mapping> mapping_;
    std::filesystem::path path_;
    std::vector<at::Tensor> values_;
};

}  // namespace layerbench
