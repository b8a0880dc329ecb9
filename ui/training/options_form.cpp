// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/options_form.h"

#include "core/training/phases.h"
#include "ui/training/number_field.h"
#include "widgets/basics/translated.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace layerbench {

namespace {

void setFlag(QWidget* widget, const char* name, bool on) {
    if (widget->property(name).toBool() == on)
        return;
    widget->setProperty(name, on);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QLabel* wrappedLabel(const char* id, const char* look) {
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(id));
    label->setProperty(look, true);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->hide();
    return label;
}

QGridLayout* twoColumns(QWidget* parent) {
    auto* grid = new QGridLayout(parent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    // The right column holds the words, the left the numbers.
    grid->setColumnStretch(0, 9);
    grid->setColumnStretch(1, 11);
    return grid;
}

bool isAdam(const TrainingOptions& options) {
    return options.optimizer == Optimizer::adam || options.optimizer == Optimizer::adamw;
}

/// Whether they unfreeze as far, in whatever epochs and steps: phases that are spread over other epochs are the same
/// way of training.
bool sameWay(const std::vector<Phase>& a, const std::vector<Phase>& b) {
    return !a.empty() && !b.empty() && a.back().layers.arguments.front() == b.back().layers.arguments.front();
}

/// "2, 5, 7"
QString epochsOf(const std::vector<Phase>& phases) {
    QStringList epochs;
    for (const auto& phase : phases)
        epochs << QString::number(phase.epoch);
    return epochs.join(QStringLiteral(", "));
}

}  // namespace

OptionsForm::OptionsForm()
    : mainPanel_(new QWidget), morePanel_(new QWidget), problem_(wrappedLabel("optionProblem", "problem")),
      deviceNote_(wrappedLabel("deviceNote", "muted")), phasesRow_(new QWidget),
      phases_(wrappedLabel("phases", "muted")), phasesLink_(new QPushButton), moreLink_(new QPushButton),
      defaultsLink_(new QPushButton) {
    main_ = twoColumns(mainPanel_);
    more_ = twoColumns(morePanel_);
    addMain();
    addMore();

    moreLink_->setObjectName(QStringLiteral("moreOptions"));
    moreLink_->setToolTip(tr("Weight decay, precision, threads, the feature cache, early stopping"));
    defaultsLink_->setObjectName(QStringLiteral("defaultOptions"));
    defaultsLink_->setText(tr("Defaults"));
    defaultsLink_->setToolTip(
        tr("Back to the values that suit the case, the network and the data.\nA dot marks what you changed."));
    phasesLink_->setObjectName(QStringLiteral("withoutPhases"));
    phasesLink_->setToolTip(tr("Train with or without the changes in mid-run that this way of transferring has"));
    auto* phases = new QHBoxLayout(phasesRow_);
    phases->setContentsMargins(0, 0, 0, 0);
    phases->addWidget(phases_, 1);
    phases->addWidget(phasesLink_, 0, Qt::AlignTop);
    for (auto* link : {moreLink_, defaultsLink_, phasesLink_}) {
        link->setProperty("link", true);
        link->setStatusTip(link->toolTip().section(QLatin1Char('\n'), 0, 0));
    }
    auto* links = new QHBoxLayout;
    links->setContentsMargins(0, 0, 0, 0);
    links->addWidget(moreLink_);
    links->addStretch();
    links->addWidget(defaultsLink_);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addWidget(mainPanel_);
    column->addWidget(phasesRow_);
    column->addWidget(deviceNote_);
    column->addWidget(problem_);
    column->addWidget(morePanel_);
    column->addLayout(links);
    column->addStretch();

    connect(moreLink_, &QPushButton::clicked, this, [this] { setExpanded(!expanded_); });
    connect(phasesLink_, &QPushButton::clicked, this, [this] {
        withoutPhases_ = !withoutPhases_;
        values_.phases = withoutPhases_ ? std::vector<Phase>() : defaults_.phases;
        commit();
    });
    connect(defaultsLink_, &QPushButton::clicked, this, [this] {
        given_ = false;
        withoutPhases_ = false;
        showAll(defaults_);
        commit();
    });
    setExpanded(false);
    showAll(defaults_);
}

void OptionsForm::add(Place place, const char* id, Field field) {
    QGridLayout* grid = place == Place::main ? main_ : more_;
    field.editor->setObjectName(QLatin1String(id));
    field.editor->setAccessibleName(field.name);
    field.editor->setStatusTip(field.help.section(QLatin1Char('\n'), 0, 0));
    field.editor->setFocusPolicy(Qt::StrongFocus);
    field.editor->installEventFilter(this);
    field.caption = new QLabel(field.name);
    field.caption->setObjectName(QLatin1String(id) + QStringLiteral("Caption"));
    field.caption->setProperty("muted", true);
    field.caption->setBuddy(field.editor);

    auto* cell = new QVBoxLayout;
    cell->setSpacing(1);
    cell->addWidget(field.caption);
    cell->addWidget(field.editor);
    const int cells = grid->count();
    grid->addLayout(cell, cells / 2, cells % 2);
    fields_.push_back(std::move(field));
}

TrainingOptions OptionsForm::options() const {
    TrainingOptions options = values_;
    for (const auto& field : fields_)
        field.read(options);
    return options;
}

void OptionsForm::showAll(const TrainingOptions& options) {
    values_ = options;
    for (const auto& field : fields_)
        field.show(options);
    refresh();
}

void OptionsForm::setOptions(const TrainingOptions& options) {
    given_ = true;
    committed_ = options;
    showAll(options);
}

void OptionsForm::setDefaults(const TrainingOptions& defaults) {
    TrainingOptions next = defaults;
    const TrainingOptions now = options();
    // Whoever did without phases means these, in whatever epochs they come.
    if (given_)
        withoutPhases_ = now.phases.empty() && !defaults.phases.empty();
    else if (!sameWay(defaults.phases, defaults_.phases))
        withoutPhases_ = false;
    if (withoutPhases_)
        next.phases.clear();
    for (const auto& field : fields_)
        if (given_ || !field.same(now, defaults_))
            field.copy(now, next);
    given_ = false;
    defaults_ = defaults;
    committed_ = next;
    showAll(next);
}

Result<void> OptionsForm::check() const {
    for (const auto& field : fields_)
        if (field.number && !field.number->problem().isEmpty())
            return failure(LB_TEXT("ui", "%1: write %2."), field.name.toStdString(),
                           field.number->problem().toStdString());
    return layerbench::check(options());
}

void OptionsForm::setDeviceNote(const QString& note, const QString& more, Note kind) {
    note_ = kind;
    setFlag(deviceNote_, "problem", kind == Note::problem);
    setFlag(deviceNote_, "muted", kind != Note::problem);
    deviceNote_->setText(note);
    deviceNote_->setToolTip(more);
    showNote();
}

void OptionsForm::showNote() {
    deviceNote_->setVisible(!deviceNote_->text().isEmpty() && (expanded_ || note_ != Note::background));
}

void OptionsForm::setExpanded(bool expanded) {
    expanded_ = expanded;
    morePanel_->setVisible(expanded);
    moreLink_->setText(expanded ? tr("Fewer options") : tr("More options…"));
    showNote();
}

void OptionsForm::setEditable(bool editable) {
    editable_ = editable;
    mainPanel_->setEnabled(editable);
    morePanel_->setEnabled(editable);
    refresh();
}

void OptionsForm::edited() {
    values_ = options();
    refresh();
    Q_EMIT validityChanged();
}

void OptionsForm::commit() {
    edited();
    if (values_ == committed_)
        return;
    committed_ = values_;
    Q_EMIT changed();
}

void OptionsForm::showPhases() {
    const bool without = withoutPhases_;
    const auto& phases = without ? defaults_.phases : values_.phases;
    phasesRow_->setVisible(!phases.empty());
    if (phases.empty())
        return;
    phases_->setText(without              ? tr("Without phases: what is frozen stays so.")
                     : phases.size() == 1 ? tr("Layers change before epoch %1.").arg(epochsOf(phases))
                                          : tr("Layers change before epochs %1.").arg(epochsOf(phases)));
    QStringList lines;
    for (const auto& phase : phases)
        lines << translated(describe(phase));
    phases_->setToolTip(lines.join(QLatin1Char('\n')));
    phases_->setVisible(true);
    phasesLink_->setText(without ? tr("With") : tr("Without"));
    phasesLink_->setEnabled(editable_);
}

void OptionsForm::refresh() {
    bool any = withoutPhases_;
    showPhases();
    for (const auto& field : fields_) {
        const bool differs = !field.same(values_, defaults_);
        any = any || differs || (field.number && !field.number->problem().isEmpty());
        setFlag(field.caption, "muted", !differs);
        field.caption->setText(differs ? field.name + QStringLiteral(" •") : field.name);
        const QString help = differs ? tr("%1\nYou changed this.").arg(field.help) : field.help;
        field.caption->setToolTip(help);
        field.editor->setToolTip(help);
        if (field.editor->objectName() == QStringLiteral("momentum"))
            field.editor->setEnabled(!isAdam(values_));
        else if (field.editor->objectName() == QStringLiteral("stepSize") ||
                 field.editor->objectName() == QStringLiteral("gamma"))
            field.editor->setEnabled(values_.schedule == Schedule::step);
        else if (field.editor->objectName() == QStringLiteral("cachedViews"))
            field.editor->setEnabled(values_.featureCache);
    }
    defaultsLink_->setVisible(any && editable_);
    const auto checked = check();
    problem_->setText(checked ? QString() : translated(checked.error()));
    problem_->setVisible(!checked);
}

bool OptionsForm::eventFilter(QObject* watched, QEvent* event) {
    // Who turns the wheel to scroll the dock does not mean the list that comes under the mouse.
    if (event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

OptionsForm::~OptionsForm() {
    // A field that has the keyboard says that it lost it when it goes, to a form that is no form any more.
    for (QWidget* field : findChildren<QWidget*>())
        field->disconnect(this);
}

}  // namespace layerbench
