// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/pickle.h"

#include <string>
#include <string_view>

namespace layerbench {

/// The values that the pickle machine has made so far, and what the names of the allow-list do with them.
/// Every function that a hostile pickle can call many times counts its work against one budget.
class PickleHeap {
public:
    explicit PickleHeap(const std::string& fileName) : fileName_(fileName) {}

    Result<PickleId> add(PickleValue value);
    Result<PickleId> add(PickleKind kind) { return add(PickleValue{kind, {}, 0, {}, {}}); }

    const PickleValue& operator[](PickleId id) const { return pickle_.values[id]; }

    /// The value for a Python name, or the refusal.
    Result<PickleId> global(std::string_view module, std::string_view name);
    /// callable(*arguments), for names of the allow-list alone.
    Result<PickleId> call(PickleId callable, PickleId arguments);
    /// The storage that a persistent id ("storage", type, key, location, count[, view]) names.
    Result<PickleId> storage(PickleId persistentId);

    Result<void> append(PickleId list, std::span<const PickleId> items);
    /// Keys and values in turn.
    Result<void> setItems(PickleId dictionary, std::span<const PickleId> items);
    Result<void> addItems(PickleId set) const;
    /// The attributes that BUILD would set are of no use for weights and are dropped; only the target is checked.
    Result<void> build(PickleId target) const;

    Pickle take(PickleId root, std::size_t length) &&;

    Failure damaged() const;

private:
    Result<PickleId> rebuildTensor(const PickleValue& arguments);
    Result<PickleId> makeDictionary(const PickleValue& arguments);
    bool isSequence(PickleId id) const;
    std::optional<Shape> sizes(PickleId id) const;
    Result<void> spend(std::size_t work);

    const std::string& fileName_;
    Pickle pickle_;
    std::size_t spent_ = 0;
};

}  // namespace layerbench
