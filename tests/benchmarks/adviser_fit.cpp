// SPDX-License-Identifier: GPL-3.0-or-later
// How well the adviser's rules choose, from comparisons that were run: reads projects, fits the two thresholds that
// count where no source is at hand, once for each data set on all the others, and prints the table as Markdown.
// A network on the very pictures that it was trained on is shown and not counted.
#include "core/project/advice_json.h"
#include "core/project/project.h"
#include "core/report/comparison_rows.h"
#include "core/study/outcome.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

using namespace layerbench;

namespace {

struct Scenario {
    std::string network;
    std::string data;
    Observation observation;
    std::vector<CaseResult> results;
    bool counted = true;
};

struct Fit {
    AdviserThresholds thresholds;
    double meanRegret = 1;
};

const std::vector<std::string> caseColumns{"1", "2", "3", "4"};

Result<void> collect(const char* path, std::vector<Scenario>& scenarios) {
    LB_TRY(const Project project, Project::open(path, Project::Access::read));
    LB_TRY(const auto comparisons, project.comparisons());
    for (const auto& comparison : comparisons) {
        LB_TRY(const auto runs, project.summaries(comparison.runs));
        LB_TRY(auto advice, adviceFromJson(comparison.advice));
        Scenario scenario{runs.front().architecture, comparison.data, std::move(advice.observation),
                          resultsOf(byCase(runs))};
        scenario.counted = scenario.network != "resnet20" || scenario.data.find("cifar10") == std::string::npos;
        scenarios.push_back(std::move(scenario));
    }
    return {};
}

AdviceOutcome follow(const Scenario& scenario, std::string_view which) {
    const auto outcome = outcomeOf(which, scenario.results);
    if (!outcome) {
        std::fprintf(stderr, "%s on %s: case %s has no result\n", scenario.network.c_str(), scenario.data.c_str(),
                     std::string(which).c_str());
        std::exit(1);
    }
    return *outcome;
}

AdviceOutcome follow(const Scenario& scenario, const AdviserThresholds& thresholds) {
    return follow(scenario, name(advise(scenario.observation, thresholds).which));
}

template <class Advised>
AdviserRecord record(const std::vector<Scenario>& scenarios, Advised advised) {
    std::vector<AdviceOutcome> outcomes;
    for (const auto& scenario : scenarios)
        if (scenario.counted)
            outcomes.push_back(follow(scenario, advised(scenario)));
    return recordOf(outcomes);
}

/// The least mean regret over all counted scenarios whose data is another; of equally good pairs the one in the middle.
Fit fit(const std::vector<Scenario>& scenarios, const std::string& leftOut) {
    std::vector<Scenario> seen;
    std::ranges::copy_if(scenarios, std::back_inserter(seen),
                         [&](const Scenario& scenario) { return scenario.data != leftOut; });
    std::vector<Fit> best{Fit{}};
    for (int step = 0; step <= 16; ++step)
        for (double margin = -1; margin <= 4; margin += 0.25) {
            AdviserThresholds thresholds;
            thresholds.enoughUnexplained = 10 * std::exp2(step / 2.0);
            thresholds.cutMargin = margin;
            const double regret = record(seen, [&](const Scenario&) { return thresholds; }).meanRegret;
            if (regret < best.front().meanRegret - 1e-12)
                best.clear();
            if (best.empty() || regret < best.front().meanRegret + 1e-12)
                best.push_back({thresholds, regret});
        }
    const double middle = best[best.size() / 2].thresholds.enoughUnexplained;
    std::erase_if(best, [&](const Fit& one) { return one.thresholds.enoughUnexplained != middle; });
    return best[best.size() / 2];
}

void printSummary(const char* what, const AdviserRecord& record) {
    std::printf("| %s | %.3f | %.3f |\n", what, record.meanRegret, record.worstRegret);
}

void print(const std::vector<Scenario>& scenarios) {
    std::map<std::string, Fit> fits;
    for (const auto& scenario : scenarios)
        fits.try_emplace(scenario.data, fit(scenarios, scenario.data));
    std::printf(
        "| Network | Data | Pictures | Seeds | Case 1 | Case 2 | Case 3 | Case 4 | Best | Advised | Given away |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (const auto& scenario : scenarios) {
        const AdviceOutcome outcome = follow(scenario, fits[scenario.data].thresholds);
        std::printf("| %s | %s | %lld | %lld |", scenario.network.c_str(), scenario.data.c_str(),
                    static_cast<long long>(scenario.observation.pictures), static_cast<long long>(outcome.seeds));
        for (const auto& column : caseColumns) {
            const auto found = std::ranges::find(scenario.results, column, &CaseResult::caseName);
            const Spread spread = found == scenario.results.end() ? Spread{} : spreadOf(found->accuracies);
            spread.count > 0 ? std::printf(" %.3f |", spread.mean) : std::printf(" – |");
        }
        std::printf(" %s | %s | %.3f%s |\n", outcome.best.c_str(), outcome.advised.c_str(), outcome.regret(),
                    scenario.counted ? "" : " (not counted)");
    }
    std::printf("\n| Advice | Mean given away | Worst |\n|---|---:|---:|\n");
    printSummary("thresholds fitted on the other data sets (the table above)",
                 record(scenarios, [&](const Scenario& scenario) { return fits[scenario.data].thresholds; }));
    printSummary("the program's thresholds", record(scenarios, [](const Scenario&) { return AdviserThresholds{}; }));
    for (const auto& column : caseColumns)
        printSummary(("always case " + column).c_str(), record(scenarios, [&](const Scenario&) { return column; }));
    std::printf("\n| Left out | Enough unexplained pictures | Margin of a cut | Mean given away on the others |\n"
                "|---|---:|---:|---:|\n");
    fits[""] = fit(scenarios, "");
    for (const auto& [data, one] : fits)
        std::printf("| %s | %.0f | %.2f | %.3f |\n", data.empty() ? "none" : data.c_str(),
                    one.thresholds.enoughUnexplained, one.thresholds.cutMargin, one.meanRegret);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: layerbench-adviser-fit PROJECT...\n");
        return 2;
    }
    std::vector<Scenario> scenarios;
    for (int i = 1; i < argc; ++i)
        if (const auto read = collect(argv[i], scenarios); !read) {
            std::fprintf(stderr, "%s\n", read.error().message().c_str());
            return 1;
        }
    print(scenarios);
}
