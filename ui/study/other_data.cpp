// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/other_data.h"

#include "ui/data/data_loader.h"
#include "ui/data/data_title.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

namespace layerbench {

OtherData::OtherData(QObject* parent) : QObject(parent), loader_(new DataLoader(this)) {
    connect(loader_, &DataLoader::opened, this, [this](const std::shared_ptr<const RunData>& opened) {
        data_ = opened;
        Q_EMIT changed();
    });
    connect(loader_, &DataLoader::failed, this, [this](const Error& error) {
        problem_ = translated(error);
        Q_EMIT changed();
    });
}

void OtherData::open(const std::string& description, const DatasetOptions& options,
                     const std::optional<InputSpec>& input) {
    description_ = description;
    data_.reset();
    problem_.clear();
    if (description.empty())
        loader_->cancel();
    else
        loader_->open({description, options, Augmentation::none}, input);
    Q_EMIT changed();
}

QString OtherData::title() const {
    if (data_)
        return picturesOf(data_->dataset);
    if (description_.empty())
        return {};
    return opening() ? tr("%1 is being read …").arg(dataTitle(description_)) : dataTitle(description_);
}

QString picturesOf(const Dataset& dataset) {
    return OtherData::tr("%1: %2 training and %3 validation pictures")
        .arg(dataTitle(dataset.description), fullCount(std::ssize(dataset.items(Part::training))),
             fullCount(std::ssize(dataset.items(Part::validation))));
}

}  // namespace layerbench
