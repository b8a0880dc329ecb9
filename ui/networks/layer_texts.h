// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <QString>

namespace layerbench {

/// Words for what a layer is made with, in the user's language.

/// "Conv2d 3 × 3, stride 1": PyTorch's name and the attributes that matter first.
QString kindLine(const Layer& layer);
/// All attributes, one a line: "Kernel size: 3 × 3".
QString attributeLines(const Layer& layer);
/// "kernel size" for kernel_size: an attribute as a person says it.
QString attributeTitle(std::string_view attribute);

/// "PyTorch's default", and a sentence for a student.
QString schemeTitle(Scheme scheme);
QString schemeExplanation(Scheme scheme);

QString policyTitle(BatchNormPolicy policy);
QString policyExplanation(BatchNormPolicy policy);

}  // namespace layerbench
