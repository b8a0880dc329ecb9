// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/layer_controls.h"

#include "ui/document/layer_selection.h"
#include "ui/networks/fact_list.h"
#include "ui/networks/layer_texts.h"
#include "ui/networks/toggle_switch.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QWheelEvent>

#include <algorithm>
#include <array>

namespace layerbench {

namespace {

constexpr int fieldWidth = 76;
constexpr std::array policies{BatchNormPolicy::frozen, BatchNormPolicy::statisticsOnly, BatchNormPolicy::trained};

/// A number as it is said (0.1, not 0.1000). Wheels that pass over it scroll the panel instead of changing it.
class NumberSpin final : public QDoubleSpinBox {
public:
    NumberSpin(int decimals, double maximum) {
        setDecimals(decimals);
        setRange(0, maximum);
        setKeyboardTracking(false);
        setFocusPolicy(Qt::StrongFocus);
        setFixedWidth(fieldWidth);
        setAlignment(Qt::AlignRight);
        setStepType(AdaptiveDecimalStepType);
    }
    QString textFromValue(double value) const override { return locale().toString(value, 'g', 7); }

protected:
    void wheelEvent(QWheelEvent* event) override {
        if (hasFocus())
            QDoubleSpinBox::wheelEvent(event);
        else
            event->ignore();
    }
};

bool hasParameters(const Layer& layer) {
    return !layer.parameters.empty();
}

/// Freezing changes nothing for the others: an activation does the same, frozen or not.
bool canFreeze(const Layer& layer) {
    return hasParameters(layer) || layer.kind == Kind::dropout;
}

bool isBatchNorm(const Layer& layer) {
    return layer.kind == Kind::batchNorm2d;
}

bool isDropout(const Layer& layer) {
    return layer.kind == Kind::dropout;
}

bool startsRandom(const Layer& layer) {
    return std::ranges::any_of(layer.parameters, [](const Parameter& parameter) {
        return std::holds_alternative<Initialisation>(parameter.value);
    });
}

/// Of a layer that starts random.
Scheme drawnBy(const Layer& layer) {
    for (const auto& parameter : layer.parameters)
        if (const auto* drawn = std::get_if<Initialisation>(&parameter.value))
            return drawn->scheme;
    return {};
}

/// Shows a number, or that there is no common one, for which the lowest value stands then. Gives what it shows.
std::optional<double> showNumber(QDoubleSpinBox* field, const std::optional<double>& value) {
    field->setSpecialValueText(value ? QString() : LayerControls::tr("differ"));
    field->setValue(value.value_or(field->minimum()));
    return value ? std::optional(field->value()) : std::nullopt;
}

/// What all of them say; nothing where they differ.
template <class Value>
std::optional<Value> common(const std::vector<const Layer*>& layers, Value (*value)(const Layer&)) {
    const Value first = value(*layers.front());
    const bool same = std::ranges::all_of(layers, [&](const Layer* layer) { return value(*layer) == first; });
    return same ? std::optional(first) : std::nullopt;
}

}  // namespace

LayerControls::LayerControls(QWidget* parent)
    : QWidget(parent), grid_(new QGridLayout(this)), frozen_(new ToggleSwitch), learningRate_(new NumberSpin(5, 1000)),
      batchNorm_(new QComboBox), policy_(new QLabel), dropout_(new NumberSpin(4, 0.999)), weights_(new QLabel),
      schemeOfAll_(new ElidedLabel), random_(new QPushButton(tr("Random weights"))) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(10);
    grid_->setVerticalSpacing(5);
    grid_->setColumnStretch(1, 1);
    frozen_->setObjectName(QStringLiteral("frozenSwitch"));
    frozenRow_ = addRow(tr("Frozen"), frozen_, tr("A frozen layer does not change in training: not by one bit"));
    learningRate_->setObjectName(QStringLiteral("learningRateMultiplier"));
    learningRateRow_ = addRow(tr("Learning rate ×"), learningRate_,
                              tr("Times the run's learning rate, above 0 and up to 1000: small for pretrained layers, "
                                 "1 for new ones"));
    batchNorm_->setObjectName(QStringLiteral("batchNormPolicy"));
    batchNorm_->setPlaceholderText(tr("differ"));
    batchNorm_->setFocusPolicy(Qt::StrongFocus);
    for (const auto policy : policies) {
        batchNorm_->addItem(policyTitle(policy));
        batchNorm_->setItemData(batchNorm_->count() - 1, policyExplanation(policy), Qt::ToolTipRole);
    }
    batchNormRow_ = addRow(tr("Batch-norm"), batchNorm_,
                           tr("What batch normalisation does with its statistics and its scale and shift"));
    policy_->setProperty("muted", true);
    policy_->setWordWrap(true);
    policy_->setObjectName(QStringLiteral("batchNormExplanation"));
    grid_->addWidget(policy_, grid_->rowCount(), 0, 1, 2);
    dropout_->setObjectName(QStringLiteral("dropoutProbability"));
    dropoutRow_ = addRow(tr("Dropout p"), dropout_, tr("The share of values that are set to zero while training"));
    weights_->setObjectName(QStringLiteral("weightsState"));
    schemeOfAll_->setObjectName(QStringLiteral("weightsScheme"));
    schemeOfAll_->setProperty("muted", true);
    schemeOfAll_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    random_->setObjectName(QStringLiteral("randomWeights"));
    random_->setProperty("link", true);
    random_->setCursor(Qt::PointingHandCursor);
    random_->setToolTip(tr("Forget what these layers have learned: each run's seed draws new weights"));
    auto* weights = new QWidget;
    weights->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(weights);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addStretch();
    row->addWidget(weights_);
    row->addWidget(random_);
    row->addWidget(schemeOfAll_);
    weightsRow_ = addRow(tr("Weights"), weights, tr("What training starts from"));
    grid_->setAlignment(weights, {});

    connect(frozen_, &ToggleSwitch::clicked, this, [this](bool frozen) {
        Q_EMIT editRequested(SetTrainable{selection(), !frozen});
    });
    connect(learningRate_, &QDoubleSpinBox::editingFinished, this, [this] {
        if (edited(learningRate_, shownRate_))
            Q_EMIT editRequested(SetLearningRate{selection(), learningRate_->value()});
    });
    connect(dropout_, &QDoubleSpinBox::editingFinished, this, [this] {
        if (edited(dropout_, shownDropout_))
            Q_EMIT editRequested(SetDropout{selection(), dropout_->value()});
    });
    connect(batchNorm_, &QComboBox::activated, this, [this](int index) {
        const auto now = common<BatchNormPolicy>(layersWhere(isBatchNorm), [](const Layer& l) { return l.batchNorm; });
        if (const auto policy = policies[static_cast<std::size_t>(index)]; now != policy)
            Q_EMIT editRequested(SetBatchNormPolicy{selection(), policy});
    });
    connect(random_, &QPushButton::clicked, this, [this] { Q_EMIT editRequested(Reinitialise{selection(), {}}); });
}

LayerControls::~LayerControls() {
    // A field that dies with the focus finishes editing, when what it would be compared with is gone.
    for (QDoubleSpinBox* field : {learningRate_, dropout_})
        field->disconnect(this);
}

LayerControls::Row LayerControls::addRow(const QString& label, QWidget* control, const QString& tip) {
    auto* name = new QLabel(label);
    name->setBuddy(control);
    name->setToolTip(tip);
    control->setToolTip(tip);
    control->setStatusTip(tip);
    control->setAccessibleName(label);
    const int row = grid_->rowCount();
    grid_->addWidget(name, row, 0);
    grid_->addWidget(control, row, 1, Qt::AlignRight);
    return {name, control};
}

void LayerControls::setRowVisible(const Row& row, bool visible) {
    row.label->setVisible(visible);
    row.control->setVisible(visible);
}

std::vector<const Layer*> LayerControls::layersWhere(bool (*holds)(const Layer&)) const {
    std::vector<const Layer*> found;
    for (const LayerId id : layers_)
        if (const Layer& layer = network_->layer(id); holds(layer))
            found.push_back(&layer);
    return found;
}

Selection LayerControls::selection() const {
    return selectionOf(*network_, layers_);
}

void LayerControls::showLayers(const Network& network, const std::vector<LayerId>& layers) {
    network_ = network;
    layers_ = layers;
    showFrozen();
    showLearningRate();
    showBatchNorm();
    showDropout();
    showWeights();
    setVisible(!layersWhere(canFreeze).empty());
}

void LayerControls::showFrozen() {
    const auto layers = layersWhere(canFreeze);
    setRowVisible(frozenRow_, !layers.empty());
    if (layers.empty())
        return;
    const auto trainable = common<bool>(layers, [](const Layer& layer) { return layer.trainable; });
    const QSignalBlocker blocker(frozen_);
    frozen_->setCheckState(!trainable ? Qt::PartiallyChecked : *trainable ? Qt::Unchecked : Qt::Checked);
}

void LayerControls::showLearningRate() {
    const auto layers = layersWhere(hasParameters);
    setRowVisible(learningRateRow_, !layers.empty());
    if (layers.empty())
        return;
    const bool trains = std::ranges::any_of(layers, [](const Layer* layer) { return layer->trainable; });
    const auto rate = common<double>(layers, [](const Layer& layer) { return layer.learningRateMultiplier; });
    const QSignalBlocker blocker(learningRate_);
    shownRate_ = showNumber(learningRate_, rate);
    learningRate_->setEnabled(trains);
    learningRateRow_.label->setEnabled(trains);
}

void LayerControls::showBatchNorm() {
    const auto layers = layersWhere(isBatchNorm);
    setRowVisible(batchNormRow_, !layers.empty());
    policy_->setVisible(!layers.empty());
    if (layers.empty())
        return;
    const auto policy = common<BatchNormPolicy>(layers, [](const Layer& layer) { return layer.batchNorm; });
    const QSignalBlocker blocker(batchNorm_);
    batchNorm_->setCurrentIndex(policy ? static_cast<int>(std::ranges::find(policies, *policy) - policies.begin())
                                       : -1);
    policy_->setText(policy ? policyExplanation(*policy) : QString());
    policy_->setVisible(policy.has_value());
}

void LayerControls::showDropout() {
    const auto layers = layersWhere(isDropout);
    setRowVisible(dropoutRow_, !layers.empty());
    if (layers.empty())
        return;
    const auto p = common<double>(layers, [](const Layer& layer) { return layer.attributes.number("p"); });
    const QSignalBlocker blocker(dropout_);
    shownDropout_ = showNumber(dropout_, p);
}

void LayerControls::showWeights() {
    const auto layers = layersWhere(hasParameters);
    setRowVisible(weightsRow_, !layers.empty());
    if (layers.empty())
        return;
    const auto random = std::ranges::count_if(layers, [](const Layer* layer) { return startsRandom(*layer); });
    const bool all = random == static_cast<std::ptrdiff_t>(layers.size());
    weights_->setText(all ? tr("random start") : random > 0 ? tr("partly random start") : tr("pretrained"));
    weights_->setToolTip(random > 0 ? tr("Each run's seed draws new numbers for these weights")
                                    : tr("Training starts from the weights that the network came with"));
    const auto scheme = all ? common<Scheme>(layers, drawnBy) : std::nullopt;
    schemeOfAll_->setVisible(scheme.has_value());
    if (scheme) {
        schemeOfAll_->setText(schemeTitle(*scheme));
        schemeOfAll_->setToolTip(schemeExplanation(*scheme));
    }
    random_->setVisible(!all);
}

bool LayerControls::edited(const QDoubleSpinBox* field, std::optional<double>& shown) const {
    // A field that loses the focus has finished editing too: when it is hidden, and when nobody touched it.
    const bool changed = !layers_.empty() && field->value() != shown.value_or(field->minimum());
    if (changed)
        shown = field->value();
    return changed;
}

}  // namespace layerbench
