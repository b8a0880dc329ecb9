// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/demonstration_weights.h"

#include "core/weights/safetensors_header.h"

#include <algorithm>
#include <cstring>

// The assembler takes the file in as it is: a C++ array of a million numbers would take the compiler long.
// NOLINTNEXTLINE(hicpp-no-assembler)
__asm__(".section .rodata\n"
        ".balign 64\n"
        ".globl layerbenchDemonstrationBegin\n"
        ".hidden layerbenchDemonstrationBegin\n"
        "layerbenchDemonstrationBegin:\n"
        ".incbin \"" LAYERBENCH_DEMONSTRATION_FILE "\"\n"
        ".globl layerbenchDemonstrationEnd\n"
        ".hidden layerbenchDemonstrationEnd\n"
        "layerbenchDemonstrationEnd:\n"
        ".byte 0\n"
        ".previous\n");

extern "C" {
__attribute__((visibility("hidden"))) extern const std::byte layerbenchDemonstrationBegin[];
__attribute__((visibility("hidden"))) extern const std::byte layerbenchDemonstrationEnd[];
}

namespace layerbench {

std::span<const std::byte> demonstrationFile() {
    return {layerbenchDemonstrationBegin, layerbenchDemonstrationEnd};
}

Result<StateDict> readDemonstrationWeights() {
    const std::string name = "demo";
    const auto bytes = demonstrationFile();
    std::uint64_t headerBytes = 0;
    if (bytes.size() >= sizeof headerBytes)
        std::memcpy(&headerBytes, bytes.data(), sizeof headerBytes);
    if (bytes.size() < sizeof headerBytes || headerBytes > bytes.size() - sizeof headerBytes)
        return failure(
            LB_TEXT("models", "The weights of “%1” that this program was built with are damaged. Install it anew."),
            name);
    const auto text = bytes.subspan(sizeof headerBytes, headerBytes);
    const auto data = bytes.subspan(sizeof headerBytes + headerBytes);
    LB_TRY(auto header,
           parseSafetensorsHeader({reinterpret_cast<const char*>(text.data()), text.size()}, data.size(), name));
    StateDict weights;
    weights.metadata = std::move(header.metadata);
    for (auto& entry : header.entries) {
        const auto source = data.subspan(entry.begin, entry.end - entry.begin);
        weights.tensors.push_back(
            {std::move(entry.name), Tensor::make(entry.type, entry.shape, [&](std::span<std::byte> target) {
                 std::ranges::copy(source, target.begin());
             })});
    }
    return weights;
}

}  // namespace layerbench
