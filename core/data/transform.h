// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"
#include "core/network/input_spec.h"
#include "core/network/tensor.h"

#include <span>

namespace layerbench {

/// The pixels that a network is shown when it is judged: InputSpec's height x width, 8 bit RGB.
/// With resizeShorterSide R: torchvision's Resize(R) (the longer side becomes int(R * long / short)), then
/// CenterCrop; a picture smaller than the crop gets a black border, as there. With R = 0: resized straight to
/// height x width. Either way a picture that has its size already is not touched. PIL's antialiased bilinear
/// (resize.h).
Picture evaluationPicture(const Picture& picture, const InputSpec& spec);

/// torchvision's ToTensor and Normalize: out[c, y, x] = (value / 255 - mean[c]) / std[c], float32 [C, H, W] in `out`,
/// C * height * width of them. `picture` is height x width. With one channel, the luma of PIL's convert("L"): a grey
/// picture keeps its values.
void normalise(const Picture& picture, const InputSpec& spec, std::span<float> out);

/// Both for one picture: float32 [1, C, H, W].
Tensor toInput(const Picture& picture, const InputSpec& spec);

}  // namespace layerbench
