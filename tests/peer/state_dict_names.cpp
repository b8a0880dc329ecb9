// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what the peer scripts compare with torchvision: one line a tensor, "NAME SIZE,SIZE,…", in our order.
// Usage: layerbench-peer-names ARCHITECTURE [CLASSES]; without arguments the names of all architectures, with the sides
// of the pictures that they take.
#include "core/models/architectures.h"

#include <cstdlib>
#include <iostream>

using namespace layerbench;

int main(int argc, char** argv) {
    if (argc < 2) {
        for (const auto& info : architectures())
            std::cout << info.name << ' ' << info.input.height << '\n';
        return 0;
    }
    const auto network = buildArchitecture(argv[1], argc > 2 ? std::atoll(argv[2]) : 0);
    if (!network) {
        std::cerr << network.error().message() << '\n';
        return 1;
    }
    for (const auto& named : namedParameters(*network)) {
        std::cout << named.name << ' ';
        for (std::size_t i = 0; i < named.parameter->shape.size(); ++i)
            std::cout << (i > 0 ? "," : "") << named.parameter->shape[i];
        std::cout << '\n';
    }
    return 0;
}
