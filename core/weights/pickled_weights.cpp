// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/pickled_weights.h"

#include "core/weights/input_file.h"

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace layerbench {

namespace {

/// Where checkpoints keep their weights, the likeliest first.
constexpr std::string_view wrapperKeys[] = {"state_dict",     "model_state_dict", "model_state", "model",  "net",
                                            "network",        "module",           "weights",     "params", "backbone",
                                            "state_dict_ema", "model_ema",        "ema"};
constexpr std::size_t longestName = 1024;

/// Small files may hold views that overlap, up to this.
constexpr std::uint64_t spareBytes = std::uint64_t{16} << 20;

class Finder {
public:
    explicit Finder(const Pickle& pickle) : pickle_(pickle) {}

    /// The dictionary of tensors in `id`; nothing where there is none. Every value is looked at once at most, for
    /// values may contain each other in circles.
    std::optional<PickleId> find(PickleId id) {
        if (pickle_[id].kind != PickleKind::dictionary || !seen_.insert(id).second)
            return std::nullopt;
        for (const auto key : wrapperKeys) {
            const auto inner = valueOf(id, key);
            const auto found = inner ? find(*inner) : std::nullopt;
            if (found)
                return found;
        }
        if (holdsTensors(id))
            return id;
        return onlyInner(id);
    }

private:
    std::optional<PickleId> valueOf(PickleId dictionary, std::string_view key) const {
        std::optional<PickleId> value;
        const auto& items = pickle_[dictionary].items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            if (pickle_[items[i]].kind == PickleKind::text && pickle_[items[i]].text == key)
                value = items[i + 1];
        }
        return value;
    }

    bool holdsTensors(PickleId dictionary) const {
        const auto& items = pickle_[dictionary].items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            if (pickle_[items[i]].kind == PickleKind::text && pickle_[items[i + 1]].kind == PickleKind::tensor)
                return true;
        }
        return false;
    }

    /// Under an unusual key: the one dictionary of tensors, unless there are several.
    std::optional<PickleId> onlyInner(PickleId dictionary) const {
        std::optional<PickleId> found;
        const auto& items = pickle_[dictionary].items;
        std::unordered_set<PickleId> looked;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const auto inner = items[i + 1];
            if (pickle_[inner].kind != PickleKind::dictionary || !looked.insert(inner).second || !holdsTensors(inner))
                continue;
            if (found)
                return std::nullopt;
            found = inner;
        }
        return found;
    }

    const Pickle& pickle_;
    std::unordered_set<PickleId> seen_;  // bounds the recursion too: a wrapper key leads to each dictionary once
};

class Materialiser {
public:
    Materialiser(const Pickle& pickle, const std::string& fileName, std::uint64_t budget, const LoadStorage& load)
        : pickle_(pickle), fileName_(fileName), budget_(budget), load_(load) {}

    Result<Tensor> tensor(const std::string& name, const PickledTensor& pickled) {
        const auto& wanted = pickle_.storages[pickled.storage];
        auto cached = storages_.find(wanted.key);
        if (cached == storages_.end()) {
            LB_TRY(auto loaded, load_(wanted));
            LB_CHECK(spend(loaded.elementCount(), loaded.type()));
            cached = storages_.emplace(wanted.key, std::move(loaded)).first;
        }
        const Tensor& storage = cached->second;
        if (storage.type() != wanted.type || !liesInside(pickled.view, storage.elementCount()))
            return failure(LB_TEXT("weights", "The tensor “%2” in “%1” needs more numbers than the file has for it. "
                                              "Download the file again."),
                           fileName_, printable(name));
        const auto count = elementCount(pickled.view.shape);
        if (count != storage.elementCount() || !isContiguous(pickled.view))
            LB_CHECK(spend(count, storage.type()));
        return gather(storage, pickled.view);
    }

private:
    Result<void> spend(std::int64_t count, ScalarType type) {
        std::uint64_t bytes = 0;
        if (__builtin_mul_overflow(static_cast<std::uint64_t>(count), byteSize(type), &bytes) || bytes > budget_)
            return failure(
                LB_TEXT("weights",
                        "The tensors in “%1” would take several times the file's own size. It may be made to "
                        "do harm; get it from a source that you trust."),
                fileName_);
        budget_ -= bytes;
        return {};
    }

    const Pickle& pickle_;
    const std::string& fileName_;
    std::uint64_t budget_;
    const LoadStorage& load_;
    std::unordered_map<std::string, Tensor> storages_;
};

}  // namespace

Result<StateDict> pickledWeights(const Pickle& pickle, const std::string& fileName, std::uint64_t fileBytes,
                                 const LoadStorage& loadStorage) {
    const auto dictionary = Finder(pickle).find(pickle.root);
    if (!dictionary)
        return failure(LB_TEXT("weights", "“%1” holds no named tensors. "
                                          "Save the weights with torch.save(model.state_dict(), …)."),
                       fileName);
    Materialiser materialiser(pickle, fileName, 2 * fileBytes + spareBytes, loadStorage);
    StateDict weights;
    std::unordered_map<std::string, std::size_t> places;
    const auto& items = pickle[*dictionary].items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const auto& key = pickle[items[i]];
        const auto& value = pickle[items[i + 1]];
        if (key.kind != PickleKind::text || value.kind != PickleKind::tensor)
            continue;
        if (key.text.empty() || key.text.size() > longestName)
            return failure(
                LB_TEXT("weights", "“%1” is damaged: a tensor has an empty or endless name. Download it again."),
                fileName);
        LB_TRY(auto tensor, materialiser.tensor(key.text, pickle.tensors[static_cast<std::size_t>(value.integer)]));
        const auto [place, isNew] = places.emplace(key.text, weights.tensors.size());
        if (isNew)
            weights.tensors.push_back({key.text, std::move(tensor)});
        else  // as in Python, the later one wins
            weights.tensors[place->second].tensor = std::move(tensor);
    }
    return weights;
}

}  // namespace layerbench
