// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/batch_source.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/feature_file.h"

#include "core/training/run_control.h"

#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace layerbench {

/// What a frozen prefix gave for every picture of a source; never written again. The memory it takes is counted while
/// anyone holds it, the store or a run, so that a run's own memory can be told from what it shares.
class FeatureSheet {
public:
    /// `inMemory`: the values are not pages of a file, which the system takes back when it needs them.
    FeatureSheet(std::vector<at::Tensor> given, double secondsEach, bool inMemory);
    ~FeatureSheet();
    FeatureSheet(const FeatureSheet&) = delete;
    FeatureSheet& operator=(const FeatureSheet&) = delete;

    const std::vector<at::Tensor> values;  ///< of plan.wanted: [N, …] each, on the CPU, float32 or float16
    const double secondsPerPicture;        ///< that it took to compute
    const std::int64_t bytes;
    const std::int64_t memory;  ///< of them in memory

    static std::int64_t memoryOfAll();
};
using SharedSheet = std::shared_ptr<const FeatureSheet>;

/// Sheets for other runs that need the same: the cases of a comparison, its seeds on the same validation pictures, the
/// same run once more, also after the next start. Whole or not at all, so that a run's numbers do not depend on what
/// ran before. In memory up to a limit, the longest unused first to go; and in a folder, where there is one, up to
/// another.
///
/// Any thread, several at once; what reads or writes files keeps the others waiting so long. `say` is called on the
/// calling thread, with the store locked.
class FeatureStore {
public:
    explicit FeatureStore(const FeatureKeeping& keeping) : keeping_(keeping) {}

    /// Counts from the next sheet on. Never waits for files.
    void setKeeping(const FeatureKeeping& keeping);
    FeatureKeeping keeping();

    /// The right to compute a sheet, given back at its end.
    class Claim {
    public:
        Claim() = default;
        Claim(FeatureStore& store, std::string key) : store_(&store), key_(std::move(key)) {}
        Claim(Claim&& other) noexcept : store_(std::exchange(other.store_, nullptr)), key_(std::move(other.key_)) {}
        Claim& operator=(Claim&&) = delete;
        ~Claim() {
            if (store_)
                store_->release(key_);
        }

    private:
        FeatureStore* store_ = nullptr;
        std::string key_;
    };
    /// To be had before find() and kept until finish(): runs at once that need the same sheet compute it once, the
    /// others wait here and find it then. Nothing is claimed without a key. Throws Cancelled on a stop.
    [[nodiscard]] Claim claim(const std::string& key, const RunControl& control);

    /// In memory or in the folder; null where there is none.
    SharedSheet find(const std::string& key, const Say& say);
    /// It is not what it should be: neither memory nor folder has it any more.
    void forget(const std::string& key);
    void clear();  ///< the memory; what runs hold, they keep
    std::int64_t memory() const;

    /// Room for a sheet while it is computed, one value per entry of `sizes`: pages of a file where all sheets together
    /// would take more memory than they may, else memory. Nothing goes to the folder without a key.
    class Draft {
    public:
        std::vector<at::Tensor> values;

    private:
        friend class FeatureStore;
        std::string key;
        std::optional<FeatureFile> file;
        std::shared_ptr<void> counted;  ///< its room in memory, until it is a sheet
    };
    /// The error: neither the folder nor the memory has room for it.
    Result<Draft> begin(const std::string& key, const std::vector<std::vector<std::int64_t>>& sizes,
                        at::ScalarType type, const Say& say);
    SharedSheet finish(Draft draft, double secondsPerPicture, const Say& say);

    /// The engine's.
    static FeatureStore& shared();

private:
    using Entry = std::pair<std::string, SharedSheet>;

    // The caller holds mutex_.
    const FeatureKeeping& current();
    Result<void> save(const std::string& key, const std::vector<at::Tensor>& values, double secondsPerPicture) const;
    bool fitsMemory(std::int64_t bytes);
    void hold(const std::string& key, const SharedSheet& sheet);
    void shrink(std::int64_t mostBytes);

    void release(const std::string& key);

    std::mutex nextMutex_;
    std::optional<FeatureKeeping> next_;

    std::mutex claimMutex_;
    std::condition_variable released_;
    std::unordered_set<std::string> claimed_;

    mutable std::mutex mutex_;  ///< of all that follows
    FeatureKeeping keeping_;
    std::list<Entry> entries_;  ///< the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> byKey_;
    std::int64_t memory_ = 0;
    bool folderFailed_ = false;  ///< said once, not again for every sheet
    bool tooLargeSaid_ = false;
    std::unordered_set<std::string> saved_;  ///< to this folder, or tried
};

/// Equal for equal features: of the prefix's layers (kinds, attributes, connections and `layerHashes`, the SHA-256 of
/// each layer's tensors), the precision, the device, the type that they are kept in, the version of the executor and of
/// LibTorch, and the pictures in their order as that view shows them. Empty where the source cannot say what its
/// pictures are.
std::string sheetKey(const Executor& executor, const Plan& prefix, const std::vector<std::string>& layerHashes,
                     const BatchSource& source, std::int64_t view, at::ScalarType type);

}  // namespace layerbench
