// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"
#include "core/network/input_spec.h"
#include "core/network/random.h"
#include "core/network/result.h"

#include <span>
#include <string_view>

namespace layerbench {

/// How training pictures are varied, so that a network does not learn them by heart.
enum class Augmentation {
    none,      ///< the evaluation transform
    flip,      ///< mirrored left to right, every second time
    standard,  ///< a random part, mirrored every second time: torchvision's RandomResizedCrop (8 to 100 % of the area,
               ///< sides 3:4 to 4:3) for inputs above 64 pixels, a shift by up to 4 pixels (as for CIFAR) for smaller
    strong,    ///< standard, rotated by up to 15 degrees, brightness, contrast and saturation changed by up to 40 %
};

/// "none", "flip", "standard", "strong": as the command line writes it.
std::string_view name(Augmentation augmentation);
Result<Augmentation> augmentationFromName(std::string_view name);
std::span<const Augmentation> allAugmentations();

/// Whether views are parts of the whole picture, so that all of it has to be kept.
bool augmentationKeepsWhole(const InputSpec& spec, Augmentation augmentation);

/// What stays the same for all views of a picture, worth keeping between epochs: the evaluation picture, or the whole
/// picture where views take parts of it.
Picture augmentationBase(Picture picture, const InputSpec& spec, Augmentation augmentation);

/// One random view of what augmentationBase() gave: height x width, decided by the numbers of `random` alone.
Picture augmentedPicture(const Picture& base, const InputSpec& spec, Augmentation augmentation, Random random);

}  // namespace layerbench
