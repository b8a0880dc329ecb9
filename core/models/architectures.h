// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <optional>
#include <span>
#include <string_view>

namespace layerbench {

/// A network that Layerbench can build, under torchvision's name. Files of torchvision's weights fit its tensor names
/// and shapes exactly; the ResNets for CIFAR-10 fit those of github.com/akamaster/pytorch_resnet_cifar10.
struct ArchitectureInfo {
    std::string_view name;    ///< "squeezenet1_1": what NETWORK descriptions and files call it
    std::string_view title;   ///< "SqueezeNet 1.1": a proper name, not translated
    std::string_view family;  ///< "SqueezeNet"
    const char* explanation;  ///< marked text: one or two sentences for a student
    std::string_view paper;   ///< where it was published
    std::string_view head;    ///< the layer whose outputs are the classes
    std::int64_t classCount;  ///< of its usual weights: 1000 for ImageNet, 10 for CIFAR-10
    InputSpec input;
};

/// All of them, families together, small before large.
std::span<const ArchitectureInfo> architectures();

/// nullptr where there is none of that name.
const ArchitectureInfo* findArchitecture(std::string_view name);
/// The error proposes the nearest names.
Result<const ArchitectureInfo*> architectureOf(std::string_view name);

/// The architecture with weights still to be drawn (initialised() draws them), all layers trainable.
/// `classCount`: outputs of the head, at least 1; 0 for the architecture's own.
/// `initialisation`: for every layer; left out, each layer has what the architecture's authors draw: torchvision's
/// schemes. An unknown name, or a class count that no layer can have, is an error. Any thread; under a millisecond for
/// most.
Result<Network> buildArchitecture(std::string_view name, std::int64_t classCount = 0,
                                  std::optional<Initialisation> initialisation = {});

}  // namespace layerbench
