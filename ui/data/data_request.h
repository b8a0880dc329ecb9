// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"
#include "core/data/dataset.h"

#include <string>

namespace layerbench {

/// Data as somebody asks for it: what, how much of it, and how training varies its pictures.
struct DataRequest {
    std::string description;  ///< as openDataset() takes it
    DatasetOptions options;
    Augmentation augmentation = Augmentation::none;
};

}  // namespace layerbench
