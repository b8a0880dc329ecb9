// SPDX-License-Identifier: GPL-3.0-or-later
// What every standard widget looks like: a palette, and a style sheet that rounds corners and thins lines.
#include "widgets/basics/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace layerbench {

namespace {

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto part = [share](int from, int to) { return static_cast<int>(from + (to - from) * share + 0.5); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.panel);
    palette.setColor(QPalette::AlternateBase, mixed(theme.panel, theme.window, 0.5));
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.mutedText);
    palette.setColor(QPalette::Button, theme.raised);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.warning);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.accentText);
    palette.setColor(QPalette::ToolTipBase, theme.dark ? theme.raised : theme.text);
    palette.setColor(QPalette::ToolTipText, theme.dark ? theme.text : theme.panel);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::Light, theme.dark ? theme.border : theme.panel);
    palette.setColor(QPalette::Midlight, theme.faint);
    palette.setColor(QPalette::Mid, theme.border);
    palette.setColor(QPalette::Dark, theme.dark ? QColor(Qt::black) : theme.mutedText);
    palette.setColor(QPalette::Shadow, theme.dark ? QColor(Qt::black) : theme.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, mixed(theme.mutedText, theme.panel, 0.4));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return palette;
}

constexpr const char* sheet = R"(
QToolTip { background: @tip; color: @tipText; border: 1px solid @border; padding: 4px 6px; }
QMainWindow::separator { background: @window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: @border; }
QDockWidget { color: @text; font-weight: 600; }
QDockWidget::title { background: @panel; border: 1px solid @border; border-bottom: none; padding: 6px 10px; text-align: left; }
QDockWidget > QWidget { background: @panel; border: 1px solid @border; border-top: none; }
QMenuBar { background: @panel; color: @text; border: none; padding: 1px 4px; }
QMenuBar::item { padding: 4px 9px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @panel; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 22px; border-radius: 5px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QToolBar { background: @panel; border: none; border-bottom: 1px solid @border; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: @border; width: 1px; margin: 4px 5px; }
QToolBar QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; color: @text; }
QToolBar QToolButton:hover { background: @hover; }
QToolBar QToolButton:pressed { background: @pressed; }
QToolBar QToolButton:checked { background: @chosen; border-color: @accent; }
QToolBar QToolButton:disabled { color: @disabled; }
QToolBar QToolButton#trainButton:enabled { background: @accent; color: @accentText; font-weight: 600; padding: 4px 18px; }
QToolBar QToolButton#trainButton:enabled:hover { background: @accentHover; }
QStatusBar { background: @panel; color: @muted; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; padding: 0 6px; }
QPushButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 6px; padding: 4px 12px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:checked { background: @chosen; border-color: @accent; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @panel; }
QPushButton:default, QPushButton[primary="true"] { background: @accent; color: @accentText; border-color: @accent; font-weight: 600; }
QPushButton:default:hover, QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton:default:disabled, QPushButton[primary="true"]:disabled { background: @border; color: @muted; border-color: @border; }
QPushButton[flat="true"] { border: none; background: transparent; }
QPushButton[link="true"] { border: none; background: transparent; color: @accent; padding: 2px 0; text-align: left; }
QPushButton[link="true"]:disabled { color: @disabled; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: @field; color: @text; border: 1px solid @border; border-radius: 5px; padding: 2px 6px; min-height: 18px; selection-background-color: @accent; selection-color: @accentText; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @disabled; background: @window; }
QLineEdit[invalid="true"] { border-color: @warning; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; border-left: 4px solid @panel; border-right: 4px solid @panel; border-top: 5px solid @muted; margin-right: 6px; }
QComboBox QAbstractItemView { background: @panel; color: @text; border: 1px solid @border; selection-background-color: @hover; selection-color: @text; outline: 0; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-radius: 6px; padding: 5px 12px; margin: 3px 2px; }
QTabBar::tab:hover { background: @hover; }
QTabBar::tab:selected { background: @chosen; color: @accent; font-weight: 600; }
QTabWidget::pane { border: 1px solid @border; background: @panel; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @border; padding: 4px 8px; }
QTableView, QListView, QTreeView { background: @panel; color: @text; border: none; gridline-color: @faint; outline: 0; selection-background-color: @chosen; selection-color: @text; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: @chosen; color: @text; }
QTableView::item:hover, QListView::item:hover, QTreeView::item:hover { background: @hover; }
QListView[framed="true"] { border: 1px solid @border; border-radius: 5px; }
QListView[framed="true"]:disabled { color: @disabled; }
QListView[framed="true"]::item { padding: 2px 4px; }
QTableCornerButton::section { background: @panel; border: none; }
QProgressBar { background: @faint; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
QSlider::groove:horizontal { height: 4px; background: @border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @accent; border: 2px solid @panel; width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: @border; }
QScrollBar:vertical { background: transparent; width: 9px; margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 9px; margin: 1px; }
QScrollBar::handle { background: @border; border-radius: 3px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent; border: none; width: 0; height: 0; }
QScrollArea { background: transparent; border: none; }
QGroupBox { border: 1px solid @border; border-radius: 6px; margin-top: 8px; padding-top: 6px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; color: @muted; }
QDialog { background: @panel; }
QWidget[panel="true"] { background: @panel; }
QLabel[muted="true"] { color: @muted; }
QLabel[muted="true"]:disabled { color: @disabled; }
QLabel[heading="true"] { font-weight: 600; }
QLabel[problem="true"] { color: @warning; }
)";

QString styleSheetOf(const Theme& theme) {
    const QColor hover = mixed(theme.panel, theme.accent, theme.dark ? 0.14 : 0.07);
    const QColor pressed = mixed(theme.panel, theme.accent, theme.dark ? 0.26 : 0.16);
    const QColor chosen = mixed(theme.panel, theme.accent, theme.dark ? 0.24 : 0.12);
    const std::pair<const char*, QColor> colours[] = {
        // Longer names first: each is replaced wherever it begins.
        {"@accentHover", mixed(theme.accent, theme.dark ? theme.text : theme.window, 0.15)},
        {"@accentText", theme.accentText},
        {"@accent", theme.accent},
        {"@tipText", theme.dark ? theme.text : theme.panel},
        {"@tip", theme.dark ? theme.raised : theme.text},
        {"@window", theme.window},
        {"@warning", theme.warning},
        {"@panel", theme.panel},
        {"@pressed", pressed},
        {"@raised", theme.raised},
        {"@border", theme.border},
        {"@text", theme.text},
        {"@muted", theme.mutedText},
        {"@faint", theme.faint},
        {"@field", theme.dark ? theme.window : theme.panel},
        {"@disabled", mixed(theme.mutedText, theme.panel, 0.4)},
        {"@hover", hover},
        {"@chosen", chosen},
    };
    QString text = QString::fromLatin1(sheet);
    for (const auto& [name, colour] : colours)
        text.replace(QLatin1String(name), colour.name());
    return text;
}

}  // namespace

void applyTheme(QApplication& application, const Theme& theme) {
    if (application.style()->objectName().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0)
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont font = QApplication::font();
    if (QFontDatabase::families().contains(QLatin1String("Inter")))
        font.setFamily(QStringLiteral("Inter"));
    font.setPointSizeF(9);
    QApplication::setFont(font);
    QApplication::setPalette(paletteOf(theme));
    application.setStyleSheet(styleSheetOf(theme));
}

}  // namespace layerbench
