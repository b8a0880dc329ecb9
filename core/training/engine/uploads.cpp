// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/uploads.h"

#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace layerbench {

namespace {

/// Turned round on the device: there it costs a hundredth of what it costs in main memory.
at::Tensor arranged(const at::Tensor& tensor) {
    return tensor.dim() == 4 ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
}

}  // namespace

// Streams and events through LibTorch's general interface: the same code builds with and without CUDA's headers.
Uploads::Uploads(at::Device device) : device_(device) {
    if (!device_.is_cpu())
        copying_ = c10::impl::VirtualGuardImpl(device_.type()).getStreamFromGlobalPool(device_);
}

at::Tensor Uploads::integers(std::span<const std::int64_t> values) const {
    // A copy: the caller's memory may be gone before the device has read it.
    return send(at::tensor(at::ArrayRef<std::int64_t>(values.data(), values.size()), at::kLong));
}

at::Tensor Uploads::send(const at::Tensor& host) const {
    if (!copying_)
        return arranged(host);
    // Strides as they are: channels-last features stay so. The block is not given out again before the copy is done:
    // LibTorch's allocator of page-locked memory sees to that.
    const at::Tensor locked = at::empty_like(host, host.options().pinned_memory(true));
    locked.copy_(host);
    const c10::Stream computing = c10::impl::VirtualGuardImpl(device_.type()).getStream(device_);
    at::Tensor sent;
    {
        const c10::StreamGuard guard(*copying_);
        sent = arranged(locked.to(device_, locked.scalar_type(), /*non_blocking=*/true));
        c10::Event arrived(device_.type());
        arrived.record(*copying_);
        arrived.block(computing);
    }
    // Its memory belongs to the copying stream: it is not given out again there before the computing one has read it.
    sent.record_stream(computing);
    return sent;
}

}  // namespace layerbench
