// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gpu/support.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <sstream>

namespace layerbench::gpu {

void giveUp(const std::string& sentence) {
    std::fprintf(stderr, "layerbench-gpu-check: %s\n", sentence.c_str());
    std::exit(2);
}

Pictures::Pictures(std::int64_t count, Shape picture, std::int64_t classes, std::uint64_t seed)
    : count_(count), picture_(std::move(picture)), classes_(classes) {
    Random random(seed);
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t channel = 0; channel < picture_[0]; ++channel) {
            const double level = std::sin(static_cast<double>(label(i) * 3 + channel * 2));
            for (std::int64_t p = 0; p < picture_[1] * picture_[2]; ++p)
                values_.push_back(static_cast<float>(level + random.normal()));
        }
}

void Pictures::start(std::vector<Example> order, std::int64_t batchSize) {
    order_ = std::move(order);
    batchSize_ = batchSize;
    next_ = 0;
}

Tensor Pictures::images(std::span<const Example> examples) const {
    const auto each = static_cast<std::size_t>(elementCount(picture_));
    std::vector<float> values;
    for (const Example& example : examples) {
        const auto first =
            values_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(example.index) * each);
        values.insert(values.end(), first, first + static_cast<std::ptrdiff_t>(each));
    }
    return Tensor::fromFloats({std::ssize(examples), picture_[0], picture_[1], picture_[2]}, values);
}

Result<Batch> Pictures::next() {
    const auto count = std::min(static_cast<std::size_t>(batchSize_), order_.size() - next_);
    Batch batch;
    batch.examples.assign(order_.begin() + static_cast<std::ptrdiff_t>(next_),
                          order_.begin() + static_cast<std::ptrdiff_t>(next_ + count));
    batch.images = images(batch.examples);
    for (const Example& example : batch.examples)
        batch.labels.push_back(label(example.index));
    next_ += count;
    return batch;
}

void EndlessPictures::start(std::vector<Example> order, std::int64_t batchSize) {
    order_ = std::move(order);
    batchSize_ = static_cast<std::size_t>(batchSize);
    next_ = 0;
}

Result<Batch> EndlessPictures::next() {
    const std::size_t count = std::min(batchSize_, order_.size() - next_);
    Batch batch;
    for (std::size_t i = 0; i < count; ++i) {
        batch.examples.push_back(order_[next_ + i]);
        batch.labels.push_back(label(order_[next_ + i].index));
    }
    auto& tensors = made_[count];
    const std::size_t which = next_ / batchSize_ % ring;
    while (tensors.size() <= which) {
        Random random(tensors.size() + 1);
        std::vector<float> values(count * static_cast<std::size_t>(elementCount(picture_)));
        for (float& value : values)
            value = static_cast<float>(random.uniform(-2, 2));
        tensors.push_back(
            Tensor::fromFloats({static_cast<std::int64_t>(count), picture_[0], picture_[1], picture_[2]}, values));
    }
    batch.images = tensors[which];
    next_ += count;
    return batch;
}

const Tensor& valueOf(const Network& network, const std::string& parameter) {
    for (const auto& named : namedParameters(network))
        if (named.name == parameter)
            return std::get<Tensor>(named.parameter->value);
    giveUp("the network has no parameter " + parameter);
}

double difference(const Tensor& found, const Tensor& expected) {
    if (found.shape() != expected.shape())
        return std::numeric_limits<double>::infinity();
    const auto a = found.as<float>();
    const auto b = expected.as<float>();
    double largest = 0;
    double range = 1e-12;
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (!std::isfinite(a[i]) || !std::isfinite(b[i]))
            return std::numeric_limits<double>::infinity();
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
        range = std::max(range, std::abs(static_cast<double>(b[i])));
    }
    return largest / range;
}

double difference(const Network& found, const Network& expected) {
    double largest = 0;
    for (const auto& named : namedParameters(expected))
        if (named.parameter->type == ScalarType::float32)
            largest = std::max(largest, difference(valueOf(found, named.name), valueOf(expected, named.name)));
    return largest;
}

void Report::add(Row row) {
    failures_ += row.passed ? 0 : 1;
    rows_.push_back(std::move(row));
    std::fflush(stdout);
}

void Report::atMost(const std::string& name, double figure, double bound, const std::string& unit) {
    const bool passed = std::isfinite(figure) && figure <= bound;
    std::printf("%-4s  %s: %.3g%s (at most %.3g)\n", passed ? "ok" : "FAIL", name.c_str(), figure, unit.c_str(), bound);
    add({name, figure, bound, passed, unit});
}

void Report::holds(const std::string& name, bool condition, const std::string& detail) {
    std::printf("%-4s  %s%s%s\n", condition ? "ok" : "FAIL", name.c_str(), detail.empty() ? "" : ": ", detail.c_str());
    add({name, condition ? 0.0 : 1.0, 0, condition, detail});
}

void Report::note(const std::string& sentence) const {
    std::printf("      %s\n", sentence.c_str());
    std::fflush(stdout);
}

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

/// JSON knows no infinity.
std::string number(double value) {
    if (!std::isfinite(value))
        return "null";
    std::ostringstream out;
    out << value;
    return out.str();
}

}  // namespace

std::string Report::json() const {
    std::string out = "[";
    for (const Row& row : rows_)
        out += (out.size() > 1 ? ",\n  " : "\n  ") + ("{\"name\": " + quoted(row.name)) +
               ", \"figure\": " + number(row.figure) + ", \"bound\": " + number(row.bound) +
               ", \"passed\": " + (row.passed ? "true" : "false") + ", \"detail\": " + quoted(row.detail) + "}";
    return out + "\n]";
}

}  // namespace layerbench::gpu
