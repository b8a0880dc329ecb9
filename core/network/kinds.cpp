// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/kinds.h"

#include "core/network/kind_rules.h"
#include "core/network/nearest_name.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

std::vector<KindInfo> makeTable() {
    std::vector<KindInfo> table;
    for (auto family : {weightedKinds, poolingKinds, plainKinds})
        std::ranges::move(family(), std::back_inserter(table));
    return table;
}

const std::vector<KindInfo>& table() {
    static const std::vector<KindInfo> rows = makeTable();
    return rows;
}

/// The size that an attribute with `fromInput` follows: channels of a map, features of a list.
AttributeValue inputSize(std::span<const Shape> inputs) {
    return inputs.empty() || inputs[0].empty() ? std::int64_t{1} : inputs[0][0];
}

bool inRange(const AttributeValue& value, const AttributeSpec& spec) {
    const auto fits = [&](double number) {
        return std::isfinite(number) && number >= spec.minimum && number <= spec.maximum;
    };
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return fits(static_cast<double>(*integer));
    if (const auto* pair = std::get_if<Pair>(&value))
        return fits(static_cast<double>((*pair)[0])) && fits(static_cast<double>((*pair)[1]));
    if (const auto* number = std::get_if<double>(&value))
        return fits(*number);
    return true;
}

/// A whole number may stand for a pair (3 for 3 × 3) or for a decimal, as in PyTorch.
AttributeValue widened(const AttributeValue& value, const AttributeValue& wanted) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        if (std::holds_alternative<Pair>(wanted))
            return Pair{*integer, *integer};
        if (std::holds_alternative<double>(wanted))
            return static_cast<double>(*integer);
    }
    return value;
}

}  // namespace

std::span<const KindInfo> kindTable() {
    return table();
}

const KindInfo& kindInfo(Kind kind) {
    const auto row = std::ranges::find(table(), kind, &KindInfo::kind);
    assert(row != table().end());
    return *row;
}

Result<Kind> kindFromName(std::string_view name) {
    std::vector<std::string> names;
    for (const auto& row : table()) {
        if (row.name == name)
            return row.kind;
        names.emplace_back(row.name);
    }
    return failure(LB_TEXT("network", "There is no kind of layer named “%1”; the nearest is %2."), std::string(name),
                   nearestName(name, names));
}

Result<Attributes> completeAttributes(Kind kind, const Attributes& given, std::span<const Shape> inputs) {
    const KindInfo& info = kindInfo(kind);
    const std::string kindName(info.name);
    for (const auto& [name, value] : given.all())
        if (std::ranges::find(info.attributes, name, &AttributeSpec::name) == info.attributes.end()) {
            std::vector<std::string> names;
            for (const auto& spec : info.attributes)
                names.emplace_back(spec.name);
            if (names.empty())
                return failure(LB_TEXT("network", "%1 takes no options, but “%2” is given."), kindName, name);
            return failure(LB_TEXT("network", "%1 has no option “%2”; the nearest is %3."), kindName, name,
                           nearestName(name, names));
        }
    Attributes complete;
    for (const auto& spec : info.attributes) {
        const std::string name(spec.name);
        const auto found = given.all().find(spec.name);
        AttributeValue value = found != given.all().end() ? widened(found->second, spec.standard)
                               : spec.fromInput           ? inputSize(inputs)
                                                          : spec.standard;
        if (value.index() != spec.standard.index())
            return failure(LB_TEXT("network", "%1: “%2” is given as %3; it is written like %4."), kindName, name,
                           toText(value), toText(spec.standard));
        if (!inRange(value, spec))
            return failure(LB_TEXT("network", "%1: %2 is %3; it must lie between %4 and %5."), kindName, name,
                           toText(value), spec.minimum, spec.maximum);
        complete.set(name, value);
    }
    return complete;
}

bool areComplete(Kind kind, const Attributes& attributes) {
    const auto& specs = kindInfo(kind).attributes;
    return attributes.all().size() == specs.size() && std::ranges::all_of(specs, [&](const AttributeSpec& spec) {
               const auto found = attributes.all().find(spec.name);
               return found != attributes.all().end() && found->second.index() == spec.standard.index() &&
                      inRange(found->second, spec);
           });
}

Result<Shape> spatialInput(std::span<const Shape> inputs) {
    if (inputs[0].size() != 3)
        return failure(LB_TEXT("network",
                               "it takes a map (channels × height × width) but is given %1; a place before the "
                               "Flatten layer would fit."),
                       toText(inputs[0]));
    return inputs[0];
}

std::int64_t windowCount(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                         std::int64_t dilation, bool ceilMode) {
    const std::int64_t room = size + 2 * padding - dilation * (kernel - 1) - 1 + (ceilMode ? stride - 1 : 0);
    if (room < 0)
        return 0;
    std::int64_t count = room / stride + 1;
    if (ceilMode && (count - 1) * stride >= size + padding)
        --count;
    return count;
}

Result<Shape> windowedShape(const Shape& input, std::int64_t channels, const Attributes& a, bool ceilMode) {
    const auto kernel = a.pair("kernel_size");
    const auto stride = a.pair("stride");
    const auto padding = a.pair("padding");
    const auto dilation = a.has("dilation") ? a.pair("dilation") : Pair{1, 1};
    Shape output{channels, 0, 0};
    for (std::size_t axis = 0; axis < 2; ++axis)
        output[axis + 1] =
            windowCount(input[axis + 1], kernel[axis], stride[axis], padding[axis], dilation[axis], ceilMode);
    if (output[1] < 1 || output[2] < 1) {
        Pair largest;
        for (std::size_t axis = 0; axis < 2; ++axis)
            largest[axis] = (input[axis + 1] + 2 * padding[axis] - 1) / dilation[axis] + 1;
        return failure(LB_TEXT("network",
                               "its kernel_size of %1 does not fit in a map of %2; a kernel_size of at most %3 or more "
                               "padding would fit."),
                       toText(AttributeValue(kernel)), toText(input), toText(AttributeValue(largest)));
    }
    return output;
}

}  // namespace layerbench
