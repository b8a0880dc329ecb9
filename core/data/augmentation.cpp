// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/augmentation.h"

#include "core/data/decode_parts.h"

#include "core/data/resize.h"
#include "core/data/transform.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace layerbench {

namespace {

constexpr std::array augmentations = {Augmentation::none, Augmentation::flip, Augmentation::standard,
                                      Augmentation::strong};
constexpr int cifarPadding = 4;
constexpr double rotationDegrees = 15;
constexpr double colourChange = 0.4;

/// torchvision's RandomResizedCrop.get_params with its defaults.
Window randomPart(const Picture& picture, Random& random) {
    const double area = static_cast<double>(picture.width) * picture.height;
    const double lowest = narrowestPart;
    const double highest = 1 / narrowestPart;
    const auto offset = [&](int free) { return static_cast<int>(random.below(static_cast<std::uint64_t>(free) + 1)); };
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double wanted = area * random.uniform(smallestPartArea, 1.0);
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

/// The picture's own memory, for OpenCV to work in.
cv::Mat pixelsOf(Picture& picture) {
    return {picture.height, picture.width, CV_8UC3, picture.rgb.data()};
}

void mirror(Picture& picture) {
    cv::Mat pixels = pixelsOf(picture);
    cv::flip(pixels, pixels, 1);
}

/// About the centre, bilinear between pixels; beyond the border the border's pixels go on.
void rotate(Picture& picture, double degrees) {
    cv::Mat pixels = pixelsOf(picture);
    const cv::Point2f centre(static_cast<float>(picture.width - 1) / 2, static_cast<float>(picture.height - 1) / 2);
    cv::warpAffine(pixels.clone(), pixels, cv::getRotationMatrix2D(centre, degrees, 1), pixels.size(), cv::INTER_LINEAR,
                   cv::BORDER_REPLICATE);
}

/// Brightness, contrast and saturation in turn, each a blend as torchvision's ColorJitter: with black, with the mean
/// luma, with each pixel's own luma.
void jitterColours(Picture& picture, Random& random) {
    const double brightness = random.uniform(1 - colourChange, 1 + colourChange);
    const double contrast = random.uniform(1 - colourChange, 1 + colourChange);
    const double saturation = random.uniform(1 - colourChange, 1 + colourChange);
    cv::Mat pixels = pixelsOf(picture);
    cv::Mat luma;
    pixels.convertTo(pixels, -1, brightness);
    cv::cvtColor(pixels, luma, cv::COLOR_RGB2GRAY);
    pixels.convertTo(pixels, -1, contrast, (1 - contrast) * cv::mean(luma)[0]);
    cv::cvtColor(pixels, luma, cv::COLOR_RGB2GRAY);
    cv::cvtColor(luma, luma, cv::COLOR_GRAY2RGB);
    cv::addWeighted(pixels, saturation, luma, 1 - saturation, 0, pixels);
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

bool augmentationKeepsWhole(const InputSpec& spec, Augmentation augmentation) {
    return augmentation >= Augmentation::standard && std::max(spec.height, spec.width) > 64;
}

Picture augmentationBase(Picture picture, const InputSpec& spec, Augmentation augmentation) {
    return augmentationKeepsWhole(spec, augmentation) ? std::move(picture) : evaluationPicture(picture, spec);
}

Picture augmentedPicture(const Picture& base, const InputSpec& spec, Augmentation augmentation, Random random) {
    if (augmentation == Augmentation::none)
        return base;
    const int width = static_cast<int>(spec.width);
    const int height = static_cast<int>(spec.height);
    Picture view;
    if (augmentationKeepsWhole(spec, augmentation)) {
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
        rotate(view, random.uniform(-rotationDegrees, rotationDegrees));
        jitterColours(view, random);
    }
    return view;
}

}  // namespace layerbench
