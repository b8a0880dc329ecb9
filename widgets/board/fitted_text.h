// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include <QFont>
#include <QStringList>

namespace layerbench {

/// `text` in at most `most` lines of `width` pixels, broken between words and at line feeds; the last one ends with “…”
/// where there is more. Nothing for most < 1.
QStringList fittedLines(const QString& text, const QFont& font, double width, int most);

}  // namespace layerbench
