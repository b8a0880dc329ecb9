// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/safetensors.h"

#include "core/weights/atomic_file.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/tensor_view.h"
#include "core/weights/weight_file.h"

#include <algorithm>
#include <numeric>

#include <nlohmann/json.hpp>

namespace layerbench {

namespace {

constexpr std::uint64_t lengthBytes = 8;

/// Tensors by falling element size: then each one's data stands at a multiple of its size, whatever the shapes.
std::vector<std::size_t> dataOrder(const StateDict& weights) {
    std::vector<std::size_t> order(weights.tensors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{},
                             [&](std::size_t i) { return byteSize(weights.tensors[i].tensor.type()); });
    return order;
}

/// The length and the JSON, padded with spaces to a multiple of 8.
Result<std::string> headerOf(const StateDict& weights, std::span<const std::size_t> order,
                             const std::string& fileName) {
    std::vector<std::uint64_t> begins(weights.tensors.size());
    std::uint64_t position = 0;
    for (const auto i : order) {
        begins[i] = position;
        position += weights.tensors[i].tensor.bytes().size();
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (!weights.metadata.empty())
        json["__metadata__"] = weights.metadata;
    for (std::size_t i = 0; i < weights.tensors.size(); ++i) {
        const auto& [name, tensor] = weights.tensors[i];
        if (name == "__metadata__" || json.contains(name))
            return failure(LB_TEXT("weights", "“%1” was not written: two tensors are named “%2”."), fileName,
                           printable(name));
        json[name] = {{"dtype", safetensorsName(tensor.type())},
                      {"shape", tensor.shape()},
                      {"data_offsets", {begins[i], begins[i] + tensor.bytes().size()}}};
    }
    std::string text = json.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    std::string header;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        header += static_cast<char>(static_cast<unsigned char>(std::uint64_t{text.size()} >> (8 * i)));
    return header + text;
}

}  // namespace

Result<StateDict> readSafetensors(const InputFile& file) {
    std::uint64_t headerBytes = 0;
    LB_CHECK(file.readAt(0, std::as_writable_bytes(std::span(&headerBytes, 1))));
    if (headerBytes > maximumSafetensorsHeaderBytes)
        return failure(LB_TEXT("weights",
                               "“%1” claims a header of %2 bytes, more than safetensors allows. It is damaged or no "
                               "safetensors file; download it again."),
                       file.name(), std::to_string(headerBytes));
    if (headerBytes > file.size() - lengthBytes)
        return endsTooEarly(file.name());
    std::string json(headerBytes, ' ');
    LB_CHECK(file.readAt(lengthBytes, std::as_writable_bytes(std::span(json))));
    const auto dataStart = lengthBytes + headerBytes;
    LB_TRY(auto header, parseSafetensorsHeader(json, file.size() - dataStart, file.name()));

    StateDict weights;
    weights.metadata = std::move(header.metadata);
    for (auto& entry : header.entries) {
        LB_TRY(auto tensor, readTensor(entry.type, entry.shape, [&](std::span<std::byte> bytes) {
                   return file.readAt(dataStart + entry.begin, bytes);
               }));
        weights.tensors.push_back({std::move(entry.name), std::move(tensor)});
    }
    return weights;
}

Result<void> writeSafetensors(const std::filesystem::path& path, const StateDict& weights) {
    try {
        const auto order = dataOrder(weights);
        LB_TRY(const auto header, headerOf(weights, order, path.string()));
        LB_TRY(auto file, AtomicFile::create(path));
        LB_CHECK(file.write(header));
        for (const auto i : order)
            LB_CHECK(file.write(weights.tensors[i].tensor.bytes()));
        return file.commit();
    } catch (const std::bad_alloc&) {
        return failure(LB_TEXT("weights", "“%1” was not written: there is not enough memory."), path.string());
    } catch (const nlohmann::json::exception&) {
        return failure(LB_TEXT("weights", "“%1” was not written: a tensor's name is not UTF-8 text."), path.string());
    }
}

}  // namespace layerbench
