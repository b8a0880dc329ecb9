// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/convolution.h"

namespace layerbench {

namespace {

std::vector<std::int64_t> list(const Pair& pair) {
    return {pair[0], pair[1]};
}

}  // namespace

Convolution convolutionOf(const Layer& layer, const at::Tensor& weight, const at::Tensor& bias) {
    const Attributes& a = layer.attributes;
    return {
        weight, bias, list(a.pair("stride")), list(a.pair("padding")), list(a.pair("dilation")), a.integer("groups")};
}

at::Tensor convolved(const Convolution& convolution, const at::Tensor& input) {
    return at::conv2d(input, convolution.weight, convolution.bias, convolution.stride, convolution.padding,
                      convolution.dilation, convolution.groups);
}

bool isCpuMap(const at::Tensor& tensor) {
    return tensor.dim() == 4 && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat &&
           tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace layerbench
