// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/curve_legend.h"

#include "widgets/basics/theme.h"

#include <QPainter>

#include <map>

namespace layerbench {

namespace {

constexpr double stroke = 18, gap = 6, between = 16;

}  // namespace

QColor runColour(const std::string& caseName, int repeat, const Theme& theme) {
    const QColor own = colourOfCase(caseName);
    if (repeat == 0)
        return own;
    // Towards the text's end of the scale and back: apart from each other, and still that hue.
    const int percentage = 100 + 22 * ((repeat + 1) / 2);
    const bool lighter = (repeat % 2 == 1) == theme.dark;
    return lighter ? own.lighter(percentage) : own.darker(percentage);
}

CurveLegend::CurveLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CurveLegend::setRuns(const std::vector<PlotRun>& runs) {
    entries_.clear();
    several_ = runs.size() > 1;
    std::map<std::string, int> ofCase;
    if (several_)
        for (const auto& run : runs)
            entries_.push_back({run.label, run.caseName, ofCase[run.caseName]++});
    setToolTip(several_
                   ? tr("Solid: validation · pale: training") + QLatin1Char('\n') + labels().join(QLatin1Char('\n'))
                   : QString());
    setAccessibleName(labels().join(QStringLiteral(", ")));
    update();
}

QStringList CurveLegend::labels() const {
    if (!several_)
        return {tr("training"), tr("validation")};
    QStringList all;
    for (const auto& entry : entries_)
        all << entry.label;
    return all;
}

void CurveLegend::paint(QPainter& painter, const QRectF& area) const {
    const Theme& theme = Theme::of(this);
    const QFontMetricsF metrics(font());
    const QStringList texts = labels();
    const double middle = area.center().y();
    double x = area.left();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const QString rest = QStringLiteral("+%1").arg(texts.size() - i);
        const bool last = i + 1 == texts.size();
        const double reserve = last ? 0 : between + metrics.horizontalAdvance(rest);
        double width = metrics.horizontalAdvance(texts[i]);
        const double room = area.right() - x - stroke - gap - reserve;
        painter.setPen(theme.mutedText);
        // The first is shortened if need be; of the others, whole ones or their number.
        if (width > room && i > 0) {
            painter.drawText(QRectF(x, area.top(), area.right() - x, area.height()), Qt::AlignVCenter, rest);
            return;
        }
        width = std::min(width, std::max(room, 0.0));
        painter.drawText(QRectF(x + stroke + gap, area.top(), width + 1, area.height()),
                         Qt::AlignVCenter | Qt::TextSingleLine,
                         metrics.elidedText(texts[i], Qt::ElideRight, width + 1));
        const auto at = static_cast<std::size_t>(i);
        const QColor colour = several_ ? runColour(entries_[at].caseName, entries_[at].repeat, theme)
                              : i == 0 ? theme.training
                                       : theme.validation;
        painter.setPen(QPen(colour, 2.2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(x + 1, middle), QPointF(x + stroke - 1, middle));
        x += stroke + gap + width + between;
    }
}

QSize CurveLegend::sizeHint() const {
    return {160, QFontMetrics(font()).height() + 4};
}

QSize CurveLegend::minimumSizeHint() const {
    return {60, sizeHint().height()};
}

void CurveLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, rect());
}

}  // namespace layerbench
