// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_title.h"

#include "core/data/samples.h"
#include "widgets/basics/translated.h"

#include <QFileInfo>

#include <algorithm>
#include <string_view>

namespace layerbench {

namespace {

constexpr std::string_view samplesPrefix = "samples:";

/// nullptr for files, and for a set that does not exist.
const SampleSetInfo* sampleSetOf(std::string_view description) {
    if (!description.starts_with(samplesPrefix))
        return nullptr;
    description.remove_prefix(samplesPrefix.size());
    const auto name = description.substr(0, description.find('?'));
    const auto& sets = sampleSets();
    const auto found = std::ranges::find(sets, name, &SampleSetInfo::name);
    return found == sets.end() ? nullptr : &*found;
}

}  // namespace

QString dataTitle(const std::string& description) {
    if (const auto* set = sampleSetOf(description))
        return translated(set->title.c_str());
    auto path = toQString(description);
    while (path.size() > 1 && path.endsWith(QLatin1Char('/')))
        path.chop(1);
    const auto name = QFileInfo(path).fileName();
    return name.isEmpty() ? path : name;
}

QString dataExplanation(const std::string& description) {
    if (const auto* set = sampleSetOf(description))
        return translated(set->description.c_str());
    return toQString(description);
}

}  // namespace layerbench
