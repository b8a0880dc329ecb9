// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/fitted_text.h"

#include <QFontMetricsF>
#include <QTextLayout>

namespace layerbench {

QStringList fittedLines(const QString& text, const QFont& font, double width, int most) {
    QStringList lines;
    QString rest = text.trimmed();
    while (!rest.isEmpty() && lines.size() < most) {
        if (lines.size() + 1 == most) {
            // What a later paragraph would have said goes on behind a blank, so that “…” tells of it.
            lines << QFontMetricsF(font).elidedText(rest.simplified(), Qt::ElideRight, width);
            break;
        }
        const QString paragraph = rest.section(QLatin1Char('\n'), 0, 0);
        QTextLayout layout(paragraph, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(width);
        layout.endLayout();
        lines << paragraph.left(line.textLength()).trimmed();
        rest = rest.mid(line.textLength()).trimmed();
    }
    return lines;
}

}  // namespace layerbench
