// SPDX-License-Identifier: GPL-3.0-or-later
// The experiment of Yosinski, Clune, Bengio and Lipson 2014, "How transferable are features in deep neural networks?"
// (arXiv 1411.1792), as a list of runs. Two tasks, A and B, and one architecture: base networks learn each task from
// random weights; then the first n blocks of a base are copied, the rest is drawn anew, and the whole learns B. What it
// reaches, for every n, tells how general the first n blocks are.
#pragma once

#include "core/data/dataset.h"
#include "core/network/network.h"
#include "core/network/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace layerbench {

/// Whose blocks are copied.
enum class Origin {
    target,      ///< "B": the base of the task itself (the control: BnB)
    similar,     ///< "A": the base of the other half of the classes
    dissimilar,  ///< "D": the base of another kind of data
};
char letter(Origin origin);

/// One training run. Depth 0 is the base network of `origin`, on its own task; every other run learns B.
struct TransferabilityRun {
    std::uint64_t seed = 1;  ///< of the repetition
    Origin origin = Origin::target;
    std::int64_t depth = 0;  ///< n: blocks copied
    bool frozen = false;     ///< copied blocks stay as they are (BnB, AnB), or go on learning (BnB+, AnB+)

    bool operator==(const TransferabilityRun&) const = default;
};

/// "base B", "B3B", "A3B+": as the paper has it.
std::string name(const TransferabilityRun& run);
/// What draws the run's new weights and the order of its pictures. Another one for every run: were it the repetition's
/// alone, BnB would get back the very random weights that base B had learnt from, and A and B would start as one.
std::uint64_t drawSeed(const TransferabilityRun& run);

/// Whether the network can be cut before its head at all (else the error says so) and has the depths asked for, each
/// from 1 to the number of its cut points; ascending and without repeats. None asked for: all of them.
Result<std::vector<std::int64_t>> studyDepths(const Network& network, std::span<const std::int64_t> asked);

/// All runs in the order in which they can be carried out: seed after seed, bases first, then depth after depth.
std::vector<TransferabilityRun> transferabilityRuns(std::span<const std::int64_t> depths,
                                                    std::span<const std::uint64_t> seeds, bool dissimilar);

/// The architecture as it learns from nothing (case 4): every weight still to be drawn, `classes` outputs.
Result<Network> untrained(const Network& architecture, std::int64_t classes);

/// The same with everything up to cut point `depth` copied from `base`, a trained network of the architecture, and
/// frozen or not. Batch-norm's statistics are copied too.
Result<Network> transferred(const Network& architecture, const Network& base, std::int64_t depth, bool frozen,
                            std::int64_t classes);

/// The two tasks of one data set.
struct ClassHalves {
    Dataset a;  ///< the source
    Dataset b;  ///< the target: where there is an odd class, it is here
};

/// The classes in two halves, drawn by the seed. Error: fewer than four classes.
Result<ClassHalves> splitClasses(const Dataset& dataset, std::uint64_t seed);
/// The classes named become A, the others B. Errors: fewer than four classes, one that there is not (with the nearest
/// name), one named twice, fewer than two on a side.
Result<ClassHalves> splitClasses(const Dataset& dataset, std::span<const std::string> classesOfA);

/// At most `most` of the classes, drawn by the seed, so that a further source has as many as A.
Dataset someClasses(const Dataset& dataset, std::size_t most, std::uint64_t seed);

}  // namespace layerbench
