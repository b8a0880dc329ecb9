// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/initialisation.h"
#include "core/network/input_spec.h"
#include "core/network/kinds.h"
#include "core/network/result.h"
#include "core/network/tensor.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace layerbench {

/// Names a layer for as long as any edit keeps it. `input` is the picture that the network is given.
enum class LayerId : std::uint32_t { input = 0 };

/// One tensor of a layer: its numbers, or how the run's seed will draw them.
struct Parameter {
    std::string name;  ///< "weight"; the state_dict name is layer name + "." + this
    Shape shape;
    ScalarType type = ScalarType::float32;
    bool buffer = false;
    std::variant<Tensor, Initialisation> value;

    bool operator==(const Parameter&) const = default;
};

/// What batch-norm does with its statistics and its scale and shift during training.
enum class BatchNormPolicy {
    frozen,          ///< stored statistics; nothing moves
    statisticsOnly,  ///< batch statistics, stored ones move; scale and shift stay bit-identical
    trained,         ///< batch statistics, everything moves
};

struct Layer {
    LayerId id{};
    std::string name;  ///< hierarchical, torchvision's: "layer1.0.conv1"
    Kind kind{};
    Attributes attributes;        ///< complete: every attribute of the kind's table
    std::vector<LayerId> inputs;  ///< of earlier layers, or LayerId::input
    std::vector<Parameter> parameters;
    bool trainable = true;              ///< false: frozen; its dropout is off, its parameters get no gradient
    double learningRateMultiplier = 1;  ///< times the run's learning rate; > 0
    /// Only for BatchNorm2d, where `trainable` holds exactly when this is `trained`.
    BatchNormPolicy batchNorm = BatchNormPolicy::trained;

    bool operator==(const Layer&) const = default;
};

/// What a network is made of, before it is checked.
struct NetworkParts {
    std::string architecture;  ///< torchvision's name: "squeezenet1_1"; kept by edits: what it once was
    InputSpec input;
    std::vector<Layer> layers;  ///< in an order in which every input comes before its use; the last one is the output
    LayerId head = LayerId::input;        ///< the layer whose outputs are the classes; `input` where it was cut off
    std::vector<std::string> classNames;  ///< empty where unknown, else one per class

    bool operator==(const NetworkParts&) const = default;
};

/// A network: immutable, cheap to copy, weights shared. Every Network that exists is consistent: unique ids and names,
/// inputs before uses, complete attributes, shapes that fit, one output. Safe to read from every thread.
class Network {
public:
    /// Checks and infers shapes. The error names the layer that clashes, the layer it clashes with, and what would fit.
    static Result<Network> create(NetworkParts parts);

    const NetworkParts& parts() const;
    const std::string& architecture() const { return parts().architecture; }
    const InputSpec& input() const { return parts().input; }
    std::span<const Layer> layers() const { return parts().layers; }
    const std::vector<std::string>& classNames() const { return parts().classNames; }
    LayerId head() const { return parts().head; }
    LayerId output() const { return layers().back().id; }

    bool contains(LayerId id) const;
    const Layer& layer(LayerId id) const;               ///< must be there
    const Layer* find(std::string_view name) const;     ///< nullptr where there is none
    Result<LayerId> idOf(std::string_view name) const;  ///< the error proposes the nearest name
    /// Position in layers(); the id must be there.
    std::size_t indexOf(LayerId id) const;
    /// One example's output: [C, H, W] or [features]. LayerId::input gives the picture's.
    const Shape& shapeOf(LayerId id) const;
    std::vector<Shape> inputShapesOf(const Layer& layer) const;
    std::vector<LayerId> consumersOf(LayerId id) const;
    /// Features of the output: the number of classes where it is a classifier.
    std::int64_t classCount() const;

    bool operator==(const Network& other) const;

private:
    struct State;
    explicit Network(std::shared_ptr<const State> state) : state_(std::move(state)) {}

    std::shared_ptr<const State> state_;
};

/// A new layer of a kind, its attributes completed from `inputShapes`, its parameters to be drawn by `initialisation`.
/// id, name and inputs are the caller's to set.
Result<Layer> makeLayer(Kind kind, const Attributes& attributes, std::span<const Shape> inputShapes,
                        Initialisation initialisation);

/// What a buffer holds in a new layer: zeros, or ones for a variance.
Tensor bufferOf(const ParameterSpec& spec);

/// The same network with every parameter drawn that is still an Initialisation: the same numbers for the same
/// seed, stream, scheme and state_dict name, on every machine.
Network initialised(const Network& network, std::uint64_t seed);

/// Every parameter and buffer by state_dict name, in layer order.
struct NamedParameter {
    std::string name;
    LayerId layer;
    const Parameter* parameter;
};
std::vector<NamedParameter> namedParameters(const Network& network);

/// The same network with other values for the parameters named; shapes and types must be the parameters' own.
Network withParameters(const Network& network, std::span<const std::pair<std::string, Tensor>> values);
Network withClassNames(const Network& network, std::vector<std::string> names);

}  // namespace layerbench
