// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_readers.h"

#include "core/data/samples.h"

#include <algorithm>
#include <charconv>

namespace layerbench::readers {

namespace {

constexpr std::int64_t defaultPerClass = 100;
constexpr std::int64_t defaultValidation = 50;
constexpr std::int64_t mostPerClass = 1'000'000;
/// Where each part's numbers begin: no picture is in two parts, whatever the counts.
constexpr std::array<std::uint64_t, 3> firstIndex = {0, std::uint64_t{1} << 32, std::uint64_t{2} << 32};

/// Seeds that draw other training pictures; their numbers end before the validation part's.
constexpr std::uint64_t seedRange = 4096;
static_assert(seedRange * mostPerClass <= firstIndex[1]);

struct Wanted {
    std::string set;
    std::int64_t perClass = 0;
    std::int64_t validation = defaultValidation;
    std::int64_t seed = 1;
    std::int64_t size = 0;
};

Result<Wanted> parse(const std::string& description) {
    std::string_view rest(description);
    rest.remove_prefix(std::string_view("samples:").size());
    Wanted wanted;
    const auto question = rest.find('?');
    wanted.set = rest.substr(0, question);
    for (rest = question == rest.npos ? std::string_view() : rest.substr(question + 1); !rest.empty();) {
        const auto setting = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), setting.size() + 1));
        const auto equals = std::min(setting.find('='), setting.size());
        const auto key = setting.substr(0, equals);
        const auto value = setting.substr(std::min(equals + 1, setting.size()));
        std::int64_t number = 0;
        const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
        const auto within = [&](std::int64_t low, std::int64_t high) {
            return !value.empty() && code == std::errc() && end == value.data() + value.size() && number >= low &&
                   number <= high;
        };
        if (key == "per-class" && within(1, mostPerClass))
            wanted.perClass = number;
        else if (key == "validation" && within(1, mostPerClass))
            wanted.validation = number;
        else if (key == "seed" && within(0, INT64_MAX))
            wanted.seed = number;
        else if (key == "size" && within(smallestSampleSize, largestSampleSize))
            wanted.size = number;
        else
            return failure(LB_TEXT("data",
                                   "“%1” in “%2” is not understood. Write per-class=N or validation=N (1 to %3), "
                                   "seed=N, size=N (%4 to %5), such as samples:base?per-class=20&seed=3."),
                           std::string(setting), description, mostPerClass, smallestSampleSize, largestSampleSize);
    }
    return wanted;
}

}  // namespace

Result<Dataset> openSamples(const std::string& description, const DatasetOptions& options) {
    LB_TRY(const auto wanted, parse(description));
    const auto& sets = sampleSets();
    const auto set = std::ranges::find(sets, wanted.set, &SampleSetInfo::name);
    if (set == sets.end()) {
        std::string names;
        for (const auto& known : sets)
            names += (names.empty() ? "" : ", ") + known.name;
        return failure(LB_TEXT("data", "There is no sample set “%1”. There are: %2."), wanted.set, names);
    }
    Dataset dataset;
    dataset.description = description;
    dataset.classes = set->classNames;
    dataset.generated =
        GeneratedPictures{set->name, static_cast<std::uint64_t>(wanted.seed), static_cast<int>(wanted.size)};
    // The first N numbers, so that smaller subsets lie inside larger ones. What is limited from outside is limited anew
    // by every seed, as it is where the pictures are files; seed 1 begins where a plain description does.
    const std::uint64_t draw =
        wanted.perClass == 0 && options.perClass ? ((options.seed - 1) % seedRange) * mostPerClass : 0;
    const auto available = wanted.perClass > 0 ? wanted.perClass : options.perClass.value_or(defaultPerClass);
    const auto training = std::min({available, options.perClass.value_or(available), mostPerClass});
    for (std::size_t label = 0; label < dataset.classes.size(); ++label)
        for (const auto part : allParts) {
            const auto count = part == Part::training ? training : wanted.validation;
            for (std::int64_t i = 0; i < count; ++i)
                dataset.items(part).push_back({{},
                                               firstIndex[static_cast<std::size_t>(part)] +
                                                   (part == Part::training ? draw : 0) + static_cast<std::uint64_t>(i),
                                               static_cast<std::int64_t>(label),
                                               {}});
        }
    return dataset;
}

}  // namespace layerbench::readers
