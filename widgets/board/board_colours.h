// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/basics/theme.h"

#include <QColor>

#include <string_view>

namespace layerbench {

/// Contrast of two colours as WCAG 2 defines it: 1 … 21.
double contrast(const QColor& a, const QColor& b);

/// The same hue, made darker or lighter until its contrast to `background` is at least `wanted` (4.5: small text, 3:
/// large text and lines).
QColor readable(const QColor& colour, const QColor& background, double wanted = 4.5);

/// `a` with a share of `b` in it.
QColor blended(const QColor& a, const QColor& b, double share);

}  // namespace layerbench
