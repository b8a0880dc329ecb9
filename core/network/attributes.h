// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace layerbench {

/// Height and width, as PyTorch's `(h, w)`.
using Pair = std::array<std::int64_t, 2>;

using AttributeValue = std::variant<std::int64_t, Pair, double, bool>;

/// "3", "3 × 3", "0.5", "yes".
std::string toText(const AttributeValue& value);

/// What a layer is made with, under PyTorch's argument names: kernel_size, stride, p, …
/// A kind's table (kinds.h) says which attributes it has, and fills in the ones that are left out.
class Attributes {
public:
    Attributes() = default;
    Attributes(std::initializer_list<std::pair<const std::string, AttributeValue>> values) : values_(values) {}

    bool has(std::string_view name) const { return values_.contains(name); }
    void set(std::string name, AttributeValue value) { values_[std::move(name)] = value; }
    const std::map<std::string, AttributeValue, std::less<>>& all() const { return values_; }

    /// The value of an attribute that the kind's table has; its type must be the one asked for.
    std::int64_t integer(std::string_view name) const { return get<std::int64_t>(name); }
    Pair pair(std::string_view name) const { return get<Pair>(name); }
    double number(std::string_view name) const { return get<double>(name); }
    bool flag(std::string_view name) const { return get<bool>(name); }

    bool operator==(const Attributes&) const = default;

private:
    template <class T>
    T get(std::string_view name) const {
        return std::get<T>(values_.find(name)->second);
    }

    std::map<std::string, AttributeValue, std::less<>> values_;
};

}  // namespace layerbench
