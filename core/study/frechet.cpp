// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/frechet.h"

#include "core/study/feature_rows.h"

#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <tuple>

namespace layerbench {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Eigen::VectorXd> meanOf(const FeatureStatistics& statistics) {
    return {statistics.mean.data(), std::ssize(statistics.mean)};
}

Eigen::Map<const RowMajor> rootOf(const FeatureStatistics& statistics) {
    const Index columns = std::ssize(statistics.mean);
    return {statistics.root.data(), columns > 0 ? std::ssize(statistics.root) / columns : 0, columns};
}

}  // namespace

FeatureStatistics statisticsOf(const Tensor& features) {
    MatrixXd rows = rowsOf(features);
    FeatureStatistics statistics{rows.rows(), std::vector<double>(static_cast<std::size_t>(rows.cols()), 0), {}};
    if (rows.size() == 0)
        return statistics;
    const Eigen::RowVectorXd mean = rows.colwise().mean();
    rows.rowwise() -= mean;
    rows /= std::sqrt(static_cast<double>(std::max<Index>(rows.rows() - 1, 1)));
    if (rows.rows() > rows.cols()) {
        const Eigen::HouseholderQR<Eigen::Ref<MatrixXd>> factors(rows);
        const MatrixXd triangle = rows.topRows(rows.cols()).triangularView<Eigen::Upper>();
        rows = triangle;
    }
    statistics.mean.assign(mean.begin(), mean.end());
    statistics.root.resize(static_cast<std::size_t>(rows.size()));
    Eigen::Map<RowMajor>(statistics.root.data(), rows.rows(), rows.cols()) = rows;
    return statistics;
}

std::vector<double> covariance(const FeatureStatistics& statistics) {
    const auto root = rootOf(statistics);
    std::vector<double> result(statistics.mean.size() * statistics.mean.size());
    Eigen::Map<MatrixXd>(result.data(), root.cols(), root.cols()).noalias() = root.transpose() * root;
    return result;
}

double frechetDistance(const FeatureStatistics& a, const FeatureStatistics& b) {
    assert(a.mean.size() == b.mean.size());
    if (a.mean == b.mean && a.root == b.root)
        return 0;
    // One order for both, so that the rounding is the same too.
    if (std::tie(b.mean, b.root) < std::tie(a.mean, a.root))
        return frechetDistance(b, a);
    const auto first = rootOf(a);
    const auto second = rootOf(b);
    double common = 0;
    if (first.rows() > 0 && second.rows() > 0) {
        const MatrixXd product = first * second.transpose();
        common = Eigen::BDCSVD<MatrixXd>(product).singularValues().sum();
    }
    const double distance =
        (meanOf(a) - meanOf(b)).squaredNorm() + first.squaredNorm() + second.squaredNorm() - 2 * common;
    return std::max(distance, 0.0);
}

}  // namespace layerbench
