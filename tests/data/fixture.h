// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/files.h"
#include "core/data/picture.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

// What the tests of this room share: the files that fixtures/make.py wrote, and pictures made here.

namespace layerbench::fixture {

inline std::filesystem::path folder() {
    return std::filesystem::path(LAYERBENCH_SOURCE_DIR) / "tests/data/fixtures";
}

/// Real photos and weights; may be absent.
inline std::filesystem::path realData() {
    const char* named = std::getenv("LAYERBENCH_TEST_DATA");
    return named ? std::filesystem::path(named) : std::filesystem::path(LAYERBENCH_SOURCE_DIR) / "../shared/data";
}

/// A raw picture as make.py writes it: "WIDTH HEIGHT\n" and RGB bytes.
inline Picture raw(const std::string& name) {
    std::ifstream file(folder() / name, std::ios::binary);
    Picture picture;
    file >> picture.width >> picture.height;
    file.get();
    picture.rgb.assign(std::istreambuf_iterator<char>(file), {});
    return picture;
}

/// The same picture as pattern() in make.py.
inline Picture pattern(int width, int height) {
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const int noise = (x * 7919 + y * 104729 + x * y * 31) % 97;
            picture.rgb.push_back(static_cast<std::uint8_t>((x * 255 / std::max(width - 1, 1) + noise) % 256));
            picture.rgb.push_back(static_cast<std::uint8_t>((x / 3 + y / 5) % 2 == 0 ? 230 - noise : 20 + noise));
            picture.rgb.push_back(static_cast<std::uint8_t>((y * 255 / std::max(height - 1, 1)) ^ (noise & 15)));
        }
    return picture;
}

inline Picture plain(int width, int height, std::uint8_t value) {
    return {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), value)};
}

inline void write(const std::filesystem::path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

/// A small valid picture file (PPM) of one colour.
inline void writePicture(const std::filesystem::path& path, std::uint8_t value = 100, int size = 4) {
    const auto side = std::to_string(size);
    write(path, "P6 " + side + " " + side + " 255\n" +
                    std::string(static_cast<std::size_t>(size * size * 3), static_cast<char>(value)));
}

}  // namespace layerbench::fixture

/// Fails the test function with the error's own sentence.
#define VERIFY_RESULT(result) QVERIFY2(result, result ? "" : result.error().message().c_str())
