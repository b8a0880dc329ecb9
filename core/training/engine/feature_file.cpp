// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/feature_file.h"

#include <ATen/Parallel.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

namespace layerbench {

namespace {

namespace fs = std::filesystem;

constexpr const char* ending = ".features";
constexpr std::size_t mostValues = 64;
constexpr std::size_t mostDimensions = 4;
constexpr std::int64_t pageBytes = 4096;

struct ValueHeader {
    std::int32_t type = 0;
    std::int32_t dimensions = 0;
    std::array<std::int64_t, mostDimensions> sizes{};
};

/// The first page, as the machine writes it: the cache never leaves it.
struct Header {
    std::array<char, 8> magic{'L', 'B', 'F', 'E', 'A', 'T', '0', '1'};
    std::uint64_t values = 0;
    std::int64_t bytes = 0;  ///< behind this page
    double secondsPerPicture = 0;
    std::array<ValueHeader, mostValues> each{};
    std::uint64_t checksum = 0;
    std::array<std::uint64_t, 3> unused{};
};
static_assert(sizeof(Header) <= pageBytes && sizeof(Header) % 32 == 0);

std::int64_t padded(std::int64_t bytes) {
    return (bytes + pageBytes - 1) / pageBytes * pageBytes;
}

std::int64_t bytesOf(const ValueHeader& value) {
    std::int64_t count = value.type == 1 ? 2 : 4;
    for (std::int32_t d = 0; d < value.dimensions; ++d)
        count *= value.sizes[static_cast<std::size_t>(d)];
    return padded(count);
}

/// Tells damage, not intent, at the speed of the memory: four lanes of eight bytes, each step of which is a bijection
/// of the lane, so that no single wrong word goes unnoticed.
std::uint64_t checksumOf(std::span<const std::byte> bytes) {
    constexpr std::uint64_t prime = 0x9e3779b97f4a7c15;  // odd: the golden ratio's digits
    std::array<std::uint64_t, 4> lanes{1, 2, 3, 4};
    const auto step = [&](std::uint64_t& lane, std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        lane = std::rotl((lane ^ word) * prime, 29);
    };
    assert(bytes.size() % 32 == 0);
    for (std::size_t at = 0; at < bytes.size(); at += 32)
        for (std::size_t lane = 0; lane < 4; ++lane)
            step(lanes[lane], at + 8 * lane);
    std::uint64_t all = bytes.size();
    for (const std::uint64_t lane : lanes)
        all = std::rotl((all ^ lane) * prime, 31);
    return all;
}

/// Of the values and of the page before them. In blocks, so that all cores share it: a sheet may hold gigabytes.
std::uint64_t checksumOf(const Header& header, std::span<const std::byte> payload) {
    constexpr std::size_t block = 4u << 20;
    const std::size_t blocks = (payload.size() + block - 1) / block;
    std::vector<std::uint64_t> sums((blocks + 3) / 4 * 4);
    at::parallel_for(0, static_cast<std::int64_t>(blocks), 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
            sums[i] = checksumOf(payload.subspan(i * block, std::min(block, payload.size() - i * block)));
    });
    Header page = header;
    page.checksum = checksumOf(std::as_bytes(std::span(sums)));
    return checksumOf(std::as_bytes(std::span(&page, 1)));
}

std::vector<fs::path> filesOf(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error))
        files.push_back(file->path());
    return files;
}

/// What a process left behind that was killed while it wrote, "KEY.XXXXXX.part": nobody holds its lock.
bool isAbandoned(const fs::path& file) {
    constexpr std::size_t nameLength = 64 + 1 + 6 + 5;
    const std::string name = file.filename().string();
    if (file.extension() != ".part" || name.size() != nameLength ||
        name.find_first_not_of("0123456789abcdef") != std::size_t{64})
        return false;
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool free = descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    return free;
}

/// The longest unused files go until so many bytes more stay under the limit.
void makeRoom(const FeatureKeeping& keeping, std::int64_t bytes) {
    struct File {
        fs::file_time_type used;
        std::int64_t bytes;
        fs::path path;
    };
    std::vector<File> files;
    std::int64_t total = bytes;
    std::error_code error;
    for (const auto& path : filesOf(keeping.folder)) {
        if (isAbandoned(path)) {
            fs::remove(path, error);
        } else if (path.extension() == ending) {
            const auto size = static_cast<std::int64_t>(fs::file_size(path, error));
            if (!error)
                files.push_back({fs::last_write_time(path, error), size, path});
            total += error ? 0 : size;
        }
    }
    std::ranges::sort(files, {}, &File::used);
    for (const auto& file : files) {
        if (total <= keeping.diskBytes)
            return;
        // Who has it mapped on this machine keeps its pages.
        fs::remove(file.path, error);
        total -= file.bytes;
    }
}

Failure cannotKeep(const fs::path& folder, int code) {
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        return failure(LB_TEXT("training", "The disk of the cache folder “%1” is full, so features are kept in memory "
                                           "alone. Make room there, or choose another folder."),
                       folder.string());
    return failure(LB_TEXT("training", "The cache folder “%1” cannot be written (%2), so features are kept in memory "
                                       "alone. Choose another folder."),
                   folder.string(), std::strerror(code));
}

}  // namespace

struct FeatureFile::Mapping {
    std::byte* memory = nullptr;
    std::int64_t bytes = 0;
    fs::path temporary;  ///< until the file has its name
    int lock = -1;       ///< held so long

    ~Mapping() {
        if (memory)
            ::munmap(memory, static_cast<std::size_t>(bytes));
        if (!temporary.empty())
            ::unlink(temporary.c_str());
        if (lock >= 0)
            ::close(lock);
    }
    Header& header() const { return *reinterpret_cast<Header*>(memory); }
    std::span<const std::byte> payload() const {
        return {memory + pageBytes, static_cast<std::size_t>(bytes - pageBytes)};
    }
};

namespace {

std::vector<at::Tensor> tensorsOver(const std::shared_ptr<void>& owner, std::byte* memory, const Header& header) {
    std::vector<at::Tensor> values;
    std::byte* at = memory + pageBytes;
    for (std::size_t i = 0; i < header.values; ++i) {
        const ValueHeader& value = header.each[i];
        const std::vector<std::int64_t> sizes(value.sizes.begin(), value.sizes.begin() + value.dimensions);
        std::vector<std::int64_t> strides(sizes.size(), 1);
        for (std::size_t d = sizes.size() - 1; d-- > 0;)
            strides[d] = strides[d + 1] * sizes[d + 1];
        if (sizes.size() == 4)
            strides = {sizes[1] * sizes[2] * sizes[3], 1, sizes[1] * sizes[3], sizes[1]};
        values.push_back(at::from_blob(
            at, sizes, strides, [owner](void*) {},
            at::TensorOptions().dtype(value.type == 1 ? at::kHalf : at::kFloat)));
        at += bytesOf(value);
    }
    return values;
}

/// Whether the page describes what a file of this size can hold.
bool isPlausible(const Header& header, std::int64_t fileBytes) {
    if (header.magic != Header().magic || header.values < 1 || header.values > mostValues ||
        header.bytes != fileBytes - pageBytes)
        return false;
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < header.values; ++i) {
        const ValueHeader& value = header.each[i];
        if (value.type < 0 || value.type > 1 || value.dimensions < 2 ||
            value.dimensions > static_cast<std::int32_t>(mostDimensions))
            return false;
        std::int64_t left = header.bytes / 2;
        for (std::int32_t d = 0; d < value.dimensions; ++d) {
            const std::int64_t size = value.sizes[static_cast<std::size_t>(d)];
            if (size < 1 || size > left)
                return false;
            left /= size;
        }
        bytes += bytesOf(value);
    }
    return bytes == header.bytes;
}

}  // namespace

Result<FeatureFile> FeatureFile::create(const FeatureKeeping& keeping, const std::string& key,
                                        const std::vector<std::vector<std::int64_t>>& sizes, at::ScalarType type) {
    const fs::path folder = keeping.folder;
    Header header;
    if (sizes.size() > mostValues)
        return cannotKeep(folder, EFBIG);
    for (const auto& each : sizes) {
        if (each.size() < 2 || each.size() > mostDimensions)
            return cannotKeep(folder, EINVAL);
        ValueHeader& value = header.each[header.values++];
        value.type = type == at::kHalf ? 1 : 0;
        value.dimensions = static_cast<std::int32_t>(each.size());
        std::ranges::copy(each, value.sizes.begin());
        header.bytes += bytesOf(value);
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return cannotKeep(folder, error.value());
    const std::int64_t bytes = pageBytes + header.bytes;
    if (bytes > keeping.diskBytes)
        return cannotKeep(folder, EFBIG);
    makeRoom(keeping, bytes);
    auto mapping = std::make_shared<Mapping>();
    std::string temporary = (folder / (key + ".XXXXXX.part")).string();
    const int file = ::mkostemps(temporary.data(), 5, O_CLOEXEC);
    if (file < 0)
        return cannotKeep(folder, errno);
    mapping->temporary = temporary;
    mapping->lock = file;
    ::flock(file, LOCK_EX | LOCK_NB);
    // Taken now: a page that the disk has no room for would end the program when it is written to.
    const int taken = ::posix_fallocate(file, 0, bytes);
    void* const memory =
        taken == 0 ? ::mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
                   : MAP_FAILED;
    const int problem = taken != 0 ? taken : errno;
    if (memory == MAP_FAILED)
        return cannotKeep(folder, problem);
    mapping->memory = static_cast<std::byte*>(memory);
    mapping->bytes = bytes;
    mapping->header() = header;
    FeatureFile created;
    created.values_ = tensorsOver(mapping, mapping->memory, header);
    created.path_ = folder / (key + ending);
    created.mapping_ = std::move(mapping);
    return created;
}

Result<void> FeatureFile::commit(double secondsPerPicture) {
    Header& header = mapping_->header();
    header.secondsPerPicture = secondsPerPicture;
    header.checksum = checksumOf(header, mapping_->payload());
    // Not flushed: after a power cut the checksum tells what did not reach the disk.
    if (::rename(mapping_->temporary.c_str(), path_.c_str()) != 0)
        return cannotKeep(path_.parent_path(), errno);
    mapping_->temporary.clear();
    ::close(std::exchange(mapping_->lock, -1));
    return {};
}

std::optional<FeatureFile::Content> FeatureFile::find(const FeatureKeeping& keeping, const std::string& key,
                                                      const Say& say) {
    const fs::path path = fs::path(keeping.folder) / (key + ending);
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    struct stat status {};
    auto mapping = std::make_shared<Mapping>();
    if (::fstat(file, &status) == 0 && status.st_size >= pageBytes) {
        void* const memory = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, file, 0);
        if (memory != MAP_FAILED) {
            mapping->memory = static_cast<std::byte*>(memory);
            mapping->bytes = status.st_size;
        }
    }
    ::close(file);
    const bool whole = mapping->memory && isPlausible(mapping->header(), mapping->bytes) &&
                       checksumOf(mapping->header(), mapping->payload()) == mapping->header().checksum;
    if (!whole) {
        std::error_code ignored;
        fs::remove(path, ignored);
        say(text(LB_TEXT("training", "“%1” was damaged; its features are computed anew."), path.string()));
        return {};
    }
    touch(keeping, key);
    const Header& header = mapping->header();
    return Content{tensorsOver(mapping, mapping->memory, header), header.secondsPerPicture};
}

bool FeatureFile::touch(const FeatureKeeping& keeping, const std::string& key) {
    return ::utimensat(AT_FDCWD, (fs::path(keeping.folder) / (key + ending)).c_str(), nullptr, 0) == 0;
}

void FeatureFile::remove(const FeatureKeeping& keeping, const std::string& key) {
    std::error_code ignored;
    fs::remove(fs::path(keeping.folder) / (key + ending), ignored);
}

std::int64_t FeatureFile::room(const FeatureKeeping& keeping) {
    std::error_code error;
    fs::create_directories(keeping.folder, error);
    const auto space = error ? fs::space_info{} : fs::space(keeping.folder, error);
    if (error || ::access(keeping.folder.c_str(), W_OK) != 0)
        return 0;
    constexpr std::int64_t spared = std::int64_t{1} << 30;
    std::int64_t own = 0;
    for (const auto& path : filesOf(keeping.folder))
        if (path.extension() == ending)
            own += static_cast<std::int64_t>(fs::file_size(path, error));
    return std::max<std::int64_t>(
        0, std::min(keeping.diskBytes, static_cast<std::int64_t>(space.available) + own - spared));
}

}  // namespace layerbench
