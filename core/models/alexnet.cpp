// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {

void buildAlexNet(NetworkBuilder& builder, std::int64_t classCount) {
    builder.conv2d("features.0", {.channels = 64, .kernel = 11, .stride = 4, .padding = 2});
    builder.relu("features.1");
    builder.maxPool2d("features.2", 3, 2);
    builder.conv2d("features.3", {.channels = 192, .kernel = 5, .padding = 2});
    builder.relu("features.4");
    builder.maxPool2d("features.5", 3, 2);
    builder.conv2d("features.6", {.channels = 384, .kernel = 3, .padding = 1});
    builder.relu("features.7");
    builder.conv2d("features.8", {.channels = 256, .kernel = 3, .padding = 1});
    builder.relu("features.9");
    builder.conv2d("features.10", {.channels = 256, .kernel = 3, .padding = 1});
    builder.relu("features.11");
    builder.maxPool2d("features.12", 3, 2);
    builder.adaptiveAvgPool2d("avgpool", 6);
    builder.flatten();
    builder.dropout("classifier.0", 0.5);
    builder.linear("classifier.1", 4096);
    builder.relu("classifier.2");
    builder.dropout("classifier.3", 0.5);
    builder.linear("classifier.4", 4096);
    builder.relu("classifier.5");
    builder.linear("classifier.6", classCount);
}

}  // namespace layerbench
