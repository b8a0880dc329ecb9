// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/comparison.h"
#include "core/report/comparison_rows.h"
#include "ui/compare/known_advice.h"
#include "widgets/board/board_state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// What was compared on what: comparisons of one network and data stand beside each other over the images per class.
struct ComparedOn {
    std::string network;        ///< as the command line names it
    std::string data;           ///< likewise
    std::int64_t perClass = 0;  ///< 0: all

    bool operator==(const ComparedOn&) const = default;
};
ComparedOn comparedOn(const OpenedNetwork& network, const RunData& data);
ComparedOn comparedOn(const ComparisonRecord& record);

/// One run of a comparison, in progress or stored.
struct ComparedRun {
    RunSummary summary;            ///< as far as it is known by now
    std::vector<double> accuracy;  ///< of the validation, by epoch from 1
    bool training = false;
    double trainingAccuracy = std::numeric_limits<double>::quiet_NaN();  ///< of the last epoch, in [0, 1]
};

struct ComparedCase {
    std::string caseName;
    Network network;          ///< after the case's recipe, its weights shared with the source's
    std::int64_t epochs = 0;  ///< planned
    Recipe recipe = {};
    TrainingOptions options = {};  ///< once it runs
};

/// A comparison as the board shows it: planned, in progress or stored. A value.
struct Comparison {
    ComparedOn on;
    std::vector<ComparedCase> cases;
    std::vector<std::uint64_t> seeds;
    std::vector<ComparedRun> runs;  ///< in the order in which they started
    std::optional<KnownAdvice> advice;
    bool active = false;
    /// The network at its own task before any training; NaN where that was not measured.
    double sourceAccuracy = std::numeric_limits<double>::quiet_NaN();

    ComparedRun* find(std::int64_t run);
    /// The runs of a case, in the order in which they started.
    std::vector<std::int64_t> runsOf(std::string_view caseName) const;
};

/// The four cases (and 4-finetune where that was advised) of a network, nothing trained yet. Cases that it has no place
/// to cut for are left out.
std::vector<ComparedCase> plannedCases(const Network& source, std::int64_t classes, const std::string& cut,
                                       bool withFineTuneDifferent = false);
/// Where case 2 cuts as long as nobody was asked: the last place but one.
std::string usualCut(const Network& source);

/// Cells with networks, curves, accuracies and verdicts. While it is active, how far the runs are stands in the place
/// of verdicts, and an accuracy is the best so far.
std::vector<BoardCell> boardCells(const Comparison& comparison, const Network& source);
/// One line a case, the highest accuracy first; empty while nothing has ended well.
std::vector<ComparisonRow> tableRows(const Comparison& comparison);

}  // namespace layerbench
