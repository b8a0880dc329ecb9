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

namespace layerbench {

/// SGD, Adam, AdamW and RMSprop, step by step as PyTorch computes them (torch.optim, the single-tensor formulas),
/// with state by parameter name so that it can be saved, and dropped for a layer that freezes.
class ParameterUpdater {
public:
    explicit ParameterUpdater(const TrainingOptions& options) : options_(options) {}

    /// Moves one parameter by its gradient; without one, nothing happens. `rate` is the step's learning rate for this
    /// parameter, `momentum` the step's (Adam: beta1).
    void update(const std::string& name, at::Tensor& parameter, double rate, double momentum);

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
    void adam(State& state, at::Tensor& parameter, const at::Tensor& gradient, double rate, double beta1);

    TrainingOptions options_;
    std::map<std::string, State> states_;
};

/// The type of the state tensors called `kind` ("exp_avg"); nothing for what the optimizer does not keep. "step" is one
/// int64, all else has its parameter's shape.
std::optional<ScalarType> stateType(Optimizer optimizer, std::string_view kind);

}  // namespace layerbench
