// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/metrics.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// One run's curves. Runs of the same case and label (other seeds) share a colour and a line of the legend.
struct RunCurve {
    std::string caseName;  ///< "1", …, "4-finetune", or another name: gives the colour
    std::string label;     ///< what the legend calls it: "1 · Train a new head"
    std::uint64_t seed = 0;
    std::vector<EpochMetrics> epochs;
    std::int64_t bestEpoch = 0;             ///< marked with a ring; 0: none
    std::int64_t run = 0;                   ///< its number in the project
    std::vector<std::int64_t> phases = {};  ///< epochs with which layers began or ceased to train: dotted lines
};

struct CurveOptions {
    std::string title;   ///< above the curves; may be empty
    double width = 960;  ///< pixels, at least 480
};

/// Loss on the left, accuracy on the right, over epochs: validation solid, training dashed and pale, the best epoch
/// ringed. Values that are not finite leave a gap. Without epochs the axes stand alone. A whole SVG document.
std::string lossAccuracySvg(const std::vector<RunCurve>& curves, const CurveOptions& options = {});

/// One line an epoch, with a head line: run, label, case, seed, epoch, train_loss, train_accuracy, validation_loss,
/// validation_accuracy, learning_rate, seconds, images_per_second, best. Numbers in full; empty where not finite.
std::string curvesCsv(const std::vector<RunCurve>& curves);

}  // namespace layerbench
