// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/cuda/compiler.h"

#include "core/training/engine/cuda/library.h"

#include <array>
#include <cstddef>

namespace layerbench {

namespace {

// NVRTC's stable C interface (NVRTC user guide, chapter 3): results are plain integers, programs are pointers.
using Program = void*;
constexpr int success = 0;

struct Compiler {
    int (*create)(Program*, const char* source, const char* name, int headers, const char* const* sources,
                  const char* const* names) = nullptr;
    int (*compile)(Program, int count, const char* const* options) = nullptr;
    int (*codeSize)(Program, std::size_t*) = nullptr;
    int (*code)(Program, char*) = nullptr;
    int (*logSize)(Program, std::size_t*) = nullptr;
    int (*log)(Program, char*) = nullptr;
    int (*destroy)(Program*) = nullptr;

    bool complete() const { return create && compile && codeSize && code && logSize && log && destroy; }
};

const Compiler& compiler() {
    static const Compiler found = [] {
        Compiler functions;
        // LibTorch's own door to it knows where its NVRTC lies; dlsym() looks into what a library needs, too.
        for (const char* name :
             {"libcaffe2_nvrtc.so", "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"}) {
            void* const library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
            if (!library)
                continue;
            find(library, "nvrtcCreateProgram", functions.create);
            find(library, "nvrtcCompileProgram", functions.compile);
            find(library, "nvrtcGetCUBINSize", functions.codeSize);
            find(library, "nvrtcGetCUBIN", functions.code);
            find(library, "nvrtcGetProgramLogSize", functions.logSize);
            find(library, "nvrtcGetProgramLog", functions.log);
            find(library, "nvrtcDestroyProgram", functions.destroy);
            if (functions.complete())
                break;
        }
        return functions;
    }();
    return found;
}

std::string text(int (*size)(Program, std::size_t*), int (*content)(Program, char*), Program program) {
    std::size_t bytes = 0;
    if (size(program, &bytes) != success)
        return {};
    std::string found(bytes, '\0');
    if (content(program, found.data()) != success)
        return {};
    return found;
}

}  // namespace

CompiledKernels compileKernels(const char* source, const GpuFacts& gpu, const std::vector<std::string>& definitions) {
    const Compiler& nvrtc = compiler();
    if (!nvrtc.complete())
        return {{}, "NVRTC was not found"};
    Program program = nullptr;
    if (nvrtc.create(&program, source, "kernels.cu", 0, nullptr, nullptr) != success)
        return {{}, "NVRTC took no program"};
    std::vector<std::string> options{
        "--gpu-architecture=sm_" + std::to_string(gpu.generation) + std::to_string(gpu.revision), "--std=c++17"};
    for (const auto& definition : definitions)
        options.push_back("-D" + definition);
    std::vector<const char*> words;
    for (const auto& option : options)
        words.push_back(option.c_str());
    CompiledKernels compiled;
    if (nvrtc.compile(program, static_cast<int>(words.size()), words.data()) == success)
        compiled.machineCode = text(nvrtc.codeSize, nvrtc.code, program);
    if (compiled.machineCode.empty())
        compiled.problem = "NVRTC could not compile: " + text(nvrtc.logSize, nvrtc.log, program);
    nvrtc.destroy(&program);
    return compiled;
}

}  // namespace layerbench
