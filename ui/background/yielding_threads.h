// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerbench {

/// Makes LibTorch's OpenMP threads sleep while they wait instead of spinning, which beside a window and OpenBLAS's
/// threads costs training most of its speed. The OpenMP run time reads its settings when the program is loaded, and Qt
/// brings it along, so main() calls this first: unless OMP_WAIT_POLICY is set already, it starts the program anew with
/// it.
void useYieldingThreads(char* arguments[]);

}  // namespace layerbench
