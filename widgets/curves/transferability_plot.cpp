// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/transferability_plot.h"

#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/transferability_plot_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr int left = 46, right = 14, captionHeight = 20;
constexpr float bandOpacity = 0.12F;

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

/// The legend on a line of its own below the plot.
void placeLegend(QCustomPlot& plot) {
    auto* below = new QCPLayoutGrid;
    plot.plotLayout()->addElement(1, 0, below);
    below->addElement(0, 0, plot.legend);
    // It takes the rest of the line; without it, an empty legend would make the whole plot narrow.
    below->addElement(0, 1, new QCPLayoutElement(&plot));
    below->setColumnStretchFactor(0, 0.001);
    below->setMargins({left - 8, 0, 0, 0});
    plot.plotLayout()->setRowStretchFactor(1, 0.001);
    plot.plotLayout()->setRowSpacing(0);
    plot.legend->setVisible(true);
    plot.legend->setBorderPen(Qt::NoPen);
    plot.legend->setBrush(Qt::NoBrush);
    plot.legend->setFillOrder(QCPLegend::foRowsFirst);
    plot.legend->setColumnSpacing(18);
    plot.legend->setRowSpacing(1);
    plot.legend->setMargins({0, 2, 0, 0});
    plot.legend->setIconSize(26, 14);
}

}  // namespace

TransferabilityPlot::TransferabilityPlot(QWidget* parent) : QWidget(parent) {
    auto* plot = new QCustomPlot(this);
    state_ = std::make_unique<State>(State{.plot = plot,
                                           .title = new QLabel(tr("Accuracy on task B"), this),
                                           .remark = new QLabel(this),
                                           .base = nullptr,
                                           .baseLow = nullptr,
                                           .baseHigh = nullptr,
                                           .rings = nullptr,
                                           .nothing = new QCPItemText(plot),
                                           .tracer = new QCPItemTracer(plot)});
    setObjectName(QStringLiteral("transferabilityPlot"));
    setAccessibleName(tr("Accuracy on task B over the number of copied blocks"));
    setFocusPolicy(Qt::StrongFocus);
    setStatusTip(tr("Point at the figure, or press the arrow keys, to read its numbers"));
    plot->setObjectName(QStringLiteral("transferabilityArea"));
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMouseTracking(true);
    plot->setMinimumSize(240, 140);
    plot->installEventFilter(this);

    auto* caption = new QHBoxLayout;
    caption->setContentsMargins(left, 0, right, 0);
    caption->addWidget(state_->title);
    caption->addStretch(1);
    caption->addWidget(state_->remark);
    state_->title->setProperty("heading", true);
    state_->remark->setObjectName(QStringLiteral("transferabilityRemark"));
    state_->remark->setProperty("muted", true);
    for (auto* label : {state_->title, state_->remark})
        label->setFixedHeight(captionHeight);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(caption);
    column->addWidget(plot, 1);

    plot->setAutoAddPlottableToLegend(false);
    plot->axisRect()->setAutoMargins(QCP::msBottom);
    plot->axisRect()->setMargins({left, 6, right, 0});
    plot->xAxis->grid()->setVisible(false);
    plot->xAxis->setTicker(state_->depths);
    plot->yAxis->setTicker(percentTicker());
    for (auto* axis : {plot->xAxis, plot->yAxis}) {
        axis->setTickPen(Qt::NoPen);
        axis->setSubTicks(false);
        axis->setTickLabelPadding(4);
    }
    placeLegend(*plot);
    for (const auto& treatment : allTreatments())
        state_->curves.push_back(std::make_unique<TreatmentCurve>(*plot, treatment));
    state_->baseLow = plot->addGraph();
    state_->baseHigh = plot->addGraph();
    state_->baseHigh->setChannelFillGraph(state_->baseLow);
    state_->base = plot->addGraph();
    state_->base->setName(tr("base B"));
    state_->rings = plot->addGraph();
    state_->rings->setLineStyle(QCPGraph::lsNone);

    state_->nothing->setText(tr("Nothing is measured yet: the figure grows run by run."));
    state_->nothing->position->setType(QCPItemPosition::ptAxisRectRatio);
    state_->nothing->position->setCoords(0.5, 0.45);
    state_->tracer->setLayer(QStringLiteral("overlay"));
    state_->tracer->setStyle(QCPItemTracer::tsCircle);
    state_->tracer->setSize(12);
    state_->tracer->setBrush(Qt::NoBrush);
    state_->tracer->setVisible(false);
    connect(plot, &QCustomPlot::mouseMove, this, [this](const QMouseEvent* event) { point(event->position()); });
    setResult({});
}

TransferabilityPlot::~TransferabilityPlot() = default;

void TransferabilityPlot::setResult(const TransferabilityResult& result) {
    state_->result = result;
    // Anew, so that its order is that of the paper, whatever is measured first.
    for (int i = 0; i < state_->plot->plottableCount(); ++i)
        state_->plot->plottable(i)->removeFromLegend();
    Extent extent;
    for (const auto& curve : state_->curves) {
        curve->setPoints(pointsOf(result, curve->treatment()));
        for (const auto& point : curve->points()) {
            extent.add(point.low);
            extent.add(point.high);
        }
    }
    const double last = std::max<double>(1, static_cast<double>(result.cuts.size()));
    const auto base = result.accuracies(Origin::target, 0, false);
    QVector<double> zeros, values;
    for (const double accuracy : base) {
        extent.add(accuracy);
        zeros << 0;
        values << accuracy;
    }
    state_->rings->setData(zeros, values, true);
    const bool measured = !base.empty();
    const auto across = [last](QCPGraph* graph, double value) {
        graph->setData(QVector<double>{0, last}, QVector<double>{value, value}, true);
    };
    for (auto* graph : {state_->base, state_->baseLow, state_->baseHigh})
        graph->setVisible(measured && (graph == state_->base || base.size() > 1));
    if (measured) {
        across(state_->base, spreadOf(base).mean);
        across(state_->baseLow, *std::ranges::min_element(base));
        across(state_->baseHigh, *std::ranges::max_element(base));
    }
    if (measured)
        state_->base->addToLegend();
    state_->nothing->setVisible(extent.empty());
    state_->remark->setText(result.seeds.size() > 1 ? tr("dashed: base B · bands: from the lowest to the highest seed")
                                                    : tr("dashed: base B"));
    // Half a step of room at both ends, for the names below the numbers.
    constexpr double rim = 0.35;
    state_->plot->xAxis->setRange(-rim, last + rim);
    state_->plot->yAxis->setRange(accuracyRange(extent));
    // Who reads a point goes on reading it.
    const bool still = state_->curve >= 0 &&
                       state_->place < std::ssize(state_->curves[static_cast<std::size_t>(state_->curve)]->points());
    still ? tell(state_->curve, state_->place, state_->where) : tellNothing();
    placeLabels();
    dress();
}

void TransferabilityPlot::placeLabels() {
    const auto& cuts = state_->result.cuts;
    QCustomPlot& plot = *state_->plot;
    const QFontMetricsF metrics(smaller(font()));
    const double width = std::max(1, this->width() - left - right);
    const double step = width / plot.xAxis->range().size();
    constexpr double gap = 8;
    constexpr double least = 34;
    const bool named = !cuts.empty() && step - gap >= least;
    // Numbers alone may still be too close: then every second or third.
    const double digits = metrics.horizontalAdvance(QStringLiteral("000"));
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(digits / step)));
    QMap<double, QString> labels;
    for (std::size_t depth = 0; depth <= cuts.size(); depth += every) {
        QString label = QString::number(depth);
        if (named && depth > 0)
            label += QLatin1Char('\n') + metrics.elidedText(toQString(cuts[depth - 1]), Qt::ElideMiddle, step - gap);
        labels[static_cast<double>(depth)] = label;
    }
    state_->depths->setTicks(labels);
    plot.xAxis->setLabel(named ? tr("n: blocks copied, up to and with the layer named") : tr("n: blocks copied"));

    // Two rows, frozen above learning on, or as many more as the width asks for; in a low figure, short names.
    constexpr int highEnough = 300;
    for (const auto& curve : state_->curves)
        curve->setBrief(height() < highEnough);
    auto& legend = *plot.legend;
    std::vector<double> widths;
    for (int i = 0; i < legend.itemCount(); ++i)
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend.item(i)))
            widths.push_back(metrics.horizontalAdvance(item->plottable()->name()) + 26 + 12 + 18);
    int rows = 2;
    const auto needed = [&] {
        double sum = 0;
        for (std::size_t i = 0; i < widths.size(); i += static_cast<std::size_t>(rows))
            sum += *std::max_element(widths.begin() + static_cast<std::ptrdiff_t>(i),
                                     widths.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min(widths.size(), i + static_cast<std::size_t>(rows))));
        return sum;
    };
    while (rows < static_cast<int>(widths.size()) && needed() > width)
        ++rows;
    plot.legend->setWrap(rows);
    plot.legend->setFillOrder(QCPLegend::foRowsFirst);
    plot.replot(QCustomPlot::rpQueuedReplot);
}

void TransferabilityPlot::dress() {
    const Theme& theme = Theme::of(this);
    QCustomPlot& plot = *state_->plot;
    plot.setBackground(theme.panel);
    for (auto* axis : {plot.xAxis, plot.yAxis}) {
        axis->setBasePen(axis == plot.xAxis ? QPen(hasFocus() ? theme.accent : theme.border, 1) : QPen(Qt::NoPen));
        axis->setTickLabelColor(theme.mutedText);
        axis->setTickLabelFont(smaller(font()));
        axis->setLabelColor(theme.mutedText);
        axis->setLabelFont(smaller(font()));
    }
    plot.yAxis->grid()->setPen(QPen(theme.faint, 1));
    plot.yAxis->grid()->setZeroLinePen(Qt::NoPen);
    plot.legend->setFont(smaller(font()));
    plot.legend->setTextColor(theme.text);
    QPen dashes(theme.text, 1.4);
    dashes.setDashPattern({5, 4});
    state_->base->setPen(dashes);
    QColor pale = theme.mutedText;
    pale.setAlphaF(bandOpacity);
    state_->baseLow->setPen(Qt::NoPen);
    state_->baseHigh->setPen(Qt::NoPen);
    state_->baseHigh->setBrush(pale);
    state_->rings->setScatterStyle({QCPScatterStyle::ssCircle, QPen(theme.text, 1.2), QBrush(theme.panel), 6});
    state_->nothing->setColor(theme.mutedText);
    state_->nothing->setFont(font());
    state_->tracer->setPen(QPen(theme.text, 1.6));
    for (const auto& curve : state_->curves)
        curve->dress(theme);
    plot.replot(QCustomPlot::rpQueuedReplot);
}

std::vector<QPointF> TransferabilityPlot::drawnPoints(Origin origin, bool frozen) const {
    std::vector<QPointF> points;
    if (const auto* curve = state_->find(origin, frozen))
        for (const auto& point : curve->points())
            points.emplace_back(static_cast<double>(point.depth), point.accuracy.mean);
    return points;
}

bool TransferabilityPlot::bandDrawn(Origin origin, bool frozen) const {
    const auto* curve = state_->find(origin, frozen);
    return curve && curve->hasBand();
}

QStringList TransferabilityPlot::legend() const {
    QStringList names;
    for (int i = 0; i < state_->plot->legend->itemCount(); ++i)
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(state_->plot->legend->item(i)))
            names << item->plottable()->name();
    return names;
}

QPointF TransferabilityPlot::at(double depth, double accuracy) const {
    const QCustomPlot& plot = *state_->plot;
    return plot.pos() + QPointF(plot.xAxis->coordToPixel(depth), plot.yAxis->coordToPixel(accuracy));
}

const QString& TransferabilityPlot::told() const {
    return state_->told;
}

QPixmap TransferabilityPlot::picture(int width) const {
    const double scale = static_cast<double>(width) / std::max(1, this->width());
    QPixmap pixmap(QSize(width, qRound(height() * scale)));
    pixmap.fill(Theme::of(this).panel);
    QPainter painter(&pixmap);
    painter.scale(scale, scale);
    const QRect caption(left, 0, this->width() - left - right, captionHeight);
    QFont heading = font();
    heading.setWeight(QFont::DemiBold);
    painter.setFont(heading);
    painter.setPen(Theme::of(this).text);
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter, state_->title->text());
    painter.setFont(font());
    painter.setPen(Theme::of(this).mutedText);
    painter.drawText(caption, Qt::AlignRight | Qt::AlignVCenter, state_->remark->text());
    // A picture has neither keyboard focus nor a point that is told.
    const QPen axis = state_->plot->xAxis->basePen();
    const bool told = state_->tracer->visible();
    state_->plot->xAxis->setBasePen(QPen(Theme::of(this).border, 1));
    state_->tracer->setVisible(false);
    painter.drawPixmap(state_->plot->geometry(),
                       state_->plot->toPixmap(state_->plot->width(), state_->plot->height(), scale));
    state_->plot->xAxis->setBasePen(axis);
    state_->tracer->setVisible(told);
    return pixmap;
}

}  // namespace layerbench
