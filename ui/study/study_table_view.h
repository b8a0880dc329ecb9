// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transferability_treatments.h"

#include <QTableWidget>

#include <vector>

namespace layerbench {

/// The rows of a transferability study as core/report makes them, a coloured dot at each treatment's column.
class StudyTableView final : public QTableWidget {
    Q_OBJECT

public:
    explicit StudyTableView(QWidget* parent = nullptr);

    void setResult(const TransferabilityResult& result);
    /// With so many lines and the heading.
    int heightOf(int lines) const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void showSigns();

    std::vector<Treatment> treatments_;  ///< a column each
};

}  // namespace layerbench
