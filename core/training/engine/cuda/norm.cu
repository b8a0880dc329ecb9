// SPDX-License-Identifier: GPL-3.0-or-later
// Batch-norm with the sum and the clamp (ReLU, ReLU6) behind it, over maps of `rows` pixels (N x H x W) with the
// channels of a pixel side by side. Compiled while the program runs (compiler.h), for the GPU that is there, once with
// MAP_BFLOAT16 and once without.
//
// A thread takes 16 bytes of a pixel, a "pack", and the same channels of pixel after pixel: what belongs to a channel
// stays in its registers. Block (x, y) of threads: packs x packs of a pixel, y pixels; grid (x, y): pixels, packs.
// Only memory costs time here, so everything that one pass over it can do is done in it.

#ifdef MAP_BFLOAT16
constexpr int width = 8;  // values of a pack
#else
constexpr int width = 4;
#endif
constexpr int ahead = 4;  // packs under way at once in a thread: a pass waits for memory, not for arithmetic

struct Values {
    float at[width];
};

static __device__ Values unpacked(uint4 pack) {
    const unsigned words[4] = {pack.x, pack.y, pack.z, pack.w};
    Values values;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#ifdef MAP_BFLOAT16
        values.at[2 * i] = __uint_as_float(words[i] << 16);
        values.at[2 * i + 1] = __uint_as_float(words[i] & 0xffff0000u);
#else
        values.at[i] = __uint_as_float(words[i]);
#endif
    }
    return values;
}

#ifdef MAP_BFLOAT16
/// To the nearest, ties to the even one.
static __device__ unsigned rounded(float low, float high) {
#if __CUDA_ARCH__ >= 800
    unsigned both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
#else
    unsigned bits[2] = {__float_as_uint(low), __float_as_uint(high)};
    for (unsigned& b : bits)
        b = (b & 0x7fffffffu) > 0x7f800000u ? 0x7fc0u : (b + 0x7fffu + ((b >> 16) & 1u)) >> 16;
    return bits[0] | bits[1] << 16;
#endif
}
#endif

static __device__ uint4 packed(const Values& values) {
    unsigned words[4];
#pragma unroll
    for (int i = 0; i < 4; ++i)
#ifdef MAP_BFLOAT16
        words[i] = rounded(values.at[2 * i], values.at[2 * i + 1]);
#else
        words[i] = __float_as_uint(values.at[i]);
#endif
    return make_uint4(words[0], words[1], words[2], words[3]);
}

/// What belongs to the channels of a thread's pack.
static __device__ Values ofChannels(const float* channels, int pack) {
    Values values;
#pragma unroll
    for (int i = 0; i < width; ++i)
        values.at[i] = channels ? channels[pack * width + i] : 0.0f;
    return values;
}

static __device__ int packOfThread() {
    return static_cast<int>(blockIdx.y * blockDim.x + threadIdx.x);
}

static __device__ long long firstRow() {
    return static_cast<long long>(blockIdx.x) * blockDim.y + threadIdx.y;
}

static __device__ long long rowStep() {
    return static_cast<long long>(gridDim.x) * blockDim.y;
}

/// What a thread reads of its rows before it computes: load(place) for several of them, then use(what it gave, place) for
/// each. The place is that of the thread's pack in a map.
template <int together, class Load, class Use>
static __device__ __forceinline__ void overRows(long long rows, int packs, int pack, Load load, Use use) {
    const long long step = rowStep();
    long long row = firstRow();
    for (; row + (together - 1) * step < rows; row += together * step) {
        decltype(load(row)) some[together];
#pragma unroll
        for (int k = 0; k < together; ++k)
            some[k] = load((row + k * step) * packs + pack);
#pragma unroll
        for (int k = 0; k < together; ++k)
            use(some[k], (row + k * step) * packs + pack);
    }
    for (; row < rows; row += step)
        use(load(row * packs + pack), row * packs + pack);
}

/// Packs of one place in several maps.
struct Packs {
    uint4 x;
    uint4 gradient;
    uint4 other;
};

/// Adds up each channel's two sums over the block's pixels and leaves them in partial [grid x, 2, channels].
static __device__ void leaveSums(const Values& first, const Values& second, int packs, float* partial) {
    extern __shared__ float shared[];  // [2, y, x, width]
    const int across = static_cast<int>(blockDim.x) * width;
    const int own = static_cast<int>(threadIdx.y) * across + static_cast<int>(threadIdx.x) * width;
    float* const seconds = shared + static_cast<int>(blockDim.y) * across;
#pragma unroll
    for (int i = 0; i < width; ++i) {
        shared[own + i] = first.at[i];
        seconds[own + i] = second.at[i];
    }
    __syncthreads();
    const int channels = packs * width;
    const int threads = static_cast<int>(blockDim.x * blockDim.y);
    for (int c = static_cast<int>(threadIdx.y * blockDim.x + threadIdx.x); c < across; c += threads) {
        const int channel = static_cast<int>(blockIdx.y) * across + c;
        if (channel >= channels)
            continue;
        float a = 0;
        float b = 0;
        for (int y = 0; y < static_cast<int>(blockDim.y); ++y) {
            a += shared[y * across + c];
            b += seconds[y * across + c];
        }
        float* const out = partial + static_cast<long long>(blockIdx.x) * 2 * channels;
        out[channel] = a;
        out[channels + channel] = b;
    }
}

/// Sums of x - o and of its square, with the map's first pixel as o: without it the variance of values far from 0 would
/// drown in rounding.
extern "C" __global__ void __launch_bounds__(256)
valueSums(const uint4* x, long long rows, int packs, float* partial) {
    const int pack = packOfThread();
    Values sum = {};
    Values squares = {};
    if (pack < packs) {
        const Values origin = unpacked(x[pack]);
        const auto add = [&](uint4 some) {
            const Values values = unpacked(some);
#pragma unroll
            for (int i = 0; i < width; ++i) {
                const float distance = values.at[i] - origin.at[i];
                sum.at[i] += distance;
                squares.at[i] = fmaf(distance, distance, squares.at[i]);
            }
        };
        overRows<ahead>(rows, packs, pack, [&](long long place) { return x[place]; },
                        [&](uint4 some, long long) { add(some); });
    }
    leaveSums(sum, squares, packs, partial);
}

/// Both sums of a channel over all blocks; a block has 32 channels (x) and 32 threads (y) for each. Valid for y = 0.
static __device__ void totals(const float* partial, int blocks, int channels, double& first, double& second) {
    __shared__ double shared[2][32][33];
    const int channel = static_cast<int>(blockIdx.x * 32 + threadIdx.x);
    double a = 0;
    double b = 0;
    if (channel < channels)
        for (int block = static_cast<int>(threadIdx.y); block < blocks; block += 32) {
            const float* const sums = partial + static_cast<long long>(block) * 2 * channels;
            a += sums[channel];
            b += sums[channels + channel];
        }
    shared[0][threadIdx.y][threadIdx.x] = a;
    shared[1][threadIdx.y][threadIdx.x] = b;
    __syncthreads();
    first = 0;
    second = 0;
    if (threadIdx.y == 0)
        for (int y = 0; y < 32; ++y) {
            first += shared[0][y][threadIdx.x];
            second += shared[1][y][threadIdx.x];
        }
}

/// From valueSums: statistics [4, channels] = mean, 1 / sqrt(variance + eps), scale and shift; moves the running ones.
extern "C" __global__ void __launch_bounds__(1024)
settle(const uint4* x, const float* partial, int blocks, int channels, long long rows, const float* weight,
       const float* bias, float* runningMean, float* runningVariance, float momentum, float eps, float* statistics) {
    double sum;
    double squares;
    totals(partial, blocks, channels, sum, squares);
    const int channel = static_cast<int>(blockIdx.x * 32 + threadIdx.x);
    if (threadIdx.y != 0 || channel >= channels)
        return;
    const Values pack = unpacked(x[channel / width]);
    float origin = 0;
#pragma unroll
    for (int i = 0; i < width; ++i)
        if (i == channel % width)
            origin = pack.at[i];
    const double count = static_cast<double>(rows);
    const double distance = sum / count;
    const double variance = fmax(0.0, squares / count - distance * distance);
    const float mean = static_cast<float>(origin + distance);
    const float inverse = static_cast<float>(1.0 / sqrt(variance + static_cast<double>(eps)));
    const float unbiased = static_cast<float>(variance * count / (count - 1));
    runningMean[channel] = (1 - momentum) * runningMean[channel] + momentum * mean;
    runningVariance[channel] = (1 - momentum) * runningVariance[channel] + momentum * unbiased;
    const float scale = weight[channel] * inverse;
    statistics[channel] = mean;
    statistics[channels + channel] = inverse;
    statistics[2 * channels + channel] = scale;
    statistics[3 * channels + channel] = bias[channel] - mean * scale;
}

/// z = clamp(x scale + shift + other, lowest, highest); no scale is 1, no shift and no other are 0. z may be x.
extern "C" __global__ void __launch_bounds__(256)
apply(const uint4* x, const uint4* other, uint4* z, const float* scale, const float* shift, float lowest, float highest,
      long long rows, int packs) {
    const int pack = packOfThread();
    if (pack >= packs)
        return;
    Values factor = ofChannels(scale, pack);
    if (!scale)
#pragma unroll
        for (int i = 0; i < width; ++i)
            factor.at[i] = 1;
    const Values added = ofChannels(shift, pack);
    const auto done = [&](uint4 some, uint4 more) {
        Values values = unpacked(some);
        const Values others = unpacked(more);
#pragma unroll
        for (int i = 0; i < width; ++i) {
            float value = fmaf(values.at[i], factor.at[i], added.at[i]) + others.at[i];
            // Written so that what is no number stays so.
            value = value < lowest ? lowest : value;
            values.at[i] = value > highest ? highest : value;
        }
        return packed(values);
    };
    const uint4 nothing = make_uint4(0, 0, 0, 0);
    overRows<ahead>(
        rows, packs, pack,
        [&](long long place) { return Packs{x[place], nothing, other ? other[place] : nothing}; },
        [&](const Packs& some, long long place) { z[place] = done(some.x, some.other); });
}

/// The gradient that has passed the clamp: where z, or what x gives, lies within. Sums of it and of it times x - mean;
/// with `passed` it is kept there.
extern "C" __global__ void __launch_bounds__(256)
gradientSums(const uint4* x, const uint4* gradient, const uint4* z, uint4* passed, const float* statistics,
             float lowest, float highest, long long rows, int packs, float* partial) {
    const int pack = packOfThread();
    const int channels = packs * width;
    Values sum = {};
    Values products = {};
    if (pack < packs) {
        const Values mean = ofChannels(statistics, pack);
        const Values scale = ofChannels(statistics + 2 * channels, pack);
        const Values shift = ofChannels(statistics + 3 * channels, pack);
        const auto add = [&](uint4 value, uint4 slope, uint4 result, long long place) {
            const Values values = unpacked(value);
            Values slopes = unpacked(slope);
            const Values results = unpacked(result);
#pragma unroll
            for (int i = 0; i < width; ++i) {
                const float out = z ? results.at[i] : fmaf(values.at[i], scale.at[i], shift.at[i]);
                if (out <= lowest || out >= highest)
                    slopes.at[i] = 0;
                sum.at[i] += slopes.at[i];
                products.at[i] = fmaf(slopes.at[i], values.at[i] - mean.at[i], products.at[i]);
            }
            if (passed)
                passed[place] = packed(slopes);
        };
        const uint4 nothing = make_uint4(0, 0, 0, 0);
        overRows<ahead / 2>(
            rows, packs, pack,
            [&](long long place) { return Packs{x[place], gradient[place], z ? z[place] : nothing}; },
            [&](const Packs& some, long long place) { add(some.x, some.gradient, some.other, place); });
    }
    leaveSums(sum, products, packs, partial);
}

/// From gradientSums: gradients [4, channels] = of weight, of bias, p and q, with which the map's gradient is
/// scale g + p x + q (Ioffe and Szegedy 2015, section 3).
extern "C" __global__ void __launch_bounds__(1024)
settleGradients(const float* partial, int blocks, int channels, long long rows, const float* statistics,
                float* gradients) {
    double sum;
    double products;
    totals(partial, blocks, channels, sum, products);
    const int channel = static_cast<int>(blockIdx.x * 32 + threadIdx.x);
    if (threadIdx.y != 0 || channel >= channels)
        return;
    const double mean = statistics[channel];
    const double inverse = statistics[channels + channel];
    const double scale = statistics[2 * channels + channel];
    const double count = static_cast<double>(rows);
    const double p = -scale * inverse * inverse * products / count;
    gradients[channel] = static_cast<float>(products * inverse);
    gradients[channels + channel] = static_cast<float>(sum);
    gradients[2 * channels + channel] = static_cast<float>(p);
    gradients[3 * channels + channel] = static_cast<float>(-scale * sum / count - p * mean);
}

/// The map's gradient scale g + p x + q. Without `passed` the gradient still has to pass the clamp. `out` may be
/// `gradient`.
extern "C" __global__ void __launch_bounds__(256)
mapGradient(const uint4* x, const uint4* gradient, int passed, const float* statistics, const float* gradients,
            float lowest, float highest, long long rows, int packs, uint4* out) {
    const int pack = packOfThread();
    const int channels = packs * width;
    if (pack >= packs)
        return;
    const Values scale = ofChannels(statistics + 2 * channels, pack);
    const Values shift = ofChannels(statistics + 3 * channels, pack);
    const Values p = ofChannels(gradients + 2 * channels, pack);
    const Values q = ofChannels(gradients + 3 * channels, pack);
    const auto done = [&](uint4 value, uint4 slope) {
        Values values = unpacked(value);
        const Values slopes = unpacked(slope);
#pragma unroll
        for (int i = 0; i < width; ++i) {
            const float result = fmaf(values.at[i], scale.at[i], shift.at[i]);
            const float through = !passed && (result <= lowest || result >= highest) ? 0.0f : slopes.at[i];
            values.at[i] = fmaf(through, scale.at[i], fmaf(values.at[i], p.at[i], q.at[i]));
        }
        return packed(values);
    };
    const uint4 nothing = make_uint4(0, 0, 0, 0);
    overRows<ahead / 2>(
        rows, packs, pack, [&](long long place) { return Packs{x[place], gradient[place], nothing}; },
        [&](const Packs& some, long long place) { out[place] = done(some.x, some.gradient); });
}
