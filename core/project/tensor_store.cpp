// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/tensor_store.h"

#include "core/network/sha256.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace layerbench {

namespace {

constexpr std::size_t chunkSize = std::size_t{8} << 20;
constexpr std::int64_t largestTensor = std::int64_t{1} << 36;

constexpr std::array types{ScalarType::float32, ScalarType::float64, ScalarType::float16, ScalarType::bfloat16,
                           ScalarType::uint8,   ScalarType::int8,    ScalarType::int16,   ScalarType::int32,
                           ScalarType::int64,   ScalarType::boolean};

std::string shapeText(const Shape& shape) {
    std::string out;
    for (const auto size : shape) {
        if (!out.empty())
            out += ',';
        out += std::to_string(size);
    }
    return out;
}

/// "64,3,3,3"; nothing where a size is no number or the product beyond what a tensor may hold.
std::optional<Shape> shapeFrom(const std::string& text) {
    Shape shape;
    std::int64_t count = 1;
    for (const char* at = text.data(); at != text.data() + text.size();) {
        const char* const end = text.data() + text.size();
        std::int64_t size = 0;
        const auto [next, error] = std::from_chars(at, end, size);
        if (error != std::errc() || size < 0 || (size > 0 && count > largestTensor / size))
            return std::nullopt;
        count *= size;
        shape.push_back(size);
        at = next;
        if (at != end && *at++ != ',')
            return std::nullopt;
    }
    return shape;
}

Failure damaged(const Database& database, const std::string& name) {
    return failure(LB_TEXT("project", "Tensor “%1” in “%2” is damaged: it is not what was stored. Use a copy of the "
                                      "project, or train the run again."),
                   name, database.path());
}

}  // namespace

std::string tensorSha256(const Tensor& tensor) {
    Sha256 hash;
    hash.add(name(tensor.type()));
    hash.add(" ");
    hash.add(shapeText(tensor.shape()));
    hash.add("\n");
    hash.add(tensor.bytes());
    return hash.hex();
}

Result<std::int64_t> putTensor(const Database& database, const Tensor& tensor) {
    const std::string sha256 = tensorSha256(tensor);
    LB_TRY(auto known, database.query("SELECT id FROM tensors WHERE sha256 = ?1", sha256));
    LB_TRY(const bool found, known.step());
    if (found)
        return known.integer(0);
    const auto bytes = tensor.bytes();
    LB_CHECK(database.run("INSERT INTO tensors (sha256, type, shape, bytes) VALUES (?1, ?2, ?3, ?4)", sha256,
                          name(tensor.type()), shapeText(tensor.shape()), static_cast<std::int64_t>(bytes.size())));
    const std::int64_t id = database.lastInsertId();
    for (std::size_t start = 0; start < bytes.size(); start += chunkSize) {
        const auto piece = bytes.subspan(start, std::min(chunkSize, bytes.size() - start));
        LB_CHECK(database.run("INSERT INTO tensor_chunks (tensor, position, data) VALUES (?1, ?2, ?3)", id,
                              static_cast<std::int64_t>(start / chunkSize), piece));
    }
    return id;
}

Result<Tensor> getTensor(const Database& database, std::int64_t id, const std::string& name) {
    LB_TRY(auto row, database.query("SELECT sha256, type, shape, bytes, (SELECT total(length(data)) FROM tensor_chunks "
                                    "WHERE tensor = id) FROM tensors WHERE id = ?1",
                                    id));
    LB_TRY(const bool found, row.step());
    if (!found)
        return damaged(database, name);
    const auto type = std::ranges::find(types, row.text(1), [](ScalarType t) { return layerbench::name(t); });
    const auto shape = shapeFrom(row.text(2));
    const std::int64_t size = row.integer(3);
    // The bytes must be in the file before memory is taken for them.
    if (type == types.end() || !shape || size != elementCount(*shape) * static_cast<std::int64_t>(byteSize(*type)) ||
        row.number(4) != static_cast<double>(size))
        return damaged(database, name);

    LB_TRY(auto chunks, database.query("SELECT data FROM tensor_chunks WHERE tensor = ?1 ORDER BY position", id));
    Result<void> outcome;
    bool complete = false;
    const Tensor tensor = Tensor::make(*type, *shape, [&](std::span<std::byte> bytes) {
        std::size_t filled = 0;
        for (;;) {
            const auto more = chunks.step();
            if (!more) {
                outcome = Failure(more.error());
                return;
            }
            if (!*more)
                break;
            const auto piece = chunks.blob(0);
            if (piece.size() > bytes.size() - filled)
                return;
            std::ranges::copy(piece, bytes.begin() + static_cast<std::ptrdiff_t>(filled));
            filled += piece.size();
        }
        complete = filled == bytes.size();
    });
    LB_CHECK(outcome);
    if (!complete || tensorSha256(tensor) != row.text(0))
        return damaged(database, name);
    return tensor;
}

Result<void> removeUnusedTensors(const Database& database) {
    return database.run("DELETE FROM tensors WHERE NOT EXISTS (SELECT 1 FROM run_tensors WHERE tensor = tensors.id) "
                        "AND NOT EXISTS (SELECT 1 FROM source_tensors WHERE tensor = tensors.id)");
}

}  // namespace layerbench
