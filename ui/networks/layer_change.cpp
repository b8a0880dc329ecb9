// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/layer_change.h"

#include "core/network/cost.h"
#include "ui/networks/attribute_form.h"
#include "ui/networks/layer_texts.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int textWidth = 380;
constexpr int columnSpacing = 12;
constexpr int problemLines = 5;
constexpr int mostClasses = 100'000;
constexpr int newHeadData = -1;  ///< in the combo of kinds, beside the kinds' own numbers

QString titleOf(const KindInfo& info) {
    const QString title = translated(info.title);
    const QString name = toQString(info.name);
    return title == name ? name : QStringLiteral("%1 (%2)").arg(title, name);
}

/// Label and field, the fields of all parts of the dialog below each other.
QFormLayout* columns(QWidget* owner) {
    auto* form = new QFormLayout(owner);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(columnSpacing);
    form->setVerticalSpacing(6);
    return form;
}

QLabel* nameOfRow(const QString& text, bool muted = false) {
    auto* label = new QLabel(text);
    label->setFixedWidth(AttributeForm::labelWidth);
    label->setProperty("muted", muted);
    return label;
}

QLabel* mutedText(const char* objectName) {
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(objectName));
    label->setProperty("muted", true);
    label->setWordWrap(true);
    return label;
}

/// What the layer has now and the new one has too: a convolution's 3 × 3 becomes a pooling's.
Attributes startingPoint(const Network& network, const Layer& layer, Kind kind) {
    if (layer.kind == kind)
        return layer.attributes;
    Attributes carried;
    for (const AttributeSpec& spec : kindInfo(kind).attributes)
        if (const auto found = layer.attributes.all().find(spec.name);
            !spec.fromInput && found != layer.attributes.all().end() && found->second.index() == spec.standard.index())
            carried.set(std::string(spec.name), found->second);
    const auto shapes = network.inputShapesOf(layer);
    if (const auto complete = completeAttributes(kind, carried, shapes))
        return *complete;
    return *completeAttributes(kind, {}, shapes);
}

QString change(const QString& before, const QString& after) {
    return before == after ? after : QStringLiteral("%1  →  %2").arg(before, after);
}

}  // namespace

LayerChangeDialog::LayerChangeDialog(const Network& network, LayerId layer, QWidget* parent)
    : QDialog(parent), network_(network), layer_(layer), kind_(new QComboBox),
      explanation_(mutedText("kindExplanation")), form_(new AttributeForm), classesRow_(new QWidget),
      classes_(new QSpinBox), schemeRow_(new QWidget), scheme_(new QComboBox),
      schemeExplanation_(mutedText("schemeExplanation")), output_(new QLabel), parameters_(new QLabel),
      weights_(new QLabel), problem_(new QLabel), outcome_(new QWidget), ok_(new QPushButton(tr("Change"))) {
    setObjectName(QStringLiteral("layerChange"));
    setWindowTitle(tr("Change %1").arg(toQString(network.layer(layer).name)));
    buildFields();
    buildOutcome();
    ok_->setObjectName(QStringLiteral("changeOk"));
    ok_->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("changeCancel"));
    cancel->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(ok_);
    auto* line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedHeight(1);
    // One place for what comes out and for why it cannot be, so that the dialog does not jump while someone types.
    auto* result = new QWidget;
    auto* resultLayout = new QVBoxLayout(result);
    resultLayout->setContentsMargins(0, 0, 0, 0);
    resultLayout->addWidget(outcome_);
    resultLayout->addWidget(problem_);
    resultLayout->addStretch();
    result->setMinimumHeight(problemLines * fontMetrics().lineSpacing());

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(10);
    for (QWidget* widget :
         std::initializer_list<QWidget*>{kind_, explanation_, form_, classesRow_, schemeRow_, line, result})
        layout->addWidget(widget);
    layout->addLayout(buttons);
    for (QLabel* label : {explanation_, problem_})
        label->setFixedWidth(textWidth);
    layout->setSizeConstraint(QLayout::SetFixedSize);

    connect(kind_, &QComboBox::currentIndexChanged, this, &LayerChangeDialog::showKind);
    connect(form_, &AttributeForm::edited, this, &LayerChangeDialog::preview);
    connect(classes_, &QSpinBox::valueChanged, this, &LayerChangeDialog::preview);
    connect(scheme_, &QComboBox::currentIndexChanged, this, &LayerChangeDialog::showScheme);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(ok_, &QPushButton::clicked, this, &LayerChangeDialog::accept);
    showScheme();
    showKind();
}

void LayerChangeDialog::buildFields() {
    kind_->setObjectName(QStringLiteral("kindChoice"));
    kind_->setAccessibleName(tr("Kind"));
    kind_->setToolTip(tr("What kind of layer stands in this place"));
    kind_->setMaxVisibleItems(16);
    addKinds();
    classes_->setObjectName(QStringLiteral("headClasses"));
    classes_->setRange(2, mostClasses);
    classes_->setValue(static_cast<int>(std::clamp<std::int64_t>(network_.classCount(), 2, mostClasses)));
    classes_->setFixedWidth(AttributeForm::fieldWidth);
    classes_->setToolTip(tr("How many classes the network is to tell apart"));
    columns(classesRow_)->addRow(nameOfRow(tr("Classes")), classes_);
    scheme_->setObjectName(QStringLiteral("schemeChoice"));
    scheme_->setAccessibleName(tr("New weights"));
    scheme_->setToolTip(tr("How each run's seed draws the weights that are new"));
    for (const Scheme scheme : allSchemes()) {
        scheme_->addItem(schemeTitle(scheme), static_cast<int>(scheme));
        scheme_->setItemData(scheme_->count() - 1, schemeExplanation(scheme), Qt::ToolTipRole);
    }
    auto* scheme = columns(schemeRow_);
    scheme->addRow(nameOfRow(scheme_->accessibleName()), scheme_);
    scheme->addRow(nameOfRow({}), schemeExplanation_);
    schemeExplanation_->setFixedWidth(textWidth - AttributeForm::labelWidth - columnSpacing);
    schemeExplanation_->setMinimumHeight(2 * fontMetrics().lineSpacing());
    schemeExplanation_->setAlignment(Qt::AlignTop);
}

void LayerChangeDialog::buildOutcome() {
    problem_->setObjectName(QStringLiteral("changeProblem"));
    problem_->setProperty("problem", true);
    problem_->setWordWrap(true);
    output_->setObjectName(QStringLiteral("changeOutput"));
    parameters_->setObjectName(QStringLiteral("changeParameters"));
    weights_->setObjectName(QStringLiteral("changeWeights"));
    auto* outcome = columns(outcome_);
    outcome->addRow(nameOfRow(tr("Output"), true), output_);
    outcome->addRow(nameOfRow(tr("Parameters"), true), parameters_);
    outcome->addRow(nameOfRow(tr("Weights"), true), weights_);
}

void LayerChangeDialog::addKinds() {
    const Layer& layer = network_.layer(layer_);
    const auto add = [this](const KindInfo& info) {
        kind_->addItem(titleOf(info), static_cast<int>(info.kind));
        kind_->setItemData(kind_->count() - 1, translated(info.explanation), Qt::ToolTipRole);
    };
    add(kindInfo(layer.kind));
    if (layer_ == network_.head())
        kind_->addItem(tr("New head for other classes"), newHeadData);
    kind_->insertSeparator(kind_->count());
    for (const KindInfo& info : kindTable())
        if (info.kind != layer.kind && layer.inputs.size() >= info.minimumInputs &&
            layer.inputs.size() <= info.maximumInputs)
            add(info);
}

bool LayerChangeDialog::newHead() const {
    return kind_->currentData().toInt() == newHeadData;
}

Kind LayerChangeDialog::kind() const {
    return static_cast<Kind>(kind_->currentData().toInt());
}

void LayerChangeDialog::showKind() {
    const Layer& layer = network_.layer(layer_);
    const Kind shown = newHead() ? layer.kind : kind();
    explanation_->setText(newHead() ? tr("The same layer with one output per class and new weights: what transfer "
                                         "learning begins with.")
                                    : translated(kindInfo(shown).explanation));
    const Attributes values = startingPoint(network_, layer, shown);
    form_->setKind(shown, values);
    form_->setVisible(!newHead() && !form_->isEmpty());
    classesRow_->setVisible(newHead());
    const bool hasWeights = !kindInfo(shown).parameters(values).empty() && shown != Kind::batchNorm2d;
    schemeRow_->setVisible(hasWeights);
    preview();
}

void LayerChangeDialog::showScheme() {
    schemeExplanation_->setText(schemeExplanation(static_cast<Scheme>(scheme_->currentData().toInt())));
}

Result<Edit> LayerChangeDialog::edit() const {
    const Initialisation initialisation{static_cast<Scheme>(scheme_->currentData().toInt()), 0};
    if (newHead())
        return ReplaceHead{classes_->value(), initialisation};
    LB_TRY(const Attributes attributes, form_->attributes());
    return ReplaceLayer{network_.layer(layer_).name, kind(), attributes, initialisation};
}

bool LayerChangeDialog::changesNothing(const Edit& edit) const {
    const auto* replace = std::get_if<ReplaceLayer>(&edit);
    const Layer& layer = network_.layer(layer_);
    return replace && replace->kind == layer.kind &&
           std::ranges::all_of(replace->attributes.all(), [&](const auto& one) {
               return layer.attributes.all().find(one.first)->second == one.second;
           });
}

void LayerChangeDialog::preview() {
    const auto wanted = edit();
    const auto after =
        wanted ? apply(network_, *wanted, network_.classCount()) : Result<Network>(Failure(wanted.error()));
    ok_->setEnabled(after.has_value());
    problem_->setText(after ? QString() : translated(after.error()));
    problem_->setVisible(!after);
    outcome_->setVisible(after.has_value());
    if (after)
        showOutcome(*after);
}

void LayerChangeDialog::showOutcome(const Network& after) {
    // Of a new head, what the network gives: the classes.
    const LayerId now = newHead() ? after.head() : layer_;
    const Shape& before = network_.shapeOf(newHead() ? network_.output() : layer_);
    const Shape& output = after.shapeOf(newHead() ? after.output() : layer_);
    const Layer& layer = after.layer(now);
    const bool drawn = std::ranges::any_of(layer.parameters, [](const Parameter& parameter) {
        return std::holds_alternative<Initialisation>(parameter.value);
    });
    output_->setText(change(shapeText(before), shapeText(output)));
    parameters_->setText(change(fullCount(cost(network_, layer_).parameters), fullCount(cost(after, now).parameters)));
    weights_->setText(layer.parameters.empty() ? tr("none")
                      : !drawn                 ? tr("kept")
                                               : tr("new, drawn by each run's seed"));
}

void LayerChangeDialog::accept() {
    const auto wanted = edit();
    if (!wanted || !ok_->isEnabled())
        return;
    QDialog::accept();
    if (!changesNothing(*wanted))
        Q_EMIT editRequested(*wanted);
}

}  // namespace layerbench
