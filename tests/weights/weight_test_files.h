// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/weight_file.h"

#include <QtTest>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace layerbench {

inline std::filesystem::path fixture(const std::string& name) {
    return std::filesystem::path(LAYERBENCH_SOURCE_DIR) / "tests/weights/fixtures" / name;
}

inline std::filesystem::path realData() {
    const char* folder = std::getenv("LAYERBENCH_TEST_DATA");
    return folder ? folder : LAYERBENCH_SOURCE_DIR "/../shared/data";
}

inline std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeContent(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

/// 0.25 i - 1, as make.py has it.
inline std::vector<float> ramp(std::size_t count) {
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(0.25f * static_cast<float>(i) - 1);
    return values;
}

inline std::vector<float> valuesOf(const Tensor& tensor) {
    const auto converted = tensor.toFloat32();
    const auto values = converted.as<float>();
    return {values.begin(), values.end()};
}

inline std::string little64(std::uint64_t value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// A safetensors file of that header and that many bytes of data.
inline std::string safetensorsOf(const std::string& json, std::size_t dataBytes) {
    return little64(json.size()) + json + std::string(dataBytes, '\0');
}

}  // namespace layerbench
