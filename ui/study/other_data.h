// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/run_session.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>

namespace layerbench {

class DataLoader;

/// The further data of a study, D: opened away from the window.
class OtherData final : public QObject {
    Q_OBJECT

public:
    explicit OtherData(QObject* parent);

    /// As openDataset() takes it; empty: none.
    void open(const std::string& description, const DatasetOptions& options, const std::optional<InputSpec>& input);

    const std::string& description() const { return description_; }
    /// nullptr where there is none, or not yet.
    const std::shared_ptr<const RunData>& data() const { return data_; }
    bool opening() const { return !description_.empty() && !data_ && problem_.isEmpty(); }
    /// For one line: what it is, and how many pictures; empty where there is none.
    QString title() const;
    const QString& problem() const { return problem_; }

Q_SIGNALS:
    void changed();

private:
    DataLoader* loader_;
    std::string description_;
    std::shared_ptr<const RunData> data_;
    QString problem_;
};

/// "Shapes: 640 training and 160 validation pictures"
QString picturesOf(const Dataset& dataset);

}  // namespace layerbench
