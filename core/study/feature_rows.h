// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this room alone: who includes it needs Eigen.
#pragma once

#include "core/network/tensor.h"

#include <Eigen/Core>

#include <cassert>
#include <cmath>

namespace layerbench {

/// Features, float32 [N, C], as a matrix of doubles with one row per picture; numbers that are not finite become 0.
inline Eigen::MatrixXd rowsOf(const Tensor& features) {
    assert(features.type() == ScalarType::float32 && features.shape().size() == 2);
    using Floats = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Floats> rows(features.as<float>().data(), features.shape()[0], features.shape()[1]);
    return rows.unaryExpr([](float value) { return std::isfinite(value) ? static_cast<double>(value) : 0.0; });
}

}  // namespace layerbench
