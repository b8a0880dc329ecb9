// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/translated.h"

#include <QCoreApplication>

namespace layerbench {

namespace {

/// The rooms that mark texts; a text is looked up under each, since it does not say where it comes from.
constexpr const char* contexts[] = {"network", "weights", "models",  "data", "training",
                                    "study",   "project", "insight", "cli",  "ui"};

}  // namespace

QString translated(const char* source) {
    const QString english = QString::fromUtf8(source);
    for (const char* context : contexts)
        if (const QString text = QCoreApplication::translate(context, source); text != english)
            return text;
    return english;
}

QString translated(const Text& text) {
    QString result = translated(text.source.c_str());
    // Only places of the template count: an argument may hold a %1 of its own.
    QString filled;
    for (qsizetype i = 0; i < result.size(); ++i) {
        const bool place = result[i] == QLatin1Char('%') && i + 1 < result.size() && result[i + 1].isDigit();
        const auto index = place ? static_cast<std::size_t>(result[i + 1].digitValue()) : 0;
        if (index >= 1 && index <= text.arguments.size()) {
            filled += QString::fromStdString(text.arguments[index - 1]);
            ++i;
        } else {
            filled += result[i];
        }
    }
    return filled;
}

}  // namespace layerbench
