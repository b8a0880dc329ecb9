// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/attribute_form.h"

#include "ui/networks/layer_texts.h"
#include "ui/networks/toggle_switch.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QSpinBox>

#include <cmath>
#include <limits>
#include <optional>

namespace layerbench {

namespace {

/// Sizes of the input: whatever stands there, only one value fits.
bool followsInput(std::string_view attribute) {
    return attribute == "in_channels" || attribute == "in_features" || attribute == "num_features";
}

/// A whole number, in the user's way of writing it or plain; never a rounded one.
std::optional<std::int64_t> wholeNumber(const QString& text) {
    bool read = false;
    const qlonglong value = QLocale().toLongLong(text.trimmed(), &read);
    return read ? std::optional<std::int64_t>(value) : std::nullopt;
}

std::optional<double> decimal(const QString& text) {
    bool read = false;
    double value = QLocale().toDouble(text.trimmed(), &read);
    if (!read)
        value = QLocale::c().toDouble(text.trimmed(), &read);
    return read && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// "3", "3 × 5", "3x5", "3, 5": one number stands for both.
std::optional<Pair> pairOf(const QString& text) {
    static const QRegularExpression between(QStringLiteral("\\s*[×xX*,;]\\s*|\\s+"));
    const QStringList parts = text.trimmed().split(between);
    if (parts.size() > 2)
        return {};
    const auto first = wholeNumber(parts.front());
    const auto second = wholeNumber(parts.back());
    return first && second ? std::optional(Pair{*first, *second}) : std::nullopt;
}

QString pairText(const Pair& pair) {
    return pair[0] == pair[1] ? QString::number(pair[0]) : QStringLiteral("%1 × %2").arg(pair[0]).arg(pair[1]);
}

}  // namespace

/// One attribute: the widget that shows it, and how to read it.
struct AttributeForm::Field {
    std::string attribute;
    std::size_t type;  ///< index in AttributeValue
    QWidget* widget;

    QString text() const { return static_cast<QLineEdit*>(widget)->text(); }
    Result<AttributeValue> value() const;
};

Result<AttributeValue> AttributeForm::Field::value() const {
    const std::string title = attributeTitle(attribute).toStdString();
    if (type == AttributeValue(false).index())
        return AttributeValue(static_cast<ToggleSwitch*>(widget)->isChecked());
    if (type == AttributeValue(std::int64_t{}).index())
        return AttributeValue(std::int64_t{static_cast<QSpinBox*>(widget)->value()});
    if (type == AttributeValue(Pair{}).index()) {
        if (const auto pair = pairOf(text()))
            return AttributeValue(*pair);
        return failure(LB_TEXT("ui", "%1: “%2” is no size. Write 3, or 3 × 5 for height × width."), title,
                       text().toStdString());
    }
    if (const auto number = decimal(text()))
        return AttributeValue(*number);
    return failure(LB_TEXT("ui", "%1: “%2” is no number. Write it like 0.1 or 1e-5."), title, text().toStdString());
}

AttributeForm::AttributeForm(QWidget* parent) : QWidget(parent), form_(new QFormLayout(this)) {
    form_->setContentsMargins(0, 0, 0, 0);
    form_->setHorizontalSpacing(12);
    form_->setVerticalSpacing(6);
    form_->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
}

AttributeForm::~AttributeForm() = default;

void AttributeForm::setKind(Kind kind, const Attributes& values) {
    while (form_->rowCount() > 0)
        form_->removeRow(0);
    fields_.clear();
    for (const AttributeSpec& spec : kindInfo(kind).attributes) {
        if (followsInput(spec.name))
            continue;
        const AttributeValue& value = values.all().find(spec.name)->second;
        QWidget* widget = nullptr;
        if (const auto* flag = std::get_if<bool>(&value)) {
            auto* toggle = new ToggleSwitch;
            toggle->setChecked(*flag);
            connect(toggle, &ToggleSwitch::clicked, this, &AttributeForm::edited);
            widget = toggle;
        } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            auto* spin = new QSpinBox;
            spin->setRange(static_cast<int>(spec.minimum),
                           static_cast<int>(std::min<double>(spec.maximum, std::numeric_limits<int>::max())));
            spin->setValue(static_cast<int>(*integer));
            spin->setAccelerated(true);
            connect(spin, &QSpinBox::valueChanged, this, &AttributeForm::edited);
            widget = spin;
        } else {
            const auto* pair = std::get_if<Pair>(&value);
            auto* line = new QLineEdit(pair ? pairText(*pair) : number(std::get<double>(value)));
            connect(line, &QLineEdit::textEdited, this, &AttributeForm::edited);
            widget = line;
        }
        if (!qobject_cast<ToggleSwitch*>(widget))
            widget->setFixedWidth(fieldWidth);
        const QString name = toQString(spec.name);
        widget->setObjectName(QStringLiteral("attribute-") + name);
        const QString range = std::holds_alternative<bool>(value)
                                  ? QString()
                                  : tr(" from %1 to %2").arg(number(spec.minimum, 12), number(spec.maximum, 12));
        widget->setToolTip(std::holds_alternative<Pair>(value)
                               ? tr("%1%2: one number, or height × width").arg(name, range)
                               : name + range);
        widget->setAccessibleName(attributeTitle(spec.name));
        auto* label = new QLabel(attributeTitle(spec.name));
        label->setFixedWidth(labelWidth);
        label->setBuddy(widget);
        form_->addRow(label, widget);
        fields_.push_back(std::make_unique<Field>(Field{std::string(spec.name), value.index(), widget}));
    }
}

Result<Attributes> AttributeForm::attributes() const {
    Attributes read;
    for (const auto& field : fields_) {
        LB_TRY(const AttributeValue value, field->value());
        read.set(field->attribute, value);
    }
    return read;
}

}  // namespace layerbench
