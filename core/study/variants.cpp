// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/variants.h"

#include "core/network/batch_norm.h"
#include "core/network/blocks.h"
#include "core/study/cases.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace layerbench {

namespace {

struct VariantRow {
    Variant which;
    std::string_view name;
    const char* title;
    const char* explanation;
    const char* origin;
};

constexpr std::array variantTable{
    VariantRow{
        Variant::fixedFeatures, "fixed-features", LB_TEXT("study", "Classify fixed features"),
        LB_TEXT("study", "The pretrained network only describes the pictures, and a new softmax classifier learns "
                         "to tell the descriptions apart."),
        LB_TEXT("study", "Donahue et al. 2014 (DeCAF) and Sharif Razavian et al. 2014 put a linear classifier on "
                         "the features of a pretrained network.")},
    VariantRow{Variant::outputOnly, "output-only", LB_TEXT("study", "Train the output layer only"),
               LB_TEXT("study",
                       "Everything is frozen but the output layer, which goes on from its own weights where it "
                       "already has as many classes as the data."),
               LB_TEXT("study", "The first stage of Keras' guide to transfer learning (Chollet 2020); with the old "
                                "weights it is how a network is adapted to new pictures of its own classes.")},
    VariantRow{
        Variant::highLevel, "high-level", LB_TEXT("study", "Tune the high-level part"),
        LB_TEXT("study", "The last block and a new head learn; the layers before them, whose features are general, "
                         "stay frozen."),
        LB_TEXT("study", "Yosinski et al. 2014 measured that first layers are general and last layers specific to "
                         "the task that they were trained for.")},
    VariantRow{Variant::probeThenTune, "probe-then-tune", LB_TEXT("study", "Probe, then fine-tune"),
               LB_TEXT("study", "A new head learns alone first, so that its random start cannot spoil the pretrained "
                                "layers; then everything learns at a lower rate."),
               LB_TEXT("study", "LP-FT, linear probing then fine-tuning: Kumar et al. 2022.")},
    VariantRow{Variant::gradualUnfreezing, "gradual-unfreezing", LB_TEXT("study", "Unfreeze block by block"),
               LB_TEXT("study", "A new head learns alone first; then one block after the other joins it, from the last "
                                "one down to the picture."),
               LB_TEXT("study", "ULMFiT, gradual unfreezing: Howard and Ruder 2018.")},
    VariantRow{Variant::layerWiseRates, "layer-wise-rates", LB_TEXT("study", "Slower towards the picture"),
               LB_TEXT("study",
                       "Everything learns, but each block 2.6 times slower than the one behind it, because early "
                       "features need the least change."),
               LB_TEXT("study", "ULMFiT, discriminative fine-tuning: Howard and Ruder 2018.")},
};
constexpr std::array variants{Variant::fixedFeatures, Variant::outputOnly,        Variant::highLevel,
                              Variant::probeThenTune, Variant::gradualUnfreezing, Variant::layerWiseRates};

const VariantRow& row(Variant which) {
    return *std::ranges::find(variantTable, which, &VariantRow::which);
}

const Selection everything{Selection::By::role, {"all"}};
const Selection head{Selection::By::role, {"head"}};
const Selection batchNorm{Selection::By::role, {"batch_norm"}};
const Selection lastBlock{Selection::By::role, {"last_block"}};

/// A head on pretrained features starts near zero: it has nothing to unlearn.
const ReplaceHead quietHead{0, {Scheme::smallNormal, 0}};

constexpr double headMultiplier = 10;

/// What lies before the head in parts that learn: each from the first layer of a block to the last before the next such
/// block, in network order.
struct Part {
    std::string first;
    std::string last;
    Selection layers() const {
        return first == last ? Selection{Selection::By::names, {first}}
                             : Selection{Selection::By::range, {first, last}};
    }
};

/// `network` as the variant trains it; the number of classes changes no name.
Result<Network> withNewHead(const Network& network) {
    return replaceHead(network, std::max<std::int64_t>(2, network.classCount()));
}

std::vector<Part> partsBeforeHead(const Network& network) {
    std::vector<Part> parts;
    for (const auto& block : blocks(network)) {
        const auto learns = [&](LayerId id) { return !network.layer(id).parameters.empty(); };
        const std::size_t first = network.indexOf(block.layers.front());
        if (std::ranges::find(block.layers, network.head()) != block.layers.end() ||
            first > network.indexOf(network.head()))
            break;
        if (std::ranges::none_of(block.layers, learns))
            continue;
        if (!parts.empty())
            parts.back().last = network.layers()[first - 1].name;
        parts.push_back({network.layers()[first].name, {}});
    }
    if (!parts.empty())
        parts.back().last = network.layers()[network.indexOf(network.head()) - 1].name;
    return parts;
}

/// Howard and Ruder's factor from part to part. Below a thousandth of the head's rate a layer as good as stands still.
double rateOfPart(std::size_t fromHead) {
    constexpr double factor = 2.6;
    constexpr double lowest = 1e-3;
    return std::max(lowest, std::pow(factor, -static_cast<double>(fromHead)));
}

/// Frozen again wherever a phase has unfrozen it: what was folded into the layers stays as it is (batch_norm.h).
std::vector<Phase> withFrozenBatchNorm(const std::vector<Phase>& phases) {
    std::vector<Phase> all;
    for (const auto& phase : phases) {
        all.push_back(phase);
        all.push_back({phase.epoch, batchNorm, false, phase.rate});
    }
    return all;
}

/// One part more trains at each phase, the last one from two thirds of the run on; parts whose turn is in one epoch
/// join together.
std::vector<Phase> unfrozenInTurn(const std::vector<Part>& parts, std::int64_t epochs) {
    std::vector<Phase> phases;
    const std::int64_t span = std::min(epochs - 1, (epochs * 2 + 2) / 3);
    const auto count = std::ssize(parts);
    for (std::int64_t turn = 1; span > 0 && turn <= count; ++turn) {
        const Part& part = parts[static_cast<std::size_t>(count - turn)];
        const std::int64_t epoch = 1 + (turn * span + count - 1) / count;
        if (phases.empty() || phases.back().epoch != epoch)
            phases.push_back({epoch, part.layers()});
        else
            phases.back().layers = Part{part.first, phases.back().layers.arguments.back()}.layers();
    }
    return phases;
}

}  // namespace

std::span<const Variant> allVariants() {
    return variants;
}

std::string_view name(Variant which) {
    return row(which).name;
}

Result<Variant> variantFromName(std::string_view name) {
    const auto found = std::ranges::find(variantTable, name, &VariantRow::name);
    if (found != variantTable.end())
        return found->which;
    std::string known;
    for (const auto& each : variantTable)
        known += (known.empty() ? "" : ", ") + std::string(each.name);
    return failure(LB_TEXT("study", "There is no variant “%1”; variants are %2."), std::string(name), known);
}

const char* title(Variant which) {
    return row(which).title;
}

const char* explanation(Variant which) {
    return row(which).explanation;
}

const char* origin(Variant which) {
    return row(which).origin;
}

Result<Recipe> variantRecipe(Variant which, const Network& network, std::int64_t classCount) {
    Recipe recipe{title(which), explanation(which), {}};
    const bool headAlone = which == Variant::fixedFeatures || which == Variant::outputOnly;
    LB_TRY(const Network prepared, withNewHead(network));
    const auto parts = partsBeforeHead(prepared);
    if (parts.empty() && !headAlone)
        return failure(LB_TEXT("study",
                               "“%1” tunes blocks before the head, and the network has none that learns. Choose "
                               "fixed-features, or a network with more layers."),
                       std::string(name(which)));
    // Freezing comes first: the head that replaces a frozen one is trainable.
    switch (which) {
    case Variant::fixedFeatures:
        recipe.edits = {SetTrainable{everything, false}, quietHead};
        break;
    case Variant::outputOnly:
        recipe.edits = {SetTrainable{everything, false}};
        if (network.head() != LayerId::input && network.classCount() == classCount)
            recipe.edits.emplace_back(SetTrainable{head, true});
        else
            recipe.edits.emplace_back(quietHead);
        break;
    case Variant::highLevel:
        recipe.edits = {SetTrainable{everything, false}, quietHead, SetTrainable{lastBlock, true},
                        SetLearningRate{head, headMultiplier}};
        break;
    case Variant::probeThenTune:
    case Variant::gradualUnfreezing:
        recipe.edits = {SetTrainable{everything, false}, quietHead, SetLearningRate{head, headMultiplier}};
        break;
    case Variant::layerWiseRates:
        recipe.edits = {quietHead, SetTrainable{everything, true}};
        for (std::size_t i = 0; i < parts.size(); ++i)
            recipe.edits.emplace_back(SetLearningRate{parts[i].layers(), rateOfPart(parts.size() - i)});
        break;
    }
    if (!headAlone && batchNormIsFolded(network))
        recipe.edits.emplace_back(SetBatchNormPolicy{batchNorm, BatchNormPolicy::frozen});
    return recipe;
}

TrainingOptions defaultOptions(Variant which, const Network& network, std::int64_t trainingPictures,
                               std::int64_t epochs) {
    assert(epochs >= 0);
    TrainingOptions options = defaultOptions(Case::fineTune, network, trainingPictures);
    if (epochs > 0)
        options.epochs = epochs;
    epochs = options.epochs;
    // The head's own rate is `headMultiplier` times this where other layers learn beside it.
    const double headRate = options.learningRate * headMultiplier;
    switch (which) {
    case Variant::fixedFeatures:
        options.learningRate = headRate;
        options.weightDecay = 1e-3;  // the regularised linear classifier of the papers
        break;
    case Variant::outputOnly:
    case Variant::layerWiseRates:
        options.learningRate = headRate;
        break;
    case Variant::highLevel:
        break;
    case Variant::probeThenTune:
        if (epochs > 1)
            options.phases = {{1 + std::max<std::int64_t>(1, epochs / 5), everything, true, 0.5}};
        break;
    case Variant::gradualUnfreezing:
        if (const auto prepared = withNewHead(network))
            options.phases = unfrozenInTurn(partsBeforeHead(*prepared), epochs);
        break;
    }
    if (batchNormIsFolded(network))
        options.phases = withFrozenBatchNorm(options.phases);
    return options;
}

}  // namespace layerbench
