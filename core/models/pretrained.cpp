// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/pretrained.h"

#include "core/models/architectures.h"
#include "core/models/class_names.h"
#include "core/models/demonstration_weights.h"
#include "core/models/recognition.h"
#include "core/network/sha256.h"
#include "core/weights/input_file.h"
#include "core/weights/weight_file.h"

#include <algorithm>

namespace layerbench {
namespace {

Result<std::string> sha256Of(const std::filesystem::path& path) {
    LB_TRY(const auto file, InputFile::open(path, maximumWeightFileBytes));
    std::vector<std::byte> buffer(std::size_t{1} << 20);
    Sha256 digest;
    for (std::uint64_t offset = 0; offset < file.size(); offset += buffer.size()) {
        const auto piece = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), file.size() - offset));
        LB_CHECK(file.readAt(offset, piece));
        digest.add(piece);
    }
    return digest.hex();
}

Result<LoadedNetwork> openFile(const std::filesystem::path& path, std::string_view architecture) {
    LB_TRY(const auto weights, readWeightFile(path));
    LB_TRY(auto loaded, networkFrom(weights, architecture, path.string()));
    LB_TRY(loaded.sourceSha256, sha256Of(path));
    loaded.file = path;
    return loaded;
}

Result<LoadedNetwork> openDemonstration() {
    LB_TRY(const auto weights, readDemonstrationWeights());
    LB_TRY(auto loaded, networkFrom(weights, "demo", "demo"));
    loaded.sourceSha256 = sha256Hex(demonstrationFile());
    return loaded;
}

bool exists(const std::filesystem::path& path) {
    std::error_code ignored;  // a name that no file can have: it does not exist
    return std::filesystem::exists(path, ignored);
}

/// A misfit in terms of the architecture that was meant, when the weights are exactly another one's.
Failure weightsOfAnother(const MatchReport& report, std::string_view wanted, const std::string& fitting,
                         const std::string& source) {
    if (!report.missing.empty())
        return failure(LB_TEXT("models", "“%1” holds the weights of %2, not of %3: it has no tensor “%4”. "
                                         "Write %2:FILE to open it."),
                       source, fitting, std::string(wanted), report.missing.front());
    if (!report.wrongShape.empty())
        return failure(LB_TEXT("models", "“%1” holds the weights of %2, not of %3: its tensor “%4” is %5, %3 needs %6. "
                                         "Write %2:FILE to open it."),
                       source, fitting, std::string(wanted), report.wrongShape.front().name,
                       toText(report.wrongShape.front().found), toText(report.wrongShape.front().wanted));
    return failure(LB_TEXT("models", "“%1” holds the weights of %2, not of %3: %3 has no tensor “%4”. "
                                     "Write %2:FILE to open it."),
                   source, fitting, std::string(wanted), printable(report.unexpected.front()));
}

/// The values as withParameters() takes them. A batch counter of another type than PyTorch's is left out: it starts at
/// 0.
std::vector<std::pair<std::string, Tensor>> valuesFor(const Network& network, std::vector<NamedTensor> taken) {
    std::vector<std::pair<std::string, Tensor>> values;
    std::size_t next = 0;
    for (const auto& named : namedParameters(network)) {
        if (next == taken.size() || taken[next].name != named.name)
            continue;
        if (taken[next].tensor.type() == named.parameter->type)
            values.emplace_back(named.name, std::move(taken[next].tensor));
        ++next;
    }
    assert(next == taken.size());
    return values;
}

}  // namespace

Result<LoadedNetwork> networkFrom(const StateDict& weights, std::string_view architecture, const std::string& source) {
    std::string name(architecture);
    if (name.empty()) {
        LB_TRY(name, recogniseArchitecture(weights, source));
    }
    LB_TRY(Network network, buildArchitecture(name));
    MatchReport report = matchTensors(weights, tensorsOf(network));
    // A file of ResNet-32 holds all that ResNet-20 wants, under the same names: such a part would be no trained
    // network.
    if (!report.exact()) {
        if (const auto fitting = recogniseArchitecture(weights, source); fitting && *fitting != name)
            return weightsOfAnother(report, name, *fitting, source);
    }
    if (report.headDiffers) {
        LB_TRY(network, buildArchitecture(name, *report.fileClassCount));
    }
    LB_TRY(auto taken, takeMatched(weights, tensorsOf(network), source));
    network = withParameters(network, valuesFor(network, std::move(taken)));
    LB_TRY(auto classNames, classNamesIn(weights, network.classCount(), source));
    return LoadedNetwork{withClassNames(network, std::move(classNames)), std::move(report), {}, {}};
}

Result<LoadedNetwork> openNetwork(const std::string& description) {
    if (description == "demo")
        return openDemonstration();
    if (exists(description))
        return openFile(description, {});
    const auto colon = description.find(':');
    const std::string name = description.substr(0, colon);
    if (colon == std::string::npos) {
        if (findArchitecture(name))
            return failure(LB_TEXT("models",
                                   "“%1” is an architecture without weights. Write %1:FILE with a weight file, or "
                                   "%1:random."),
                           name);
        return failure(LB_TEXT("models",
                               "There is no file “%1”. Name a weight file, ARCHITECTURE:FILE, ARCHITECTURE:random "
                               "or demo."),
                       name);
    }
    LB_TRY(const ArchitectureInfo* info, architectureOf(name));
    const std::string file = description.substr(colon + 1);
    if (file == "random") {
        LB_TRY(Network network, buildArchitecture(info->name));
        return LoadedNetwork{std::move(network), {}, {}, {}};
    }
    if (file.empty())
        return failure(LB_TEXT("models", "“%1” names no weight file. Write %1FILE or %1random."), description);
    return openFile(file, info->name);
}

StateDict stateDictOf(const Network& network) {
    const Network drawn = initialised(network, 0);
    StateDict weights;
    for (const auto& named : namedParameters(drawn))
        weights.tensors.push_back({named.name, std::get<Tensor>(named.parameter->value)});
    if (!drawn.architecture().empty())
        weights.metadata[architectureKey] = drawn.architecture();
    if (!drawn.classNames().empty())
        weights.metadata[classesKey] = classNamesText(drawn.classNames());
    return weights;
}

}  // namespace layerbench
