// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/theme.h"

#include "core/study/cases.h"

#include <QApplication>
#include <QPalette>
#include <QWidget>

namespace layerbench {

const Theme& Theme::light() {
    static const Theme theme{
        .dark = false,
        .window = QColor(0xf1f3f6),
        .panel = QColor(0xffffff),
        .raised = QColor(0xffffff),
        .border = QColor(0xdde2e8),
        .text = QColor(0x18202b),
        .mutedText = QColor(0x667085),
        .faint = QColor(0xe6eaef),
        .accent = QColor(0x4f46e5),
        .accentText = QColor(0xffffff),
        .warning = QColor(0xb42318),
        .warningPanel = QColor(0xfef3f2),
        .good = QColor(0x067647),
        .goodPanel = QColor(0xecfdf3),
        .frozen = QColor(0xc3e4f7),
        .frozenEdge = QColor(0x2b7bb0),
        .trains = QColor(0xf7c46b),
        .trainsEdge = QColor(0xa86a00),
        .randomStart = QColor(0xe2967e),
        .randomStartEdge = QColor(0x9a3f22),
        .plain = QColor(0xeceff3),
        .plainEdge = QColor(0x98a2b3),
        .dropped = QColor(0xf2f4f7),
        .droppedEdge = QColor(0xc3cad4),
        .knife = QColor(0xc11574),
        .best = QColor(0x4f46e5),
        .training = QColor(0x8a94a6),
        .validation = QColor(0x4f46e5),
    };
    return theme;
}

const Theme& Theme::forDark() {
    static const Theme theme{
        .dark = true,
        .window = QColor(0x14171c),
        .panel = QColor(0x1c2027),
        .raised = QColor(0x272c35),
        .border = QColor(0x343b46),
        .text = QColor(0xe8ebf0),
        .mutedText = QColor(0x9aa4b2),
        .faint = QColor(0x2b313a),
        .accent = QColor(0x8a83ff),
        .accentText = QColor(0x12141a),
        .warning = QColor(0xff9b8f),
        .warningPanel = QColor(0x3a201e),
        .good = QColor(0x6fdca4),
        .goodPanel = QColor(0x17332a),
        .frozen = QColor(0x2f6f9a),
        .frozenEdge = QColor(0x8fcbf0),
        .trains = QColor(0xb97e1e),
        .trainsEdge = QColor(0xffd58a),
        .randomStart = QColor(0x9c4f38),
        .randomStartEdge = QColor(0xf3ab94),
        .plain = QColor(0x363d48),
        .plainEdge = QColor(0x8792a2),
        .dropped = QColor(0x24292f),
        .droppedEdge = QColor(0x4b5563),
        .knife = QColor(0xff77b7),
        .best = QColor(0xa7a1ff),
        .training = QColor(0x8d98aa),
        .validation = QColor(0xa7a1ff),
    };
    return theme;
}

const Theme& Theme::of(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128 ? forDark() : light();
}

const Theme& Theme::of(const QWidget* widget) {
    return of(widget->palette());
}

bool systemPrefersDark(const QApplication& application) {
    return application.palette().color(QPalette::Window).lightness() < 128;
}

QColor colourOfCase(std::string_view caseName) {
    const auto name = caseColour(caseName);
    return QColor(QLatin1String(name.data(), static_cast<qsizetype>(name.size())));
}

}  // namespace layerbench
