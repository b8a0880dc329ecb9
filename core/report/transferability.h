// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/text_table.h"
#include "core/study/transferability.h"

#include <string>

namespace layerbench {

struct TransferabilityFigure {
    std::string title = {};  ///< above the curves; may be empty
    double width = 960;      ///< pixels, at least 640
};

/// The figure of Yosinski et al. 2014: accuracy on task B over the number of copied blocks, a curve through the means
/// and a band from the lowest to the highest seed for each treatment, base B as a dashed line. Treatments without a
/// measurement are left out. A whole SVG document.
std::string transferabilitySvg(const TransferabilityResult& result, const TransferabilityFigure& figure = {});

/// One row a depth, one column a measured treatment: mean and sample standard deviation over the seeds in percent, the
/// row of depth 0 the base. An arrow where the treatment differs from base B beyond noise (compareRuns(), which wants
/// three seeds), "↑" above it and "↓" below.
TextTable transferabilityRows(const TransferabilityResult& result);

/// Those rows. As csv: one line a run, numbers in full; the columns are run, seed, origin, depth, cut, frozen,
/// validation_accuracy, last_validation_accuracy, best_epoch, reason, trainable_parameters, total_parameters,
/// frozen_unchanged, seconds.
std::string transferabilityTable(const TransferabilityResult& result, TableFormat format);

/// A page of Markdown: what was trained on what and how, and the table.
std::string transferabilityPage(const TransferabilityResult& result);

}  // namespace layerbench
