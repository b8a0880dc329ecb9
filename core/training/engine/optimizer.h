// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "core/training/engine/tensors.h"
#include "core/training/options.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// SGD, Adam, AdamW and RMSprop, step by step as PyTorch computes them (torch.optim), with state by parameter name so
/// that it can be saved, and dropped for a layer that freezes. Parameters are given all at once and computed as lists:
/// on a GPU a list takes one kernel where its members would take one each.
class ParameterUpdater {
public:
    explicit ParameterUpdater(const TrainingOptions& options) : options_(options) {}

    struct Moving {
        std::string name;
        at::Tensor parameter;
        double rate;  ///< the step's learning rate for this parameter
    };
    /// Moves parameters by their gradients; nothing happens to those without one. `momentum` is the step's (Adam:
    /// beta1).
    void update(const std::vector<Moving>& moving, double momentum);
    void update(const std::string& name, const at::Tensor& parameter, double rate, double momentum) {
        update({{name, parameter, rate}}, momentum);
    }

    /// Forgets a parameter: its layer was frozen.
    void forget(const std::string& name) { states_.erase(name); }

    NamedTensors state() const;
    void restore(const NamedTensors& state, at::Device device);

private:
    struct State {
        std::int64_t steps = 0;
        at::Tensor first;   ///< momentum_buffer or exp_avg
        at::Tensor second;  ///< exp_avg_sq or square_avg
    };
    /// Parameters of one rate that have made as many steps.
    struct Group {
        std::vector<State*> states;
        std::vector<at::Tensor> parameters;
        std::vector<at::Tensor> gradients;

        std::vector<at::Tensor> firsts() const;
        std::vector<at::Tensor> seconds() const;
    };
    void move(Group& group, double rate, double momentum, std::int64_t steps);
    void sgdInOnePass(Group& group, double rate, double momentum);
    void sgd(Group& group, double rate, double momentum);
    void adam(Group& group, double rate, double beta1, std::int64_t steps);
    void rmsprop(Group& group, double rate, double momentum);

    TrainingOptions options_;
    std::map<std::string, State> states_;
};

/// The type of the state tensors called `kind` ("exp_avg"); nothing for what the optimizer does not keep. "step" is one
/// int64, all else has its parameter's shape.
std::optional<ScalarType> stateType(Optimizer optimizer, std::string_view kind);

}  // namespace layerbench
