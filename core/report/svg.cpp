// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/svg.h"

#include "core/report/numbers.h"

namespace layerbench {

namespace {

std::string coordinate(double value) {
    std::string text = fixedText(value, 2);
    while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
        const bool point = text.back() == '.';
        text.pop_back();
        if (point)
            break;
    }
    return text;
}

std::string attribute(std::string_view name, std::string_view value) {
    return joined({" ", name, "=\"", value, "\""});
}

std::string attribute(std::string_view name, double value) {
    return attribute(name, std::string_view(coordinate(value)));
}

/// Markup is escaped; control characters, which XML forbids, become spaces.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        if (letter == '&')
            out += "&amp;";
        else if (letter == '<')
            out += "&lt;";
        else if (letter == '>')
            out += "&gt;";
        else if (letter == '"')
            out += "&quot;";
        else
            out += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
    }
    return out;
}

std::string coordinates(const std::vector<Point>& points) {
    std::string list;
    for (const auto& point : points)
        list += joined({list.empty() ? "" : " ", coordinate(point.x), ",", coordinate(point.y)});
    return list;
}

std::string stroke(const Svg::LineStyle& style) {
    std::string out = attribute("stroke", style.colour) + attribute("stroke-width", style.width);
    if (!style.dashes.empty())
        out += attribute("stroke-dasharray", style.dashes);
    if (style.opacity < 1)
        out += attribute("stroke-opacity", style.opacity);
    return out;
}

}  // namespace

Svg::Svg(double width, double height) {
    out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width) + attribute("height", height) +
           attribute("viewBox", joined({"0 0 ", coordinate(width), " ", coordinate(height)})) +
           " font-family=\"Inter, 'Source Sans 3', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif\">\n" + "<rect" +
           attribute("width", width) + attribute("height", height) + " fill=\"#ffffff\"/>\n";
}

void Svg::text(Point at, std::string_view content, const TextStyle& style) {
    out_ += "<text" + attribute("x", at.x) + attribute("y", at.y) + attribute("font-size", style.size) +
            attribute("fill", style.colour);
    if (style.anchor != Anchor::start)
        out_ += attribute("text-anchor", style.anchor == Anchor::middle ? "middle" : "end");
    if (style.bold)
        out_ += attribute("font-weight", "600");
    out_ += joined({">", escaped(content), "</text>\n"});
}

void Svg::line(Point from, Point to, const LineStyle& style) {
    out_ += "<line" + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x) +
            attribute("y2", to.y) + stroke(style) + "/>\n";
}

void Svg::polyline(const std::vector<Point>& points, const LineStyle& style) {
    out_ += "<polyline" + attribute("points", coordinates(points)) + stroke(style) +
            " fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n";
}

void Svg::area(const std::vector<Point>& outline, std::string_view colour, double opacity) {
    out_ += "<polygon" + attribute("points", coordinates(outline)) + attribute("fill", colour) +
            attribute("fill-opacity", opacity) + "/>\n";
}

void Svg::ring(Point centre, double radius, std::string_view colour) {
    out_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius) +
            attribute("stroke", colour) + " stroke-width=\"1.8\" fill=\"#ffffff\"/>\n";
}

void Svg::dot(Point centre, double radius, std::string_view colour, double opacity) {
    out_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius) +
            attribute("fill", colour);
    if (opacity < 1)
        out_ += attribute("fill-opacity", opacity);
    out_ += "/>\n";
}

void Svg::beginGroup(std::string_view title) {
    out_ += joined({"<g><title>", escaped(title), "</title>\n"});
}

void Svg::endGroup() {
    out_ += "</g>\n";
}

std::string Svg::finish() && {
    return std::move(out_) + "</svg>\n";
}

double textWidth(std::string_view text, double size) {
    // DejaVu Sans, the widest face of the list, is some 0.60 of its size a letter.
    return 0.62 * size * static_cast<double>(letterCount(text));
}

}  // namespace layerbench
