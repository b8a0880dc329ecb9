// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/attributes.h"

#include "core/network/text.h"

namespace layerbench {

std::string toText(const AttributeValue& value) {
    struct Visitor {
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(const Pair& pair) const {
            return std::to_string(pair[0]) + " × " + std::to_string(pair[1]);
        }
        std::string operator()(double number) const { return toText(number); }
        std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
    };
    return std::visit(Visitor{}, value);
}

}  // namespace layerbench
