// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/metrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace layerbench {

namespace {

/// The largest logit and the sum of exp(x - largest): together the softmax's scale, without overflow and without
/// losing the sum beside a huge logit.
struct Scale {
    double largest;
    double sum = 0;
};
Scale scaleOf(std::span<const float> logits) {
    Scale scale{*std::ranges::max_element(logits)};
    for (const float value : logits)
        scale.sum += std::exp(static_cast<double>(value) - scale.largest);
    return scale;
}

}  // namespace

std::vector<double> softmax(std::span<const float> logits) {
    const auto [largest, sum] = scaleOf(logits);
    std::vector<double> shares;
    shares.reserve(logits.size());
    for (const float value : logits)
        shares.push_back(std::exp(static_cast<double>(value) - largest) / sum);
    return shares;
}

Score score(const Tensor& logits, std::span<const std::int64_t> labels) {
    assert(logits.shape().size() == 2 && logits.shape()[0] == std::ssize(labels));
    const auto classes = static_cast<std::size_t>(logits.shape()[1]);
    const auto values = logits.as<float>();
    Score result;
    result.images = std::ssize(labels);
    result.classes.resize(classes);
    std::vector<double> predicted(classes);
    std::vector<double> correct(classes);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto row = values.subspan(i * classes, classes);
        const auto label = static_cast<std::size_t>(labels[i]);
        const auto answer = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
        const auto [largest, sum] = scaleOf(row);
        result.loss += std::log(sum) + (largest - static_cast<double>(row[label]));
        ++predicted[answer];
        ++result.classes[label].images;
        if (answer == label) {
            ++correct[label];
            ++result.accuracy;
        }
    }
    for (std::size_t c = 0; c < classes; ++c) {
        auto& one = result.classes[c];
        one.precision = predicted[c] > 0 ? correct[c] / predicted[c] : 0;
        one.recall = one.images > 0 ? correct[c] / static_cast<double>(one.images) : 0;
    }
    if (result.images > 0) {
        result.loss /= static_cast<double>(result.images);
        result.accuracy /= static_cast<double>(result.images);
    }
    return result;
}

}  // namespace layerbench
