// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <string_view>

class QApplication;
class QPalette;
class QWidget;

namespace layerbench {

/// The colours of the program, by what they mean. Colour never says anything alone: a word or a sign stands beside it.
struct Theme {
    bool dark;

    // Surfaces and text
    QColor window;     ///< behind the panels
    QColor panel;      ///< what content stands on
    QColor raised;     ///< buttons, fields
    QColor border;     ///< hairlines round panels and fields
    QColor text;       ///< what is read first
    QColor mutedText;  ///< units, captions, what explains
    QColor faint;      ///< grid lines, tracks of sliders, connections between layers
    QColor accent;     ///< what can be pressed or is chosen; no case has this hue
    QColor accentText;
    QColor warning;  ///< a message that something is wrong
    QColor warningPanel;
    QColor good;  ///< a message that something went well
    QColor goodPanel;

    // A layer's state: the fill of its front, and the outline
    QColor frozen, frozenEdge;            ///< ice blue, with a snowflake
    QColor trains, trainsEdge;            ///< orange, with the word
    QColor randomStart, randomStartEdge;  ///< brick: weights that the run's seed will draw
    QColor plain, plainEdge;              ///< layers without parameters
    QColor dropped, droppedEdge;          ///< what a slice would take away

    // Marks
    QColor knife;
    QColor best;      ///< the best epoch
    QColor training;  ///< curves of one run
    QColor validation;

    static const Theme& light();
    static const Theme& forDark();
    /// The theme that a palette belongs to, told by its window colour: so a widget needs no more than its palette.
    static const Theme& of(const QPalette& palette);
    static const Theme& of(const QWidget* widget);
};

/// Palette, style sheet and typeface for the whole program. Views repaint on QEvent::PaletteChange.
void applyTheme(QApplication& application, const Theme& theme);

/// Whether the system asks for a dark surface. Ask before applyTheme().
bool systemPrefersDark(const QApplication& application);

/// caseColour() of core/study as a QColor: the same hue in light and dark.
QColor colourOfCase(std::string_view caseName);

}  // namespace layerbench
