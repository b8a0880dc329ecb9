// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace layerbench {

/// The exponential moving average with bias correction, as TensorBoard smooths:
/// m_n = w m_(n-1) + (1 - w) x_n with m_0 = 0, and shown is m_n / (1 - w^n). So the first value is x_1 itself, and
/// w = 0 changes nothing. Values that are not finite come back as NaN and do not count.
class MovingAverage {
public:
    /// `weight` of the past, in [0, 1).
    explicit MovingAverage(double weight = 0) : weight_(weight) {}

    double next(double value) {
        if (!std::isfinite(value))
            return std::nan("");
        average_ = weight_ * average_ + (1 - weight_) * value;
        // Far below what 1 - w^n can tell, w^n would become one of the tiny numbers that processors are slow with.
        past_ = past_ < 1e-30 ? 0 : past_ * weight_;
        return average_ / (1 - past_);
    }

private:
    double weight_;
    double average_ = 0;
    double past_ = 1;  ///< w^n
};

}  // namespace layerbench
