// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/weights/state_dict.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace layerbench {

/// A tensor that an architecture needs.
struct WantedTensor {
    std::string name;
    Shape shape;
    bool optional = false;  ///< may be absent from the file: num_batches_tracked
};

/// An architecture as far as weight files are concerned.
struct ArchitectureTensors {
    std::string name;  ///< "resnet18"
    std::vector<WantedTensor> wanted;
    std::vector<std::string> headNames;  ///< the head's tensors: their first dimension is the class count
};

struct WrongShape {
    std::string name;
    Shape wanted;
    Shape found;

    bool operator==(const WrongShape&) const = default;
};

/// How a file's tensors and an architecture's compare. Names stand in the order of the architecture, unexpected ones in
/// the order of the file.
struct MatchReport {
    std::vector<std::string> matched;
    std::vector<std::string> missing;     ///< wanted, not optional, and not in the file
    std::vector<std::string> unexpected;  ///< in the file, and not wanted: no error
    std::vector<WrongShape> wrongShape;
    std::vector<std::string> notFloating;  ///< wanted weights that the file holds as whole numbers
    /// The file's class count where the head differs from the architecture's in nothing else. Such head tensors count
    /// as matched. The caller then builds the network with this class count.
    std::optional<std::int64_t> fileClassCount;
    bool headDiffers = false;  ///< fileClassCount is set and is not the architecture's

    /// Whether the weights can be taken over.
    bool fits() const { return missing.empty() && wrongShape.empty() && notFloating.empty(); }
    /// Whether the file is of this architecture: fits, and holds nothing else.
    bool exact() const { return fits() && unexpected.empty(); }
    /// One sentence: what matched, or which tensor stands in the way.
    Text summary() const;
};

/// Compares by name and shape. A different class count in the head is the normal case and no error.
MatchReport matchTensors(const StateDict& weights, const ArchitectureTensors& architecture);

/// The wanted tensors in the architecture's order, floating ones as float32; optional ones only where the file has
/// them; the head with the file's class count. Fails, naming the tensor, where the report does not fit.
/// `source` is how the file stands in the sentence.
Result<std::vector<NamedTensor>> takeMatched(const StateDict& weights, const ArchitectureTensors& architecture,
                                             const std::string& source);

struct ArchitectureScore {
    std::size_t candidate = 0;  ///< index into the candidates
    std::string name;
    double share = 0;  ///< matching tensors / all tensors of either side (optional ones apart), 0 to 1
    MatchReport report;
};

/// All candidates, those that fit exactly first, then by falling share; equal ones keep their order.
std::vector<ArchitectureScore> rankArchitectures(const StateDict& weights,
                                                 std::span<const ArchitectureTensors> candidates);

}  // namespace layerbench
