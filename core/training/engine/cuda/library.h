// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <dlfcn.h>

namespace layerbench {

/// A function of a library that is loaded while the program runs, or null: of those that it needs in turn, too.
template <class Function>
void find(void* library, const char* name, Function*& function) {
    function = reinterpret_cast<Function*>(dlsym(library, name));
}

}  // namespace layerbench
