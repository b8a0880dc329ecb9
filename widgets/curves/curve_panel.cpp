// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/curve_panel.h"

#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"
#include "widgets/curves/curve_legend.h"
#include "widgets/curves/curve_plot.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSlider>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int redrawInterval = 40;  // ms
constexpr int margin = 8;
constexpr int roomForWords = 560;  // below it the controls stand without their words
constexpr double defaultSmoothing = 0.8;

}  // namespace

struct CurvePanel::State {
    std::vector<PlotRun> runs = {};
    double smoothing = defaultSmoothing;
    bool logarithmic = false;
    bool dirty = false;
    int redraws = 0;
    QTimer timer;

    QStackedLayout* pages = nullptr;
    CurvePlot* loss = nullptr;
    CurvePlot* accuracy = nullptr;
    CurveLegend* legend = nullptr;
    QLabel* sliderName = nullptr;
    QSlider* slider = nullptr;
    QLabel* sliderValue = nullptr;
    QPushButton* log = nullptr;

    PlotRun* find(std::int64_t id) {
        const auto found = std::ranges::find(runs, id, &PlotRun::id);
        return found == runs.end() ? nullptr : &*found;
    }
    void writeSmoothing() const {
        const QString value = QLocale().toString(smoothing, 'f', 2);
        sliderValue->setText(value);
        slider->setToolTip(
            CurvePanel::tr("Smoothing %1 of the steps' curve. The points themselves stay as they are.").arg(value));
    }
    CurvePlot* plot(const QString& quantity) const { return quantity == QLatin1String("loss") ? loss : accuracy; }

    /// Something changed: draws soon, together with whatever else changes until then.
    void touch() {
        dirty = true;
        if (pages->parentWidget()->isVisible() && !timer.isActive())
            timer.start();
    }
    void redraw() {
        timer.stop();
        if (!dirty)
            return;
        dirty = false;
        ++redraws;
        QElapsedTimer clock;
        clock.start();
        loss->redraw(runs);
        accuracy->redraw(runs);
        legend->setRuns(runs);
        pages->setCurrentIndex(runs.empty() ? 0 : 1);
        // Of a very long run a drawing costs more: three quarters of the time stay for everything else.
        timer.setInterval(std::max(redrawInterval, static_cast<int>(3 * clock.elapsed())));
    }
    void forget(std::int64_t run) const {
        loss->forget(run);
        accuracy->forget(run);
    }
    void showAll() const {
        loss->showAll();
        accuracy->showAll();
    }
};

CurvePanel::CurvePanel(QWidget* parent) : QWidget(parent), state_(std::make_unique<State>()) {
    setObjectName(QStringLiteral("curvePanel"));
    auto& s = *state_;
    s.timer.setSingleShot(true);
    s.timer.setInterval(redrawInterval);
    connect(&s.timer, &QTimer::timeout, this, [this] {
        if (isVisible())
            state_->redraw();
    });

    auto* empty = new QLabel(tr("Train to see curves here"));
    empty->setObjectName(QStringLiteral("curvesEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setProperty("muted", true);

    auto* content = new QWidget;
    s.loss = new CurvePlot(Quantity::loss);
    s.accuracy = new CurvePlot(Quantity::accuracy);
    auto* plots = new QHBoxLayout;
    plots->setSpacing(margin);
    plots->addWidget(s.loss, 1);
    plots->addWidget(s.accuracy, 1);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(margin, margin, margin, 4);
    column->setSpacing(2);
    column->addLayout(plots, 1);
    column->addLayout(controls());

    s.pages = new QStackedLayout(this);
    s.pages->addWidget(empty);
    s.pages->addWidget(content);

    for (auto* plot : {s.loss, s.accuracy}) {
        auto* other = plot == s.loss ? s.accuracy : s.loss;
        connect(plot, &CurvePlot::epochsShown, other, &CurvePlot::showEpochs);
        connect(plot, &CurvePlot::everythingWanted, this, [this] { state_->showAll(); });
        connect(plot, &CurvePlot::hint, this, &CurvePanel::hint);
        plot->setSmoothing(s.smoothing);
    }
}

CurvePanel::~CurvePanel() = default;

QLayout* CurvePanel::controls() {
    auto& s = *state_;
    s.legend = new CurveLegend;
    s.legend->setObjectName(QStringLiteral("curveLegend"));

    s.sliderName = new QLabel(tr("Smoothing"));
    s.sliderName->setProperty("muted", true);
    s.slider = new QSlider(Qt::Horizontal);
    s.slider->setObjectName(QStringLiteral("smoothing"));
    s.slider->setRange(0, 99);
    s.slider->setFixedWidth(90);
    s.slider->setAccessibleName(s.sliderName->text());
    s.slider->setStatusTip(tr("Smooths the curve of the steps. The points themselves stay as they are."));
    s.sliderValue = new QLabel;
    s.sliderValue->setObjectName(QStringLiteral("smoothingValue"));
    s.sliderValue->setMinimumWidth(QFontMetrics(font()).horizontalAdvance(QStringLiteral("0.00")) + 2);
    s.slider->setValue(qRound(s.smoothing * 100));
    s.writeSmoothing();
    connect(s.slider, &QSlider::valueChanged, this, [this](int value) { setSmoothing(value / 100.0); });

    s.log = new QPushButton(tr("Log"));
    s.log->setObjectName(QStringLiteral("logarithmic"));
    s.log->setCheckable(true);
    const QString logHelp = tr("Logarithmic axis for the loss");
    s.log->setToolTip(logHelp);
    s.log->setStatusTip(logHelp);
    connect(s.log, &QPushButton::toggled, this, &CurvePanel::setLogarithmic);

    auto* save = new QToolButton;
    save->setObjectName(QStringLiteral("exportCurves"));
    save->setIcon(icon(Icon::exportFile));
    save->setAutoRaise(true);
    save->setFocusPolicy(Qt::TabFocus);
    save->setPopupMode(QToolButton::InstantPopup);
    save->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; width: 0; }"));
    const QString saveHelp = tr("Save the curves as a picture or a table");
    save->setToolTip(saveHelp);
    save->setStatusTip(saveHelp);
    save->setAccessibleName(saveHelp);
    auto* menu = new QMenu(save);
    const std::pair<QString, QString> formats[] = {{tr("Picture as seen (PNG)…"), QStringLiteral("png")},
                                                   {tr("Drawing of all epochs (SVG)…"), QStringLiteral("svg")},
                                                   {tr("Table of all epochs (CSV)…"), QStringLiteral("csv")}};
    for (const auto& [text, format] : formats) {
        auto* action = menu->addAction(text, this, [this, wanted = format] { Q_EMIT exportRequested(wanted); });
        action->setObjectName(QStringLiteral("export-") + format);
    }
    save->setMenu(menu);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(46, 0, 4, 0);
    row->setSpacing(8);
    row->addWidget(s.legend, 1);
    row->addWidget(s.sliderName);
    row->addWidget(s.slider);
    row->addWidget(s.sliderValue);
    row->addWidget(s.log);
    row->addWidget(save);
    return row;
}

void CurvePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // The legend says more than the slider's name and number, which its tooltip has too.
    const bool room = width() >= roomForWords;
    state_->sliderName->setVisible(room);
    state_->sliderValue->setVisible(room);
}

void CurvePanel::setRuns(std::vector<PlotRun> runs) {
    for (const auto& run : runs)
        state_->forget(run.id);
    state_->runs = std::move(runs);
    state_->showAll();
    state_->touch();
}

const std::vector<PlotRun>& CurvePanel::runs() const {
    return state_->runs;
}

void CurvePanel::beginRun(const PlotRun& run, std::int64_t epochsDone) {
    PlotRun* known = state_->find(run.id);
    if (!known) {
        known = &state_->runs.emplace_back(run);
    } else {
        PlotRun fresh = run;
        // What was seen here is more than what a project keeps.
        if (!known->epochs.empty() || !known->steps.empty()) {
            fresh.steps = std::move(known->steps);
            fresh.epochs = std::move(known->epochs);
        }
        *known = std::move(fresh);
    }
    std::erase_if(known->steps, [epochsDone](const StepMetrics& step) { return step.epoch > epochsDone; });
    std::erase_if(known->epochs, [epochsDone](const EpochMetrics& epoch) { return epoch.epoch > epochsDone; });
    if (known->bestEpoch > epochsDone)
        known->bestEpoch = 0;
    state_->forget(run.id);
    state_->showAll();
    state_->touch();
}

void CurvePanel::appendSteps(std::int64_t run, std::span<const StepMetrics> steps) {
    if (auto* found = state_->find(run)) {
        found->steps.insert(found->steps.end(), steps.begin(), steps.end());
        state_->touch();
    }
}

void CurvePanel::appendEpochs(std::int64_t run, std::span<const EpochMetrics> epochs) {
    if (auto* found = state_->find(run)) {
        found->epochs.insert(found->epochs.end(), epochs.begin(), epochs.end());
        state_->touch();
    }
}

void CurvePanel::setBestEpoch(std::int64_t run, std::int64_t epoch) {
    if (auto* found = state_->find(run)) {
        found->bestEpoch = epoch;
        state_->touch();
    }
}

double CurvePanel::smoothing() const {
    return state_->smoothing;
}

void CurvePanel::setSmoothing(double weight) {
    weight = std::clamp(weight, 0.0, 0.99);
    if (weight == state_->smoothing)
        return;
    state_->smoothing = weight;
    state_->loss->setSmoothing(weight);
    state_->accuracy->setSmoothing(weight);
    {
        // The slider has hundredths, the value need not.
        const QSignalBlocker quiet(state_->slider);
        state_->slider->setValue(qRound(weight * 100));
    }
    state_->writeSmoothing();
    state_->touch();
}

bool CurvePanel::logarithmic() const {
    return state_->logarithmic;
}

void CurvePanel::setLogarithmic(bool logarithmic) {
    if (logarithmic == state_->logarithmic)
        return;
    state_->logarithmic = logarithmic;
    state_->log->setChecked(logarithmic);
    state_->loss->setLogarithmic(logarithmic);
    state_->touch();
}

std::vector<QPointF> CurvePanel::drawnPoints(std::int64_t run, const QString& quantity, bool validation) const {
    return state_->plot(quantity)->drawnPoints(run, validation);
}

std::vector<double> CurvePanel::phaseMarks(const QString& quantity) const {
    return state_->plot(quantity)->phaseMarks();
}

bool CurvePanel::bestMarked(const QString& quantity) const {
    return state_->plot(quantity)->bestMarked();
}

QRectF CurvePanel::shownRange(const QString& quantity) const {
    return state_->plot(quantity)->shownRange();
}

int CurvePanel::redraws() const {
    return state_->redraws;
}

QPixmap CurvePanel::picture(int width) const {
    // Also of a panel that is hidden: then what it kept is drawn now.
    state_->redraw();
    constexpr double usual = 960, height = 320, legendHeight = 22;
    const double scale = width / usual;
    QPixmap pixmap(width, qRound(height * scale));
    pixmap.fill(Theme::of(this).panel);
    QPainter painter(&pixmap);
    painter.scale(scale, scale);
    const QRectF area = QRectF(0, 0, usual, height).adjusted(margin, margin, -margin, -margin);
    const double half = (area.width() - margin) / 2;
    const double plotHeight = area.height() - legendHeight;
    state_->loss->paint(painter, {area.left(), area.top(), half, plotHeight}, scale);
    state_->accuracy->paint(painter, {area.left() + half + margin, area.top(), half, plotHeight}, scale);
    state_->legend->paint(painter,
                          {area.left() + 46, area.bottom() - legendHeight + 2, area.width() - 46, legendHeight - 2});
    return pixmap;
}

void CurvePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    state_->redraw();
}

void CurvePanel::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), Theme::of(this).panel);
}

}  // namespace layerbench
