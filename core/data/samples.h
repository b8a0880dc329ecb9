// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"
#include "core/network/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Pictures that the program draws itself, so that transfer can be tried without any file: any number of them per
/// class.
///
/// - "base": ten shapes lying on a surface. The demonstration network that ships with the program knows these.
/// - "similar": eight other shapes, drawn by the same painter: the new task looks like the old one.
/// - "different": eight textures that fill the picture: another kind of task, where outlines say nothing.
///
/// Colours come from one distribution for every class of every set, so that colour gives no class away.
namespace layerbench {

struct SampleSetInfo {
    std::string name;         ///< how commands and projects call the set
    std::string title;        ///< two or three words for a list
    std::string description;  ///< one sentence for a person
    std::vector<std::string> classNames;
};

inline constexpr int smallestSampleSize = 32;
inline constexpr int largestSampleSize = 224;

/// The three sets, in the order base, similar, different.
const std::vector<SampleSetInfo>& sampleSets();

/// Draws picture number `index` of a class: `size` by `size` pixels, 8-bit RGB.
/// The bytes depend on the arguments alone and are the same on every machine. The same (seed, index) at another size is
/// the same scene at another resolution (the film grain apart, which belongs to the pixels).
/// Fails for a set that does not exist, a class outside 0 … classes-1, a size outside 32 … 224. Any thread.
Result<Picture> drawSample(std::string_view set, int classIndex, std::uint64_t seed, std::uint64_t index, int size);

}  // namespace layerbench
