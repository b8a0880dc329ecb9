// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/transferability.h"

#include "core/report/numbers.h"
#include "core/report/svg.h"
#include "core/study/transferability_findings.h"
#include "core/study/transferability_treatments.h"
#include "core/study/verdict.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace layerbench {

namespace {

constexpr std::string_view ink = "#333333";
constexpr std::string_view pale = "#767676";
constexpr std::string_view gridColour = "#e8e8e8";
constexpr std::string_view axisColour = "#9a9a9a";
constexpr double margin = 24;
constexpr double axisLabels = 46;  // room left of the curves for the numbers of their axis
constexpr double rightGap = 30;    // between the plot and the margin
constexpr double plotHeight = 320;
constexpr double legendLine = 20;
constexpr double bandOpacity = 0.13;
constexpr double findingLine = 17;
constexpr double findingSize = 12;

struct Plot {
    double left;
    double top;
    double width;
    double lastDepth;
    Ticks y;

    Point at(double depth, double value) const {
        const double share = (value - y.values.front()) / (y.values.back() - y.values.front());
        return {left + depth / lastDepth * width, top + (1 - share) * plotHeight};
    }
    Point at(const TreatmentPoint& point, double value) const { return at(static_cast<double>(point.depth), value); }
    double bottom() const { return top + plotHeight; }
};

Ticks accuracyTicks(const TransferabilityResult& result) {
    double low = 1;
    double high = 0;
    for (const auto& measured : result.runs) {
        const bool drawn = measured.run.depth > 0 || measured.run.origin == Origin::target;
        if (!drawn || !std::isfinite(measured.accuracy))
            continue;
        low = std::min(low, measured.accuracy);
        high = std::max(high, measured.accuracy);
    }
    return low > high ? niceTicks(0, 1, 6) : niceTicks(low, high, 6);
}

/// The names of the cuts under the numbers of the axis, where there is room for them.
bool cutsFit(const TransferabilityResult& result, const Plot& plot) {
    // Names stand centred on their ticks, the last of them at the edge of the plot.
    const double room = std::min(plot.width / static_cast<double>(result.cuts.size()), 2 * (rightGap + margin));
    return std::ranges::all_of(result.cuts, [&](const std::string& cut) { return textWidth(cut, 10) + 6 < room; });
}

void drawAxes(Svg& svg, const Plot& plot, const TransferabilityResult& result) {
    svg.text({plot.left, plot.top - 14}, "Accuracy on task B", {.size = 13, .colour = ink, .bold = true});
    for (const double value : plot.y.values) {
        const Point at = plot.at(0, value);
        svg.line(at, {plot.left + plot.width, at.y}, {.colour = gridColour});
        svg.text({plot.left - 8, at.y + 4}, fixedText(100 * value, std::max(0, plot.y.decimals - 2)) + " %",
                 {.size = 11, .colour = pale, .anchor = Svg::Anchor::end});
    }
    svg.line({plot.left, plot.bottom()}, {plot.left + plot.width, plot.bottom()}, {.colour = axisColour});
    const bool named = cutsFit(result, plot);
    for (std::size_t depth = 0; depth <= result.cuts.size(); ++depth) {
        const double x = plot.at(static_cast<double>(depth), 0).x;
        svg.line({x, plot.bottom()}, {x, plot.bottom() + 4}, {.colour = axisColour});
        svg.text({x, plot.bottom() + 18}, std::to_string(depth),
                 {.size = 11, .colour = pale, .anchor = Svg::Anchor::middle});
        if (named && depth > 0)
            svg.text({x, plot.bottom() + 32}, result.cuts[depth - 1],
                     {.size = 10, .colour = pale, .anchor = Svg::Anchor::middle});
    }
    svg.text({plot.left + plot.width / 2, plot.bottom() + 52},
             named ? "n: blocks copied, up to and with the layer named" : "n: blocks copied",
             {.size = 11, .colour = pale, .anchor = Svg::Anchor::middle});
}

/// Base B: its mean across the plot, its span over the seeds behind it, a ring a seed at n = 0.
void drawBase(Svg& svg, const Plot& plot, const std::vector<double>& base) {
    if (base.empty())
        return;
    const auto [low, high] = std::ranges::minmax(base);
    if (base.size() > 1)
        svg.area({plot.at(0, low), plot.at(0, high), plot.at(plot.lastDepth, high), plot.at(plot.lastDepth, low)}, pale,
                 bandOpacity);
    const double mean = spreadOf(base).mean;
    svg.beginGroup("base B: " + fixedText(100 * mean, 1) + " %");
    svg.line(plot.at(0, mean), plot.at(plot.lastDepth, mean), {.colour = ink, .width = 1.4, .dashes = "6 4"});
    for (const double value : base)
        svg.ring(plot.at(0, value), 3, ink);
    svg.endGroup();
}

void drawBand(Svg& svg, const Plot& plot, const Treatment& treatment, const std::vector<TreatmentPoint>& places) {
    if (places.size() < 2 ||
        std::ranges::all_of(places, [](const TreatmentPoint& place) { return place.accuracy.count < 2; }))
        return;
    std::vector<Point> outline;
    for (const auto& place : places)
        outline.push_back(plot.at(place, place.high));
    for (auto place = places.rbegin(); place != places.rend(); ++place)
        outline.push_back(plot.at(*place, place->low));
    svg.area(outline, treatment.colour, bandOpacity);
}

void drawCurve(Svg& svg, const Plot& plot, const Treatment& treatment, const std::vector<TreatmentPoint>& places) {
    std::vector<Point> points;
    for (const auto& place : places)
        points.push_back(plot.at(place, place.accuracy.mean));
    svg.beginGroup(joined({treatment.name, ": ", treatment.title}));
    if (points.size() > 1)
        svg.polyline(points, {.colour = treatment.colour, .width = 2});
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (places[i].accuracy.count > 1 && places.size() == 1)  // no band: the span as a line
            svg.line(plot.at(places[i], places[i].low), plot.at(places[i], places[i].high),
                     {.colour = treatment.colour, .opacity = 0.5});
        // Frozen as a dot, learning on as a ring: told apart without their colours.
        if (treatment.frozen)
            svg.dot(points[i], 3.6, treatment.colour);
        else
            svg.ring(points[i], 3.6, treatment.colour);
    }
    svg.endGroup();
}

void drawLegend(Svg& svg, const std::vector<Treatment>& drawn, double top, double width) {
    const double column = (width - 2 * margin) / 2;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        // Frozen on the left, learning on on the right.
        const double x = margin + (drawn[i].frozen ? 0 : column);
        const double y = top + static_cast<double>(drawn[i].origin) * legendLine;
        svg.line({x, y - 4}, {x + 26, y - 4}, {.colour = drawn[i].colour, .width = 2});
        if (drawn[i].frozen)
            svg.dot({x + 13, y - 4}, 3.6, drawn[i].colour);
        else
            svg.ring({x + 13, y - 4}, 3.6, drawn[i].colour);
        svg.text({x + 34, y}, drawn[i].name, {.size = 12, .colour = ink, .bold = true});
        svg.text({x + 34 + textWidth("DnB+", 12) + 16, y}, drawn[i].title, {.size = 12, .colour = ink});
    }
}

/// Broken where it would be wider.
std::vector<std::string> wrapped(const std::string& sentence, double width) {
    std::vector<std::string> lines{""};
    std::istringstream words(sentence);
    for (std::string word; words >> word;) {
        std::string& line = lines.back();
        if (line.empty())
            line = word;
        else if (textWidth(line + " " + word, findingSize) <= width)
            line += " " + word;
        else
            lines.push_back(word);
    }
    return lines;
}

/// What dashes and bands mean, on the right of the plot's title.
void drawKey(Svg& svg, double right, double y, bool bands) {
    const auto word = [&](const char* text) {
        right -= textWidth(text, 11);
        svg.text({right, y}, text, {.size = 11, .colour = pale});
        right -= 8;
    };
    if (bands) {
        word("lowest to highest seed");
        svg.area({{right - 26, y - 9}, {right, y - 9}, {right, y + 1}, {right - 26, y + 1}}, pale, 0.3);
        right -= 44;
    }
    word("base B");
    svg.line({right - 26, y - 4}, {right, y - 4}, {.colour = ink, .width = 1.4, .dashes = "6 4"});
}

}  // namespace

std::string transferabilitySvg(const TransferabilityResult& result, const TransferabilityFigure& figure) {
    const double width = std::max(640.0, figure.width);
    const auto drawn = measuredTreatments(result);
    const double head = figure.title.empty() ? 30 : 58;
    const Plot plot{margin + axisLabels, head + 14, width - 2 * margin - axisLabels - rightGap,
                    static_cast<double>(std::max<std::size_t>(result.cuts.size(), 1)), accuracyTicks(result)};
    const double legendTop = plot.bottom() + 84;
    const double lines = drawn.empty() ? 0 : static_cast<double>(drawn.back().origin) + 1;

    std::vector<std::string> findings;
    for (const auto& finding : transferabilityFindings(result))
        for (auto& line : wrapped(finding.english(), width - 2 * margin))
            findings.push_back(std::move(line));
    const double findingsTop = legendTop + lines * legendLine + 12;

    Svg svg(width, findingsTop + static_cast<double>(findings.size()) * findingLine);
    if (!figure.title.empty())
        svg.text({margin, 34}, figure.title, {.size = 17, .colour = ink, .bold = true});
    drawKey(svg, plot.left + plot.width, plot.top - 14, result.seeds.size() > 1);
    drawAxes(svg, plot, result);
    for (const auto& treatment : drawn)
        drawBand(svg, plot, treatment, pointsOf(result, treatment));
    drawBase(svg, plot, result.accuracies(Origin::target, 0, false));
    for (const auto& treatment : drawn)
        drawCurve(svg, plot, treatment, pointsOf(result, treatment));
    drawLegend(svg, drawn, legendTop, width);
    for (std::size_t i = 0; i < findings.size(); ++i)
        svg.text({margin, findingsTop + static_cast<double>(i) * findingLine}, findings[i],
                 {.size = findingSize, .colour = ink});
    return std::move(svg).finish();
}

}  // namespace layerbench
