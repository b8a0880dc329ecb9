// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/numbers.h"
#include "core/report/transferability.h"
#include "core/study/transferability_findings.h"
#include "core/study/transferability_treatments.h"
#include "core/study/verdict.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// "61.2 ± 1.4 ↓"; in percent.
std::string cell(const std::vector<double>& accuracies, const std::vector<double>& base) {
    const Spread spread = spreadOf(accuracies);
    if (!std::isfinite(spread.mean))
        return "–";
    std::string text = fixedText(100 * spread.mean, 1);
    if (std::isfinite(spread.deviation))
        text += " ± " + fixedText(100 * spread.deviation, 1);
    const Verdict verdict = compareRuns(accuracies, base);
    return text + (verdict == Verdict::better ? " ↑" : verdict == Verdict::worse ? " ↓" : "");
}

std::string cutOf(const TransferabilityResult& result, std::int64_t depth) {
    return depth == 0 ? std::string() : result.cuts[static_cast<std::size_t>(depth - 1)];
}

std::string csvTable(const TransferabilityResult& result) {
    std::string out = "run,seed,origin,depth,cut,frozen,validation_accuracy,last_validation_accuracy,best_epoch,reason,"
                      "trainable_parameters,total_parameters,frozen_unchanged,seconds\n";
    for (const auto& m : result.runs) {
        const std::vector<std::string> fields{
            name(m.run),
            std::to_string(m.run.seed),
            std::string(1, letter(m.run.origin)),
            std::to_string(m.run.depth),
            csvField(cutOf(result, m.run.depth)),
            m.run.frozen ? "1" : "0",
            exactText(m.accuracy),
            exactText(m.lastAccuracy),
            std::to_string(m.bestEpoch),
            std::string(name(m.reason)),
            std::to_string(m.trainableParameters),
            std::to_string(m.totalParameters),
            m.frozenUnchanged ? "1" : "0",
            exactText(m.seconds),
        };
        for (std::size_t i = 0; i < fields.size(); ++i)
            out += (i > 0 ? "," : "") + fields[i];
        out += '\n';
    }
    return out;
}

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ", ") + name;
    return out;
}

std::string optionsText(const TransferabilityResult& result) {
    const TrainingOptions& o = result.options;
    std::string text =
        joined({std::to_string(o.epochs), " epochs, batches of ", std::to_string(o.batchSize), ", ", name(o.optimizer),
                " at ", exactText(o.learningRate), " (", name(o.schedule), "), momentum ", exactText(o.momentum),
                ", weight decay ", exactText(o.weightDecay), ", augmentation: ", name(result.augmentation)});
    if (o.earlyStopping > 0)
        text += ", early stopping after " + std::to_string(o.earlyStopping);
    return text;
}

}  // namespace

TextTable transferabilityRows(const TransferabilityResult& result) {
    const auto measured = measuredTreatments(result);
    const auto base = result.accuracies(Origin::target, 0, false);
    TextTable table{{"n", LB_TEXT("study", "Copied up to")}, {true, false}, {}};
    for (const auto& treatment : measured) {
        table.head.emplace_back(treatment.name);
        table.rightAligned.push_back(true);
    }
    std::vector<std::string> first{"0", LB_TEXT("study", "(base B)")};
    first.resize(table.head.size(), cell(base, base));
    table.rows.push_back(std::move(first));
    for (const auto depth : result.depths) {
        std::vector<std::string> row{std::to_string(depth), cutOf(result, depth)};
        for (const auto& treatment : measured)
            row.push_back(cell(result.accuracies(treatment.origin, depth, treatment.frozen), base));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string transferabilityTable(const TransferabilityResult& result, TableFormat format) {
    return format == TableFormat::csv ? csvTable(result) : written(transferabilityRows(result), format);
}

std::string transferabilityPage(const TransferabilityResult& result) {
    std::string out = "# How transferable are the blocks of " + result.architecture + "?\n\n" +
                      "The experiment of Yosinski et al. 2014 (arXiv 1411.1792): the first n blocks of a trained base "
                      "network are copied, the rest is drawn anew, and all learns task B. BnB copies from base B "
                      "itself, AnB from base A; without a plus the copied blocks stay frozen, with one they learn "
                      "on.\n\n";
    for (const auto& task : result.tasks)
        out += joined({"- Task ", std::string(1, letter(task.origin)), " (", task.data, "): ", listed(task.classes),
                       "; ", groupedText(task.trainingPictures), " training and ", groupedText(task.validationPictures),
                       " validation pictures.\n"});
    out += "- All runs alike: " + optionsText(result) + ".\n";
    out += "- Seeds: ";
    for (std::size_t i = 0; i < result.seeds.size(); ++i)
        out += (i > 0 ? ", " : "") + std::to_string(result.seeds[i]);
    out += ". They draw weights and the order of pictures; the classes of A and B stay.\n";
    for (const auto& task : result.tasks)
        if (task.origin != Origin::target)
            if (const auto base = result.accuracies(task.origin, 0, false); !base.empty())
                out += joined(
                    {"- Base ", std::string(1, letter(task.origin)), " on its own task: ", cell(base, {}), " %.\n"});
    if (result.stopped)
        out += "- The study was stopped before all its runs were through.\n";
    out += "\nValidation accuracy on B in percent, of the best epoch: mean and standard deviation over the seeds. An "
           "arrow marks what differs from base B beyond noise (Welch's test at 5 %, each pair for itself; three seeds "
           "at least); ";
    const auto arrows = measuredTreatments(result).size() * result.depths.size();
    out += "of " + std::to_string(arrows) + " cells that are all alike one in twenty may show one.\n\n";
    out += transferabilityTable(result, TableFormat::markdown);
    const auto findings = transferabilityFindings(result);
    if (!findings.empty())
        out += "\nWhat it shows of the paper's findings:\n\n";
    for (const auto& finding : findings)
        out += "- " + finding.english() + "\n";
    return out;
}

}  // namespace layerbench
