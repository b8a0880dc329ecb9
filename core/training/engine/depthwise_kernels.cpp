// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/depthwise_kernels.h"

#include "core/training/engine/depthwise_rows.h"
#include "core/training/engine/norm_rows.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace layerbench::kernels {

namespace {

/// The rows of a picture that a convolution looks at, made when they are first asked for: each stands between two
/// pixels of zeros, and above and below the picture there is nothing but zeros.
class Window {
public:
    Window(std::int64_t height, std::int64_t width, std::int64_t channels)
        : height_(height), channels_(channels), size_(static_cast<std::size_t>((width + 2) * channels)),
          memory_(4 * size_) {}

    void startAt(std::int64_t row) { next_ = std::max<std::int64_t>(row, 0); }

    /// Makes rows up to `last`; make(row, where its first pixel goes).
    template <class Make>
    void reach(std::int64_t last, Make make) {
        for (; next_ <= std::min(last, height_ - 1); ++next_)
            make(next_, memory_.data() + slot(next_) + channels_);
    }
    /// Its pixel -1; one of the last three that were made, or outside.
    const float* row(std::int64_t index) const {
        return memory_.data() + (index < 0 || index >= height_ ? 3 * size_ : slot(index));
    }

private:
    std::size_t slot(std::int64_t row) const { return static_cast<std::size_t>(row % 3) * size_; }

    std::int64_t height_;
    std::int64_t channels_;
    std::size_t size_;
    std::vector<float> memory_;  ///< three rows and one of zeros
    std::int64_t next_ = 0;
};

/// Sums that grow in float for some pixels, then in double.
class ShareSums {
public:
    /// Pixels of the output that may be summed up in float: with stride 2 four of the input's for each are few enough
    /// for float32's 24 bits.
    static constexpr std::int64_t pixelsInFloat = 128;

    explicit ShareSums(std::int64_t count) : floats_(static_cast<std::size_t>(count)), sums_(floats_.size()) {}

    /// Over a row: work(first pixel, how many, float sums to add to).
    template <class Work>
    void overRow(std::int64_t pixels, Work work) {
        for (std::int64_t first = 0; first < pixels; first += pixelsInFloat) {
            const std::int64_t count = std::min(pixelsInFloat, pixels - first);
            if (pixels_ + count > pixelsInFloat)
                settle();
            work(first, count, floats_.data());
            pixels_ += count;
        }
    }
    const std::vector<double>& settled() {
        settle();
        return sums_;
    }

private:
    void settle() {
        moveSums(floats_.data(), static_cast<std::int64_t>(floats_.size()), sums_.data());
        pixels_ = 0;
    }

    std::vector<float> floats_;
    std::vector<double> sums_;
    std::int64_t pixels_ = 0;
};

/// Runs work(first row, last row, its sums) over shares of the output's rows, counted through all pictures, and gives
/// the sums of all. The shares are the same whatever the number of threads, and are added in their order.
template <class Work>
std::vector<double> inShares(const Depthwise& convolution, std::int64_t count, Work work) {
    // Fewer than so many rows are not worth those around them, which neighbouring shares both need.
    constexpr std::int64_t worth = 8;
    constexpr std::int64_t most = 16;
    const std::int64_t rows = convolution.pictures * convolution.heightBehind();
    const std::int64_t shares = std::clamp<std::int64_t>(rows / worth, 1, most);
    std::vector<std::vector<double>> each(static_cast<std::size_t>(shares));
    at::parallel_for(0, shares, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t share = begin; share < end; ++share) {
            ShareSums sums(count);
            work(rows * share / shares, rows * (share + 1) / shares, sums);
            each[static_cast<std::size_t>(share)] = sums.settled();
        }
    });
    for (std::size_t share = 1; share < each.size(); ++share)
        for (std::size_t i = 0; i < each[0].size(); ++i)
            each[0][i] += each[share][i];
    return std::move(each[0]);
}

void add(std::span<const double> from, std::span<double> to) {
    for (std::size_t i = 0; i < to.size(); ++i)
        to[i] += from[i];
}

void activate(const Activated& input, std::int64_t pixel, std::int64_t pixels, std::int64_t channels, float* out) {
    const float* const from = input.values + pixel * channels;
    if (const Affine* const affine = input.affine)
        scaleRows(from, pixels, channels, affine->scale.data(), affine->shift.data(), affine->lowest, affine->highest,
                  out);
    else
        std::memcpy(out, from, static_cast<std::size_t>(pixels * channels) * sizeof(float));
}

/// The gradient of the map that comes out, from that of the batch-norm's result behind it.
void gradientOfMap(const NormBehind& behind, std::int64_t pixel, std::int64_t pixels, std::int64_t channels,
                   float* out) {
    const std::int64_t from = pixel * channels;
    const Affine& affine = behind.affine;
    inputRows(behind.map + from, behind.gradient + from, pixels, channels, affine.scale.data(), affine.shift.data(),
              affine.lowest, affine.highest, behind.p.data(), behind.q.data(), out);
}

/// Adds to the sums of the batch-norm before, [2, C], from the gradient of its result.
void addGradient(const Activated& input, const NormBefore& before, std::int64_t pixel, std::int64_t pixels,
                 std::int64_t channels, const float* gradient, float* sums) {
    const Affine& affine = *input.affine;
    addGradientRows(input.values + pixel * channels, gradient, pixels, channels, affine.scale.data(),
                    affine.shift.data(), affine.lowest, affine.highest, before.mean.data(), sums, sums + channels);
}

}  // namespace

void depthwise(const Depthwise& convolution, const Activated& input, float* output, std::span<float> origin,
               ChannelSums& sums) {
    const std::int64_t height = convolution.height;
    const std::int64_t width = convolution.width;
    const std::int64_t channels = convolution.channels;
    const std::int64_t stride = convolution.stride;
    const std::int64_t heightBehind = convolution.heightBehind();
    const std::int64_t widthBehind = convolution.widthBehind();
    const auto overRows = [&](std::int64_t begin, std::int64_t end, auto done) {
        Window window(height, width, channels);
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t y = row % heightBehind;
            const std::int64_t top = y * stride - 1;
            if (row == begin || y == 0)
                window.startAt(top);
            window.reach(top + 2, [&](std::int64_t of, float* out) {
                activate(input, (row / heightBehind * height + of) * width, width, channels, out);
            });
            float* const out = output + row * widthBehind * channels;
            forwardRow({window.row(top), window.row(top + 1), window.row(top + 2)}, convolution.taps.data(), channels,
                       stride, widthBehind, out);
            done(out);
        }
    };
    overRows(0, 1, [&](const float* out) { std::copy_n(out, channels, origin.begin()); });
    const auto all =
        inShares(convolution, 2 * channels, [&](std::int64_t begin, std::int64_t end, ShareSums& shareSums) {
            overRows(begin, end, [&](const float* out) {
                shareSums.overRow(widthBehind, [&](std::int64_t first, std::int64_t pixels, float* floats) {
                    addRows(out + first * channels, pixels, channels, origin.data(), floats, floats + channels);
                });
            });
        });
    const auto count = static_cast<std::size_t>(channels);
    add(std::span(all).first(count), sums.first);
    add(std::span(all).last(count), sums.second);
}

void depthwiseBackward(const Depthwise& convolution, const Activated& input, const NormBehind& behind,
                       std::span<double> taps, float* inputGradient, const NormBefore* before) {
    const std::int64_t height = convolution.height;
    const std::int64_t width = convolution.width;
    const std::int64_t channels = convolution.channels;
    const std::int64_t stride = convolution.stride;
    const std::int64_t heightBehind = convolution.heightBehind();
    const std::int64_t widthBehind = convolution.widthBehind();
    const auto work = [&](std::int64_t begin, std::int64_t end, ShareSums& shareSums) {
        Window window(heightBehind, widthBehind, channels);
        // With stride 2 an odd width or height has half a pixel more: zeros in, and what comes out is no one's.
        const auto size = static_cast<std::size_t>((width + 1) * channels);
        std::vector<float> inputs(static_cast<std::size_t>(stride) * size);
        std::vector<float> gradients(inputs.size());
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t picture = row / heightBehind;
            const std::int64_t y = row % heightBehind;
            if (row == begin || y == 0)
                window.startAt(stride == 1 ? y - 1 : y);
            window.reach(y + 1, [&](std::int64_t of, float* out) {
                gradientOfMap(behind, (picture * heightBehind + of) * widthBehind, widthBehind, channels, out);
            });
            const std::int64_t first = picture * height + y * stride;
            const std::int64_t count = std::min(stride, height - y * stride);
            for (std::int64_t i = 0; i < stride; ++i)
                if (float* const to = inputs.data() + static_cast<std::size_t>(i) * size; i < count)
                    activate(input, (first + i) * width, width, channels, to);
                else
                    std::fill_n(to, size, 0.0f);
            shareSums.overRow(widthBehind, [&](std::int64_t x, std::int64_t pixels, float* floats) {
                const std::int64_t of = x * channels;
                const auto last = static_cast<std::size_t>(stride - 1) * size;
                float* const in = inputs.data() + stride * of;
                float* const out = gradients.data() + stride * of;
                const BackwardRows rows{{window.row(y - 1) + of, window.row(y) + of, window.row(y + 1) + of},
                                        {in, in + last},
                                        {out, out + last}};
                (stride == 1 ? backwardRow : backwardRowOfTwo)(rows, convolution.taps.data(), channels, pixels,
                                                               floats + 2 * channels);
                for (std::int64_t i = 0; inputGradient && i < count; ++i) {
                    const std::int64_t pixel = (first + i) * width + stride * x;
                    const std::int64_t some = std::min(stride * pixels, width - stride * x);
                    const float* const gradient = rows.inputGradients[static_cast<std::size_t>(i)];
                    if (before)
                        addGradient(input, *before, pixel, some, channels, gradient, floats);
                    std::memcpy(inputGradient + pixel * channels, gradient,
                                static_cast<std::size_t>(some * channels) * sizeof(float));
                }
            });
        }
    };
    const auto all = inShares(convolution, 11 * channels, work);
    const auto count = static_cast<std::size_t>(channels);
    add(std::span(all).last(9 * count), taps);
    if (inputGradient && before) {
        add(std::span(all).first(count), before->sums.first);
        add(std::span(all).subspan(count, count), before->sums.second);
    }
}

}  // namespace layerbench::kernels
