// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/adviser.h"

#include <string>

namespace layerbench {

/// {"case": "2", "cut": "features.6", "proposed_cut": "features.6", "confidence": 0.93, "size": {…}, "similarity": {…},
/// "profile": [{"layer": …, "knn": …, "ridge": …, "width": …}], "reasons": […], "doubts": […], "seconds": {"looking":
/// …, "probing": …}}. Numbers that were not measured are null. As `advise --json` prints it and a project keeps it.
std::string adviceToJson(const Advice& advice);

/// What a comparison needs of an advice that was kept.
struct AdviceRecord {
    std::string caseName;
    std::string cut;          ///< empty where the adviser would not cut
    std::string proposedCut;  ///< proposedCut(): for case 2, whatever was advised
    double confidence = 0;
};
Result<AdviceRecord> adviceFromJson(std::string_view text);

}  // namespace layerbench
