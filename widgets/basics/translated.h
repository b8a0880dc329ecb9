// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/network/text.h"

#include <QString>

namespace layerbench {

/// A sentence of core in the user's language, its arguments filled in.
QString translated(const Text& text);
inline QString translated(const Error& error) {
    return translated(error.text);
}
/// A marked text of core without arguments: titles and explanations.
QString translated(const char* source);

inline QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace layerbench
