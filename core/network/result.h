// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/text.h"

#include <version>

#if defined(__cpp_lib_expected)
#include <expected>
#else
#include <tl/expected.hpp>
#endif

namespace layerbench {

/// A fault of the world (a file, a value that was typed, a full disk): says what, where and what to do.
/// Our own faults are assertions instead.
struct Error {
    Text text;

    std::string message() const { return text.english(); }
};

#if defined(__cpp_lib_expected)
template <class T = void>
using Result = std::expected<T, Error>;
using Failure = std::unexpected<Error>;
#else
template <class T = void>
using Result = tl::expected<T, Error>;
using Failure = tl::unexpected<Error>;
#endif

/// return failure(LB_TEXT("weights", "“%1” ends in the middle of tensor %2. Download it again."), path, name);
template <class... Arguments>
Failure failure(const char* source, Arguments&&... arguments) {
    return Failure(Error{text(source, std::forward<Arguments>(arguments)...)});
}

}  // namespace layerbench

#define LB_JOIN_2(a, b) a##b
#define LB_JOIN(a, b) LB_JOIN_2(a, b)

/// Evaluates a Result<void>; on failure leaves the calling function with its error.
#define LB_CHECK(expression)                                            \
    do {                                                                \
        if (auto lbChecked = (expression); !lbChecked)                  \
            return ::layerbench::Failure(std::move(lbChecked).error()); \
    } while (false)

#define LB_TRY_AS(result, declaration, expression)               \
    auto result = (expression);                                  \
    if (!result)                                                 \
        return ::layerbench::Failure(std::move(result).error()); \
    declaration = std::move(*result)

/// LB_TRY(const auto header, readHeader(file)); declares `header`, or leaves the calling function with the error.
#define LB_TRY(declaration, expression) LB_TRY_AS(LB_JOIN(lbResult, __LINE__), declaration, expression)
