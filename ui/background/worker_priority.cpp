// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/worker_priority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace layerbench {

void lowerPriority() {
    constexpr int nice = 5;
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), nice);
}

}  // namespace layerbench
