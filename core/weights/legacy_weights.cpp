// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/legacy_weights.h"

#include "core/weights/pickled_weights.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace layerbench {

namespace {

/// 0x1950a86a20f9469cfc6c, little-endian: what torch.save put first.
constexpr std::string_view magicNumber = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t protocolVersion = 1001;

/// The pickles that follow each other at the start of the file.
class PickleStream {
public:
    PickleStream(std::span<const std::byte> bytes, const std::string& fileName) : bytes_(bytes), fileName_(fileName) {}

    Result<Pickle> next() {
        LB_TRY(auto pickle, readPickle(bytes_.subspan(position_), fileName_));
        position_ += pickle.length;
        return pickle;
    }

    std::uint64_t position() const { return position_; }

private:
    std::span<const std::byte> bytes_;
    const std::string& fileName_;
    std::size_t position_ = 0;
};

bool isBigEndian(const Pickle& facts) {
    const auto& root = facts[facts.root];
    if (root.kind != PickleKind::dictionary)
        return false;
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
        if (facts[root.items[i]].text == "little_endian")
            return facts[root.items[i + 1]].kind == PickleKind::boolean && facts[root.items[i + 1]].integer == 0;
    }
    return false;
}

/// Where a storage's numbers stand in the file.
struct Place {
    std::uint64_t offset = 0;
    std::int64_t count = 0;
    ScalarType type = ScalarType::float32;
};

/// Walks over the storages behind the pickles, checking each count against the bytes that are left.
Result<std::unordered_map<std::string, Place>> locateStorages(const InputFile& file, const Pickle& object,
                                                              const Pickle& keys, std::uint64_t offset) {
    std::unordered_map<std::string, ScalarType> types;
    for (const auto& storage : object.storages)
        types.emplace(storage.key, storage.type);
    std::unordered_map<std::string, Place> places;
    for (const auto item : keys[keys.root].items) {
        const auto type = types.find(keys[item].text);
        if (keys[item].kind != PickleKind::text || type == types.end())
            return failure(
                LB_TEXT("weights", "“%1” is damaged: its list of tensors makes no sense. Download it again."),
                file.name());
        std::int64_t count = 0;
        LB_CHECK(file.readAt(offset, std::as_writable_bytes(std::span(&count, 1))));
        offset += sizeof count;
        const auto size = byteSize(type->second);
        if (count < 0 || static_cast<std::uint64_t>(count) > (file.size() - offset) / size)
            return endsTooEarly(file.name());
        places[type->first] = {offset, count, type->second};
        offset += static_cast<std::uint64_t>(count) * size;
    }
    return places;
}

}  // namespace

Result<StateDict> readLegacyWeights(const InputFile& file) {
    std::vector<std::byte> head(std::min<std::size_t>(file.size(), maximumPickleBytes));
    LB_CHECK(file.readAt(0, head));
    PickleStream stream(head, file.name());

    LB_TRY(const auto magic, stream.next());
    const auto& number = magic[magic.root];
    if (number.kind != PickleKind::bigInteger || number.text != magicNumber)
        return failure(LB_TEXT("weights", "“%1” is a Python pickle that torch.save did not write. "
                                          "Save the weights with torch.save(model.state_dict(), …)."),
                       file.name());
    LB_TRY(const auto version, stream.next());
    if (version[version.root].kind != PickleKind::integer || version[version.root].integer != protocolVersion)
        return failure(LB_TEXT("weights", "“%1” is of a version of PyTorch's format that Layerbench does not know. "
                                          "Load it in Python and save model.state_dict() again."),
                       file.name());
    LB_TRY(const auto facts, stream.next());
    if (isBigEndian(facts))
        return failure(LB_TEXT("weights", "“%1” was written on a big-endian machine, which Layerbench does not read. "
                                          "Load it in Python and save it as safetensors."),
                       file.name());
    LB_TRY(const auto object, stream.next());
    LB_TRY(const auto keys, stream.next());
    if (keys[keys.root].kind != PickleKind::list)
        return failure(LB_TEXT("weights", "“%1” is damaged: its list of tensors makes no sense. Download it again."),
                       file.name());
    LB_TRY(const auto places, locateStorages(file, object, keys, stream.position()));

    return pickledWeights(object, file.name(), file.size(), [&](const PickledStorage& storage) -> Result<Tensor> {
        const auto place = places.find(storage.key);
        if (place == places.end())
            return endsTooEarly(file.name());
        return readTensor(place->second.type, {place->second.count},
                          [&](std::span<std::byte> bytes) { return file.readAt(place->second.offset, bytes); });
    });
}

}  // namespace layerbench
