// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"

#include <QString>

#include <cstdint>

namespace layerbench {

/// Numbers as people read them, in the user's language; thin spaces before units.

/// 1,235,496 → "1.24 M"; 18,496 → "18,496"; 0 → "0".
QString shortCount(std::int64_t count);
/// In full: "1,235,496".
QString fullCount(std::int64_t count);
/// 0.935 → "93.5 %"; NaN → "–".
QString percent(double share);
/// 0.4 → "0.4 s", 75 → "1 min 15 s", 7300 → "2 h 2 min".
QString duration(double seconds);
/// "412 MB"; powers of 1000.
QString byteCount(std::int64_t bytes);
/// "64 × 55 × 55".
QString shapeText(const Shape& shape);
/// Up to `digits` significant digits, without needless zeros: learning rates, losses.
QString number(double value, int digits = 4);

}  // namespace layerbench
