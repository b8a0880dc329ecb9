// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <cstddef>
#include <span>

namespace layerbench {

/// The data set with some of its classes alone: label i of the result is `classes[i]` of `dataset`. Every part is
/// narrowed, also the pictures that `perClass` left out; the pictures keep their order and their content.
/// `classes`: different places in dataset.classes. Files that were skipped are the whole set's and are not named again.
Dataset onlyClasses(const Dataset& dataset, std::span<const std::size_t> classes);

}  // namespace layerbench
