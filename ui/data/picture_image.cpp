// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/picture_image.h"

#include "core/data/resize.h"

#include <algorithm>

namespace layerbench {

QImage toImage(const Picture& picture) {
    // The copy owns its pixels: QImage would only point to the picture's.
    return QImage(picture.rgb.data(), picture.width, picture.height, qsizetype{3} * picture.width,
                  QImage::Format_RGB888)
        .copy();
}

QImage thumbnailOf(const Picture& picture, int longerSide) {
    const int longer = std::max(picture.width, picture.height);
    if (longer <= longerSide)
        return toImage(picture);
    const auto side = [&](int length) {
        return std::max(1, static_cast<int>(std::int64_t{length} * longerSide / longer));
    };
    return toImage(resize(picture, side(picture.width), side(picture.height)));
}

}  // namespace layerbench
