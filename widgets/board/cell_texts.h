// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/board_curves.h"

namespace layerbench {

// What a cell says in words, in the user's language.

/// "Case 1"; "fine-tuned" for "4-finetune".
QString caseLabel(std::string_view caseName);
/// "Train a new head"; empty for a name that is no case.
QString caseTitle(std::string_view caseName);
QString caseExplanation(std::string_view caseName);
/// "small, similar": where the textbook puts the case; empty for a name that is no case.
QString caseBelongs(std::string_view caseName);

/// "± 2.1 %"; empty where unknown.
QString spreadText(double spread);
/// "2,056 trained of 1.3 M"; empty where unknown.
QString trainedText(const BoardCell& cell);
/// Mean of the finished runs: "1.1 s"; empty where none has finished.
QString secondsText(const BoardCell& cell);
/// The line under the plot: the verdict, else how far the runs are; failed runs come first.
QString statusText(const BoardCell& cell);
int failedRuns(const BoardCell& cell);
/// "Forgets the original task: 97 % before, 31 % after"; empty where it does not.
QString forgettingText(const BoardCell& cell);
/// Shorter: "forgets: 96.6 % → 72.0 % on the old task"; with "fine-tuned" before it for that variant.
QString forgetsInNumbers(const BoardCell& cell);
/// Everything in one go, for a screen reader.
QString spokenText(const BoardCell& cell);
/// Epoch and accuracies of all cases there, as rich text; `first` leads.
QString epochText(const BoardCurves& curves, std::int64_t epoch, std::string_view first);
/// "Your data: 160 images to train on, difference 0.31"; of one that was judged, why it could not be measured.
QString placeText(const BoardPlace& place);
/// "1,000,000 images": the ruler's numbers are short, this one is not.
QString imagesText(double images);

}  // namespace layerbench
