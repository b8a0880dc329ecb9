// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/augmentation.h"

#include "core/data/resize.h"
#include "core/data/transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace layerbench {

namespace {

constexpr std::array augmentations = {Augmentation::none, Augmentation::flip, Augmentation::standard,
                                      Augmentation::strong};
constexpr int cifarPadding = 4;
constexpr double rotationDegrees = 15;
constexpr double colourChange = 0.4;

bool cropsParts(const InputSpec& spec, Augmentation augmentation) {
    return augmentation >= Augmentation::standard && std::max(spec.height, spec.width) > 64;
}

/// torchvision's RandomResizedCrop.get_params with its defaults.
Window randomPart(const Picture& picture, Random& random) {
    const double area = static_cast<double>(picture.width) * picture.height;
    const double lowest = 3.0 / 4;
    const double highest = 4.0 / 3;
    const auto offset = [&](int free) { return static_cast<int>(random.below(static_cast<std::uint64_t>(free) + 1)); };
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double wanted = area * random.uniform(0.08, 1.0);
        const double ratio = std::exp(random.uniform(std::log(lowest), std::log(highest)));
        const double width = std::nearbyint(std::sqrt(wanted * ratio));
        const double height = std::nearbyint(std::sqrt(wanted / ratio));
        if (width >= 1 && width <= picture.width && height >= 1 && height <= picture.height) {
            Window part{0, 0, static_cast<int>(width), static_cast<int>(height)};
            part.y = offset(picture.height - part.height);
            part.x = offset(picture.width - part.width);
            return part;
        }
    }
    // The centre, as much as the side ratios allow.
    Window part{0, 0, picture.width, picture.height};
    if (static_cast<double>(picture.width) < lowest * picture.height)
        part.height = static_cast<int>(std::nearbyint(picture.width / lowest));
    else if (static_cast<double>(picture.width) > highest * picture.height)
        part.width = static_cast<int>(std::nearbyint(picture.height * highest));
    part.x = (picture.width - part.width) / 2;
    part.y = (picture.height - part.height) / 2;
    return part;
}

void mirror(Picture& picture) {
    const auto pixels = static_cast<std::size_t>(picture.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
        std::uint8_t* row = picture.rgb.data() + y * pixels * 3;
        for (std::size_t left = 0, right = pixels - 1; left < right; ++left, --right)
            std::swap_ranges(row + 3 * left, row + 3 * left + 3, row + 3 * right);
    }
}

/// About the centre, bilinear between pixels; beyond the border the border's pixels go on.
Picture rotated(const Picture& picture, double degrees) {
    const double angle = degrees * std::numbers::pi / 180;
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    const double centreX = (picture.width - 1) / 2.0;
    const double centreY = (picture.height - 1) / 2.0;
    const auto at = [&](int x, int y, std::size_t channel) {
        return static_cast<double>(picture.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                                                static_cast<std::size_t>(x)) *
                                                   3 +
                                               channel]);
    };
    Picture result{picture.width, picture.height, {}};
    result.rgb.reserve(picture.rgb.size());
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const double dx = x - centreX;
            const double dy = y - centreY;
            const double sourceX = std::clamp(centreX + c * dx - s * dy, 0.0, picture.width - 1.0);
            const double sourceY = std::clamp(centreY + s * dx + c * dy, 0.0, picture.height - 1.0);
            const int x0 = static_cast<int>(sourceX);
            const int y0 = static_cast<int>(sourceY);
            const int x1 = std::min(x0 + 1, picture.width - 1);
            const int y1 = std::min(y0 + 1, picture.height - 1);
            const double right = sourceX - x0;
            const double below = sourceY - y0;
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const double upper = at(x0, y0, channel) * (1 - right) + at(x1, y0, channel) * right;
                const double lower = at(x0, y1, channel) * (1 - right) + at(x1, y1, channel) * right;
                result.rgb.push_back(static_cast<std::uint8_t>(upper * (1 - below) + lower * below + 0.5));
            }
        }
    }
    return result;
}

double luma(const std::uint8_t* pixel) {
    return (pixel[0] * 19595u + pixel[1] * 38470u + pixel[2] * 7471u + 0x8000u) >> 16;
}

/// `factor` 1 keeps the value, 0 gives `other`, more than 1 goes away from it: torchvision's and PIL's blend.
std::uint8_t blended(std::uint8_t value, double other, double factor) {
    return static_cast<std::uint8_t>(std::clamp(other + factor * (value - other), 0.0, 255.0) + 0.5);
}

void jitterColours(Picture& picture, Random& random) {
    const double brightness = random.uniform(1 - colourChange, 1 + colourChange);
    const double contrast = random.uniform(1 - colourChange, 1 + colourChange);
    const double saturation = random.uniform(1 - colourChange, 1 + colourChange);
    double mean = 0;
    for (auto& value : picture.rgb)
        value = blended(value, 0, brightness);
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3)
        mean += luma(&picture.rgb[i]);
    mean = std::floor(mean * 3 / static_cast<double>(picture.rgb.size()) + 0.5);
    for (auto& value : picture.rgb)
        value = blended(value, mean, contrast);
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
        const double grey = luma(&picture.rgb[i]);
        for (std::size_t c = 0; c < 3; ++c)
            picture.rgb[i + c] = blended(picture.rgb[i + c], grey, saturation);
    }
}

}  // namespace

std::string_view name(Augmentation augmentation) {
    switch (augmentation) {
    case Augmentation::none:
        return "none";
    case Augmentation::flip:
        return "flip";
    case Augmentation::standard:
        return "standard";
    case Augmentation::strong:
        return "strong";
    }
    return {};
}

Result<Augmentation> augmentationFromName(std::string_view text) {
    for (const auto augmentation : augmentations)
        if (name(augmentation) == text)
            return augmentation;
    return failure(LB_TEXT("data", "There is no augmentation “%1”. Use none, flip, standard or strong."),
                   std::string(text));
}

std::span<const Augmentation> allAugmentations() {
    return augmentations;
}

Picture augmentationBase(Picture picture, const InputSpec& spec, Augmentation augmentation) {
    return cropsParts(spec, augmentation) ? std::move(picture) : evaluationPicture(picture, spec);
}

Picture augmentedPicture(const Picture& base, const InputSpec& spec, Augmentation augmentation, Random random) {
    if (augmentation == Augmentation::none)
        return base;
    const int width = static_cast<int>(spec.width);
    const int height = static_cast<int>(spec.height);
    Picture view;
    if (cropsParts(spec, augmentation)) {
        view = resize(crop(base, randomPart(base, random)), width, height);
    } else if (augmentation == Augmentation::flip) {
        view = base;
    } else {
        const auto shift = [&] { return static_cast<int>(random.below(2 * cifarPadding + 1)) - cifarPadding; };
        const int x = shift();
        const int y = shift();
        view = crop(base, {x, y, width, height});
    }
    if (random.below(2) == 1)
        mirror(view);
    if (augmentation == Augmentation::strong) {
        view = rotated(view, random.uniform(-rotationDegrees, rotationDegrees));
        jitterColours(view, random);
    }
    return view;
}

}  // namespace layerbench
