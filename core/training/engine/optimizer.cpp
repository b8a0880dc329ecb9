// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/optimizer.h"

#include "core/training/engine/optimizer_kernels.h"

#include <cmath>

namespace layerbench {

namespace {

constexpr double epsilon = 1e-8;
constexpr double beta2 = 0.999;
constexpr double alpha = 0.99;

/// Number for number at the same place: strides of dimensions of size 1 say nothing.
bool liesAs(const at::Tensor& tensor, const at::Tensor& like) {
    bool same = tensor.sizes() == like.sizes();
    for (std::int64_t d = 0; same && d < tensor.dim(); ++d)
        same = tensor.size(d) == 1 || tensor.stride(d) == like.stride(d);
    return same;
}

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

std::vector<at::Tensor> ParameterUpdater::Group::firsts() const {
    std::vector<at::Tensor> list;
    for (const State* state : states)
        list.push_back(state->first);
    return list;
}

std::vector<at::Tensor> ParameterUpdater::Group::seconds() const {
    std::vector<at::Tensor> list;
    for (const State* state : states)
        list.push_back(state->second);
    return list;
}

void ParameterUpdater::update(const std::vector<Moving>& moving, double momentum) {
    const at::NoGradGuard noGradient;
    std::map<std::pair<double, std::int64_t>, Group> groups;
    for (const auto& [name, parameter, rate] : moving) {
        const at::Tensor gradient = parameter.grad();
        if (!gradient.defined())
            continue;
        State& state = states_[name];
        ++state.steps;
        Group& group = groups[{rate, state.steps}];
        group.states.push_back(&state);
        group.parameters.push_back(parameter);
        group.gradients.push_back(gradient);
    }
    for (auto& [which, group] : groups)
        move(group, which.first, momentum, which.second);
}

void ParameterUpdater::move(Group& group, double rate, double momentum, std::int64_t steps) {
    if (options_.optimizer == Optimizer::sgd && momentum > 0)
        sgdInOnePass(group, rate, momentum);
    if (group.states.empty())
        return;
    if (options_.weightDecay != 0) {
        if (options_.optimizer == Optimizer::adamw)  // Loshchilov and Hutter 2019
            at::_foreach_mul_(group.parameters, 1 - rate * options_.weightDecay);
        else
            group.gradients = at::_foreach_add(group.gradients, group.parameters, options_.weightDecay);
    }
    switch (options_.optimizer) {
    case Optimizer::sgd:
        sgd(group, rate, momentum);
        return;
    case Optimizer::adam:
    case Optimizer::adamw:
        adam(group, rate, momentum, steps);
        return;
    case Optimizer::rmsprop:
        rmsprop(group, rate, momentum);
        return;
    }
}

/// Takes out of the group, and moves, what one pass over the memory can: as lists each number is read and written twice
/// as often, which for AlexNet's 57 million is a tenth of the step.
void ParameterUpdater::sgdInOnePass(Group& group, double rate, double momentum) {
    Group rest;
    for (std::size_t i = 0; i < group.states.size(); ++i) {
        const at::Tensor& parameter = group.parameters[i];
        const at::Tensor& gradient = group.gradients[i];
        const at::Tensor& average = group.states[i]->first;
        const bool alike = average.defined() && parameter.is_cpu() && parameter.is_non_overlapping_and_dense() &&
                           liesAs(gradient, parameter) && liesAs(average, parameter) &&
                           parameter.scalar_type() == at::kFloat && gradient.scalar_type() == at::kFloat;
        if (!alike) {
            rest.states.push_back(group.states[i]);
            rest.parameters.push_back(parameter);
            rest.gradients.push_back(gradient);
            continue;
        }
        kernels::sgdStep(parameter.data_ptr<float>(), gradient.data_ptr<float>(), average.data_ptr<float>(),
                         parameter.numel(), static_cast<float>(rate), static_cast<float>(momentum),
                         static_cast<float>(options_.weightDecay));
    }
    group = std::move(rest);
}

void ParameterUpdater::sgd(Group& group, double rate, double momentum) {
    if (momentum > 0) {
        // In the first step with momentum there is none yet: what has some and what has not are two lists.
        std::vector<at::Tensor> old;
        std::vector<at::Tensor> added;
        for (std::size_t i = 0; i < group.states.size(); ++i) {
            State& state = *group.states[i];
            if (state.first.defined()) {
                old.push_back(state.first);
                added.push_back(group.gradients[i]);
            } else {
                state.first = group.gradients[i].clone();
            }
        }
        if (!old.empty()) {
            at::_foreach_mul_(old, momentum);
            at::_foreach_add_(old, added);
        }
        group.gradients = group.firsts();
    }
    at::_foreach_add_(group.parameters, group.gradients, -rate);
}

void ParameterUpdater::adam(Group& group, double rate, double beta1, std::int64_t steps) {
    // Kingma and Ba 2015, algorithm 1.
    for (std::size_t i = 0; i < group.states.size(); ++i)
        if (State& state = *group.states[i]; !state.first.defined()) {
            state.first = at::zeros_like(group.parameters[i]);
            state.second = at::zeros_like(group.parameters[i]);
        }
    const auto first = group.firsts();
    const auto second = group.seconds();
    at::_foreach_mul_(first, beta1);
    at::_foreach_add_(first, group.gradients, 1 - beta1);
    at::_foreach_mul_(second, beta2);
    at::_foreach_addcmul_(second, group.gradients, group.gradients, 1 - beta2);
    const double correction1 = 1 - std::pow(beta1, static_cast<double>(steps));
    const double correction2 = 1 - std::pow(beta2, static_cast<double>(steps));
    const auto denominator = at::_foreach_sqrt(second);
    at::_foreach_div_(denominator, std::sqrt(correction2));
    at::_foreach_add_(denominator, epsilon);
    at::_foreach_addcdiv_(group.parameters, first, denominator, -rate / correction1);
}

void ParameterUpdater::rmsprop(Group& group, double rate, double momentum) {
    for (std::size_t i = 0; i < group.states.size(); ++i) {
        State& state = *group.states[i];
        if (!state.second.defined())
            state.second = at::zeros_like(group.parameters[i]);
        if (momentum > 0 && !state.first.defined())
            state.first = at::zeros_like(group.parameters[i]);
    }
    const auto second = group.seconds();
    at::_foreach_mul_(second, alpha);
    at::_foreach_addcmul_(second, group.gradients, group.gradients, 1 - alpha);
    const auto average = at::_foreach_sqrt(second);
    at::_foreach_add_(average, epsilon);
    if (momentum > 0) {
        const auto first = group.firsts();
        at::_foreach_mul_(first, momentum);
        at::_foreach_addcdiv_(first, group.gradients, average, 1);
        at::_foreach_add_(group.parameters, first, -rate);
    } else {
        at::_foreach_addcdiv_(group.parameters, group.gradients, average, -rate);
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
