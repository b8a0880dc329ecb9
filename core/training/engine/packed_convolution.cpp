// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/packed_convolution.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <cassert>
#include <string>
#include <utility>

namespace layerbench {

namespace {

/// LibTorch has these two as operators for its own compiler; there is no C++ function for them.
const std::optional<c10::OperatorHandle>& operation(bool pack) {
    static const auto find = [](const char* name) {
        const auto found = c10::Dispatcher::singleton().findSchema({name, ""});
        return found ? std::optional(*found) : std::nullopt;
    };
    static const auto packing = find("mkldnn_prepacked::conv2d_prepack");
    static const auto running = find("mkldnn_prepacked::conv2d_run");
    return pack ? packing : running;
}

c10::IValue call(const c10::OperatorHandle& operation, std::vector<c10::IValue> arguments) {
    operation.callBoxed(&arguments);
    assert(arguments.size() == 1);
    return std::move(arguments.front());
}

}  // namespace

std::optional<PackedConvolution> PackedConvolution::make(const Convolution& convolution, at::IntArrayRef input,
                                                         bool relu) {
    if (!at::globalContext().hasMKLDNN() || !at::globalContext().userEnabledMkldnn() || !operation(true) ||
        !operation(false))
        return {};
    const at::Tensor& bias = convolution.bias;
    return PackedConvolution(
        call(*operation(true), {convolution.weight.detach(), bias.defined() ? bias.detach() : c10::IValue(),
                                convolution.stride, convolution.padding, convolution.dilation, convolution.groups,
                                input.vec(), std::string(relu ? "relu" : "none")}));
}

at::Tensor PackedConvolution::operator()(const at::Tensor& input) const {
    return call(*operation(false), {input, packed_}).toTensor();
}

}  // namespace layerbench
