// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network_choices.h"

#include "core/models/architectures.h"
#include "widgets/basics/translated.h"

#include <QStringList>

#include <algorithm>

namespace layerbench {

namespace {

QString titleOf(const ArchitectureInfo& info) {
    return toQString(info.title);
}

NetworkChoice weightChoice(const WeightFile& file) {
    const auto path = toQString(file.path.string());
    const auto name = toQString(file.path.filename().string());
    const auto bytes = static_cast<qint64>(file.bytes);
    if (const auto* info = findArchitecture(file.architecture)) {
        const auto architecture = toQString(info->name);
        return {architecture + QLatin1Char(':') + path, titleOf(*info), name, architecture, path, bytes};
    }
    return {path, name, {}, {}, path, bytes};
}

}  // namespace

bool NetworkChoice::matches(const QString& search) const {
    const auto text = QStringList{title, detail, architecture}.join(QLatin1Char('\n'));
    const auto words = search.simplified().split(QLatin1Char(' '));
    return std::ranges::all_of(words, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

NetworkChoice demonstrationChoice() {
    const auto name = QStringLiteral("demo");
    return {name, titleOf(*findArchitecture("demo")), name, name, {}, 0};
}

QList<NetworkChoice> randomChoices() {
    QList<NetworkChoice> choices;
    for (const auto& info : architectures()) {
        if (info.name == "demo")
            continue;
        const auto name = toQString(info.name);
        choices.append({name + QStringLiteral(":random"), titleOf(info), name, name, {}, 0});
    }
    return choices;
}

QList<NetworkChoice> weightChoices(std::span<const WeightFile> files) {
    QList<NetworkChoice> choices;
    for (const auto& file : files)
        choices.append(weightChoice(file));
    return choices;
}

}  // namespace layerbench
