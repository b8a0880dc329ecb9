// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {

void buildDemonstration(NetworkBuilder& builder, std::int64_t classCount) {
    int index = 0;
    const auto nextName = [&index] { return "features." + std::to_string(index++); };
    for (const std::int64_t channels : {32, 64, 128}) {
        builder.conv2d(nextName(), {.channels = channels, .kernel = 3, .padding = 1});
        builder.relu(nextName());
        builder.maxPool2d(nextName(), 2, 2);
    }
    builder.flatten();
    builder.linear("classifier.0", 256);
    builder.relu("classifier.1");
    builder.linear("classifier.2", 128);
    builder.relu("classifier.3");
    builder.linear("classifier.4", classCount);
}

}  // namespace layerbench
