// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/optimizer.h"

#include <cmath>

namespace layerbench {

namespace {

constexpr double epsilon = 1e-8;
constexpr double beta2 = 0.999;
constexpr double alpha = 0.99;

const char* firstName(Optimizer optimizer) {
    return optimizer == Optimizer::adam || optimizer == Optimizer::adamw ? "exp_avg" : "momentum_buffer";
}

const char* secondName(Optimizer optimizer) {
    return optimizer == Optimizer::rmsprop ? "square_avg" : "exp_avg_sq";
}

}  // namespace

std::optional<ScalarType> stateType(Optimizer optimizer, std::string_view kind) {
    if (kind == "step")
        return ScalarType::int64;
    if (kind == firstName(optimizer) || (optimizer != Optimizer::sgd && kind == secondName(optimizer)))
        return ScalarType::float32;
    return {};
}

void ParameterUpdater::adam(State& state, at::Tensor& parameter, const at::Tensor& gradient, double rate,
                            double beta1) {
    // Kingma and Ba 2015, algorithm 1.
    if (!state.first.defined()) {
        state.first = at::zeros_like(parameter);
        state.second = at::zeros_like(parameter);
    }
    state.first.mul_(beta1).add_(gradient, 1 - beta1);
    state.second.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
    const double steps = static_cast<double>(state.steps);
    const double correction1 = 1 - std::pow(beta1, steps);
    const double correction2 = 1 - std::pow(beta2, steps);
    const at::Tensor denominator = state.second.sqrt().div_(std::sqrt(correction2)).add_(epsilon);
    parameter.addcdiv_(state.first, denominator, -rate / correction1);
}

void ParameterUpdater::update(const std::string& name, at::Tensor& parameter, double rate, double momentum) {
    at::Tensor gradient = parameter.grad();
    if (!gradient.defined())
        return;
    const at::NoGradGuard noGradient;
    State& state = states_[name];
    ++state.steps;
    const bool decoupled = options_.optimizer == Optimizer::adamw;
    if (options_.weightDecay != 0) {
        if (decoupled)  // Loshchilov and Hutter 2019
            parameter.mul_(1 - rate * options_.weightDecay);
        else
            gradient = gradient.add(parameter, options_.weightDecay);
    }
    switch (options_.optimizer) {
    case Optimizer::sgd:
        if (momentum > 0) {
            if (state.first.defined())
                state.first.mul_(momentum).add_(gradient);
            else
                state.first = gradient.clone();
            gradient = state.first;
        }
        parameter.add_(gradient, -rate);
        return;
    case Optimizer::adam:
    case Optimizer::adamw:
        adam(state, parameter, gradient, rate, momentum);
        return;
    case Optimizer::rmsprop:
        if (!state.second.defined())
            state.second = at::zeros_like(parameter);
        state.second.mul_(alpha).addcmul_(gradient, gradient, 1 - alpha);
        const at::Tensor average = state.second.sqrt().add_(epsilon);
        if (momentum > 0) {
            if (!state.first.defined())
                state.first = at::zeros_like(parameter);
            state.first.mul_(momentum).addcdiv_(gradient, average);
            parameter.add_(state.first, -rate);
        } else {
            parameter.addcdiv_(gradient, average, -rate);
        }
        return;
    }
}

NamedTensors ParameterUpdater::state() const {
    NamedTensors out;
    for (const auto& [name, state] : states_) {
        out.emplace_back("step/" + name, Tensor::fromInts({}, std::span(&state.steps, 1)));
        if (state.first.defined())
            out.emplace_back(std::string(firstName(options_.optimizer)) + "/" + name, copied(state.first));
        if (state.second.defined())
            out.emplace_back(std::string(secondName(options_.optimizer)) + "/" + name, copied(state.second));
    }
    return out;
}

void ParameterUpdater::restore(const NamedTensors& saved, at::Device device) {
    states_.clear();
    for (const auto& [key, tensor] : saved) {
        const auto slash = key.find('/');
        const std::string kind = key.substr(0, slash);
        State& state = states_[key.substr(slash + 1)];
        if (kind == "step") {
            state.steps = tensor.as<std::int64_t>()[0];
            continue;
        }
        at::Tensor value = wrapped(tensor).to(device).clone();
        // The layout of the weights, so that the sums run in the same order as before the pause.
        if (value.dim() == 4)
            value = value.contiguous(at::MemoryFormat::ChannelsLast);
        (kind == firstName(options_.optimizer) ? state.first : state.second) = value;
    }
}

}  // namespace layerbench
