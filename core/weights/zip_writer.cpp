// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/zip_writer.h"

#include <limits>

#include <zlib.h>

namespace layerbench {

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::uint64_t limit = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t localHeaderSize = 30;
constexpr std::uint64_t extraHeaderSize = 4;

/// Appends the number little-endian.
template <class Number>
void put(std::string& out, Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i)
        out += static_cast<char>(static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * i)));
}

void put16(std::string& out, std::uint64_t value) {
    put(out, static_cast<std::uint16_t>(value));
}

void put32(std::string& out, std::uint64_t value) {
    put(out, static_cast<std::uint32_t>(value));
}

/// The fields that local header and directory share, from "version needed" to "uncompressed size".
void putCommon(std::string& out, std::uint32_t checksum, std::uint32_t size) {
    put16(out, 20);
    put16(out, 0x0800);  // names are UTF-8
    put16(out, 0);       // stored
    put16(out, 0);       // no time, so that equal weights are equal files
    put16(out, 0x21);    // 1 January 1980, the first day that zip knows
    put32(out, checksum);
    put32(out, size);
    put32(out, size);
}

std::uint32_t checksumOf(std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Failure tooLarge() {
    return failure(LB_TEXT("weights", "The network is too large for a .pth file (4 GiB). Save it as .safetensors."));
}

}  // namespace

Result<void> ZipWriter::add(const std::string& name, std::span<const std::byte> bytes) {
    const auto offset = file_.position();
    if (bytes.size() > limit || offset > limit || records_.size() >= 65'534)
        return tooLarge();
    const Record record{name, checksumOf(bytes), static_cast<std::uint32_t>(bytes.size()),
                        static_cast<std::uint32_t>(offset)};
    const auto unpadded = offset + localHeaderSize + name.size() + extraHeaderSize;
    const auto padding = (alignment - unpadded % alignment) % alignment;
    std::string header;
    put32(header, 0x04034b50);
    putCommon(header, record.checksum, record.size);
    put16(header, name.size());
    put16(header, extraHeaderSize + padding);
    header += name;
    header += "FB";  // the extra field that torch.save pads with
    put16(header, padding);
    header.append(padding, 'Z');
    LB_CHECK(file_.write(header));
    LB_CHECK(file_.write(bytes));
    records_.push_back(record);
    return {};
}

Result<void> ZipWriter::finish() {
    const auto start = file_.position();
    std::string directory;
    for (const auto& record : records_) {
        put32(directory, 0x02014b50);
        put16(directory, 20);  // version made by
        putCommon(directory, record.checksum, record.size);
        put16(directory, record.name.size());
        put16(directory, 0);  // extra field
        put16(directory, 0);  // comment
        put16(directory, 0);  // disk
        put16(directory, 0);  // internal attributes
        put32(directory, 0);  // external attributes
        put32(directory, record.offset);
        directory += record.name;
    }
    if (start + directory.size() > limit)
        return tooLarge();
    const auto size = directory.size();
    put32(directory, 0x06054b50);
    put16(directory, 0);
    put16(directory, 0);
    put16(directory, records_.size());
    put16(directory, records_.size());
    put32(directory, size);
    put32(directory, start);
    put16(directory, 0);
    return file_.write(directory);
}

}  // namespace layerbench
