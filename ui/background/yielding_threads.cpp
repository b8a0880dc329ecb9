// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/yielding_threads.h"

#include "core/training/engine.h"

#include <climits>
#include <cstdlib>

#include <unistd.h>

namespace layerbench {

void useYieldingThreads(char* arguments[]) {
    if (std::getenv("OMP_WAIT_POLICY"))
        return;
    useYieldingTeam();
    // By its path: started as /proc/self/exe, the process would be called “exe”.
    char program[PATH_MAX + 1] = {};
    if (readlink("/proc/self/exe", program, PATH_MAX) > 0)
        execv(program, arguments);
    // Where that is not possible, the program runs all the same, only slower.
}

}  // namespace layerbench
