// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/curves.h"

#include "core/report/numbers.h"
#include "core/report/svg.h"
#include "core/study/cases.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace layerbench {

namespace {

using Measure = double EpochMetrics::*;

constexpr std::string_view ink = "#333333";
constexpr std::string_view pale = "#767676";
constexpr std::string_view gridColour = "#e8e8e8";
constexpr std::string_view axisColour = "#9a9a9a";
constexpr double margin = 24;
constexpr double axisLabels = 46;  // room left of a panel for the numbers of its axis
constexpr double panelGap = 30;
constexpr double panelHeight = 260;

struct Panel {
    const char* title;
    Measure training;
    Measure validation;
    bool percent;
    double left = 0;
    double top = 0;
    double width = 0;
    Ticks x{};
    Ticks y{};

    Point at(double epoch, double value) const {
        const auto share = [](const Ticks& t, double v) {
            return (v - t.values.front()) / (t.values.back() - t.values.front());
        };
        return {left + share(x, epoch) * width, top + (1 - share(y, value)) * panelHeight};
    }
};

/// One line of the legend: the runs of one case.
struct Entry {
    std::string caseName;
    std::string label;
    std::vector<double> best;  ///< validation accuracies at the best epochs
    std::int64_t bestEpoch = 0;
};

const EpochMetrics* epochOf(const RunCurve& run, std::int64_t number) {
    const auto found = std::ranges::find(run.epochs, number, &EpochMetrics::epoch);
    return found == run.epochs.end() ? nullptr : &*found;
}

std::vector<Entry> legendOf(const std::vector<RunCurve>& curves) {
    std::vector<Entry> entries;
    for (const auto& run : curves) {
        auto entry = std::ranges::find_if(
            entries, [&](const Entry& e) { return e.caseName == run.caseName && e.label == run.label; });
        if (entry == entries.end())
            entry = entries.insert(entry, {run.caseName, run.label, {}, 0});
        const auto* best = epochOf(run, run.bestEpoch);
        if (best && std::isfinite(best->validationAccuracy)) {
            entry->best.push_back(best->validationAccuracy);
            entry->bestEpoch = run.bestEpoch;
        }
    }
    return entries;
}

/// "93.5 % at epoch 12", or the span over seeds: "92.2 to 93.5 % (3 seeds)".
std::string bestText(const Entry& entry) {
    if (entry.best.empty())
        return {};
    const auto [low, high] = std::ranges::minmax(entry.best);
    const std::string highText = fixedText(100 * high, 1) + " %";
    if (entry.best.size() == 1)
        return highText + " at epoch " + std::to_string(entry.bestEpoch);
    return fixedText(100 * low, 1) + " to " + highText + " (" + std::to_string(entry.best.size()) + " seeds)";
}

/// Whole epochs only, whatever their number.
Ticks epochTicks(const std::vector<RunCurve>& curves) {
    std::int64_t last = 2;
    for (const auto& run : curves)
        for (const auto& epoch : run.epochs)
            last = std::max(last, epoch.epoch);
    Ticks ticks = last <= 10 ? niceTicks(1, static_cast<double>(last), static_cast<int>(last))
                             : niceTicks(0, static_cast<double>(last), 6);
    // The axis ends where the data ends, not at the next round number.
    std::erase_if(ticks.values, [&](double v) { return v < 1 || v > static_cast<double>(last); });
    if (ticks.values.front() > 1)
        ticks.values.insert(ticks.values.begin(), 1);
    const double end = static_cast<double>(last);
    if (ticks.values.back() < end) {
        // A last tick too near to the round one before it takes its place.
        const double step = ticks.values.size() > 1 ? ticks.values.back() - ticks.values[ticks.values.size() - 2] : end;
        if (end - ticks.values.back() < 0.5 * step && ticks.values.size() > 2)
            ticks.values.pop_back();
        ticks.values.push_back(end);
    }
    return ticks;
}

Ticks valueTicks(const std::vector<RunCurve>& curves, const Panel& panel) {
    double low = INFINITY;
    double high = -INFINITY;
    for (const auto& run : curves)
        for (const auto& epoch : run.epochs)
            for (const double value : {epoch.*panel.training, epoch.*panel.validation})
                if (std::isfinite(value)) {
                    low = std::min(low, value);
                    high = std::max(high, value);
                }
    if (low > high)
        return niceTicks(0, 1, 6);
    if (!panel.percent)
        return niceTicks(std::min(0.0, low), high, 6);
    // Accuracies end at 100 %; the start shows the curves, not the empty room below them.
    return niceTicks(std::min(low, 0.9), 1, 6);
}

void drawAxes(Svg& svg, const Panel& panel) {
    const double bottom = panel.top + panelHeight;
    svg.text({panel.left, panel.top - 14}, panel.title, {.size = 13, .colour = ink, .bold = true});
    for (const double value : panel.y.values) {
        const Point at = panel.at(panel.x.values.front(), value);
        svg.line(at, {panel.left + panel.width, at.y}, {.colour = gridColour});
        const std::string number = panel.percent ? fixedText(100 * value, std::max(0, panel.y.decimals - 2)) + " %"
                                                 : fixedText(value, panel.y.decimals);
        svg.text({panel.left - 8, at.y + 4}, number, {.size = 11, .colour = pale, .anchor = Svg::Anchor::end});
    }
    svg.line({panel.left, bottom}, {panel.left + panel.width, bottom}, {.colour = axisColour});
    for (const double epoch : panel.x.values) {
        const double x = panel.at(epoch, panel.y.values.front()).x;
        svg.line({x, bottom}, {x, bottom + 4}, {.colour = axisColour});
        svg.text({x, bottom + 18}, fixedText(epoch, 0), {.size = 11, .colour = pale, .anchor = Svg::Anchor::middle});
    }
    svg.text({panel.left + panel.width / 2, bottom + 36}, "Epoch",
             {.size = 11, .colour = pale, .anchor = Svg::Anchor::middle});
}

/// The values as lines between gaps; a value that stands alone is a dot.
void drawCurve(Svg& svg, const Panel& panel, const RunCurve& run, Measure measure, const Svg::LineStyle& style) {
    std::vector<Point> piece;
    const auto flush = [&] {
        if (piece.size() == 1)
            svg.dot(piece.front(), 2.5, style.colour, style.opacity);
        else if (piece.size() > 1)
            svg.polyline(piece, style);
        piece.clear();
    };
    for (const auto& epoch : run.epochs) {
        if (std::isfinite(epoch.*measure))
            piece.push_back(panel.at(static_cast<double>(epoch.epoch), epoch.*measure));
        else
            flush();
    }
    flush();
}

void drawRuns(Svg& svg, const Panel& panel, const std::vector<RunCurve>& curves) {
    for (const auto& run : curves)
        drawCurve(svg, panel, run, panel.training,
                  {.colour = caseColour(run.caseName), .width = 1.2, .dashes = "4 3", .opacity = 0.55});
    for (const auto& run : curves) {
        svg.beginGroup(run.label + ", seed " + std::to_string(run.seed));
        drawCurve(svg, panel, run, panel.validation, {.colour = caseColour(run.caseName), .width = 1.8});
        svg.endGroup();
    }
    for (const auto& run : curves)
        for (const std::int64_t phase : run.phases) {
            // An epoch's values stand at its end; it begins where the one before ends.
            const double x = panel.at(static_cast<double>(phase - 1), panel.y.values.front()).x;
            svg.line({x, panel.top}, {x, panel.top + panelHeight},
                     {.colour = caseColour(run.caseName), .dashes = "1 3", .opacity = 0.8});
        }
    // Last, so that no line crosses a ring.
    for (const auto& run : curves)
        if (const auto* best = epochOf(run, run.bestEpoch); best && std::isfinite(best->*panel.validation))
            svg.ring(panel.at(static_cast<double>(best->epoch), best->*panel.validation), 3.6,
                     caseColour(run.caseName));
}

/// What solid, dashed and ringed mean, on the right of the title's line.
void drawKey(Svg& svg, double right, double y) {
    const auto word = [&](const char* text) {
        right -= textWidth(text, 11);
        svg.text({right, y}, text, {.size = 11, .colour = pale});
        right -= 8;
    };
    word("best epoch");
    svg.ring({right - 4, y - 4}, 3.6, pale);
    right -= 26;
    word("training");
    svg.line({right - 26, y - 4}, {right, y - 4}, {.colour = pale, .width = 1.2, .dashes = "4 3"});
    right -= 44;
    word("validation");
    svg.line({right - 26, y - 4}, {right, y - 4}, {.colour = pale, .width = 1.8});
}

constexpr double legendLine = 20;

/// Draws the legend in as many columns as fit; returns the number of its lines.
std::size_t drawLegend(Svg* svg, const std::vector<Entry>& entries, double top, double width) {
    double labelWidth = 0;
    double bestWidth = 0;
    for (const auto& entry : entries) {
        labelWidth = std::max(labelWidth, textWidth(entry.label, 12));
        bestWidth = std::max(bestWidth, textWidth(bestText(entry), 12));
    }
    const double room = width - 2 * margin;
    const bool twoColumns = entries.size() > 1 && 2 * (34 + labelWidth + 10 + bestWidth + 24) <= room;
    const std::size_t columns = twoColumns ? 2 : 1;
    const std::size_t lines = (entries.size() + columns - 1) / columns;
    for (std::size_t i = 0; svg && i < entries.size(); ++i) {
        // Down the columns, so that the cases read in order.
        const double x = margin + static_cast<double>(i / lines) * room / static_cast<double>(columns);
        const double y = top + static_cast<double>(i % lines) * legendLine;
        svg->line({x, y - 4}, {x + 26, y - 4}, {.colour = caseColour(entries[i].caseName), .width = 2.4});
        svg->text({x + 34, y}, entries[i].label, {.size = 12, .colour = ink});
        svg->text({x + 34 + labelWidth + 10, y}, bestText(entries[i]), {.size = 12, .colour = pale});
    }
    return lines;
}

}  // namespace

std::string lossAccuracySvg(const std::vector<RunCurve>& curves, const CurveOptions& options) {
    const double width = std::max(480.0, options.width);
    const auto entries = legendOf(curves);
    const double head = options.title.empty() ? 30 : 58;
    const double legendTop = head + 34 + panelHeight + 66;
    const auto lines = drawLegend(nullptr, entries, 0, width);
    const double height = legendTop + static_cast<double>(lines) * legendLine + (lines > 0 ? 8 : -16);

    Svg svg(width, height);
    if (!options.title.empty())
        svg.text({margin, 34}, options.title, {.size = 17, .colour = ink, .bold = true});
    drawKey(svg, width - margin, head - 4);

    std::array panels{
        Panel{"Loss", &EpochMetrics::trainLoss, &EpochMetrics::validationLoss, false},
        Panel{"Accuracy", &EpochMetrics::trainAccuracy, &EpochMetrics::validationAccuracy, true},
    };
    const double panelWidth = (width - 2 * margin - panelGap) / 2 - axisLabels;
    double left = margin + axisLabels;
    for (auto& panel : panels) {
        panel.left = left;
        panel.top = head + 34;
        panel.width = panelWidth;
        panel.x = epochTicks(curves);
        panel.y = valueTicks(curves, panel);
        left += panelWidth + panelGap + axisLabels;
        drawAxes(svg, panel);
        drawRuns(svg, panel, curves);
    }
    drawLegend(&svg, entries, legendTop, width);
    return std::move(svg).finish();
}

}  // namespace layerbench
