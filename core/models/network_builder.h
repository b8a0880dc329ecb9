// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace layerbench {

/// How an architecture's authors draw its first weights. Batch-norm always starts from ones and zeros.
struct InitialSchemes {
    Scheme convolution = Scheme::standard;
    Scheme linear = Scheme::standard;
    std::optional<Scheme> head;  ///< where the head differs from its kind
};

struct ConvolutionSpec {
    std::int64_t channels = 0;  ///< outputs
    std::int64_t kernel = 1;    ///< as high as wide
    std::int64_t stride = 1;
    std::int64_t padding = 0;
    std::int64_t groups = 1;
    bool bias = true;
};

/// Writes a network down layer by layer, in the order in which the pictures pass, which is also torchvision's order of
/// construction, so that namedParameters() comes in the order of its state_dict. A layer takes the one before it
/// unless inputs are named. Private to this room; the first fault is kept and comes out of finish().
class NetworkBuilder {
public:
    /// `override`: one initialisation for all layers in place of the architecture's schemes.
    NetworkBuilder(std::string architecture, InputSpec input, std::string head, InitialSchemes schemes,
                   std::optional<Initialisation> override);

    LayerId add(std::string name, Kind kind, const Attributes& attributes = {}, std::vector<LayerId> inputs = {});

    LayerId conv2d(std::string name, const ConvolutionSpec& spec, std::vector<LayerId> inputs = {});
    LayerId linear(std::string name, std::int64_t features);
    LayerId batchNorm2d(std::string name) { return add(std::move(name), Kind::batchNorm2d); }
    LayerId relu(std::string name) { return add(std::move(name), Kind::relu); }
    LayerId maxPool2d(std::string name, std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0,
                      bool ceilMode = false);
    LayerId adaptiveAvgPool2d(std::string name, std::int64_t side);
    LayerId dropout(std::string name, double p);
    LayerId flatten() { return add("flatten", Kind::flatten); }

    /// The layer added last; LayerId::input at first.
    LayerId last() const { return last_; }
    /// Output channels of `layer`.
    std::int64_t channels(LayerId layer) const;

    Result<Network> finish() &&;

private:
    Result<void> tryAdd(std::string name, Kind kind, const Attributes& attributes, std::vector<LayerId> inputs);
    Initialisation initialisation(Kind kind, std::string_view name) const;

    NetworkParts parts_;
    std::string head_;
    InitialSchemes schemes_;
    std::optional<Initialisation> override_;
    std::unordered_map<LayerId, Shape> shapes_;
    LayerId last_ = LayerId::input;
    std::optional<Error> fault_;
};

}  // namespace layerbench
