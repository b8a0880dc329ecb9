// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/pickle_heap.h"

#include "core/weights/input_file.h"

namespace layerbench {

namespace {

/// A ResNet-152 with its optimiser's state has some 50,000 values.
constexpr std::size_t maximumValues = 2'000'000;
constexpr std::size_t maximumWork = 8'000'000;
/// Keys are short numbers; a long one shared by many storages would be copied for each.
constexpr std::size_t longestStorageKey = 256;

using enum PickleKind;

}  // namespace

Result<PickleId> PickleHeap::add(PickleValue value) {
    if (pickle_.values.size() >= maximumValues)
        return failure(LB_TEXT("weights",
                               "“%1” describes more than %2 Python objects: this is no file of weights alone. "
                               "In Python, save model.state_dict() to a file of its own."),
                       fileName_, maximumValues);
    pickle_.values.push_back(std::move(value));
    return static_cast<PickleId>(pickle_.values.size() - 1);
}

Result<PickleId> PickleHeap::global(std::string_view module, std::string_view name) {
    const auto allowed = allowedGlobal(module, name);
    const auto fullName = printable(std::string(module) + "." + std::string(name));
    if (allowed)
        return add(PickleValue{PickleKind::global, *allowed, 0, {}, {}});
    if (name.find("qtensor") != std::string_view::npos || name.find("sparse") != std::string_view::npos)
        return failure(LB_TEXT("weights",
                               "“%1” holds quantised or sparse tensors (%2), which Layerbench does not read. "
                               "In Python, save them as ordinary tensors: tensor.dequantize() or tensor.to_dense()."),
                       fileName_, fullName);
    return failure(LB_TEXT("weights",
                           "“%1” asks to run “%2”. It is not a weight file that can be trusted, and nothing in it was "
                           "run. A file saved with torch.save(model.state_dict(), …) does not ask for that."),
                   fileName_, fullName);
}

Result<PickleId> PickleHeap::call(PickleId callable, PickleId arguments) {
    if ((*this)[callable].kind != PickleKind::global || (*this)[arguments].kind != tuple)
        return damaged();
    const auto role = (*this)[callable].global.role;
    // A copy: adding values moves the others in memory.
    LB_CHECK(spend((*this)[arguments].items.size()));
    const PickleValue given = (*this)[arguments];
    switch (role) {
    case GlobalRole::dictionary:
        return makeDictionary(given);
    case GlobalRole::rebuildTensor:
        return rebuildTensor(given);
    case GlobalRole::rebuildParameter:
        if (given.items.empty() || (*this)[given.items[0]].kind != tensor)
            return damaged();
        return given.items[0];
    case GlobalRole::rebuildFromType: {
        // (function, type, arguments, state): one level only, so that nesting costs no stack of ours.
        if (given.items.size() < 3 || (*this)[given.items[0]].kind != PickleKind::global ||
            (*this)[given.items[0]].global.role == GlobalRole::rebuildFromType)
            return damaged();
        return call(given.items[0], given.items[2]);
    }
    case GlobalRole::size:
        if (given.items.size() != 1 || !isSequence(given.items[0]))
            return damaged();
        return given.items[0];
    case GlobalRole::storageType:
        return damaged();
    case GlobalRole::opaque:
        return add(opaque);
    }
    assert(false);
    return damaged();
}

Result<PickleId> PickleHeap::storage(PickleId persistentId) {
    const PickleValue& id = (*this)[persistentId];
    if (id.kind != tuple || id.items.empty() || (*this)[id.items[0]].kind != PickleKind::text)
        return damaged();
    if ((*this)[id.items[0]].text == "module")
        return failure(LB_TEXT("weights", "“%1” holds a whole Python model, not its weights alone. "
                                          "In Python, load it and save model.state_dict() to a new file."),
                       fileName_);
    if ((*this)[id.items[0]].text != "storage" || id.items.size() < 5)
        return damaged();
    const PickleValue& type = (*this)[id.items[1]];
    const PickleValue& key = (*this)[id.items[2]];
    const PickleValue& count = (*this)[id.items[4]];
    if (type.kind != PickleKind::global || type.global.role != GlobalRole::storageType ||
        key.kind != PickleKind::text || key.text.size() > longestStorageKey || count.kind != integer ||
        count.integer < 0)
        return damaged();
    PickledStorage storage{key.text, type.global.type, count.integer, 0};
    if (id.items.size() > 5 && (*this)[id.items[5]].kind == tuple) {
        const auto& view = (*this)[id.items[5]].items;  // (key of the view, offset, count)
        if (view.size() != 3 || (*this)[view[1]].kind != integer || (*this)[view[1]].integer < 0)
            return damaged();
        storage.offset = (*this)[view[1]].integer;
    }
    pickle_.storages.push_back(std::move(storage));
    return add(PickleValue{PickleKind::storage, {}, static_cast<std::int64_t>(pickle_.storages.size() - 1), {}, {}});
}

Result<void> PickleHeap::append(PickleId target, std::span<const PickleId> items) {
    PickleValue& value = pickle_.values[target];
    if (value.kind == opaque)
        return {};
    if (value.kind != list)
        return damaged();
    value.items.insert(value.items.end(), items.begin(), items.end());
    return {};
}

Result<void> PickleHeap::setItems(PickleId target, std::span<const PickleId> items) {
    PickleValue& value = pickle_.values[target];
    if (value.kind == opaque)
        return {};
    if (value.kind != dictionary || items.size() % 2 != 0)
        return damaged();
    value.items.insert(value.items.end(), items.begin(), items.end());
    return {};
}

Result<void> PickleHeap::addItems(PickleId set) const {
    if ((*this)[set].kind != opaque)
        return damaged();
    return {};
}

Result<void> PickleHeap::build(PickleId target) const {
    const auto kind = (*this)[target].kind;
    if (kind != dictionary && kind != tensor && kind != opaque)
        return damaged();
    return {};
}

Pickle PickleHeap::take(PickleId root, std::size_t length) && {
    pickle_.root = root;
    pickle_.length = length;
    return std::move(pickle_);
}

Failure PickleHeap::damaged() const {
    return failure(
        LB_TEXT("weights", "“%1” is damaged: its description of the tensors makes no sense. Download it again."),
        fileName_);
}

Result<PickleId> PickleHeap::rebuildTensor(const PickleValue& arguments) {
    // (storage, offset, size, stride, …): what follows is about gradients.
    const auto& items = arguments.items;
    if (items.size() < 4 || (*this)[items[0]].kind != PickleKind::storage || (*this)[items[1]].kind != integer)
        return damaged();
    auto shape = sizes(items[2]);
    auto strides = sizes(items[3]);
    if (!shape || !strides || shape->size() != strides->size())
        return damaged();
    const auto storage = static_cast<std::size_t>((*this)[items[0]].integer);
    TensorView view{(*this)[items[1]].integer, std::move(*shape), std::move(*strides)};
    if (__builtin_add_overflow(view.offset, pickle_.storages[storage].offset, &view.offset))
        return damaged();
    pickle_.tensors.push_back({storage, std::move(view)});
    return add(PickleValue{tensor, {}, static_cast<std::int64_t>(pickle_.tensors.size() - 1), {}, {}});
}

Result<PickleId> PickleHeap::makeDictionary(const PickleValue& arguments) {
    PickleValue made{dictionary, {}, 0, {}, {}};
    // Python 2 wrote OrderedDict([[key, value], …]); a defaultdict's one argument is its factory.
    if (!arguments.items.empty() && (*this)[arguments.items[0]].kind == list) {
        const auto& pairs = (*this)[arguments.items[0]].items;
        LB_CHECK(spend(pairs.size()));
        for (const auto pair : pairs) {
            if (!isSequence(pair) || (*this)[pair].items.size() != 2)
                return damaged();
            made.items.insert(made.items.end(), (*this)[pair].items.begin(), (*this)[pair].items.end());
        }
    }
    return add(std::move(made));
}

bool PickleHeap::isSequence(PickleId id) const {
    return (*this)[id].kind == tuple || (*this)[id].kind == list;
}

std::optional<Shape> PickleHeap::sizes(PickleId id) const {
    if (!isSequence(id) || (*this)[id].items.size() > maximumDimensions)
        return std::nullopt;
    Shape sizes;
    for (const auto item : (*this)[id].items) {
        if ((*this)[item].kind != integer || (*this)[item].integer < 0)
            return std::nullopt;
        sizes.push_back((*this)[item].integer);
    }
    return sizes;
}

Result<void> PickleHeap::spend(std::size_t work) {
    spent_ += work;
    if (spent_ > maximumWork)
        return damaged();
    return {};
}

}  // namespace layerbench
