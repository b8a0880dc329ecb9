// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/adviser.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// {"case": "2", "cut": "features.6", "proposed_cut": "features.6", "confidence": 0.93, "size": {…}, "similarity": {…},
/// "pretrained": true, "profile": [{"layer": …, "knn": …, "ridge": …, "width": …}], "reasons": […], "doubts": […],
/// "seconds": {"looking": …, "probing": …}}. Numbers that were not measured are null. As `advise --json` prints it and
/// a project keeps it.
std::string adviceToJson(const Advice& advice);

/// An advice that was kept.
struct AdviceRecord {
    std::string caseName;
    std::string cut;          ///< empty where the adviser would not cut
    std::string proposedCut;  ///< proposedCut(): for case 2, whatever was advised
    double confidence = 0;
    double difference = std::numeric_limits<double>::quiet_NaN();  ///< from the original data, [0, 1]
    std::vector<std::string> reasons;                              ///< English
    std::vector<std::string> doubts;
    Observation observation;  ///< what it was given on: advise() says what would be advised today
};
Result<AdviceRecord> adviceFromJson(std::string_view text);

}  // namespace layerbench
