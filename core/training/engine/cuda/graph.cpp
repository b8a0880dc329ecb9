// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/cuda/graph.h"

#include <cassert>

#ifdef LAYERBENCH_CUDA_HEADERS
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#endif

namespace layerbench {

#ifdef LAYERBENCH_CUDA_HEADERS

struct CudaGraph::Recorded {
    at::cuda::CUDAGraph graph;
};

bool CudaGraph::available() {
    return true;
}

void CudaGraph::record(const std::function<void()>& work) {
    recorded_ = std::make_unique<Recorded>();
    // The graph's memory is its own: what earlier steps have left in LibTorch's store would lie there beside it.
    c10::cuda::CUDACachingAllocator::emptyCache();
    recorded_->graph.capture_begin();
    try {
        work();
    } catch (...) {
        // The stream must leave the recording, whatever it says of what was recorded so far.
        try {
            recorded_->graph.capture_end();
        } catch (const std::exception&) {
        }
        recorded_.reset();
        throw;
    }
    recorded_->graph.capture_end();
}

void CudaGraph::replay() {
    assert(recorded_);
    recorded_->graph.replay();
}

#else

struct CudaGraph::Recorded {};

bool CudaGraph::available() {
    return false;
}

void CudaGraph::record(const std::function<void()>& work) {
    assert(false);
    static_cast<void>(work);
}

void CudaGraph::replay() {
    assert(false);
}

#endif

CudaGraph::CudaGraph() = default;
CudaGraph::~CudaGraph() = default;

}  // namespace layerbench
