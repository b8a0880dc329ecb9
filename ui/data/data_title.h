// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

namespace layerbench {

/// How a list or a dock calls data: the sample set's title, or the name of the folder or file.
QString dataTitle(const std::string& description);
/// In full, for a tooltip: the path, or the sample set's sentence.
QString dataExplanation(const std::string& description);

}  // namespace layerbench
