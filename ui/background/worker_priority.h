// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerbench {

/// Lowers the priority of the calling thread and of all that it will start: LibTorch's team and the threads that decode
/// pictures. The window's thread then gets the processor at once whenever it wants it.
void lowerPriority();

}  // namespace layerbench
