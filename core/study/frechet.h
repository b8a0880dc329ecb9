// SPDX-License-Identifier: GPL-3.0-or-later
// How far apart two sets of pictures are as a network sees them: each set's features as a normal distribution, and
// Fréchet's distance between the two.
#pragma once

#include "core/network/tensor.h"

#include <cstdint>
#include <vector>

namespace layerbench {

/// Mean and covariance of features, the covariance S as a root R with RᵀR = S. With few pictures R is much smaller than
/// S, it has no rank to lose, and the distance needs nothing else.
struct FeatureStatistics {
    std::int64_t count = 0;    ///< pictures
    std::vector<double> mean;  ///< [C]
    std::vector<double> root;  ///< [min(count, C), C], row-major: centred features, or their triangular factor

    bool operator==(const FeatureStatistics&) const = default;
};

/// Of float32 features [N, C], one row per picture; computed in double. Numbers that are not finite count as 0. One
/// picture has no spread: its covariance is 0. Without pictures mean and covariance are 0.
/// Work: 2 N C² multiplications where N is larger than C, else hardly any.
FeatureStatistics statisticsOf(const Tensor& features);

/// [C, C], with divisor count - 1.
std::vector<double> covariance(const FeatureStatistics& statistics);

/// |m₁ - m₂|² + Tr(S₁ + S₂ - 2 (S₁S₂)^½), the squared distance of Dowson and Landau (1982); on Inception's features it
/// is known as FID. Both sets must have the same C. Symmetric to the bit, never negative, 0 for equal
/// statistics; rounding leaves some 1e-13 of Tr(S₁ + S₂). It has the features' unit squared.
/// The trace of (S₁S₂)^½ is the sum of the singular values of R₁R₂ᵀ, so covariances without full rank need no care.
/// Small sets lie too far apart, all the more the fewer pictures there are: compare only distances between sets of
/// about the same sizes. Work for sets of N pictures, N < C: N² C + 3 N³ multiplications.
double frechetDistance(const FeatureStatistics& a, const FeatureStatistics& b);

}  // namespace layerbench
