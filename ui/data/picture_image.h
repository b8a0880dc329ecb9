// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"

#include <QImage>

namespace layerbench {

/// The same pixels as a QImage; any thread.
QImage toImage(const Picture& picture);

/// Resized so that the longer side is `longerSide` pixels; smaller pictures stay as they are. Any thread.
QImage thumbnailOf(const Picture& picture, int longerSide);

}  // namespace layerbench
