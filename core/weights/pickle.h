// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/weights/pickle_globals.h"
#include "core/weights/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace layerbench {

/// Which of a pickle's values: an index into Pickle::values.
using PickleId = std::uint32_t;

enum class PickleKind : std::uint8_t {
    none,
    boolean,     ///< integer: 0 or 1
    integer,     ///< integer
    bigInteger,  ///< text: the little-endian bytes of a number beyond 64 bits
    text,        ///< text
    tuple,       ///< items
    list,        ///< items
    dictionary,  ///< items: key, value, key, value, … in the order they were set; a later key wins
    global,      ///< a name on the allow-list
    storage,     ///< integer: index into Pickle::storages
    tensor,      ///< integer: index into Pickle::tensors
    opaque,      ///< something that weights do not need (a float, a set, a NumPy scalar, an argparse.Namespace)
};

struct PickleValue {
    PickleKind kind = PickleKind::none;
    AllowedGlobal global;
    std::int64_t integer = 0;
    std::string text;
    std::vector<PickleId> items;  ///< values may contain each other in circles
};

/// A block of numbers that stands outside the pickle, under a key.
struct PickledStorage {
    std::string key;
    ScalarType type = ScalarType::float32;
    std::int64_t count = 0;   ///< elements that the file says it has; not checked against anything yet
    std::int64_t offset = 0;  ///< of an old "storage view": elements before it in the storage of that key
};

struct PickledTensor {
    std::size_t storage = 0;  ///< index into Pickle::storages
    TensorView view;          ///< not checked against the storage yet
};

/// The values that a pickle describes.
struct Pickle {
    std::vector<PickleValue> values;
    std::vector<PickledStorage> storages;
    std::vector<PickledTensor> tensors;
    PickleId root = 0;
    std::size_t length = 0;  ///< bytes up to and with the STOP

    const PickleValue& operator[](PickleId id) const { return values[id]; }
};

/// A pickle of more bytes than this is refused: 64 MiB, thousands of times what networks need.
inline constexpr std::size_t maximumPickleBytes = std::size_t{64} << 20;

/// Reads one pickle of protocol 2 to 5 from the start of `bytes`. A restricted machine: it knows the opcodes that
/// torch.save uses and the names of allowedGlobal(); it calls nothing, and a file that asks for any other name is
/// refused with that name. Stack, memo, number of values and work are bounded; memory grows in proportion to the bytes.
/// No recursion. `fileName` stands in the error sentences. Any thread. Opcodes: the comments of Python's
/// Lib/pickletools.py.
Result<Pickle> readPickle(std::span<const std::byte> bytes, const std::string& fileName);

}  // namespace layerbench
