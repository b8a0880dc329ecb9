// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/cell_heading.h"

#include "widgets/board/cell_texts.h"

#include <QFontMetricsF>

#include <algorithm>

namespace layerbench {

CellHeading cellHeading(const CellLayout& layout, const QFont& font) {
    const auto width = [&](const CellHeading& heading) {
        double widest = 0;
        for (const char* caseName : {"1", "2", "3", "4"}) {
            double one = QFontMetricsF(layout.strong).horizontalAdvance(caseLabel(caseName)) + heading.gap +
                         QFontMetricsF(heading.font).horizontalAdvance(caseTitle(caseName)) + 2;
            if (heading.belongs)
                one += QFontMetricsF(layout.small).horizontalAdvance(caseBelongs(caseName)) + 6;
            widest = std::max(widest, one);
        }
        return widest;
    };
    // What is least missed goes first.
    CellHeading heading{.font = font};
    for (const CellHeading& tried :
         {heading, CellHeading{.font = layout.small, .gap = 5}, CellHeading{.font = font, .belongs = false},
          CellHeading{.font = layout.small, .gap = 5, .belongs = false}}) {
        heading = tried;
        if (width(tried) <= layout.title.width())
            break;
    }
    return heading;
}

}  // namespace layerbench
