// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/safetensors_header.h"

#include "core/weights/input_file.h"
#include "core/weights/tensor_view.h"

#include <algorithm>
#include <unordered_set>

#include <nlohmann/json.hpp>

namespace layerbench {

namespace {

using Json = nlohmann::json;

struct TypeRow {
    std::string_view name;
    ScalarType type;
};

constexpr TypeRow types[] = {
    {"F64", ScalarType::float64},   {"F32", ScalarType::float32}, {"F16", ScalarType::float16},
    {"BF16", ScalarType::bfloat16}, {"I64", ScalarType::int64},   {"I32", ScalarType::int32},
    {"I16", ScalarType::int16},     {"I8", ScalarType::int8},     {"U8", ScalarType::uint8},
    {"BOOL", ScalarType::boolean},
};

/// Takes the header event by event: a document tree would forget that a key stood there twice.
class HeaderHandler final : public nlohmann::json_sax<Json> {
public:
    explicit HeaderHandler(const std::string& fileName) : fileName_(fileName) {}

    std::vector<SafetensorsEntry> entries;
    std::map<std::string, std::string> metadata;
    std::optional<Error> error;

    bool null() override { return malformed(); }
    bool boolean(bool) override { return malformed(); }
    bool number_integer(number_integer_t) override { return malformed(); }  // negative
    bool number_float(number_float_t, const string_t&) override { return malformed(); }
    bool binary(binary_t&) override { return malformed(); }

    bool number_unsigned(number_unsigned_t value) override {
        if (!inArray_ || value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
            return malformed();
        if (field_ == "shape") {
            if (entries.back().shape.size() >= maximumDimensions)
                return malformed();
            entries.back().shape.push_back(static_cast<std::int64_t>(value));
        } else {
            offsets_.push_back(value);
            if (offsets_.size() > 2)
                return malformed();
        }
        return true;
    }

    bool string(string_t& value) override {
        if (inMetadata_ && depth_ == 2) {
            metadata[field_] = value;
            return true;
        }
        if (depth_ != 2 || inArray_ || field_ != "dtype")
            return malformed();
        const auto row = std::ranges::find(types, std::string_view(value), &TypeRow::name);
        if (row == std::end(types))
            return fail(
                failure(LB_TEXT("weights", "The tensor “%2” in “%1” is of the type %3, which Layerbench does not read. "
                                           "Save it as F32 or F16."),
                        fileName_, printable(entries.back().name), printable(value)));
        entries.back().type = row->type;
        return true;
    }

    bool start_object(std::size_t) override {
        if (depth_ >= 2 || inArray_)
            return malformed();
        ++depth_;
        fields_.clear();
        return true;
    }

    bool end_object() override {
        --depth_;
        if (depth_ == 1 && !inMetadata_) {
            if (fields_.size() != 3)
                return malformed();
            entries.back().begin = offsets_[0];
            entries.back().end = offsets_[1];
        }
        inMetadata_ = false;
        return true;
    }

    bool key(string_t& name) override {
        if (depth_ == 1) {
            if (!names_.insert(name).second)
                return twice(name);
            inMetadata_ = name == "__metadata__";
            if (!inMetadata_) {
                entries.push_back({name, ScalarType::float32, {}, 0, 0});
                offsets_.clear();
            }
            return true;
        }
        if (!fields_.insert(name).second)
            return twice(name);
        if (!inMetadata_ && name != "dtype" && name != "shape" && name != "data_offsets")
            return malformed();
        field_ = name;
        return true;
    }

    bool start_array(std::size_t) override {
        if (depth_ != 2 || inArray_ || inMetadata_ || field_ == "dtype")
            return malformed();
        inArray_ = true;
        return true;
    }

    bool end_array() override {
        inArray_ = false;
        return field_ != "data_offsets" || offsets_.size() == 2 || malformed();
    }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return malformed();
    }

private:
    bool fail(Result<void> reason) {
        if (!error)
            error = std::move(reason).error();
        return false;
    }

    bool malformed() {
        return fail(
            failure(LB_TEXT("weights", "“%1” is damaged: its safetensors header makes no sense. Download it again."),
                    fileName_));
    }

    bool twice(const std::string& name) {
        return fail(
            failure(LB_TEXT("weights", "“%1” is damaged: its safetensors header names “%2” twice. Download it again."),
                    fileName_, printable(name)));
    }

    const std::string& fileName_;
    int depth_ = 0;
    bool inArray_ = false;
    bool inMetadata_ = false;
    std::string field_;
    std::vector<std::uint64_t> offsets_;
    std::unordered_set<std::string> names_;
    std::unordered_set<std::string> fields_;
};

/// That every tensor has the bytes its shape needs, and that all together cover the data.
Result<void> checkOffsets(const std::vector<SafetensorsEntry>& entries, std::uint64_t dataBytes,
                          const std::string& fileName) {
    std::vector<const SafetensorsEntry*> sorted;
    for (const auto& entry : entries) {
        const auto count = checkedElementCount(entry.shape);
        if (!count || entry.end < entry.begin ||
            static_cast<std::uint64_t>(*count) * byteSize(entry.type) != entry.end - entry.begin)
            return failure(LB_TEXT("weights", "“%1” is damaged: the size of the tensor “%2” does not fit its shape. "
                                              "Download it again."),
                           fileName, printable(entry.name));
        sorted.push_back(&entry);
    }
    std::ranges::sort(sorted, {}, [](const SafetensorsEntry* entry) { return std::pair(entry->begin, entry->end); });
    std::uint64_t covered = 0;
    for (const auto* entry : sorted) {
        if (entry->begin != covered)
            return failure(LB_TEXT("weights", "“%1” is damaged: the tensor “%2” overlaps another or leaves a hole. "
                                              "Download it again."),
                           fileName, printable(entry->name));
        covered = entry->end;
    }
    if (covered > dataBytes)
        return endsTooEarly(fileName);
    if (covered < dataBytes)
        return failure(
            LB_TEXT("weights", "“%1” is damaged: %2 bytes behind the last tensor belong to none. Download it again."),
            fileName, dataBytes - covered);
    return {};
}

}  // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataBytes,
                                                 const std::string& fileName) {
    HeaderHandler handler(fileName);
    if (!Json::sax_parse(json.begin(), json.end(), &handler)) {
        assert(handler.error);
        return Failure(std::move(*handler.error));
    }
    LB_CHECK(checkOffsets(handler.entries, dataBytes, fileName));
    return SafetensorsHeader{std::move(handler.entries), std::move(handler.metadata)};
}

std::string_view safetensorsName(ScalarType type) {
    return std::ranges::find(types, type, &TypeRow::type)->name;
}

}  // namespace layerbench
