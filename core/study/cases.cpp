// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cases.h"

#include "core/network/batch_norm.h"
#include "core/network/blocks.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace layerbench {

namespace {

struct CaseRow {
    Case which;
    std::string_view name;
    const char* title;
    const char* explanation;
};

constexpr std::array caseTable{
    CaseRow{Case::newHead, "1", LB_TEXT("study", "Train a new head"),
            LB_TEXT("study", "Little data, similar to the original: the network stays frozen and only a new head "
                             "learns the classes.")},
    CaseRow{Case::cutAndNewHead, "2", LB_TEXT("study", "Keep the early layers"),
            LB_TEXT("study", "Little data, different from the original: the early layers with their general features "
                             "stay frozen and a new head learns from them.")},
    CaseRow{Case::fineTune, "3", LB_TEXT("study", "Fine-tune everything"),
            LB_TEXT("study", "Much data, similar to the original: all layers go on learning from their pretrained "
                             "weights, with a new head.")},
    CaseRow{Case::fromScratch, "4", LB_TEXT("study", "Train from scratch"),
            LB_TEXT("study", "Much data, different from the original: only the architecture is kept and all weights "
                             "are learnt anew.")},
    CaseRow{Case::fineTuneDifferent, "4-finetune", LB_TEXT("study", "Fine-tune on different data"),
            LB_TEXT("study", "Much data, different from the original: pretrained weights are often the better start "
                             "all the same, so all layers go on learning from them.")},
};
constexpr std::array cases{Case::newHead, Case::cutAndNewHead, Case::fineTune, Case::fromScratch,
                           Case::fineTuneDifferent};

const CaseRow& row(Case which) {
    return *std::ranges::find(caseTable, which, &CaseRow::which);
}

const Selection everything{Selection::By::role, {"all"}};
const Selection backbone{Selection::By::role, {"backbone"}};
const Selection head{Selection::By::role, {"head"}};
const Selection batchNorm{Selection::By::role, {"batch_norm"}};

bool holdsBatchNorm(const Network& network) {
    return std::ranges::find(network.layers(), Kind::batchNorm2d, &Layer::kind) != network.layers().end();
}

/// The head and all that is computed from it: a slice after one of these keeps the head.
std::unordered_set<LayerId> fromHeadOn(const Network& network) {
    std::unordered_set<LayerId> behind;
    for (const auto& layer : network.layers())
        if (layer.id == network.head() ||
            std::ranges::any_of(layer.inputs, [&](LayerId id) { return behind.contains(id); }))
            behind.insert(layer.id);
    return behind;
}

bool cutsBeforeHead(const Network& network, LayerId last) {
    return !fromHeadOn(network).contains(last);
}

/// Where a cut after a block is: behind its last layer that still gives a map where it has one. Averaging, flattening
/// and dropout belong to the head that came next; the new head averages the map itself (a flattened one would give it
/// many more weights, which overfit on little data).
LayerId cutOf(const Network& network, const Block& block) {
    for (auto id = block.layers.rbegin(); id != block.layers.rend(); ++id) {
        const Kind kind = network.layer(*id).kind;
        if (kind != Kind::flatten && kind != Kind::dropout && kind != Kind::adaptiveAvgPool2d)
            return *id;
    }
    return block.layers.back();
}

bool holdsWeights(const Network& network, const Block& block) {
    return std::ranges::any_of(block.layers, [&](LayerId id) { return !network.layer(id).parameters.empty(); });
}

/// At most four of the cut points, spread over the network: "features.2, features.5, … or features.12".
std::string suggestions(const Network& network) {
    const auto points = cutPoints(network);
    const std::size_t count = std::min<std::size_t>(points.size(), 4);
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += i == 0 ? "" : i + 1 == count ? " or " : ", ";
        out += points[count == 1 ? 0 : i * (points.size() - 1) / (count - 1)];
    }
    return out;
}

/// The scheme that fits networks of the kind: with batch-norm He's with fan_out, as torchvision's ResNets. Without it
/// nothing corrects the scale of the activations, so He's with fan_in, which keeps it from layer to layer.
Scheme scratchScheme(const Network& network) {
    return holdsBatchNorm(network) ? Scheme::kaimingNormal : Scheme::kaimingUniform;
}

/// A head on pretrained features starts near zero, as torchvision's own: it has nothing to unlearn, and where a ReLU
/// follows it (SqueezeNet) no class starts out dead.
const ReplaceHead quietHead{0, {Scheme::smallNormal, 0}};

}  // namespace

std::span<const Case> allCases() {
    return cases;
}

std::string_view name(Case which) {
    return row(which).name;
}

Result<Case> caseFromName(std::string_view name) {
    const auto found = std::ranges::find(caseTable, name, &CaseRow::name);
    if (found == caseTable.end())
        return failure(LB_TEXT("study", "There is no case “%1”; cases are 1, 2, 3, 4 and 4-finetune."),
                       std::string(name));
    return found->which;
}

const char* title(Case which) {
    return row(which).title;
}

const char* explanation(Case which) {
    return row(which).explanation;
}

std::string_view caseColour(std::string_view caseName) {
    struct Row {
        std::string_view caseName;
        std::string_view colour;
    };
    constexpr std::array colours{Row{"1", "#009E73"}, Row{"2", "#CC79A7"}, Row{"3", "#0072B2"}, Row{"4", "#D55E00"},
                                 Row{"4-finetune", "#E69F00"}};
    const auto* const found = std::ranges::find(colours, caseName, &Row::caseName);
    return found == colours.end() ? "#555555" : found->colour;
}

std::vector<std::string> cutPoints(const Network& network) {
    std::vector<std::string> points;
    const auto behind = fromHeadOn(network);
    for (const auto& block : blocks(network)) {
        const LayerId last = cutOf(network, block);
        if (holdsWeights(network, block) && !behind.contains(last) && last != network.output())
            points.push_back(network.find(block.name) ? network.layer(last).name : block.name);
    }
    return points;
}

Result<LayerId> cutLayer(const Network& network, const std::string& cut) {
    if (cutPoints(network).empty())
        return failure(LB_TEXT("study", "The network has no place to cut before its head; choose another case."));
    if (cut.empty())
        return failure(LB_TEXT("study", "Case 2 needs the last layer to keep. Choose a cut such as %1."),
                       suggestions(network));
    const Layer* layer = network.find(cut);
    LayerId last = layer ? layer->id : LayerId::input;
    if (!layer) {
        const auto all = blocks(network);
        const auto block = std::ranges::find(all, cut, &Block::name);
        if (block == all.end())
            return failure(LB_TEXT("study", "The network has no layer or block named “%1” to cut after. Choose a cut "
                                            "such as %2."),
                           cut, suggestions(network));
        last = cutOf(network, *block);
    }
    if (!cutsBeforeHead(network, last))
        return failure(LB_TEXT("study", "“%1” is the head or lies behind it: nothing would be cut off. Choose an "
                                        "earlier cut, such as %2."),
                       cut, suggestions(network));
    return last;
}

Result<Recipe> caseRecipe(Case which, const Network& network, const std::string& cut) {
    Recipe recipe{title(which), explanation(which), {}};
    switch (which) {
    case Case::newHead:
        // Freezing comes first: the head that replaces a frozen one is trainable.
        recipe.edits = {SetTrainable{everything, false}, quietHead};
        break;
    case Case::cutAndNewHead: {
        LB_TRY(const LayerId last, cutLayer(network, cut));
        recipe.edits = {SliceAfter{network.layer(last).name}, SetTrainable{everything, false}, quietHead};
        break;
    }
    case Case::fineTune:
    case Case::fineTuneDifferent:
        recipe.edits = {quietHead, SetTrainable{everything, true}, SetLearningRate{head, 10}};
        if (batchNormIsFolded(network))
            recipe.edits.emplace_back(SetBatchNormPolicy{batchNorm, BatchNormPolicy::frozen});
        break;
    case Case::fromScratch:
        // The head keeps its own scheme: with few classes He's fan_out would make its first logits huge.
        recipe.edits = {ReplaceHead{}, Reinitialise{backbone, {scratchScheme(network), 0}},
                        SetTrainable{everything, true}};
        break;
    }
    return recipe;
}

TrainingOptions defaultOptions(Case which, const Network& network, std::int64_t trainingPictures) {
    assert(trainingPictures > 0);
    TrainingOptions options;
    options.optimizer = Optimizer::sgd;
    options.momentum = 0.9;
    // More pictures need fewer passes: the number of pictures seen stays the same, down to 8 passes.
    options.epochs = std::clamp<std::int64_t>(25'000 / trainingPictures, 8, 25);
    // Small sets get small batches, so that an epoch still has some steps.
    options.batchSize = trainingPictures < 100 ? 8 : trainingPictures < 2000 ? 16 : trainingPictures < 20000 ? 32 : 64;
    switch (which) {
    case Case::newHead:
        options.learningRate = 0.001;
        options.schedule = Schedule::cosine;
        break;
    case Case::cutAndNewHead:
        // Early features come in any scale, from network to network; Adam's steps do not depend on it.
        options.optimizer = Optimizer::adam;
        options.learningRate = 0.01;
        options.schedule = Schedule::cosine;
        break;
    case Case::fineTune:
    case Case::fineTuneDifferent:
        options.learningRate = 0.001;
        options.schedule = Schedule::cosine;
        break;
    case Case::fromScratch:
        // Batch-norm stands higher rates; without it the first steps diverge.
        options.learningRate = holdsBatchNorm(network) ? 0.05 : 0.01;
        options.weightDecay = 1e-4;
        options.schedule = Schedule::cosine;
        break;
    }
    return options;
}

}  // namespace layerbench
