// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/pickle.h"

#include "core/weights/input_file.h"
#include "core/weights/pickle_heap.h"

#include <algorithm>
#include <unordered_map>

namespace layerbench {

namespace {

constexpr std::size_t maximumStack = 1'000'000;
constexpr std::size_t maximumMarks = 10'000;
constexpr std::size_t longestGlobal = 256;

using enum PickleKind;

/// Runs one pickle. Opcode names in the comments are pickletools'.
class Machine {
public:
    Machine(std::span<const std::byte> bytes, const std::string& fileName)
        : bytes_(bytes), fileName_(fileName), heap_(fileName) {}

    Result<Pickle> run() {
        for (;;) {
            LB_TRY(const auto opcode, unsignedNumber(1));
            if (opcode == '.') {  // STOP
                LB_TRY(const auto root, pop());
                return std::move(heap_).take(root, position_);
            }
            LB_CHECK(step(static_cast<unsigned char>(opcode)));
            if (stack_.size() > maximumStack || marks_.size() > maximumMarks)
                return failure(LB_TEXT("weights",
                                       "“%1” is nested too deeply for a weight file. It may be damaged or made to do "
                                       "harm; get it from a source that you trust."),
                               fileName_);
        }
    }

private:
    Result<void> step(unsigned char opcode);
    Result<void> number(unsigned char opcode);
    Result<void> string(unsigned char opcode);
    Result<void> memory(unsigned char opcode);
    Result<void> object(unsigned char opcode);

    Result<std::span<const std::byte>> take(std::uint64_t count) {
        if (count > bytes_.size() - position_)
            return endsTooEarly(fileName_);
        const auto taken = bytes_.subspan(position_, static_cast<std::size_t>(count));
        position_ += taken.size();
        return taken;
    }

    /// A little-endian number of `size` bytes.
    Result<std::uint64_t> unsignedNumber(std::size_t size) {
        LB_TRY(const auto taken, take(size));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= std::to_integer<std::uint64_t>(taken[i]) << (8 * i);
        return value;
    }

    /// The text up to the end of the line.
    Result<std::string_view> line() {
        const auto rest = bytes_.subspan(position_);
        const auto end = std::ranges::find(rest, std::byte{'\n'});
        if (end == rest.end())
            return endsTooEarly(fileName_);
        const auto length = static_cast<std::size_t>(end - rest.begin());
        position_ += length + 1;
        if (length > longestGlobal)
            return heap_.damaged();
        return std::string_view(reinterpret_cast<const char*>(rest.data()), length);
    }

    Result<void> push(Result<PickleId> value) {
        LB_TRY(const auto id, std::move(value));
        stack_.push_back(id);
        return {};
    }

    /// Values above the last mark belong to it; below it nothing may be taken until the mark is gone.
    std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

    Result<PickleId> pop() {
        if (stack_.size() <= floor())
            return heap_.damaged();
        const auto id = stack_.back();
        stack_.pop_back();
        return id;
    }

    Result<PickleId> top() const {
        if (stack_.size() <= floor())
            return heap_.damaged();
        return stack_.back();
    }

    Result<std::vector<PickleId>> popMany(std::size_t count) {
        if (stack_.size() - floor() < count)
            return heap_.damaged();
        std::vector<PickleId> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
        stack_.resize(stack_.size() - count);
        return items;
    }

    Result<std::vector<PickleId>> popToMark() {
        if (marks_.empty())
            return heap_.damaged();
        auto items = popMany(stack_.size() - marks_.back());
        marks_.pop_back();
        return items;
    }

    Result<void> pushItems(PickleKind kind, Result<std::vector<PickleId>> items) {
        LB_TRY(auto taken, std::move(items));
        if (kind == dictionary && taken.size() % 2 != 0)
            return heap_.damaged();
        return push(heap_.add(PickleValue{kind, {}, 0, {}, std::move(taken)}));
    }

    Result<void> pushInteger(std::int64_t value, PickleKind kind = integer) {
        return push(heap_.add(PickleValue{kind, {}, value, {}, {}}));
    }

    Result<void> pushText(Result<std::uint64_t> length) {
        LB_TRY(const auto count, std::move(length));
        LB_TRY(const auto taken, take(count));
        return push(heap_.add(
            PickleValue{text, {}, 0, std::string(reinterpret_cast<const char*>(taken.data()), taken.size()), {}}));
    }

    Result<void> pushOpaque(Result<std::uint64_t> length) {
        LB_TRY(const auto count, std::move(length));
        LB_TRY([[maybe_unused]] const auto taken, take(count));
        return push(heap_.add(opaque));
    }

    Result<void> pushLong(Result<std::uint64_t> length) {
        LB_TRY(const auto size, std::move(length));
        LB_TRY(const auto taken, take(size));
        if (taken.size() > 8)
            return push(heap_.add(PickleValue{
                bigInteger, {}, 0, std::string(reinterpret_cast<const char*>(taken.data()), taken.size()), {}}));
        // Two's complement: bytes that are not there repeat the sign.
        std::uint64_t value =
            !taken.empty() && (taken.back() & std::byte{0x80}) != std::byte{0} ? ~std::uint64_t{0} : 0;
        for (std::size_t i = taken.size(); i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(taken[i]);
        return pushInteger(static_cast<std::int64_t>(value));
    }

    Result<void> remember(std::uint64_t index) {
        LB_TRY(const auto id, top());
        memo_[index] = id;
        return {};
    }

    Result<void> recall(Result<std::uint64_t> index) {
        LB_TRY(const auto wanted, std::move(index));
        const auto found = memo_.find(wanted);
        if (found == memo_.end())
            return heap_.damaged();
        stack_.push_back(found->second);
        return {};
    }

    std::span<const std::byte> bytes_;
    const std::string& fileName_;
    std::size_t position_ = 0;
    PickleHeap heap_;
    std::vector<PickleId> stack_;
    std::vector<std::size_t> marks_;  ///< the stack's size where each mark stands
    std::unordered_map<std::uint64_t, PickleId> memo_;
};

Result<void> Machine::step(unsigned char opcode) {
    switch (opcode) {
    case 0x80: {  // PROTO
        LB_TRY(const auto protocol, unsignedNumber(1));
        if (protocol < 2 || protocol > 5)
            return heap_.damaged();
        return {};
    }
    case 0x95: {  // FRAME: its length only helps a reader of streams
        LB_TRY([[maybe_unused]] const auto length, unsignedNumber(8));
        return {};
    }
    case '(':  // MARK
        marks_.push_back(stack_.size());
        return {};
    case 'N':  // NONE
        return push(heap_.add(none));
    case 0x88:  // NEWTRUE
        return pushInteger(1, boolean);
    case 0x89:  // NEWFALSE
        return pushInteger(0, boolean);
    case 'J':
    case 'K':
    case 'M':
    case 0x8a:
    case 0x8b:
    case 'G':
        return number(opcode);
    case 'X':
    case 0x8c:
    case 0x8d:
    case 'T':
    case 'U':
    case 'B':
    case 'C':
    case 0x8e:
    case 0x96:
        return string(opcode);
    case 'q':
    case 'r':
    case 0x94:
    case 'h':
    case 'j':
    case '0':
    case '1':
    case '2':
        return memory(opcode);
    default:
        return object(opcode);
    }
}

Result<void> Machine::number(unsigned char opcode) {
    switch (opcode) {
    case 'J': {  // BININT
        LB_TRY(const auto value, unsignedNumber(4));
        return pushInteger(static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
    }
    case 'K': {  // BININT1
        LB_TRY(const auto value, unsignedNumber(1));
        return pushInteger(static_cast<std::int64_t>(value));
    }
    case 'M': {  // BININT2
        LB_TRY(const auto value, unsignedNumber(2));
        return pushInteger(static_cast<std::int64_t>(value));
    }
    case 0x8a:  // LONG1
        return pushLong(unsignedNumber(1));
    case 0x8b:  // LONG4
        return pushLong(unsignedNumber(4));
    default:  // BINFLOAT
        return pushOpaque(8);
    }
}

Result<void> Machine::string(unsigned char opcode) {
    switch (opcode) {
    case 'X':  // BINUNICODE
    case 'T':  // BINSTRING, of Python 2
        return pushText(unsignedNumber(4));
    case 0x8c:  // SHORT_BINUNICODE
    case 'U':   // SHORT_BINSTRING, of Python 2
        return pushText(unsignedNumber(1));
    case 0x8d:  // BINUNICODE8
        return pushText(unsignedNumber(8));
    case 'B':  // BINBYTES
        return pushOpaque(unsignedNumber(4));
    case 'C':  // SHORT_BINBYTES
        return pushOpaque(unsignedNumber(1));
    default:  // BINBYTES8, BYTEARRAY8
        return pushOpaque(unsignedNumber(8));
    }
}

Result<void> Machine::memory(unsigned char opcode) {
    switch (opcode) {
    case 'q': {  // BINPUT
        LB_TRY(const auto index, unsignedNumber(1));
        return remember(index);
    }
    case 'r': {  // LONG_BINPUT
        LB_TRY(const auto index, unsignedNumber(4));
        return remember(index);
    }
    case 0x94:  // MEMOIZE
        return remember(memo_.size());
    case 'h':  // BINGET
        return recall(unsignedNumber(1));
    case 'j':  // LONG_BINGET
        return recall(unsignedNumber(4));
    case '0': {  // POP
        LB_TRY([[maybe_unused]] const auto dropped, pop());
        return {};
    }
    case '1': {  // POP_MARK
        LB_TRY([[maybe_unused]] const auto dropped, popToMark());
        return {};
    }
    default:  // DUP
        return push(top());
    }
}

Result<void> Machine::object(unsigned char opcode) {
    switch (opcode) {
    case ')':  // EMPTY_TUPLE
        return push(heap_.add(tuple));
    case 't':  // TUPLE
        return pushItems(tuple, popToMark());
    case 0x85:  // TUPLE1
    case 0x86:  // TUPLE2
    case 0x87:  // TUPLE3
        return pushItems(tuple, popMany(opcode - 0x84u));
    case ']':  // EMPTY_LIST
        return push(heap_.add(list));
    case 'l':  // LIST
        return pushItems(list, popToMark());
    case '}':  // EMPTY_DICT
        return push(heap_.add(dictionary));
    case 'd':  // DICT
        return pushItems(dictionary, popToMark());
    case 0x8f:  // EMPTY_SET
        return push(heap_.add(opaque));
    case 0x91: {  // FROZENSET
        LB_TRY([[maybe_unused]] const auto items, popToMark());
        return push(heap_.add(opaque));
    }
    case 'a': {  // APPEND
        LB_TRY(const auto items, popMany(1));
        LB_TRY(const auto target, top());
        return heap_.append(target, items);
    }
    case 'e': {  // APPENDS
        LB_TRY(const auto items, popToMark());
        LB_TRY(const auto target, top());
        return heap_.append(target, items);
    }
    case 's': {  // SETITEM
        LB_TRY(const auto items, popMany(2));
        LB_TRY(const auto target, top());
        return heap_.setItems(target, items);
    }
    case 'u': {  // SETITEMS
        LB_TRY(const auto items, popToMark());
        LB_TRY(const auto target, top());
        return heap_.setItems(target, items);
    }
    case 0x90: {  // ADDITEMS
        LB_TRY([[maybe_unused]] const auto items, popToMark());
        LB_TRY(const auto target, top());
        return heap_.addItems(target);
    }
    case 'c': {  // GLOBAL
        LB_TRY(const auto module, line());
        LB_TRY(const auto name, line());
        return push(heap_.global(module, name));
    }
    case 0x93: {  // STACK_GLOBAL
        LB_TRY(const auto names, popMany(2));
        const auto& module = heap_[names[0]];
        const auto& name = heap_[names[1]];
        if (module.kind != text || name.kind != text || module.text.size() > longestGlobal ||
            name.text.size() > longestGlobal)
            return heap_.damaged();
        return push(heap_.global(module.text, name.text));
    }
    case 'R':     // REDUCE
    case 0x81: {  // NEWOBJ
        LB_TRY(const auto parts, popMany(2));
        return push(heap_.call(parts[0], parts[1]));
    }
    case 0x92: {  // NEWOBJ_EX: keyword arguments do not matter to any name of the allow-list
        LB_TRY(const auto parts, popMany(3));
        return push(heap_.call(parts[0], parts[1]));
    }
    case 'b': {  // BUILD
        LB_TRY([[maybe_unused]] const auto state, pop());
        LB_TRY(const auto target, top());
        return heap_.build(target);
    }
    case 'Q': {  // BINPERSID
        LB_TRY(const auto persistentId, pop());
        return push(heap_.storage(persistentId));
    }
    default:
        return heap_.damaged();
    }
}

}  // namespace

Result<Pickle> readPickle(std::span<const std::byte> bytes, const std::string& fileName) {
    return Machine(bytes.first(std::min(bytes.size(), maximumPickleBytes)), fileName).run();
}

}  // namespace layerbench
