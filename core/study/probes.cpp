// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/probes.h"

#include "core/network/random.h"
#include "core/study/feature_rows.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace layerbench {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Labels = std::span<const std::int64_t>;

constexpr int drawsPerShare = 5;

std::size_t at(Index index) {
    return static_cast<std::size_t>(index);
}

/// The k most similar others of each picture.
class Neighbours {
public:
    Neighbours(Index pictures, Index k)
        : k_(at(k)), best_(at(pictures) * k_, {std::numeric_limits<double>::infinity(), 0}) {}

    void offer(Index picture, Index other, double similarity) {
        const auto mine = std::span(best_).subspan(at(picture) * k_, k_);
        // What is offered comes in any order: equal similarities keep the order of the rows.
        const Neighbour offered{-similarity, other};
        if (!(offered < mine.back()))
            return;
        auto place = mine.end() - 1;
        for (; place != mine.begin() && offered < *(place - 1); --place)
            *place = *(place - 1);
        *place = offered;
    }

    std::int64_t vote(Index picture, Labels labels) const {
        std::vector<std::int64_t> votes;
        for (const auto& [distance, other] : std::span(best_).subspan(at(picture) * k_, k_))
            votes.push_back(labels[at(other)]);
        std::ranges::sort(votes);
        std::int64_t winner = votes.front();
        std::size_t most = 0;
        for (auto first = votes.begin(); first != votes.end();) {
            const auto last = std::find_if(first, votes.end(), [&](std::int64_t label) { return label != *first; });
            if (const auto count = static_cast<std::size_t>(last - first); count > most)
                std::tie(winner, most) = std::pair(*first, count);
            first = last;
        }
        return winner;
    }

private:
    using Neighbour = std::pair<double, Index>;
    std::size_t k_;
    std::vector<Neighbour> best_;
};

/// Columns of mean 0 and variance 1; those that are constant are dropped.
MatrixXd standardised(MatrixXd rows) {
    Index kept = 0;
    for (Index c = 0; c < rows.cols(); ++c) {
        if (rows.rows() == 0 || rows.col(c).minCoeff() == rows.col(c).maxCoeff())
            continue;
        const VectorXd centred = rows.col(c).array() - rows.col(c).mean();
        rows.col(kept++) = centred / std::sqrt(centred.squaredNorm() / static_cast<double>(rows.rows()));
    }
    rows.conservativeResize(Eigen::NoChange, kept);
    return rows;
}

/// Reflects the space of pictures so that the direction of the intercept, all ones, becomes the first axis.
void reflectIntercept(MatrixXd& rows) {
    VectorXd normal = VectorXd::Constant(rows.rows(), 1 / std::sqrt(static_cast<double>(rows.rows())));
    normal[0] -= 1;
    normal.normalize();
    const VectorXd along = rows.transpose() * normal;
    rows.noalias() -= 2 * normal * along.transpose();
}

/// Ridge regression of targets Y on centred columns X, solved for every penalty λ at once: the smaller of XᵀX and XXᵀ
/// (the latter without the intercept's direction) becomes Q T Qᵀ with Q orthogonal and T tridiagonal; then a column of
/// Q(T + λ)⁻¹Qᵀ costs as many operations as with a diagonal T, and an eigendecomposition takes five times as long.
class RidgeSystem {
public:
    RidgeSystem(MatrixXd columns, const MatrixXd& targets)
        : dual_(columns.rows() - 1 <= columns.cols()), targets_(targets) {
        if (dual_) {
            reflectIntercept(columns);
            const auto others = columns.bottomRows(columns.rows() - 1);
            basis_ = MatrixXd::Zero(columns.rows(), others.rows());
            basis_.bottomRows(others.rows()) = tridiagonalise(others);
            reflectIntercept(basis_);
        } else if (columns.cols() > 0) {
            basis_ = columns * tridiagonalise(columns.transpose());
        } else {
            basis_.resize(columns.rows(), 0);
        }
        moments_ = targets_.transpose() * basis_;
    }

    /// What each picture's targets are predicted to be by the fit without this picture, [N, K] as the targets.
    MatrixXd leftOut(double penalty) const {
        const Index size = basis_.cols();
        // T + λ = L D Lᵀ; `leverage` becomes the diagonal of basis (T + λ)⁻¹ basisᵀ.
        VectorXd pivots(size);
        VectorXd factors(size);
        VectorXd leverage = VectorXd::Zero(basis_.rows());
        VectorXd column(basis_.rows());
        MatrixXd weights = moments_;
        for (Index i = 0; i < size; ++i) {
            pivots[i] = diagonal_[i] + penalty;
            if (i == 0) {
                column = basis_.col(0);
            } else {
                factors[i] = subdiagonal_[i - 1] / pivots[i - 1];
                pivots[i] -= factors[i] * subdiagonal_[i - 1];
                column = basis_.col(i) - factors[i] * column;
                weights.col(i) -= factors[i] * weights.col(i - 1);
            }
            leverage += column.cwiseAbs2() / pivots[i];
        }
        for (Index i = size - 1; i >= 0; --i) {
            weights.col(i) /= pivots[i];
            if (i + 1 < size)
                weights.col(i) -= factors[i + 1] * weights.col(i + 1);
        }
        MatrixXd fitted = basis_ * weights.transpose();
        // Across the intercept the residual is λ(XXᵀ + λ)⁻¹Y, and 1 - h the diagonal of λ(XXᵀ + λ)⁻¹: λ cancels.
        if (dual_)
            return targets_ - leverage.cwiseInverse().asDiagonal() * fitted;
        fitted.rowwise() += targets_.colwise().mean();
        const VectorXd left = (1 - 1 / static_cast<double>(basis_.rows())) - leverage.array();
        return targets_ - left.cwiseInverse().asDiagonal() * (targets_ - fitted);
    }

private:
    /// Keeps T of rows · rowsᵀ and returns Q.
    template <class Rows>
    MatrixXd tridiagonalise(const Rows& rows) {
        MatrixXd gram = MatrixXd::Zero(rows.rows(), rows.rows());
        gram.selfadjointView<Eigen::Lower>().rankUpdate(rows);
        const Eigen::Tridiagonalization<MatrixXd> tridiagonal(gram);
        diagonal_ = tridiagonal.diagonal();
        subdiagonal_ = tridiagonal.subDiagonal();
        return tridiagonal.matrixQ();
    }

    bool dual_;
    MatrixXd targets_;  ///< [N, K]
    MatrixXd basis_;    ///< [N, m]: Q, in the pictures' own coordinates
    MatrixXd moments_;  ///< [K, m]
    VectorXd diagonal_;
    VectorXd subdiagonal_;
};

/// +1 for the picture's class and -1 for the others, [N, classes.size()]; `classes` are those that have pictures.
MatrixXd targetsOf(Labels labels, const std::vector<std::int64_t>& classes) {
    MatrixXd targets(std::ssize(labels), std::ssize(classes));
    for (Index i = 0; i < targets.rows(); ++i)
        for (Index c = 0; c < targets.cols(); ++c)
            targets(i, c) = labels[at(i)] == classes[at(c)] ? 1 : -1;
    return targets;
}

RidgeProbe probe(MatrixXd rows, Labels labels, std::int64_t classCount) {
    assert(rows.rows() == std::ssize(labels));
    RidgeProbe result;
    result.decisions.assign(labels.size() * at(classCount), -1);
    std::vector<std::int64_t> classes(labels.begin(), labels.end());
    std::ranges::sort(classes);
    classes.erase(std::ranges::unique(classes).begin(), classes.end());
    assert(classes.empty() || (classes.front() >= 0 && classes.back() < classCount));
    MatrixXd targets = targetsOf(labels, classes);
    MatrixXd decisions = targets;
    if (labels.size() >= 2 && classes.size() >= 2) {
        // Of two classes the second is the first with its sign turned.
        if (classes.size() == 2)
            targets.conservativeResize(Eigen::NoChange, 1);
        const RidgeSystem system(standardised(std::move(rows)), targets);
        double least = std::numeric_limits<double>::infinity();
        for (const double penalty : ridgePenalties()) {
            const MatrixXd values = system.leftOut(penalty);
            if (const double error = (values - targets).squaredNorm(); error < least) {
                least = error;
                result.penalty = penalty;
                decisions.leftCols(values.cols()) = values;
            }
        }
        if (classes.size() == 2)
            decisions.col(1) = -decisions.col(0);
    }
    std::size_t correct = 0;
    for (Index i = 0; i < decisions.rows(); ++i) {
        Index answer = 0;
        decisions.row(i).maxCoeff(&answer);
        correct += classes[at(answer)] == labels[at(i)];
        for (Index c = 0; c < decisions.cols(); ++c)
            result.decisions[at(i) * at(classCount) + at(classes[at(c)])] = decisions(i, c);
    }
    if (labels.size() >= 2)
        result.accuracy = static_cast<double>(correct) / static_cast<double>(labels.size());
    return result;
}

}  // namespace

double nearestNeighbourAccuracy(const Tensor& features, Labels labels, int k) {
    MatrixXd rows = rowsOf(features);
    assert(rows.rows() == std::ssize(labels) && k >= 1);
    const Index pictures = rows.rows();
    if (pictures < 2)
        return 0;
    for (Index i = 0; i < pictures; ++i)
        if (const double length = rows.row(i).norm(); length > 0)
            rows.row(i) /= length;
    Neighbours neighbours(pictures, std::min<Index>(std::max(k, 1), pictures - 1));
    // Squares of this many pictures stay in the cache, and the N x N similarities are never kept.
    constexpr Index block = 256;
    for (Index top = 0; top < pictures; top += block) {
        const auto upper = rows.middleRows(top, std::min(block, pictures - top));
        for (Index left = top; left < pictures; left += block) {
            const auto lower = rows.middleRows(left, std::min(block, pictures - left));
            const MatrixXd similarity = lower * upper.transpose();
            for (Index j = 0; j < similarity.cols(); ++j)
                for (Index i = left == top ? j + 1 : 0; i < similarity.rows(); ++i) {
                    neighbours.offer(top + j, left + i, similarity(i, j));
                    neighbours.offer(left + i, top + j, similarity(i, j));
                }
        }
    }
    std::size_t correct = 0;
    for (Index i = 0; i < pictures; ++i)
        correct += neighbours.vote(i, labels) == labels[at(i)];
    return static_cast<double>(correct) / static_cast<double>(pictures);
}

std::span<const double> ridgePenalties() {
    static const auto penalties = [] {
        std::array<double, 19> values{};
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::pow(10.0, -2 + 0.5 * static_cast<double>(i));
        return values;
    }();
    return penalties;
}

RidgeProbe ridgeProbe(const Tensor& features, Labels labels, std::int64_t classCount) {
    return probe(rowsOf(features), labels, classCount);
}

std::vector<LearningPoint> learningCurve(const Tensor& features, Labels labels, std::int64_t classCount,
                                         const std::vector<double>& shares, std::uint64_t seed) {
    const MatrixXd rows = rowsOf(features);
    assert(rows.rows() == std::ssize(labels));
    std::vector<std::vector<Index>> members(at(classCount));
    for (std::size_t i = 0; i < labels.size(); ++i)
        members[at(labels[i])].push_back(static_cast<Index>(i));
    std::erase_if(members, [](const auto& ofClass) { return ofClass.empty(); });

    std::vector<LearningPoint> points;
    for (const double share : shares) {
        assert(share > 0 && share <= 1);
        const auto kept = [&](const std::vector<Index>& ofClass) {
            return static_cast<std::size_t>(std::llround(share * static_cast<double>(ofClass.size())));
        };
        if (members.empty() || std::ranges::any_of(members, [&](const auto& ofClass) { return kept(ofClass) < 2; }))
            continue;
        LearningPoint point{share, 0, 0};
        const int draws = share < 1 ? drawsPerShare : 1;
        for (int draw = 0; draw < draws; ++draw) {
            std::vector<Index> chosen;
            for (std::size_t c = 0; c < members.size(); ++c) {
                auto order = members[c];
                // One order for all shares makes the smaller ones part of the larger ones.
                Random random(mixSeed(mixSeed(seed, static_cast<std::uint64_t>(draw)), c));
                for (std::size_t i = order.size(); i > 1; --i)
                    std::swap(order[i - 1], order[random.below(i)]);
                chosen.insert(chosen.end(), order.begin(), order.begin() + static_cast<Index>(kept(order)));
            }
            std::ranges::sort(chosen);
            std::vector<std::int64_t> chosenLabels;
            for (const Index i : chosen)
                chosenLabels.push_back(labels[at(i)]);
            point.pictures = std::ssize(chosen);
            point.accuracy += probe(rows(chosen, Eigen::all), chosenLabels, classCount).accuracy / draws;
        }
        points.push_back(point);
    }
    return points;
}

}  // namespace layerbench
