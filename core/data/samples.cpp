// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/samples.h"

#include "core/data/sample_math.h"
#include "core/data/sample_object.h"
#include "core/data/sample_textures.h"

namespace layerbench {

namespace {

constexpr int baseClassCount = 10;

/// Which picture this is. The set goes in too: the same numbers in two sets are two scenes.
std::uint64_t sceneKey(std::size_t set, int classIndex, std::uint64_t seed, std::uint64_t index) {
    using samples::scramble;
    return scramble(scramble(scramble(scramble(set) + static_cast<std::uint64_t>(classIndex)) + seed) + index);
}

}  // namespace

const std::vector<SampleSetInfo>& sampleSets() {
    // The class names stand in the order of ShapeKind and TextureKind.
    static const std::vector<SampleSetInfo> sets = {
        {"base",
         "Ten shapes",
         "Ten plain shapes on varied backdrops: what the demonstration network was trained on.",
         {"circle", "square", "triangle", "pentagon", "cross", "ring", "crescent", "arrow", "drop", "lightning"}},
        {"similar",
         "Eight other shapes",
         "Eight new shapes painted in the same way: a task like the one that the demonstration network knows.",
         {"star", "heart", "letter L", "letter T", "half disc", "ellipse", "frame", "sun"}},
        {"different",
         "Eight textures",
         "Eight textures that fill the picture: another kind of task, in which outlines say nothing.",
         {"stripes", "checks", "dots", "bricks", "waves", "wood", "marble", "weave"}},
    };
    return sets;
}

Result<Picture> drawSample(std::string_view set, int classIndex, std::uint64_t seed, std::uint64_t index, int size) {
    const std::vector<SampleSetInfo>& sets = sampleSets();
    std::size_t number = 0;
    while (number < sets.size() && sets[number].name != set)
        ++number;
    if (number == sets.size())
        return failure(LB_TEXT("data", "There is no sample set “%1”. The sets are base, similar and different."),
                       std::string(set));
    const int classCount = static_cast<int>(sets[number].classNames.size());
    if (classIndex < 0 || classIndex >= classCount)
        return failure(LB_TEXT("data", "The sample set “%1” has no class number %2. Its classes are numbered 0 to %3."),
                       std::string(set), classIndex, classCount - 1);
    if (size < smallestSampleSize || size > largestSampleSize)
        return failure(LB_TEXT("data", "Samples cannot be drawn at %1 pixels. Choose a size from %2 to %3."), size,
                       smallestSampleSize, largestSampleSize);

    const std::uint64_t key = sceneKey(number, classIndex, seed, index);
    if (number == 2)
        return samples::drawTexture(static_cast<samples::TextureKind>(classIndex), key, size);
    const int firstShape = number == 0 ? 0 : baseClassCount;
    return samples::drawObject(static_cast<samples::ShapeKind>(firstShape + classIndex), key, size);
}

}  // namespace layerbench
