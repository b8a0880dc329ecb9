// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace layerbench {

/// What a thread queues on a GPU, recorded once and queued again as one: the GPU starts the kernels behind one another
/// by itself, where a processor takes some microseconds for each. Memory that the work takes stays the graph's, so
/// results lie where they lay in the recording, and whatever goes in has to be written where it lay then.
class CudaGraph {
public:
    /// Whether the engine was built where CUDA's headers are. Without them there are no graphs and no kernels of our
    /// own (norm_passes.h), and nothing else lacks.
    static bool available();

    CudaGraph();
    ~CudaGraph();
    CudaGraph(const CudaGraph&) = delete;
    CudaGraph& operator=(const CudaGraph&) = delete;

    /// Records what `work` queues on the current stream, backward threads' part included; none of it runs yet. The
    /// stream must not be the default one; no other thread may ask CUDA for memory meanwhile. What cannot be recorded
    /// (asking for a number of the GPU) or does not fit throws LibTorch's exception: the graph is then of no use. Where
    /// memory ran out all is as before; after another failure LibTorch may hold memory back from then on, so nothing
    /// should be recorded again in this process.
    void record(const std::function<void()>& work);
    /// On the current stream, any number of times.
    void replay();

private:
    struct Recorded;
    std::unique_ptr<Recorded> recorded_;
};

}  // namespace layerbench
