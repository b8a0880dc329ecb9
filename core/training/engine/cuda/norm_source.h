// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerbench {

/// norm.cu, word for word.
extern const char* const normSource;

}  // namespace layerbench
