// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/layer_diagram.h"

#include "widgets/basics/icons.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram_state.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <unordered_set>

namespace layerbench {

namespace {

constexpr int animationTime = 180;
constexpr std::size_t mostAnimated = 600;  // units; more than that would stutter
constexpr double zoomStep = 1.25;

}  // namespace

LayerDiagram::LayerDiagram(QWidget* parent) : QWidget(parent), state_(std::make_unique<State>(this)) {
    State& s = *state_;
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(200, 120);
    setAccessibleName(tr("Layer diagram"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    s.minimap = new DiagramMinimap(this);
    connect(s.minimap, &DiagramMinimap::centred, this, [this](const QPointF& point) {
        state_->fitted = false;
        state_->view.centreOn(point, state_->size());
        state_->viewMoved();
    });
    s.search = new QLineEdit(this);
    s.search->setObjectName(QStringLiteral("diagramSearch"));
    s.search->setPlaceholderText(tr("Find a layer …"));
    s.search->setClearButtonEnabled(true);
    s.search->setFixedWidth(190);
    s.search->hide();
    s.search->installEventFilter(this);
    connect(s.search, &QLineEdit::textChanged, this, [this](const QString& text) { state_->lookFor(text); });
    const auto button = [this](Icon sign, const char* name, const QString& tip, auto&& slot) {
        auto* made = new QToolButton(this);
        made->setObjectName(QLatin1String(name));
        made->setIcon(icon(sign));
        made->setIconSize(QSize(12, 12));
        made->setFixedSize(22, 22);
        made->setAutoRaise(true);
        made->setFocusPolicy(Qt::NoFocus);
        made->hide();  // until there is a network
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        connect(made, &QToolButton::clicked, this, slot);
        state_->buttons.push_back(made);
    };
    button(Icon::zoomOut, "zoomOutButton", tr("Zoom out (−)"), [this] { zoomBy(1 / zoomStep); });
    button(Icon::fit, "fitButton", tr("Show all (0)"), [this] { fit(); });
    button(Icon::zoomIn, "zoomInButton", tr("Zoom in (+)"), [this] { zoomBy(zoomStep); });
    s.animation.setDuration(animationTime);
    s.animation.setStartValue(0.0);
    s.animation.setEndValue(1.0);
    s.animation.setEasingCurve(QEasingCurve::OutCubic);
    connect(&s.animation, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(&s.animation, &QVariantAnimation::finished, this, [this] {
        state_->change.reset();
        update();
    });
    s.placeOverlays();
}

LayerDiagram::~LayerDiagram() = default;

void LayerDiagram::State::lay() {
    const bool still = !self->isVisible() || qEnvironmentVariableIsSet("LAYERBENCH_NO_ANIMATION");
    DiagramLayout next = layoutDiagram(*network, unfolded, self->font());
    viewBefore = view;
    if (!still && !layout.units.empty() && std::max(layout.units.size(), next.units.size()) <= mostAnimated) {
        animation.stop();
        change.emplace(std::move(layout));
        animation.start();
    }
    layout = std::move(next);
    hovered = cut = rangeFirst = rangeLast = -1;
    stays.clear();
    insert.reset();
    std::erase_if(selection, [this](LayerId id) { return !network->contains(id); });
    keepAnchor();
    lookFor(search->isVisible() ? search->text() : QString());
    if (fitted)
        view.fit(fitBounds(), size());
    viewMoved();
}

void LayerDiagram::setNetwork(const Network& network) {
    State& s = *state_;
    s.cancelGesture();
    const auto before = s.selection;
    s.network = network;
    s.proposal.reset();
    for (auto* button : s.buttons)
        button->show();
    s.lay();
    if (s.selection != before)
        Q_EMIT selectionChanged();
}

const Network& LayerDiagram::network() const {
    return *state_->network;
}

bool LayerDiagram::hasNetwork() const {
    return state_->network.has_value();
}

void LayerDiagram::setReadOnly(bool readOnly) {
    state_->readOnly = readOnly;
    state_->cancelGesture();
    if (readOnly)
        state_->select({});
    state_->trainingShown = !readOnly;
    setFocusPolicy(readOnly ? Qt::NoFocus : Qt::StrongFocus);
    update();
}

void LayerDiagram::setTrainingShown(bool shown) {
    state_->trainingShown = shown;
    update();
}

LayerDiagram::Tool LayerDiagram::tool() const {
    return state_->tool;
}

void LayerDiagram::setTool(Tool tool) {
    State& s = *state_;
    s.cancelGesture();
    if (s.tool == tool)
        return;
    s.tool = tool;
    s.setCut(-1);
    s.setCursorFor(mapFromGlobal(QCursor::pos()));
    update();
    Q_EMIT toolChanged();
}

const std::vector<LayerId>& LayerDiagram::selection() const {
    return state_->selection;
}

void LayerDiagram::setSelection(std::vector<LayerId> layers) {
    state_->select(std::move(layers));
}

void LayerDiagram::State::select(std::vector<LayerId> layers) {
    if (!network)
        return;
    std::erase_if(layers, [this](LayerId id) { return !network->contains(id); });
    std::ranges::sort(layers, {}, [this](LayerId id) { return network->indexOf(id); });
    layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
    const bool changes = layers != selection;
    selection = std::move(layers);
    keepAnchor();
    if (!changes)
        return;
    self->setAccessibleDescription(selection.empty() ? QString() : describe(selectedUnit()));
    self->update();
    Q_EMIT self->selectionChanged();
}

void LayerDiagram::State::keepAnchor() {
    if (selection.empty())
        anchor.reset();
    else if (!anchor || std::ranges::find(selection, *anchor) == selection.end())
        anchor = selection.front();
}

QStringList LayerDiagram::unfolded() const {
    QStringList names(state_->unfolded.begin(), state_->unfolded.end());
    names.sort();
    return names;
}

void LayerDiagram::setUnfolded(const QStringList& blocks) {
    State& s = *state_;
    const QSet<QString> wanted(blocks.begin(), blocks.end());
    if (wanted == s.unfolded)
        return;
    s.unfolded = wanted;
    if (s.network)
        s.lay();
    Q_EMIT foldingChanged();
}

void LayerDiagram::unfoldAll() {
    if (hasNetwork()) {
        const auto all = foldableBlocks(network());
        setUnfolded(QStringList(all.begin(), all.end()));
    }
}

void LayerDiagram::foldAll() {
    setUnfolded({});
}

double LayerDiagram::zoom() const {
    return state_->view.zoom();
}

void LayerDiagram::zoomBy(double factor) {
    state_->fitted = false;
    state_->view.zoomAbout(QRectF(rect()).center(), factor);
    state_->viewMoved();
}

void LayerDiagram::fit() {
    state_->fitted = true;
    state_->view.fit(state_->fitBounds(), size());
    state_->viewMoved();
}

void LayerDiagram::reveal(LayerId layer) {
    State& s = *state_;
    if (const int unit = s.layout.unitOf(layer); unit >= 0) {
        s.view.reveal(s.unit(unit).body.united(s.unit(unit).subtitleBox), s.size());
        s.viewMoved();
    }
}

QRectF LayerDiagram::bodyOf(LayerId layer) const {
    const int unit = state_->layout.unitOf(layer);
    return unit < 0 ? QRectF() : state_->view.toWidget(state_->unit(unit).body);
}

const DiagramLayout& LayerDiagram::layout() const {
    return state_->layout;
}

void LayerDiagram::State::viewMoved() {
    view.keepInReach(layout.bounds, size());
    if (network)
        minimap->show(layout, view.visible(size()));
    self->update();
    Q_EMIT self->viewChanged();
}

void LayerDiagram::State::placeOverlays() {
    constexpr int air = 8;
    minimap->move(air, self->height() - minimap->height() - air / 2);
    search->move(air, air);
    int x = self->width() - air;
    for (auto button = buttons.rbegin(); button != buttons.rend(); ++button) {
        x -= (*button)->width() + 2;
        (*button)->move(x, self->height() - (*button)->height() - air);
    }
}

std::vector<UnitLook> LayerDiagram::State::looks() const {
    std::vector<UnitLook> all(layout.units.size());
    const auto [low, high] = std::minmax(rangeFirst, rangeLast);
    const std::unordered_set<LayerId> chosen(selection.begin(), selection.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& layers = layout.units[i].layers;
        const bool inRange = low >= 0 && static_cast<int>(i) >= low && static_cast<int>(i) <= high && i > 0;
        all[i].selected =
            !chosen.empty() && std::ranges::any_of(layers, [&](LayerId id) { return chosen.contains(id); });
        all[i].hovered = static_cast<int>(i) == hovered && gesture != Gesture::cut;
        all[i].dropped = goes(static_cast<int>(i));
        all[i].willFreeze = inRange && !rangeTrains;
        all[i].willTrain = inRange && rangeTrains;
    }
    for (const int unit : found)
        all[static_cast<std::size_t>(unit)].found = true;
    return all;
}

void LayerDiagram::resizeEvent(QResizeEvent*) {
    State& s = *state_;
    s.placeOverlays();
    if (s.fitted && s.network)
        s.view.fit(s.fitBounds(), size());
    s.viewMoved();
}

void LayerDiagram::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange && hasNetwork())
        state_->lay();
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

}  // namespace layerbench
