// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {

void buildVgg(NetworkBuilder& builder, std::int64_t classCount, const std::array<int, 5>& convolutions,
              bool batchNorm) {
    constexpr std::array<std::int64_t, 5> stageChannels{64, 128, 256, 512, 512};
    int index = 0;
    const auto nextName = [&index] { return "features." + std::to_string(index++); };
    for (std::size_t stage = 0; stage < stageChannels.size(); ++stage) {
        for (int i = 0; i < convolutions[stage]; ++i) {
            builder.conv2d(nextName(), {.channels = stageChannels[stage], .kernel = 3, .padding = 1});
            if (batchNorm)
                builder.batchNorm2d(nextName());
            builder.relu(nextName());
        }
        builder.maxPool2d(nextName(), 2, 2);
    }
    builder.adaptiveAvgPool2d("avgpool", 7);
    builder.flatten();
    builder.linear("classifier.0", 4096);
    builder.relu("classifier.1");
    builder.dropout("classifier.2", 0.5);
    builder.linear("classifier.3", 4096);
    builder.relu("classifier.4");
    builder.dropout("classifier.5", 0.5);
    builder.linear("classifier.6", classCount);
}

}  // namespace layerbench
