// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/zip_weights.h"

#include "core/weights/pickled_weights.h"

#include <cstring>
#include <memory>
#include <unordered_map>

#include <zip.h>

namespace layerbench {

namespace {

constexpr zip_int64_t maximumRecords = 1'000'000;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* record) const { zip_fclose(record); }
};

/// The records of an archive, by the name that they have below the archive's own.
class Records {
public:
    static Result<Records> open(const InputFile& file) {
        int code = 0;
        Records records(file, zip_open(file.path().c_str(), ZIP_RDONLY, &code));
        if (!records.archive_)
            return failure(LB_TEXT("weights", "“%1” is an incomplete or damaged zip archive. Download it again."),
                           file.name());
        LB_CHECK(records.list());
        return records;
    }

    bool has(const std::string& name) const { return indices_.contains(name); }
    bool isTorchScript() const { return hasCode_ || has("constants.pkl"); }

    /// The size of a record, which the file can really hold.
    Result<std::uint64_t> size(const std::string& name) const {
        zip_stat_t status;
        const auto index = indices_.find(name);
        if (index == indices_.end())
            return failure(LB_TEXT("weights", "“%1” lacks the record “%2”. Download it again."), file_.name(),
                           printable(name));
        constexpr zip_uint64_t needed =
            ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(archive_.get(), index->second, 0, &status) != 0 || (status.valid & needed) != needed)
            return damaged(name);
        if (status.comp_method != ZIP_CM_STORE || status.encryption_method != ZIP_EM_NONE)
            return failure(LB_TEXT("weights",
                                   "The record “%2” in “%1” is compressed or encrypted, which torch.save never does. "
                                   "Take the original file."),
                           file_.name(), printable(name));
        if (status.size != status.comp_size || status.size > file_.size())
            return damaged(name);
        return status.size;
    }

    /// Fills `bytes` from the record's start. The checksum is checked where that is all of it.
    Result<void> read(const std::string& name, std::span<std::byte> bytes) const {
        const std::unique_ptr<zip_file_t, Discard> record(zip_fopen_index(archive_.get(), indices_.at(name), 0));
        if (!record)
            return damaged(name);
        while (!bytes.empty()) {
            const auto count = zip_fread(record.get(), bytes.data(), bytes.size());
            if (count <= 0)
                return damaged(name);
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        // libzip compares the checksum when it meets the end.
        std::byte more{};
        if (zip_fread(record.get(), &more, 1) < 0)
            return damaged(name);
        return {};
    }

    Failure damaged(const std::string& name) const {
        return failure(LB_TEXT("weights", "The record “%2” in “%1” is damaged. Download the file again."), file_.name(),
                       printable(name));
    }

private:
    Records(const InputFile& file, zip_t* archive) : file_(file), archive_(archive) {}

    Result<void> list() {
        const auto count = zip_get_num_entries(archive_.get(), 0);
        if (count > maximumRecords)
            return failure(LB_TEXT("weights", "“%1” has %2 records, too many for a weight file."), file_.name(), count);
        std::string folder;
        for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
            const char* raw = zip_get_name(archive_.get(), i, ZIP_FL_ENC_RAW);
            const std::string_view name = raw ? raw : "";
            const auto slash = name.find('/');
            // The first record gives the archive's own name, as PyTorch's reader takes it.
            if (i == 0)
                folder = slash == name.npos ? "" : name.substr(0, slash + 1);
            if (!name.starts_with(folder))
                continue;
            const auto inner = name.substr(folder.size());
            hasCode_ = hasCode_ || inner.starts_with("code/");
            if (!indices_.emplace(inner, i).second)
                return failure(
                    LB_TEXT("weights",
                            "“%1” has the record “%2” twice. It may be made to do harm; get it from a source "
                            "that you trust."),
                    file_.name(), printable(name));
        }
        return {};
    }

    const InputFile& file_;
    std::unique_ptr<zip_t, Discard> archive_;
    std::unordered_map<std::string, zip_uint64_t> indices_;
    bool hasCode_ = false;
};

Result<std::vector<std::byte>> readSmall(const Records& records, const InputFile& file, const std::string& name,
                                         std::uint64_t limit) {
    LB_TRY(const auto size, records.size(name));
    if (size > limit)
        return failure(LB_TEXT("weights", "The record “%2” in “%1” is too large for a weight file."), file.name(),
                       name);
    std::vector<std::byte> bytes(size);
    LB_CHECK(records.read(name, bytes));
    return bytes;
}

}  // namespace

Result<StateDict> readZipWeights(const InputFile& file) {
    LB_TRY(const auto records, Records::open(file));
    if (records.isTorchScript())
        return failure(LB_TEXT("weights", "“%1” is a TorchScript program, not a file of weights. In Python: "
                                          "torch.save(torch.jit.load(path).state_dict(), …)."),
                       file.name());
    if (!records.has("data.pkl"))
        return failure(
            LB_TEXT("weights", "“%1” is a zip archive, but not one that torch.save wrote. Name a weight file."),
            file.name());
    if (records.has("byteorder")) {
        LB_TRY(const auto order, readSmall(records, file, "byteorder", 16));
        if (std::string_view(reinterpret_cast<const char*>(order.data()), order.size()) != "little")
            return failure(LB_TEXT("weights",
                                   "“%1” was written on a big-endian machine, which Layerbench does not read. "
                                   "Load it in Python and save it as safetensors."),
                           file.name());
    }
    LB_TRY(const auto bytes, readSmall(records, file, "data.pkl", maximumPickleBytes));
    LB_TRY(const auto pickle, readPickle(bytes, file.name()));

    return pickledWeights(pickle, file.name(), file.size(), [&](const PickledStorage& storage) -> Result<Tensor> {
        const auto name = "data/" + storage.key;
        LB_TRY(const auto size, records.size(name));
        if (static_cast<std::uint64_t>(storage.count) > size / byteSize(storage.type))
            return records.damaged(name);
        return readTensor(storage.type, {storage.count},
                          [&](std::span<std::byte> out) { return records.read(name, out); });
    });
}

}  // namespace layerbench
