// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace layerbench {

/// From the lowest to the highest of some values; NaN counts as no value.
struct ValueSpan {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    bool empty() const { return low > high; }
    void add(double value) {
        // In this order NaN, which compares as false, changes nothing.
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    void add(const ValueSpan& other) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
    bool operator==(const ValueSpan&) const = default;
};

/// The lowest and highest of any stretch of a growing list of values, without looking at every one: it keeps them for
/// each 64. A plot of a million points asks once for each pixel column. The values themselves stay with their owner.
class BlockExtremes {
public:
    static constexpr std::size_t blockSize = 64;

    void append(double value) {
        if (count_++ % blockSize == 0)
            blocks_.emplace_back();
        blocks_.back().add(value);
    }
    void clear() {
        count_ = 0;
        blocks_.clear();
    }
    std::size_t size() const { return count_; }

    /// Of the values [begin, end), end <= size(); `valueAt(i)` must give what was appended as number i.
    template <class ValueAt>
    ValueSpan of(std::size_t begin, std::size_t end, ValueAt valueAt) const {
        ValueSpan span;
        while (begin < end && begin % blockSize != 0)
            span.add(valueAt(begin++));
        for (; begin + blockSize <= end; begin += blockSize)
            span.add(blocks_[begin / blockSize]);
        while (begin < end)
            span.add(valueAt(begin++));
        return span;
    }

private:
    std::size_t count_ = 0;
    std::vector<ValueSpan> blocks_;
};

}  // namespace layerbench
