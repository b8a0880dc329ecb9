// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/cuda/norm_passes.h"

#include "core/training/engine/cuda/compiler.h"
#include "core/training/engine/cuda/norm_source.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#ifdef LAYERBENCH_CUDA_HEADERS
#include <c10/cuda/CUDAStream.h>
#endif

namespace layerbench {

namespace {

constexpr auto layout = at::MemoryFormat::ChannelsLast;
constexpr int packBytes = 16;
constexpr std::int64_t threads = 256;  // of a block, at most: __launch_bounds__ in norm.cu

std::mutex mutex;
std::string problem;

#ifdef LAYERBENCH_CUDA_HEADERS
constexpr bool knowsStreams = true;
void* currentStream() {
    return c10::cuda::getCurrentCUDAStream().stream();
}
#else
constexpr bool knowsStreams = false;
void* currentStream() {
    return nullptr;
}
#endif

template <class Value>
const Value* address(const at::Tensor& tensor) {
    return tensor.defined() ? static_cast<const Value*>(tensor.data_ptr()) : nullptr;
}

template <class... Arguments>
void queue(CudaFunction function, const LaunchSize& size, Arguments... arguments) {
    std::array<void*, sizeof...(arguments)> pointers{&arguments...};
    launch(function, size, currentStream(), pointers.data());
}

/// How a map is shared out, as norm.cu says.
struct Sharing {
    explicit Sharing(const at::Tensor& map) {
        rows = map.numel() / map.size(1);
        packs = static_cast<int>(map.size(1) * static_cast<std::int64_t>(map.element_size()) / packBytes);
        // At most 32 packs across, half a kilobyte in one piece, all blocks alike.
        constexpr int across = 32;
        const int columns = (packs + across - 1) / across;
        size.blockX = static_cast<unsigned>((packs + columns - 1) / columns);
        size.blockY = static_cast<unsigned>(threads) / size.blockX;
        size.gridY = (static_cast<unsigned>(packs) + size.blockX - 1) / size.blockX;
    }

    /// Blocks for so many rows a thread, at most so many to a multiprocessor.
    void share(std::int64_t rowsEach, std::int64_t blocksEach, int processors) {
        const auto wanted = rows / (size.blockY * rowsEach);
        const auto most = std::max<std::int64_t>(1, processors * blocksEach / size.gridY);
        size.gridX = static_cast<unsigned>(std::clamp<std::int64_t>(wanted, 1, most));
    }

    long long rows;
    int packs;
    LaunchSize size;
};

struct Functions {
    CudaFunction valueSums;
    CudaFunction settle;
    CudaFunction apply;
    CudaFunction gradientSums;
    CudaFunction settleGradients;
    CudaFunction mapGradient;
};

class CudaPasses final : public NormPasses {
public:
    CudaPasses(const Functions& functions, int processors) : functions_(functions), processors_(processors) {}

    at::Tensor statistics(const at::Tensor& map, const ChainLink& norm) const override {
        Sharing sharing = forSums(map);
        const at::Tensor partial = partialSums(map, sharing);
        queue(functions_.valueSums, sharing.size, address<void>(map), sharing.rows, sharing.packs,
              address<float>(partial));
        const at::Tensor statistics = channelValues(map);
        queue(functions_.settle, perChannel(map), address<void>(map), address<float>(partial),
              static_cast<int>(sharing.size.gridX), static_cast<int>(map.size(1)), sharing.rows,
              address<float>(norm.weight), address<float>(norm.bias), address<float>(norm.runningMean),
              address<float>(norm.runningVar), static_cast<float>(norm.momentum), static_cast<float>(norm.eps),
              address<float>(statistics));
        return statistics;
    }

    at::Tensor applied(const at::Tensor& map, const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& other,
                       double lowest, double highest, bool overwrite) const override {
        const at::Tensor z = overwrite ? map : at::empty_like(map, map.options(), layout);
        const at::Tensor added = other.defined() ? other.to(map.scalar_type()).contiguous(layout) : other;
        const Sharing sharing = forValues(map);
        queue(functions_.apply, sharing.size, address<void>(map), address<void>(added), address<void>(z),
              address<float>(scale), address<float>(shift), static_cast<float>(lowest), static_cast<float>(highest),
              sharing.rows, sharing.packs);
        return z;
    }

    Gradients gradients(const at::Tensor& map, const at::Tensor& gradient, const at::Tensor& z,
                        const at::Tensor& statistics, const ChainLink& norm) const override {
        Gradients found;
        if (z.defined())
            found.passed = at::empty_like(map, map.options(), layout);
        Sharing sharing = forSums(map);
        const at::Tensor partial = partialSums(map, sharing);
        queue(functions_.gradientSums, sharing.size, address<void>(map), address<void>(gradient), address<void>(z),
              address<void>(found.passed), address<float>(statistics), static_cast<float>(norm.lowest),
              static_cast<float>(norm.highest), sharing.rows, sharing.packs, address<float>(partial));
        found.channels = channelValues(map);
        queue(functions_.settleGradients, perChannel(map), address<float>(partial),
              static_cast<int>(sharing.size.gridX), static_cast<int>(map.size(1)), sharing.rows,
              address<float>(statistics), address<float>(found.channels));
        return found;
    }

    at::Tensor mapGradient(const at::Tensor& map, const at::Tensor& gradient, const Gradients& found,
                           const at::Tensor& statistics, const ChainLink& norm) const override {
        const at::Tensor out = at::empty_like(map, map.options(), layout);
        const bool passed = found.passed.defined();
        const Sharing sharing = forValues(map);
        queue(functions_.mapGradient, sharing.size, address<void>(map), address<void>(passed ? found.passed : gradient),
              static_cast<int>(passed), address<float>(statistics), address<float>(found.channels),
              static_cast<float>(norm.lowest), static_cast<float>(norm.highest), sharing.rows, sharing.packs,
              address<void>(out));
        return out;
    }

private:
    /// Few enough for their sums to be a small part of the map, enough to keep the memory busy.
    Sharing forSums(const at::Tensor& map) const {
        constexpr std::int64_t rowsEach = 8;
        constexpr std::int64_t blocksEach = 8;
        Sharing sharing(map);
        sharing.share(rowsEach, blocksEach, processors_);
        sharing.size.sharedBytes = static_cast<unsigned>(2 * sharing.size.blockX * sharing.size.blockY * packBytes /
                                                         map.element_size() * sizeof(float));
        return sharing;
    }
    Sharing forValues(const at::Tensor& map) const {
        constexpr std::int64_t rowsEach = 4;
        constexpr std::int64_t blocksEach = 16;
        Sharing sharing(map);
        sharing.share(rowsEach, blocksEach, processors_);
        return sharing;
    }
    static at::Tensor partialSums(const at::Tensor& map, const Sharing& sharing) {
        return at::empty({static_cast<std::int64_t>(sharing.size.gridX), 2, map.size(1)},
                         map.options().dtype(at::kFloat).memory_format(at::MemoryFormat::Contiguous));
    }
    static at::Tensor channelValues(const at::Tensor& map) {
        return at::empty({4, map.size(1)}, map.options().dtype(at::kFloat).memory_format(at::MemoryFormat::Contiguous));
    }
    static LaunchSize perChannel(const at::Tensor& map) {
        constexpr unsigned side = 32;
        return {.gridX = (static_cast<unsigned>(map.size(1)) + side - 1) / side, .blockX = side, .blockY = side};
    }

    Functions functions_;
    int processors_;
};

std::unique_ptr<NormPasses> compiled(const GpuFacts& gpu, bool bfloat16) {
    const auto [code, why] = compileKernels(
        normSource, gpu, bfloat16 ? std::vector<std::string>{"MAP_BFLOAT16"} : std::vector<std::string>{});
    if (code.empty()) {
        problem = why;
        return nullptr;
    }
    const auto module = loadModule(code);
    Functions functions;
    bool complete = module.has_value();
    const auto find = [&](CudaFunction& function, const char* name) {
        const auto found = complete ? functionOf(*module, name) : std::nullopt;
        complete = found.has_value();
        function = found.value_or(CudaFunction{});
    };
    find(functions.valueSums, "valueSums");
    find(functions.settle, "settle");
    find(functions.apply, "apply");
    find(functions.gradientSums, "gradientSums");
    find(functions.settleGradients, "settleGradients");
    find(functions.mapGradient, "mapGradient");
    if (!complete) {
        problem = "the driver did not take the kernels";
        return nullptr;
    }
    return std::make_unique<CudaPasses>(functions, gpu.processors);
}

}  // namespace

const NormPasses* normPassesFor(const at::Tensor& map) {
    const auto type = map.scalar_type();
    if (map.is_cuda() && !knowsStreams) {
        const std::lock_guard lock(mutex);
        problem = "built without CUDA's headers";
        return nullptr;
    }
    if (!map.is_cuda() || map.dim() != 4 || (type != at::kFloat && type != at::kBFloat16) ||
        !map.is_contiguous(layout) || map.size(1) * static_cast<std::int64_t>(map.element_size()) % packBytes != 0 ||
        map.numel() == 0)
        return nullptr;
    static std::map<std::pair<int, at::ScalarType>, std::unique_ptr<NormPasses>> known;
    const std::lock_guard lock(mutex);
    const std::pair key{static_cast<int>(map.get_device()), type};
    if (const auto found = known.find(key); found != known.end())
        return found->second.get();
    auto& passes = known[key];
    if (const auto gpu = gpuFacts(key.first))
        passes = compiled(*gpu, type == at::kBFloat16);
    else
        problem = "the driver does not know the GPU";
    return passes.get();
}

std::string whyNoNormPasses() {
    const std::lock_guard lock(mutex);
    return problem;
}

}  // namespace layerbench
