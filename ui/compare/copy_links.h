// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/text_table.h"

#include <QString>

#include <functional>

class QHBoxLayout;

namespace layerbench {

/// "Copy as Markdown CSV LaTeX": puts the words and the links at the row's end. Their object names are `prefix` and the
/// format: "copyMarkdown". `copy` is given the format and its name.
void addCopyLinks(QHBoxLayout& row, const QString& prefix, const QString& tip,
                  const std::function<void(const QString& name, TableFormat format)>& copy);

}  // namespace layerbench
