// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/npy.h"

#include "core/weights/atomic_file.h"

#include <string>

namespace layerbench {

Result<void> writeNpy(const std::filesystem::path& path, const Tensor& tensor) {
    assert(tensor.type() == ScalarType::float32);
    std::string shape;
    for (const auto size : tensor.shape())
        shape += std::to_string(size) + ", ";
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    // Magic, version and length take 10 bytes; the whole is padded to a multiple of 64 and ends in a line feed.
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    const std::string start{"\x93NUMPY\x01\x00", 8};
    const std::string length{static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};

    LB_TRY(AtomicFile file, AtomicFile::create(path));
    LB_CHECK(file.write(start + length + header));
    LB_CHECK(file.write(tensor.bytes()));
    return file.commit();
}

}  // namespace layerbench
