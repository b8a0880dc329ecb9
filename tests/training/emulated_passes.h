// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included once for each type of maps, by emulated_float32.cpp and emulated_bfloat16.cpp.
#include "tests/training/emulated_norm.h"

#include <barrier>
#include <bit>
#include <cmath>
#include <functional>
#include <thread>
#include <vector>

namespace layerbench {

namespace {

// What CUDA C++ has and C++ has not.
struct uint4 {
    unsigned x, y, z, w;
};
struct Place {
    unsigned x = 1;
    unsigned y = 1;
};
thread_local Place threadIdx;
Place blockIdx;
Place blockDim;
Place gridDim;
std::barrier<>* everyThread = nullptr;

uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) {
    return {x, y, z, w};
}
float __uint_as_float(unsigned bits) {
    return std::bit_cast<float>(bits);
}
unsigned __float_as_uint(float value) {
    return std::bit_cast<unsigned>(value);
}
void __syncthreads() {
    everyThread->arrive_and_wait();
}

float shared[16384];

#define __device__
#define __forceinline__ inline
#define __global__
#define __launch_bounds__(threads)
#include "norm_emulated.cu"
#undef __device__
#undef __forceinline__
#undef __global__
#undef __launch_bounds__

void run(Place grid, Place block, const std::function<void()>& kernel) {
    gridDim = grid;
    blockDim = block;
    for (unsigned y = 0; y < grid.y; ++y)
        for (unsigned x = 0; x < grid.x; ++x) {
            blockIdx = {x, y};
            std::barrier<> threads(block.x * block.y);
            everyThread = &threads;
            std::vector<std::jthread> all;
            for (unsigned j = 0; j < block.y; ++j)
                for (unsigned i = 0; i < block.x; ++i)
                    all.emplace_back([&kernel, i, j] {
                        threadIdx = {i, j};
                        kernel();
                    });
        }
}

template <class Value>
Value* at_(const at::Tensor& tensor) {
    return tensor.defined() ? static_cast<Value*>(tensor.data_ptr()) : nullptr;
}

class Emulated final : public NormPasses {
public:
    at::Tensor statistics(const at::Tensor& map, const ChainLink& norm) const override {
        const at::Tensor partial = sums(map);
        run(grid(map), block(map), [&] { valueSums(at_<uint4>(map), rows(map), packs(map), at_<float>(partial)); });
        const at::Tensor found = at::full({4, map.size(1)}, NAN);
        run(channels(map), {32, 32}, [&] {
            settle(at_<uint4>(map), at_<float>(partial), blocks, static_cast<int>(map.size(1)), rows(map),
                   at_<float>(norm.weight), at_<float>(norm.bias), at_<float>(norm.runningMean),
                   at_<float>(norm.runningVar), static_cast<float>(norm.momentum), static_cast<float>(norm.eps),
                   at_<float>(found));
        });
        return found;
    }

    at::Tensor applied(const at::Tensor& map, const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& other,
                       double lowest, double highest, bool overwrite) const override {
        const at::Tensor z = overwrite ? map : at::empty_like(map);
        run(grid(map), block(map), [&] {
            apply(at_<uint4>(map), at_<uint4>(other), at_<uint4>(z), at_<float>(scale), at_<float>(shift),
                  static_cast<float>(lowest), static_cast<float>(highest), rows(map), packs(map));
        });
        return z;
    }

    Gradients gradients(const at::Tensor& map, const at::Tensor& gradient, const at::Tensor& z,
                        const at::Tensor& statistics, const ChainLink& norm) const override {
        Gradients found;
        if (z.defined())
            found.passed = at::empty_like(map);
        const at::Tensor partial = sums(map);
        run(grid(map), block(map), [&] {
            gradientSums(at_<uint4>(map), at_<uint4>(gradient), at_<uint4>(z), at_<uint4>(found.passed),
                         at_<float>(statistics), static_cast<float>(norm.lowest), static_cast<float>(norm.highest),
                         rows(map), packs(map), at_<float>(partial));
        });
        found.channels = at::full({4, map.size(1)}, NAN);
        run(channels(map), {32, 32}, [&] {
            settleGradients(at_<float>(partial), blocks, static_cast<int>(map.size(1)), rows(map),
                            at_<float>(statistics), at_<float>(found.channels));
        });
        return found;
    }

    at::Tensor mapGradient(const at::Tensor& map, const at::Tensor& gradient, const Gradients& found,
                           const at::Tensor& statistics, const ChainLink& norm) const override {
        const at::Tensor out = at::empty_like(map);
        const bool passed = found.passed.defined();
        run(grid(map), block(map), [&] {
            mapGradientKernel(at_<uint4>(map), at_<uint4>(passed ? found.passed : gradient), passed,
                              at_<float>(statistics), at_<float>(found.channels), static_cast<float>(norm.lowest),
                              static_cast<float>(norm.highest), rows(map), packs(map), at_<uint4>(out));
        });
        return out;
    }

private:
    // Few blocks, none of which the rows fill evenly.
    static constexpr int blocks = 3;

    static long long rows(const at::Tensor& map) { return map.numel() / map.size(1); }
    static int packs(const at::Tensor& map) { return static_cast<int>(map.size(1) / width); }
    static Place block(const at::Tensor& map) { return {std::min(4u, static_cast<unsigned>(packs(map))), 3}; }
    static Place grid(const at::Tensor& map) {
        return {blocks, (static_cast<unsigned>(packs(map)) + block(map).x - 1) / block(map).x};
    }
    static Place channels(const at::Tensor& map) { return {(static_cast<unsigned>(map.size(1)) + 31) / 32, 1}; }
    static at::Tensor sums(const at::Tensor& map) { return at::full({blocks, 2, map.size(1)}, NAN); }
};

}  // namespace

}  // namespace layerbench
