// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"

#include "core/models/families.h"
#include "core/network/nearest_name.h"

#include <algorithm>

namespace layerbench {
namespace {

/// What a row of the table says beyond ArchitectureInfo.
struct Construction {
    InitialSchemes schemes;
    void (*build)(NetworkBuilder&, std::int64_t classCount);
};

struct Table {
    std::vector<ArchitectureInfo> infos;
    std::vector<Construction> constructions;

    void add(const ArchitectureInfo& info, const Construction& construction) {
        infos.push_back(info);
        constructions.push_back(construction);
    }
};

InputSpec imageNetInput() {
    return {};
}

InputSpec cifarInput() {
    InputSpec input;
    input.height = input.width = 32;
    input.resizeShorterSide = 0;
    return input;
}

InputSpec demonstrationInput() {
    InputSpec input = cifarInput();
    input.mean = {0.5f, 0.5f, 0.5f};
    input.std = {0.5f, 0.5f, 0.5f};
    return input;
}

void addDemonstration(Table& table) {
    table.add(
        {.name = "demo",
         .title = "Demonstration network",
         .family = "Demonstration",
         .explanation = LB_TEXT("models", "Three convolutional and three fully connected layers on small pictures: "
                                          "trains in seconds and shows every idea of transfer learning."),
         .paper = "Layerbench",
         .head = "classifier.4",
         .classCount = 10,
         .input = demonstrationInput()},
        {{Scheme::kaimingUniform, Scheme::kaimingUniform, Scheme::standard}, buildDemonstration});
}

void addAlexNet(Table& table) {
    table.add(
        {.name = "alexnet",
         .title = "AlexNet",
         .family = "AlexNet",
         .explanation = LB_TEXT("models", "The network that started deep learning on photos in 2012: five "
                                          "convolutions, then three fully connected layers with most of the weights."),
         .paper = "Krizhevsky 2014, arXiv:1404.5997",
         .head = "classifier.6",
         .classCount = 1000,
         .input = imageNetInput()},
        {{}, buildAlexNet});
}

void addVgg(Table& table) {
    const auto add = [&](std::string_view name, std::string_view title, const char* explanation,
                         void (*build)(NetworkBuilder&, std::int64_t)) {
        table.add({.name = name,
                   .title = title,
                   .family = "VGG",
                   .explanation = explanation,
                   .paper = "Simonyan and Zisserman 2014, arXiv:1409.1556",
                   .head = "classifier.6",
                   .classCount = 1000,
                   .input = imageNetInput()},
                  {{Scheme::kaimingNormal, Scheme::smallNormal, {}}, build});
    };
    const char* plain =
        LB_TEXT("models", "One long chain of 3×3 convolutions: easy to read, good features, but large and "
                          "slow.");
    const char* normed =
        LB_TEXT("models", "VGG with batch normalisation after every convolution, which trains faster.");
    add("vgg11", "VGG-11", plain, [](NetworkBuilder& b, std::int64_t n) { buildVgg(b, n, {1, 1, 2, 2, 2}, false); });
    add("vgg11_bn", "VGG-11 with batch norm", normed, [](NetworkBuilder& b, std::int64_t n) {
        buildVgg(b, n, {1, 1, 2, 2, 2}, true);
    });
    add("vgg13", "VGG-13", plain, [](NetworkBuilder& b, std::int64_t n) { buildVgg(b, n, {2, 2, 2, 2, 2}, false); });
    add("vgg13_bn", "VGG-13 with batch norm", normed, [](NetworkBuilder& b, std::int64_t n) {
        buildVgg(b, n, {2, 2, 2, 2, 2}, true);
    });
    add("vgg16", "VGG-16", plain, [](NetworkBuilder& b, std::int64_t n) { buildVgg(b, n, {2, 2, 3, 3, 3}, false); });
    add("vgg16_bn", "VGG-16 with batch norm", normed, [](NetworkBuilder& b, std::int64_t n) {
        buildVgg(b, n, {2, 2, 3, 3, 3}, true);
    });
    add("vgg19", "VGG-19", plain, [](NetworkBuilder& b, std::int64_t n) { buildVgg(b, n, {2, 2, 4, 4, 4}, false); });
    add("vgg19_bn", "VGG-19 with batch norm", normed, [](NetworkBuilder& b, std::int64_t n) {
        buildVgg(b, n, {2, 2, 4, 4, 4}, true);
    });
}

void addResNet(Table& table) {
    const auto add = [&](std::string_view name, std::string_view title, const char* explanation,
                         void (*build)(NetworkBuilder&, std::int64_t)) {
        table.add({.name = name,
                   .title = title,
                   .family = "ResNet",
                   .explanation = explanation,
                   .paper = "He et al. 2015, arXiv:1512.03385",
                   .head = "fc",
                   .classCount = 1000,
                   .input = imageNetInput()},
                  {{Scheme::kaimingNormal, Scheme::standard, {}}, build});
    };
    const char* basic = LB_TEXT("models", "Blocks of two convolutions, each with a shortcut around it, so that deep "
                                          "networks still learn: the usual first choice for transfer.");
    const char* bottleneck =
        LB_TEXT("models", "Blocks that narrow, convolve and widen again, each with a shortcut around "
                          "it: deeper and more accurate, and slower.");
    add("resnet18", "ResNet-18", basic, [](NetworkBuilder& b, std::int64_t n) {
        buildResNet(b, n, {2, 2, 2, 2}, false);
    });
    add("resnet34", "ResNet-34", basic, [](NetworkBuilder& b, std::int64_t n) {
        buildResNet(b, n, {3, 4, 6, 3}, false);
    });
    add("resnet50", "ResNet-50", bottleneck, [](NetworkBuilder& b, std::int64_t n) {
        buildResNet(b, n, {3, 4, 6, 3}, true);
    });
    add("resnet101", "ResNet-101", bottleneck, [](NetworkBuilder& b, std::int64_t n) {
        buildResNet(b, n, {3, 4, 23, 3}, true);
    });
    add("resnet152", "ResNet-152", bottleneck, [](NetworkBuilder& b, std::int64_t n) {
        buildResNet(b, n, {3, 8, 36, 3}, true);
    });
}

void addSqueezeNet(Table& table) {
    const auto add = [&](std::string_view name, std::string_view title, const char* explanation,
                         void (*build)(NetworkBuilder&, std::int64_t)) {
        table.add({.name = name,
                   .title = title,
                   .family = "SqueezeNet",
                   .explanation = explanation,
                   .paper = "Iandola et al. 2016, arXiv:1602.07360",
                   .head = "classifier.1",
                   .classCount = 1000,
                   .input = imageNetInput()},
                  {{Scheme::kaimingUniform, Scheme::standard, Scheme::smallNormal}, build});
    };
    add("squeezenet1_0", "SqueezeNet 1.0",
        LB_TEXT("models", "AlexNet's accuracy with a fiftieth of its weights: fire modules squeeze the channels before "
                          "they expand them. Its head is a convolution."),
        buildSqueezeNet10);
    add("squeezenet1_1", "SqueezeNet 1.1",
        LB_TEXT("models",
                "SqueezeNet with earlier pooling: as accurate, 2.4 times faster, the quickest of the ImageNet "
                "networks here. Its head is a convolution."),
        buildSqueezeNet11);
}

void addMobileNet(Table& table) {
    table.add({.name = "mobilenet_v2",
               .title = "MobileNetV2",
               .family = "MobileNet",
               .explanation = LB_TEXT("models", "Made for phones: each block widens, filters every channel alone and "
                                                "narrows again. Small, quick and accurate."),
               .paper = "Sandler et al. 2018, arXiv:1801.04381",
               .head = "classifier.1",
               .classCount = 1000,
               .input = imageNetInput()},
              {{Scheme::kaimingNormal, Scheme::smallNormal, {}}, buildMobileNetV2});
}

void addCifarResNet(Table& table) {
    const auto add = [&](std::string_view name, std::string_view title, void (*build)(NetworkBuilder&, std::int64_t)) {
        table.add(
            {.name = name,
             .title = title,
             .family = "ResNet for CIFAR-10",
             .explanation = LB_TEXT("models", "The ResNet of small pictures (32×32): three stages of narrow blocks, "
                                              "shortcuts without weights."),
             .paper = "He et al. 2015, arXiv:1512.03385, section 4.2",
             .head = "linear",
             .classCount = 10,
             .input = cifarInput()},
            {{Scheme::kaimingNormal, Scheme::standard, {}}, build});
    };
    add("resnet20", "ResNet-20", [](NetworkBuilder& b, std::int64_t n) { buildCifarResNet(b, n, 3); });
    add("resnet32", "ResNet-32", [](NetworkBuilder& b, std::int64_t n) { buildCifarResNet(b, n, 5); });
    add("resnet44", "ResNet-44", [](NetworkBuilder& b, std::int64_t n) { buildCifarResNet(b, n, 7); });
    add("resnet56", "ResNet-56", [](NetworkBuilder& b, std::int64_t n) { buildCifarResNet(b, n, 9); });
}

const Table& table() {
    static const Table rows = [] {
        Table made;
        for (auto* add : {addDemonstration, addAlexNet, addVgg, addResNet, addSqueezeNet, addMobileNet, addCifarResNet})
            add(made);
        return made;
    }();
    return rows;
}

}  // namespace

std::span<const ArchitectureInfo> architectures() {
    return table().infos;
}

const ArchitectureInfo* findArchitecture(std::string_view name) {
    const auto found = std::ranges::find(table().infos, name, &ArchitectureInfo::name);
    return found == table().infos.end() ? nullptr : &*found;
}

Result<const ArchitectureInfo*> architectureOf(std::string_view name) {
    if (const auto* info = findArchitecture(name))
        return info;
    std::vector<std::string> names;
    for (const auto& info : architectures())
        names.emplace_back(info.name);
    std::string near;
    for (int proposals = 0; proposals < 3; ++proposals) {
        const std::string next = nearestName(name, names);
        near += (near.empty() ? "" : ", ") + next;
        std::erase(names, next);
    }
    return failure(LB_TEXT("models", "There is no architecture named “%1”; the nearest are %2."), std::string(name),
                   near);
}

Result<Network> buildArchitecture(std::string_view name, std::int64_t classCount,
                                  std::optional<Initialisation> initialisation) {
    LB_TRY(const ArchitectureInfo* info, architectureOf(name));
    if (classCount < 0)
        return failure(LB_TEXT("models", "A network for %1 classes cannot be: give at least 1."), classCount);
    const Construction& construction = table().constructions[static_cast<std::size_t>(info - table().infos.data())];
    NetworkBuilder builder(std::string(info->name), info->input, std::string(info->head), construction.schemes,
                           initialisation);
    construction.build(builder, classCount == 0 ? info->classCount : classCount);
    return std::move(builder).finish();
}

}  // namespace layerbench
