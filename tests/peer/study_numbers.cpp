// SPDX-License-Identifier: GPL-3.0-or-later
// Our side of study_numbers.py: the numbers of core/study for one file of features and runs.
// Usage: layerbench-peer-study INPUT.safetensors OUT.safetensors (the protocol is in study_numbers.py)
#include "core/study/frechet.h"
#include "core/study/probes.h"
#include "core/study/verdict.h"
#include "core/weights/weight_file.h"

#include <algorithm>
#include <cstring>
#include <iostream>

using namespace layerbench;

namespace {

Tensor doubles(Shape shape, std::span<const double> values) {
    return Tensor::make(ScalarType::float64, std::move(shape),
                        [&](std::span<std::byte> bytes) { std::memcpy(bytes.data(), values.data(), bytes.size()); });
}

/// Row `index` of float64 [rows, n].
std::span<const double> row(const Tensor& tensor, std::int64_t index) {
    const auto size = static_cast<std::size_t>(tensor.shape()[1]);
    return tensor.as<double>().subspan(static_cast<std::size_t>(index) * size, size);
}

Result<Tensor> required(const StateDict& input, const std::string& name, ScalarType type, std::size_t dimensions) {
    const Tensor* tensor = input.find(name);
    if (!tensor || tensor->type() != type || tensor->shape().size() != dimensions)
        return failure("the input holds no such “%1”.", name);
    return *tensor;
}

Result<void> features(const StateDict& input, StateDict& output) {
    LB_TRY(const Tensor first, required(input, "features", ScalarType::float32, 2));
    LB_TRY(const Tensor second, required(input, "others", ScalarType::float32, 2));
    LB_TRY(const Tensor given, required(input, "labels", ScalarType::int64, 1));
    const auto labels = given.as<std::int64_t>();
    const std::int64_t classes = std::ranges::max(labels) + 1;

    std::vector<double> neighbours;
    for (const int k : {1, 3, 5})
        neighbours.push_back(nearestNeighbourAccuracy(first, labels, k));
    const RidgeProbe ridge = ridgeProbe(first, labels, classes);
    const FeatureStatistics a = statisticsOf(first);
    const FeatureStatistics b = statisticsOf(second);
    const double accuracyAndPenalty[]{ridge.accuracy, ridge.penalty};
    const double distance[]{frechetDistance(a, b)};
    const auto columns = std::ssize(a.mean);
    output.tensors.push_back({"neighbours", doubles({3}, neighbours)});
    output.tensors.push_back({"ridge", doubles({2}, accuracyAndPenalty)});
    output.tensors.push_back({"decisions", doubles({std::ssize(labels), classes}, ridge.decisions)});
    output.tensors.push_back({"penalties", doubles({std::ssize(ridgePenalties())}, ridgePenalties())});
    output.tensors.push_back({"covariance", doubles({columns, columns}, covariance(a))});
    output.tensors.push_back({"distance", doubles({1}, distance)});
    return {};
}

Result<void> runs(const StateDict& input, StateDict& output) {
    LB_TRY(const Tensor a, required(input, "runs_a", ScalarType::float64, 2));
    LB_TRY(const Tensor b, required(input, "runs_b", ScalarType::float64, 2));
    std::vector<double> probabilities;
    std::vector<double> halfWidths;
    for (std::int64_t i = 0; i < a.shape()[0]; ++i) {
        probabilities.push_back(welchProbability(row(a, i), row(b, i)));
        halfWidths.push_back(confidenceHalfWidth(spreadOf(row(a, i))));
    }
    output.tensors.push_back({"probabilities", doubles({a.shape()[0]}, probabilities)});
    output.tensors.push_back({"half_widths", doubles({a.shape()[0]}, halfWidths)});
    return {};
}

Result<void> run(const std::string& inputFile, const std::string& outputFile) {
    LB_TRY(const StateDict input, readWeightFile(inputFile));
    StateDict output;
    LB_CHECK(input.find("features") ? features(input, output) : runs(input, output));
    return writeSafetensors(outputFile, output);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "Usage: layerbench-peer-study INPUT.safetensors OUT.safetensors\n";
        return 2;
    }
    if (const auto done = run(argv[1], argv[2]); !done) {
        std::cerr << done.error().message() << '\n';
        return 1;
    }
    return 0;
}
