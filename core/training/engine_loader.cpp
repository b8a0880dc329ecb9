// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace layerbench {

namespace {

constexpr const char* moduleName = "liblayerbench-engine.so";

/// Beside the program in a build folder, in ../lib/layerbench where it is installed.
std::vector<std::filesystem::path> places() {
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    return {program / moduleName, program / ".." / "lib" / "layerbench" / moduleName};
}

std::mutex mutex;
Engine* loaded = nullptr;
FeatureKeeping kept;

Result<Engine*> load() {
    useYieldingTeam();
    std::string problem;
    for (const auto& place : places()) {
        std::error_code ignored;
        if (!std::filesystem::exists(place, ignored)) {
            problem += (problem.empty() ? "" : "; ") + place.lexically_normal().string() + ": not there";
            continue;
        }
        void* module = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
        void* entry = module ? dlsym(module, "layerbenchEngine") : nullptr;
        if (entry)
            return reinterpret_cast<Engine* (*)()>(entry)();
        const char* message = dlerror();
        problem += (problem.empty() ? "" : "; ") + std::string(message ? message : place.string());
    }
    return failure(LB_TEXT("training",
                           "The training engine cannot be loaded (%1). Install LibTorch (libtorch-dev) and build "
                           "Layerbench again."),
                   problem);
}

}  // namespace

void useYieldingTeam() {
    setenv("OMP_WAIT_POLICY", "passive", 0);
    // A third of a millisecond. With none, training SqueezeNet takes a tenth longer; with more, others wait for the
    // core.
    setenv("GOMP_SPINCOUNT", "20000", 0);
}

Result<Engine*> loadEngine() {
    const std::lock_guard lock(mutex);
    if (!loaded) {
        LB_TRY(loaded, load());
        loaded->keepFeatures(kept);
    }
    return loaded;
}

void keepFeatures(const FeatureKeeping& keeping) {
    const std::lock_guard lock(mutex);
    kept = keeping;
    if (loaded)
        loaded->keepFeatures(keeping);
}

}  // namespace layerbench
