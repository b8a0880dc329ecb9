// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// One comparison's result for a case at one data set size.
struct SizePoint {
    double perClass = 0;                                         ///< images to train on per class; > 0
    double accuracy = std::numeric_limits<double>::quiet_NaN();  ///< mean over seeds, [0, 1]
    double spread = std::numeric_limits<double>::quiet_NaN();    ///< half the width of its band; NaN: unknown
};

struct SizeSeries {
    std::string caseName = {};
    std::vector<SizePoint> points = {};  ///< in any order; what is not a size and an accuracy is ignored
};

/// Points that can be drawn, by rising size; of two of one size the later counts.
std::vector<SizePoint> drawablePoints(const SizeSeries& series);

/// Another case takes the lead.
struct LeadChange {
    std::string before;
    std::string after;
    double perClass = 0;  ///< where the lines between the measured sizes cross, on a logarithmic axis
    double accuracy = 0;  ///< there

    bool operator==(const LeadChange&) const = default;
};
/// The last change of the lead between two neighbouring sizes at which both cases were measured; the leader behind it
/// leads at every larger size. None where nothing was measured on both sides.
std::optional<LeadChange> leadChange(const std::vector<SizeSeries>& series);

}  // namespace layerbench
