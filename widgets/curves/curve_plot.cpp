// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/curve_plot.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/curves/curve_legend.h"
#include "widgets/curves/curve_plot_state.h"
#include "widgets/curves/plot_axes.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>

namespace layerbench {

namespace {

/// Fixed margins, so that the axes do not move while a run streams in, and captions stand above them.
constexpr int left = 46, top = 5, right = 12, bottom = 19;
constexpr int captionHeight = 18;

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QFont bold(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

}  // namespace

CurvePlot::CurvePlot(Quantity quantity, QWidget* parent) : QWidget(parent) {
    const bool loss = quantity == Quantity::loss;
    auto* plot = new QCustomPlot(this);
    state_ = std::make_unique<State>(State{.quantity = quantity,
                                           .plot = plot,
                                           .title = new QLabel(loss ? tr("Loss") : tr("Accuracy"), this),
                                           .remark = new QLabel(this),
                                           .bestLine = new QCPItemStraightLine(plot),
                                           .bestText = new QCPItemText(plot),
                                           .unit = new QCPItemText(plot),
                                           .tracer = new QCPItemTracer(plot)});
    setObjectName(loss ? QStringLiteral("lossPlot") : QStringLiteral("accuracyPlot"));
    plot->setObjectName(loss ? QStringLiteral("lossArea") : QStringLiteral("accuracyArea"));
    state_->remark->setObjectName(loss ? QStringLiteral("lossRemark") : QStringLiteral("accuracyRemark"));
    setAccessibleName(state_->title->text());
    setFocusPolicy(Qt::StrongFocus);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMouseTracking(true);
    plot->setMinimumSize(120, 60);
    const QString help = tr("Wheel: zoom · drag: move · double click: show everything");
    setStatusTip(help);
    plot->setStatusTip(help);

    auto* caption = new QHBoxLayout;
    caption->setContentsMargins(left, 0, right, 0);
    caption->addWidget(state_->title);
    caption->addStretch(1);
    caption->addWidget(state_->remark);
    for (auto* label : {state_->title, state_->remark})
        label->setFixedHeight(captionHeight);
    state_->title->setProperty("heading", true);
    state_->remark->setProperty("muted", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(caption);
    column->addWidget(plot, 1);

    auto* area = plot->axisRect();
    area->setAutoMargins(QCP::msNone);
    area->setMargins({left, top, right, bottom});
    area->setRangeZoom(Qt::Horizontal | Qt::Vertical);
    area->setRangeDrag(Qt::Horizontal | Qt::Vertical);
    plot->setInteractions(QCP::iRangeZoom | QCP::iRangeDrag);
    plot->xAxis->setTicker(epochTicker());
    plot->yAxis->setTicker(loss ? lossTicker() : percentTicker());
    plot->xAxis->grid()->setVisible(false);
    for (auto* axis : {plot->xAxis, plot->yAxis}) {
        axis->setTickPen(Qt::NoPen);
        axis->setSubTicks(false);
        axis->setTickLabelPadding(4);
        connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] { moved(); });
    }

    state_->bestLine->setLayer(QStringLiteral("grid"));
    state_->bestText->position->setTypeX(QCPItemPosition::ptPlotCoords);
    state_->bestText->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    state_->bestText->setPadding({5, 1, 5, 1});
    state_->unit->setText(tr("epoch"));
    state_->unit->setClipToAxisRect(false);
    state_->unit->position->setType(QCPItemPosition::ptViewportRatio);
    state_->unit->position->setCoords(0, 1);
    state_->unit->setPadding({4, 0, 0, 1});
    state_->unit->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    state_->tracer->setLayer(QStringLiteral("overlay"));
    state_->tracer->setStyle(QCPItemTracer::tsCircle);
    state_->tracer->setSize(8);
    state_->tracer->setVisible(false);
    state_->bestLine->setVisible(false);
    state_->bestText->setVisible(false);

    connect(plot, &QCustomPlot::mouseMove, this, [this](const QMouseEvent* event) { point(event->position()); });
    connect(plot, &QCustomPlot::mouseDoubleClick, this, [this] { Q_EMIT everythingWanted(); });
    plot->installEventFilter(this);
    dress();
    fit();
    writeCaption();
}

CurvePlot::~CurvePlot() {
    // The curves take their graphs out of the plot, which must still be there.
    state_->curves.clear();
}

void CurvePlot::setSmoothing(double weight) {
    state_->smoothing = weight;
}

void CurvePlot::setLogarithmic(bool logarithmic) {
    if (state_->logarithmic == logarithmic)
        return;
    state_->logarithmic = logarithmic;
    state_->setting = true;
    state_->plot->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    state_->setting = false;
    state_->plot->yAxis->setTicker(logarithmic ? logarithmicTicker() : lossTicker());
    state_->following = true;
}

void CurvePlot::redraw(const std::vector<PlotRun>& runs) {
    auto& curves = state_->curves;
    const bool same = std::equal(curves.begin(), curves.end(), runs.begin(), runs.end(),
                                 [](const auto& curve, const PlotRun& run) { return curve->run() == run.id; });
    if (!same) {
        curves.clear();
        for (const auto& run : runs)
            curves.push_back(std::make_unique<RunCurves>(*state_->plot, state_->quantity, run.id));
    }
    state_->cases.clear();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        curves[i]->take(runs[i], state_->smoothing);
        state_->cases.push_back(runs[i].caseName);
    }
    dress();
    fit();
    markBest();
    markPhases(runs);
    writeCaption();
    state_->tracer->setVisible(false);
    state_->plot->replot();
}

void CurvePlot::forget(std::int64_t run) {
    for (auto& curve : state_->curves)
        if (curve->run() == run)
            curve->clear();
}

void CurvePlot::showAll() {
    state_->showFull();
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::showEpochs(double from, double to) {
    const QCPRange wanted(from, to);
    if (std::abs(wanted.size() - state_->fullEpochs.size()) < 1e-9) {
        state_->showFull();
    } else {
        state_->following = false;
        state_->setRange(state_->plot->xAxis, wanted);
    }
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
}

std::vector<QPointF> CurvePlot::drawnPoints(std::int64_t run, bool validation) const {
    for (const auto& curve : state_->curves)
        if (curve->run() == run)
            return curve->points(validation);
    return {};
}

bool CurvePlot::bestMarked() const {
    if (state_->curves.size() == 1)
        return state_->bestLine->visible();
    return std::any_of(state_->curves.begin(), state_->curves.end(),
                       [](const auto& c) { return c->best().has_value(); });
}

QRectF CurvePlot::shownRange() const {
    const QCPRange epochs = state_->plot->xAxis->range();
    const QCPRange values = state_->plot->yAxis->range();
    return {epochs.lower, values.lower, epochs.size(), values.size()};
}

void CurvePlot::paint(QPainter& painter, const QRectF& area, double scale) const {
    const Theme& theme = Theme::of(this);
    const QRectF caption(area.left() + left, area.top(), area.width() - left - right, captionHeight);
    painter.setPen(theme.text);
    painter.setFont(bold(font()));
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter, state_->title->text());
    painter.setPen(theme.mutedText);
    painter.setFont(font());
    painter.drawText(caption, Qt::AlignRight | Qt::AlignVCenter, state_->remark->text());
    const QRectF below = area.adjusted(0, captionHeight, 0, 0);
    // A picture has no keyboard focus.
    const QPen axisPen = state_->plot->xAxis->basePen();
    state_->plot->xAxis->setBasePen(QPen(theme.border, 1));
    painter.drawPixmap(below, state_->plot->toPixmap(qRound(below.width()), qRound(below.height()), scale), {});
    state_->plot->xAxis->setBasePen(axisPen);
}

void CurvePlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
        return;
    dress();
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    writeCaption();
}

void CurvePlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    // Another screen may have other pixels.
    state_->plot->setBufferDevicePixelRatio(devicePixelRatioF());
}

void CurvePlot::dress() {
    const Theme& theme = Theme::of(this);
    auto* plot = state_->plot;
    plot->setBackground(theme.panel);
    for (auto* axis : {plot->xAxis, plot->yAxis}) {
        axis->setBasePen(axis == plot->xAxis ? QPen(hasFocus() ? theme.accent : theme.border, 1) : QPen(Qt::NoPen));
        axis->setTickLabelColor(theme.mutedText);
        axis->setTickLabelFont(smaller(font()));
    }
    plot->yAxis->grid()->setPen(QPen(theme.faint, 1));
    plot->yAxis->grid()->setZeroLinePen(Qt::NoPen);
    state_->unit->setColor(theme.mutedText);
    state_->unit->setFont(smaller(font()));
    QPen dashes(theme.best, 1);
    dashes.setDashPattern({4, 3});
    state_->bestLine->setPen(dashes);
    for (const auto& mark : state_->phases)
        mark.line->setPen(QPen(theme.mutedText, 1, Qt::DotLine));
    QColor behind = theme.panel;
    behind.setAlphaF(0.85F);
    state_->bestText->setBrush(behind);
    state_->bestText->setColor(theme.best);
    state_->bestText->setFont(bold(smaller(font())));
    state_->tracer->setBrush(theme.panel);

    const bool several = state_->curves.size() > 1;
    std::map<std::string, int> ofCase;
    for (std::size_t i = 0; i < state_->curves.size(); ++i) {
        const QColor own = runColour(state_->cases[i], ofCase[state_->cases[i]]++, theme);
        state_->curves[i]->dress({.training = several ? own : theme.training,
                                  .validation = several ? own : theme.validation,
                                  .behind = theme.panel,
                                  .several = several});
    }
}

void CurvePlot::fit() {
    Extent extent;
    double last = 0;
    bool steps = false;
    for (const auto& curve : state_->curves) {
        extent.add(curve->extent());
        last = std::max(last, curve->lastEpoch());
        steps = steps || curve->hasSteps();
    }
    state_->fullEpochs = epochRange(last, steps);
    state_->fullValues =
        state_->quantity == Quantity::accuracy ? accuracyRange(extent) : lossRange(extent, state_->logarithmic);
    if (state_->following)
        state_->showFull();
}

void CurvePlot::markBest() {
    const auto best = state_->curves.size() == 1 ? state_->curves[0]->best() : std::nullopt;
    const bool marked = best && std::isfinite(best->y());
    state_->bestLine->setVisible(marked);
    state_->bestText->setVisible(marked);
    if (!marked)
        return;
    state_->bestLine->point1->setCoords(best->x(), 1);
    state_->bestLine->point2->setCoords(best->x(), 2);
    // Where the curves are not: a loss falls, an accuracy rises. And on the side that has room.
    const bool loss = state_->quantity == Quantity::loss;
    const bool roomRight = best->x() < state_->fullEpochs.center();
    state_->bestText->position->setCoords(best->x(), loss ? 0.03 : 0.97);
    state_->bestText->setPositionAlignment((roomRight ? Qt::AlignLeft : Qt::AlignRight) |
                                           (loss ? Qt::AlignTop : Qt::AlignBottom));
    state_->bestText->setText(loss ? tr("best %1").arg(number(best->y(), 3)) : tr("best %1").arg(percent(best->y())));
}

void CurvePlot::markPhases(const std::vector<PlotRun>& runs) {
    // Of several runs each change once: seeds of one recipe change together.
    std::vector<std::pair<std::int64_t, QString>> wanted;
    for (const auto& run : runs)
        for (const auto& phase : run.phases)
            if (std::ranges::find(wanted, phase) == wanted.end())
                wanted.push_back(phase);
    std::ranges::stable_sort(wanted, {}, [](const auto& phase) { return phase.first; });
    const auto beginOf = [](std::int64_t epoch) { return static_cast<double>(epoch - 1); };
    if (std::ranges::equal(wanted, state_->phases, [&](const auto& phase, const State::PhaseMark& mark) {
            return beginOf(phase.first) == mark.epoch && phase.second == mark.text;
        }))
        return;
    for (const auto& mark : state_->phases)
        state_->plot->removeItem(mark.line);
    state_->phases.clear();
    for (const auto& [epoch, text] : wanted) {
        auto* line = new QCPItemStraightLine(state_->plot);
        line->setLayer(QStringLiteral("grid"));
        line->setPen(QPen(Theme::of(this).mutedText, 1, Qt::DotLine));
        // An epoch's values stand at its end; it begins where the one before ends.
        const double begin = beginOf(epoch);
        line->point1->setCoords(begin, 1);
        line->point2->setCoords(begin, 2);
        state_->phases.push_back({line, begin, text});
    }
}

std::vector<double> CurvePlot::phaseMarks() const {
    std::vector<double> epochs;
    for (const auto& mark : state_->phases)
        epochs.push_back(mark.epoch);
    return epochs;
}

void CurvePlot::writeCaption() {
    QString text;
    if (state_->quantity == Quantity::loss) {
        text = tr("lower is better");
    } else {
        const RunCurves* winner = nullptr;
        for (const auto& curve : state_->curves)
            if (curve->best() && (!winner || curve->best()->y() > winner->best()->y()))
                winner = curve.get();
        if (winner) {
            const QString best = percent(winner->best()->y());
            text = state_->curves.size() > 1
                       ? tr("%1: %2").arg(winner->label(), best)
                       : tr("%1 at epoch %2").arg(best, fullCount(std::llround(winner->best()->x())));
        }
    }
    const int room = width() - left - right - state_->title->sizeHint().width() - 8;
    state_->remark->setText(state_->remark->fontMetrics().elidedText(text, Qt::ElideRight, std::max(room, 0)));
    state_->remark->setToolTip(state_->remark->text() == text ? QString() : text);
}

}  // namespace layerbench
