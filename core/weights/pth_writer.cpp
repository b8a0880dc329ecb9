// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/weight_file.h"

#include "core/weights/input_file.h"
#include "core/weights/zip_writer.h"

#include <limits>
#include <new>
#include <unordered_set>

namespace layerbench {

namespace {

std::string_view storageName(ScalarType type) {
    switch (type) {
    case ScalarType::float32:
        return "FloatStorage";
    case ScalarType::float64:
        return "DoubleStorage";
    case ScalarType::float16:
        return "HalfStorage";
    case ScalarType::bfloat16:
        return "BFloat16Storage";
    case ScalarType::uint8:
        return "ByteStorage";
    case ScalarType::int8:
        return "CharStorage";
    case ScalarType::int16:
        return "ShortStorage";
    case ScalarType::int32:
        return "IntStorage";
    case ScalarType::int64:
        return "LongStorage";
    case ScalarType::boolean:
        return "BoolStorage";
    }
    assert(false);
    return "";
}

/// Writes a pickle of protocol 2, with nothing but what Python's weights_only=True allows.
class PicklePen {
public:
    PicklePen() { out_ = "\x80\x02"; }

    void global(std::string_view module, std::string_view name) {
        out_ += 'c';
        ((out_ += module) += '\n') += name;
        out_ += '\n';
    }

    void text(std::string_view value) {
        out_ += 'X';
        little(value.size(), 4);
        out_ += value;
    }

    void integer(std::int64_t value) {
        if (value >= 0 && value <= std::numeric_limits<std::int32_t>::max()) {
            out_ += 'J';
            little(static_cast<std::uint64_t>(value), 4);
        } else {
            out_ += "\x8a\x08";
            little(static_cast<std::uint64_t>(value), 8);
        }
    }

    void integers(const Shape& values) {
        out_ += '(';
        for (const auto value : values)
            integer(value);
        out_ += 't';
    }

    void orderedDict() {
        global("collections", "OrderedDict");
        out_ += ")R";
    }

    void opcodes(std::string_view codes) { out_ += codes; }

    const std::string& bytes() const { return out_; }

private:
    void little(std::uint64_t value, int size) {
        for (int i = 0; i < size; ++i)
            out_ += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
    }

    std::string out_;
};

Shape rowMajorStrides(const Shape& shape) {
    Shape strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
        strides[axis - 1] = strides[axis] * std::max<std::int64_t>(shape[axis], 1);
    return strides;
}

std::string pickled(const StateDict& weights) {
    PicklePen pen;
    pen.orderedDict();
    pen.opcodes("(");
    for (std::size_t i = 0; i < weights.tensors.size(); ++i) {
        const auto& [name, tensor] = weights.tensors[i];
        pen.text(name);
        pen.global("torch._utils", "_rebuild_tensor_v2");
        pen.opcodes("((");
        pen.text("storage");
        pen.global("torch", storageName(tensor.type()));
        pen.text(std::to_string(i));
        pen.text("cpu");
        pen.integer(tensor.elementCount());
        pen.opcodes("tQ");  // tuple, persistent id
        pen.integer(0);
        pen.integers(tensor.shape());
        pen.integers(rowMajorStrides(tensor.shape()));
        pen.opcodes("\x89");  // requires_grad: False
        pen.orderedDict();    // no backward hooks
        pen.opcodes("tR");
    }
    pen.opcodes("u.");
    return pen.bytes();
}

Result<void> write(const std::filesystem::path& path, const StateDict& weights) {
    std::unordered_set<std::string_view> names;
    for (const auto& named : weights.tensors) {
        if (!names.insert(named.name).second)
            return failure(LB_TEXT("weights", "“%1” was not written: two tensors are named “%2”."), path.string(),
                           printable(named.name));
    }
    LB_TRY(auto file, AtomicFile::create(path));
    ZipWriter archive(file);
    LB_CHECK(archive.add("archive/data.pkl", pickled(weights)));
    LB_CHECK(archive.add("archive/byteorder", "little"));
    for (std::size_t i = 0; i < weights.tensors.size(); ++i)
        LB_CHECK(archive.add("archive/data/" + std::to_string(i), weights.tensors[i].tensor.bytes()));
    LB_CHECK(archive.add("archive/version", "3\n"));
    LB_CHECK(archive.finish());
    return file.commit();
}

}  // namespace

Result<void> writePth(const std::filesystem::path& path, const StateDict& weights) {
    try {
        return write(path, weights);
    } catch (const std::bad_alloc&) {
        return failure(LB_TEXT("weights", "“%1” was not written: there is not enough memory."), path.string());
    }
}

}  // namespace layerbench
