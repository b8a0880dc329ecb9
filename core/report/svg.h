// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A page of SVG that is written element by element. Private to the room.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerbench {

struct Point {
    double x;
    double y;
};

/// Pixels, x to the right and y down. Colours are "#rrggbb". Texts are escaped.
class Svg {
public:
    Svg(double width, double height);

    enum class Anchor { start, middle, end };
    struct TextStyle {
        double size = 12;
        std::string_view colour = "#444444";
        Anchor anchor = Anchor::start;
        bool bold = false;
    };
    void text(Point at, std::string_view content, const TextStyle& style);

    struct LineStyle {
        std::string_view colour = "#000000";
        double width = 1;
        std::string_view dashes = {};  ///< "4 3"; empty: solid
        double opacity = 1;
    };
    void line(Point from, Point to, const LineStyle& style);
    void polyline(const std::vector<Point>& points, const LineStyle& style);
    /// The inside of a closed line, without an outline.
    void area(const std::vector<Point>& outline, std::string_view colour, double opacity);
    /// A ring filled with white, or a filled dot.
    void ring(Point centre, double radius, std::string_view colour);
    void dot(Point centre, double radius, std::string_view colour, double opacity = 1);

    /// A group with a tooltip; close it with endGroup().
    void beginGroup(std::string_view title);
    void endGroup();

    /// The whole document.
    std::string finish() &&;

private:
    std::string out_;
};

/// An upper bound of the width of a text in pixels: fonts differ, so nothing may rely on less.
double textWidth(std::string_view text, double size);

}  // namespace layerbench
