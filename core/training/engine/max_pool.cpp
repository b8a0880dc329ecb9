// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/max_pool.h"

#include "core/training/engine/backward_node.h"
#include "core/training/engine/max_pool_rows.h"
#include "core/training/engine/vectorised.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace layerbench {

namespace {

using torch::autograd::Node;
using torch::autograd::variable_list;

constexpr auto layout = at::MemoryFormat::ChannelsLast;
constexpr std::int64_t mostTaps = 256;  // a byte's

kernels::PoolWindow windowOf(const MaxPool& pool, std::int64_t channels, std::int64_t pixels) {
    return {channels,       pixels,         pool.sizeBehind[1], pool.kernel[0],
            pool.kernel[1], pool.stride[1], pool.padding[1],    pool.dilation[1]};
}

/// `taps` [N, H', W', C] are written unless they are undefined.
at::Tensor largest(const MaxPool& pool, const at::Tensor& input, const at::Tensor& taps) {
    const std::int64_t pictures = input.size(0), channels = input.size(1), height = input.size(2),
                       width = input.size(3);
    const std::int64_t rowsBehind = pool.sizeBehind[0];
    const at::Tensor output =
        at::empty({pictures, channels, rowsBehind, pool.sizeBehind[1]}, input.options().memory_format(layout));
    const auto window = windowOf(pool, channels, width);
    const auto* const in = input.data_ptr<float>();
    auto* const out = output.data_ptr<float>();
    auto* const which = taps.defined() ? taps.data_ptr<std::uint8_t>() : nullptr;
    const std::int64_t valuesBehind = pool.sizeBehind[1] * channels;
    at::parallel_for(
        0, pictures * rowsBehind, kernels::grainFor(valuesBehind), [&](std::int64_t begin, std::int64_t end) {
            std::vector<const float*> rows(static_cast<std::size_t>(pool.kernel[0]));
            std::vector<std::int32_t> room(static_cast<std::size_t>(channels));
            for (std::int64_t r = begin; r < end; ++r) {
                const std::int64_t top = r % rowsBehind * pool.stride[0] - pool.padding[0];
                for (std::size_t i = 0; i < rows.size(); ++i) {
                    const std::int64_t y = top + static_cast<std::int64_t>(i) * pool.dilation[0];
                    rows[i] = y >= 0 && y < height ? in + (r / rowsBehind * height + y) * width * channels : nullptr;
                }
                kernels::maxRow(window, rows.data(), out + r * valuesBehind, room.data(),
                                which ? which + r * valuesBehind : nullptr);
            }
        });
    return output;
}

class PoolNode final : public Node {
public:
    PoolNode(const MaxPool& pool, const at::Tensor& input)
        : pool_(pool), sizes_(input.sizes().vec()),
          taps_(at::empty({sizes_[0], pool.sizeBehind[0], pool.sizeBehind[1], sizes_[1]}, at::kByte)) {}

    const at::Tensor& taps() const { return taps_; }

    variable_list apply(variable_list&& incoming) override {
        const at::NoGradGuard noGradient;
        if (!task_should_compute_output(0))
            return variable_list(1);
        const at::Tensor gradient = incoming[0].contiguous(layout);
        const at::Tensor result = at::empty(sizes_, gradient.options().memory_format(layout));
        const std::int64_t channels = sizes_[1], height = sizes_[2], width = sizes_[3];
        const std::int64_t rowsBehind = pool_.sizeBehind[0];
        const std::int64_t valuesBehind = pool_.sizeBehind[1] * channels;
        const auto window = windowOf(pool_, channels, width);
        const auto* const from = gradient.data_ptr<float>();
        const auto* const taps = taps_.data_ptr<std::uint8_t>();
        auto* const to = result.data_ptr<float>();
        // Each row of the input's is one thread's, and takes from above what the windows give it: at::max_pool2d's
        // order.
        at::parallel_for(0, sizes_[0] * height, kernels::grainFor(width * channels),
                         [&](std::int64_t begin, std::int64_t end) {
                             for (std::int64_t r = begin; r < end; ++r) {
                                 float* const row = to + r * width * channels;
                                 std::fill_n(row, width * channels, 0.0f);
                                 for (std::int64_t i = pool_.kernel[0]; i-- > 0;) {
                                     const std::int64_t top = r % height + pool_.padding[0] - i * pool_.dilation[0];
                                     const std::int64_t y = top / pool_.stride[0];
                                     if (top < 0 || top % pool_.stride[0] != 0 || y >= rowsBehind)
                                         continue;
                                     const std::int64_t behind = (r / height * rowsBehind + y) * valuesBehind;
                                     kernels::maxRowBackward(window, from + behind, taps + behind, i, row);
                                 }
                             }
                         });
        return {result};
    }

    void release_variables() override { taps_.reset(); }

private:
    MaxPool pool_;
    std::vector<std::int64_t> sizes_;
    at::Tensor taps_;
};

}  // namespace

bool isMaxPoolable(const MaxPool& pool) {
    return pool.kernel[0] * pool.kernel[1] <= mostTaps;
}

at::Tensor maxPooled(const MaxPool& pool, const at::Tensor& input) {
    // Evaluation needs no taps.
    if (!isDifferentiated({input}))
        return largest(pool, input, {});
    const std::shared_ptr<PoolNode> node(new PoolNode(pool, input), torch::autograd::deleteNode);
    return withBackward(node, {input}, [&] { return largest(pool, input, node->taps()); });
}

}  // namespace layerbench
