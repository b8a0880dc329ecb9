// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/depthwise_rows.h"

#include "core/training/engine/vectorised.h"

#include <type_traits>

namespace layerbench::kernels {

namespace {

#ifdef LB_VECTORISED_FOR_X86
const int registerLanes = __builtin_cpu_supports("x86-64-v4") ? 16 : __builtin_cpu_supports("x86-64-v3") ? 8 : 4;
#else
constexpr int registerLanes = 4;
#endif

/// So many channels at a time. (Loops over memory that GCC vectorises by itself load and store every sum at every
/// pixel.)
template <int lanes>
struct Lanes {
    typedef float Type __attribute__((vector_size(lanes * sizeof(float)), aligned(sizeof(float)), may_alias));
};
template <>
struct Lanes<1> {
    using Type = float;
};

// By the number of lanes, not by the type: as a template's argument it would lose its alignment.
template <int lanes>
[[gnu::always_inline]] inline typename Lanes<lanes>::Type& at(float* memory) {
    return *reinterpret_cast<typename Lanes<lanes>::Type*>(memory);
}
template <int lanes>
[[gnu::always_inline]] inline const typename Lanes<lanes>::Type& at(const float* memory) {
    return *reinterpret_cast<const typename Lanes<lanes>::Type*>(memory);
}

/// Calls work(lanes, first channel) for as many channels at a time as a register holds, then for those that are left.
template <class Work>
[[gnu::always_inline]] inline void overChannels(std::int64_t channels, Work work) {
    std::int64_t c = 0;
    if (registerLanes == 16)
        for (; c + 16 <= channels; c += 16)
            work(std::integral_constant<int, 16>(), c);
    if (registerLanes >= 8)
        for (; c + 8 <= channels; c += 8)
            work(std::integral_constant<int, 8>(), c);
    for (; c + 4 <= channels; c += 4)
        work(std::integral_constant<int, 4>(), c);
    for (; c < channels; ++c)
        work(std::integral_constant<int, 1>(), c);
}

template <int lanes>
[[gnu::always_inline]] inline void forwardLanes(const Rows& rows, std::int64_t c, const float* taps,
                                                std::int64_t channels, std::int64_t stride, std::int64_t pixels,
                                                float* out) {
    using Vector = typename Lanes<lanes>::Type;
    Vector tap[9];
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t)
        tap[t] = at<lanes>(taps + t * channels + c);
    const float* top = rows[0] + c;
    const float* middle = rows[1] + c;
    const float* bottom = rows[2] + c;
    out += c;
    for (std::int64_t x = 0; x < pixels; ++x) {
        Vector sum{};
#pragma GCC unroll 3
        for (int j = 0; j < 3; ++j) {
            sum += at<lanes>(top + j * channels) * tap[j];
            sum += at<lanes>(middle + j * channels) * tap[3 + j];
            sum += at<lanes>(bottom + j * channels) * tap[6 + j];
        }
        at<lanes>(out) = sum;
        out += channels;
        top += stride * channels;
        middle += stride * channels;
        bottom += stride * channels;
    }
}

/// Each gradient that is loaded serves both: the input's gradient and the taps'.
template <int lanes>
[[gnu::always_inline]] inline void backwardLanes(const BackwardRows& rows, std::int64_t c, const float* taps,
                                                 std::int64_t channels, std::int64_t pixels, float* tapSums) {
    using Vector = typename Lanes<lanes>::Type;
    Vector tap[9];
    Vector sum[9];
    // Of the gradient's pixels around x: tap 0 led from the input's pixel to the last of them.
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t) {
        tap[t] = at<lanes>(taps + (8 - t) * channels + c);
        sum[t] = at<lanes>(tapSums + (8 - t) * channels + c);
    }
    const float* top = rows.gradients[0] + c;
    const float* middle = rows.gradients[1] + c;
    const float* bottom = rows.gradients[2] + c;
    const float* in = rows.inputs[0] + c;
    float* out = rows.inputGradients[0] + c;
    for (std::int64_t x = 0; x < pixels; ++x) {
        const Vector value = at<lanes>(in);
        Vector result{};
#pragma GCC unroll 3
        for (int j = 0; j < 3; ++j) {
            const Vector above = at<lanes>(top + j * channels);
            const Vector beside = at<lanes>(middle + j * channels);
            const Vector below = at<lanes>(bottom + j * channels);
            result += above * tap[j];
            result += beside * tap[3 + j];
            result += below * tap[6 + j];
            sum[j] += above * value;
            sum[3 + j] += beside * value;
            sum[6 + j] += below * value;
        }
        at<lanes>(out) = result;
        in += channels;
        out += channels;
        top += channels;
        middle += channels;
        bottom += channels;
    }
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t)
        at<lanes>(tapSums + (8 - t) * channels + c) = sum[t];
}

/// With stride 2: of each four pixels of the input one has met the middle tap alone, two have met two taps each and one
/// the four corners. `pixels` of the gradient; rows.gradients[1] and [2] are the row and the one below it.
template <int lanes>
[[gnu::always_inline]] inline void backwardLanesOfTwo(const BackwardRows& rows, std::int64_t c, const float* taps,
                                                      std::int64_t channels, std::int64_t pixels, float* tapSums) {
    using Vector = typename Lanes<lanes>::Type;
    Vector tap[9];
    Vector sum[9];
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t) {
        tap[t] = at<lanes>(taps + t * channels + c);
        sum[t] = at<lanes>(tapSums + t * channels + c);
    }
    const float* gradient = rows.gradients[1] + channels + c;
    const float* gradientBelow = rows.gradients[2] + channels + c;
    const float* in = rows.inputs[0] + c;
    const float* inBelow = rows.inputs[1] + c;
    float* out = rows.inputGradients[0] + c;
    float* outBelow = rows.inputGradients[1] + c;
    for (std::int64_t x = 0; x < pixels; ++x) {
        const Vector here = at<lanes>(gradient);
        const Vector right = at<lanes>(gradient + channels);
        const Vector below = at<lanes>(gradientBelow);
        const Vector corner = at<lanes>(gradientBelow + channels);
        const Vector first = at<lanes>(in);
        const Vector second = at<lanes>(in + channels);
        const Vector third = at<lanes>(inBelow);
        const Vector fourth = at<lanes>(inBelow + channels);
        at<lanes>(out) = here * tap[4];
        at<lanes>(out + channels) = here * tap[5] + right * tap[3];
        at<lanes>(outBelow) = here * tap[7] + below * tap[1];
        at<lanes>(outBelow + channels) = here * tap[8] + right * tap[6] + below * tap[2] + corner * tap[0];
        sum[4] += here * first;
        sum[5] += here * second;
        sum[3] += right * second;
        sum[7] += here * third;
        sum[1] += below * third;
        sum[8] += here * fourth;
        sum[6] += right * fourth;
        sum[2] += below * fourth;
        sum[0] += corner * fourth;
        gradient += channels;
        gradientBelow += channels;
        in += 2 * channels;
        inBelow += 2 * channels;
        out += 2 * channels;
        outBelow += 2 * channels;
    }
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t)
        at<lanes>(tapSums + t * channels + c) = sum[t];
}

}  // namespace

LB_VECTORISED void forwardRow(const Rows& rows, const float* taps, std::int64_t channels, std::int64_t stride,
                              std::int64_t pixels, float* out) {
    overChannels(
        channels, [&](auto lanes, std::int64_t c) __attribute__((always_inline)) {
            forwardLanes<lanes>(rows, c, taps, channels, stride, pixels, out);
        });
}

LB_VECTORISED void backwardRow(const BackwardRows& rows, const float* taps, std::int64_t channels, std::int64_t pixels,
                               float* tapSums) {
    overChannels(
        channels, [&](auto lanes, std::int64_t c) __attribute__((always_inline)) {
            backwardLanes<lanes>(rows, c, taps, channels, pixels, tapSums);
        });
}

LB_VECTORISED void backwardRowOfTwo(const BackwardRows& rows, const float* taps, std::int64_t channels,
                                    std::int64_t pixels, float* tapSums) {
    overChannels(
        channels, [&](auto lanes, std::int64_t c) __attribute__((always_inline)) {
            backwardLanesOfTwo<lanes>(rows, c, taps, channels, pixels, tapSums);
        });
}

}  // namespace layerbench::kernels
