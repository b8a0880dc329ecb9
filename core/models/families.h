// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/network_builder.h"

#include <array>
#include <cstdint>

namespace layerbench {

// One function a family: it writes the family's layers into `builder`, with torchvision's names (its feature extraction
// names for what has no module: "layer1.0.add", "features.3.cat", "flatten"). Private to this room.

/// Krizhevsky 2014, arXiv 1404.5997.
void buildAlexNet(NetworkBuilder& builder, std::int64_t classCount);

/// Simonyan and Zisserman 2014, arXiv 1409.1556, table 1. `convolutions`: how many in each of the five stages.
void buildVgg(NetworkBuilder& builder, std::int64_t classCount, const std::array<int, 5>& convolutions, bool batchNorm);

/// He et al. 2015, arXiv 1512.03385, table 1, with the stride in the 3x3 convolution of a bottleneck as torchvision has
/// it. `blocks`: how many in each of the four stages.
void buildResNet(NetworkBuilder& builder, std::int64_t classCount, const std::array<int, 4>& blocks, bool bottleneck);

/// He et al. 2015, section 4.2: 6n + 2 layers for CIFAR-10, shortcuts of option A; n = `blocksPerStage`.
void buildCifarResNet(NetworkBuilder& builder, std::int64_t classCount, int blocksPerStage);

/// Iandola et al. 2016, arXiv 1602.07360, figure 2.
void buildSqueezeNet10(NetworkBuilder& builder, std::int64_t classCount);
/// The authors' lighter variant: 2.4 times fewer multiply-adds at the same accuracy.
void buildSqueezeNet11(NetworkBuilder& builder, std::int64_t classCount);

/// Sandler et al. 2018, arXiv 1801.04381, table 2.
void buildMobileNetV2(NetworkBuilder& builder, std::int64_t classCount);

/// Three convolutional and three fully connected layers on 32x32 pictures: small enough to follow by eye.
void buildDemonstration(NetworkBuilder& builder, std::int64_t classCount);

}  // namespace layerbench
