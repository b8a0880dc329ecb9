// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"

// One decoder a file format, each over the whole file in memory. Private to this room: decodePicture() chooses.

namespace layerbench::codecs {

using Bytes = std::span<const std::byte>;

/// `partSide`: decode_parts.h; 0: in full.
Result<Picture> decodeJpeg(Bytes file, const std::string& name, const PictureLimits& limits, int partSide = 0);
Result<Picture> decodePng(Bytes file, const std::string& name, const PictureLimits& limits);
Result<Picture> decodeBmp(Bytes file, const std::string& name, const PictureLimits& limits);
Result<Picture> decodePnm(Bytes file, const std::string& name, const PictureLimits& limits);
Result<Picture> decodeTiff(Bytes file, const std::string& name, const PictureLimits& limits);
Result<Picture> decodeWebp(Bytes file, const std::string& name, const PictureLimits& limits);

/// A black picture of that size, or the sentence that refuses it: nothing is allocated for a size beyond the limit.
Result<Picture> makePicture(std::int64_t width, std::int64_t height, const std::string& name,
                            const PictureLimits& limits);

Failure truncated(const std::string& name);
/// `what` is the library's own wording.
Failure damaged(const std::string& name, const std::string& format, const std::string& what);

}  // namespace layerbench::codecs
