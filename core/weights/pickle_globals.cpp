// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/pickle_globals.h"

#include <algorithm>
#include <iterator>

namespace layerbench {

namespace {

struct Row {
    std::string_view module;
    std::string_view name;
    GlobalRole role;
};

using enum GlobalRole;

constexpr Row rows[] = {
    {"collections", "OrderedDict", dictionary},
    {"collections", "defaultdict", dictionary},
    {"collections", "Counter", opaque},
    {"torch._utils", "_rebuild_tensor", rebuildTensor},
    {"torch._utils", "_rebuild_tensor_v2", rebuildTensor},
    {"torch._utils", "_rebuild_parameter", rebuildParameter},
    {"torch._utils", "_rebuild_parameter_with_state", rebuildParameter},
    {"torch.nn.parameter", "Parameter", rebuildParameter},
    {"torch.nn", "Parameter", rebuildParameter},
    {"torch.nn.parameter", "Buffer", rebuildParameter},
    {"torch._tensor", "_rebuild_from_type_v2", rebuildFromType},
    {"torch._tensor", "_rebuild_from_type", rebuildFromType},
    {"torch", "Tensor", opaque},
    {"torch", "Size", size},
    {"torch", "device", opaque},
    {"torch.serialization", "_get_layout", opaque},
    {"torch.storage", "TypedStorage", opaque},
    {"torch.storage", "_TypedStorage", opaque},
    {"argparse", "Namespace", opaque},
    {"types", "SimpleNamespace", opaque},
    {"pathlib", "PosixPath", opaque},
    {"pathlib", "PurePosixPath", opaque},
    {"pathlib", "WindowsPath", opaque},
    {"pathlib", "PureWindowsPath", opaque},
    {"datetime", "datetime", opaque},
    {"datetime", "timedelta", opaque},
    {"numpy", "dtype", opaque},
    {"numpy", "ndarray", opaque},
    {"numpy.core.multiarray", "scalar", opaque},
    {"numpy.core.multiarray", "_reconstruct", opaque},
    {"numpy._core.multiarray", "scalar", opaque},
    {"numpy._core.multiarray", "_reconstruct", opaque},
    {"_codecs", "encode", opaque},
};

/// Types without behaviour, as default_factory of a defaultdict or as odd values of a configuration.
constexpr std::string_view plainTypes[] = {"int",   "float", "bool",      "str",       "list",    "dict",
                                           "tuple", "set",   "frozenset", "bytearray", "complex", "slice"};

constexpr std::string_view dtypes[] = {"float32", "float64", "float16",   "bfloat16",  "uint8",     "int8", "int16",
                                       "int32",   "int64",   "bool",      "float",     "double",    "half", "short",
                                       "int",     "long",    "complex32", "complex64", "complex128"};

struct StorageRow {
    std::string_view name;
    ScalarType type;
};

constexpr StorageRow storages[] = {
    {"FloatStorage", ScalarType::float32}, {"DoubleStorage", ScalarType::float64},
    {"HalfStorage", ScalarType::float16},  {"BFloat16Storage", ScalarType::bfloat16},
    {"LongStorage", ScalarType::int64},    {"IntStorage", ScalarType::int32},
    {"ShortStorage", ScalarType::int16},   {"CharStorage", ScalarType::int8},
    {"ByteStorage", ScalarType::uint8},    {"BoolStorage", ScalarType::boolean},
    {"UntypedStorage", ScalarType::uint8}, {"_UntypedStorage", ScalarType::uint8},
};

}  // namespace

std::optional<AllowedGlobal> allowedGlobal(std::string_view module, std::string_view name) {
    const auto row = std::ranges::find_if(rows, [&](const Row& r) { return r.module == module && r.name == name; });
    if (row != std::end(rows))
        return AllowedGlobal{row->role};
    if (module == "torch" || module == "torch.cuda" || module == "torch.storage") {
        const auto storage = std::ranges::find(storages, name, &StorageRow::name);
        if (storage != std::end(storages))
            return AllowedGlobal{storageType, storage->type};
    }
    if (module == "torch" && std::ranges::find(dtypes, name) != std::end(dtypes))
        return AllowedGlobal{opaque};
    if ((module == "builtins" || module == "__builtin__") &&
        std::ranges::find(plainTypes, name) != std::end(plainTypes))
        return AllowedGlobal{opaque};
    return std::nullopt;
}

}  // namespace layerbench
