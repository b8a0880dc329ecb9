// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/number_field.h"

#include "widgets/basics/numbers.h"

#include <QKeyEvent>
#include <QLocale>
#include <QStyle>

#include <cmath>
#include <limits>

namespace layerbench {

namespace {

/// The shortest digits that mean exactly this number; the exponent as Python writes it.
QString shortest(double value) {
    return QLocale().toString(value, 'g', QLocale::FloatingPointShortest).toLower();
}

}  // namespace

NumberField::NumberField(Kind kind, double least, double most, const QString& zero)
    : kind_(kind), least_(least), most_(most), zero_(zero) {
    setPlaceholderText(zero);
    connect(this, &QLineEdit::textChanged, this, &NumberField::mark);
}

std::optional<std::uint64_t> NumberField::whole() const {
    const QString typed = text().trimmed();
    if (typed.isEmpty() && !zero_.isEmpty())
        return 0;
    bool is = false;
    const auto value = typed.toULongLong(&is);
    const auto near = static_cast<double>(value);
    return is && near >= least_ && near <= most_ ? std::optional<std::uint64_t>(value) : std::nullopt;
}

std::optional<double> NumberField::real() const {
    if (kind_ == Kind::whole) {
        const auto value = whole();
        return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
    }
    const QString typed = text().trimmed();
    if (typed.isEmpty() && !zero_.isEmpty())
        return 0;
    bool is = false;
    // With a point first: in a language that groups thousands with it, 0.001 would be read as one.
    double value = typed.toDouble(&is);
    if (!is) {
        QLocale locale;
        locale.setNumberOptions(QLocale::RejectGroupSeparator);
        value = locale.toDouble(typed, &is);
    }
    return is && std::isfinite(value) && value >= least_ && value <= most_ ? std::optional(value) : std::nullopt;
}

void NumberField::setWhole(std::uint64_t value) {
    setText(value == 0 && !zero_.isEmpty() ? QString() : QString::number(value));
    setCursorPosition(0);
}

void NumberField::setReal(double value) {
    setText(value == 0 && !zero_.isEmpty() ? QString() : shortest(value));
    setCursorPosition(0);
}

bool NumberField::valid() const {
    return kind_ == Kind::whole ? whole().has_value() : real().has_value();
}

QString NumberField::problem() const {
    if (valid())
        return {};
    const auto limit = [this](double value) {
        return kind_ == Kind::whole && value < 1e15 ? fullCount(static_cast<std::int64_t>(value)) : shortest(value);
    };
    if (kind_ == Kind::whole)
        return tr("a whole number from %1 to %2").arg(limit(least_), limit(most_));
    return tr("a number from %1 to %2, such as 0.001 or 1e-3").arg(limit(least_), limit(most_));
}

void NumberField::mark() {
    const bool invalid = !valid();
    if (property("invalid").toBool() == invalid)
        return;
    setProperty("invalid", invalid);
    style()->unpolish(this);
    style()->polish(this);
}

void NumberField::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    const auto value = whole();
    if (kind_ != Kind::whole || step == 0 || !value) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    const double next = static_cast<double>(*value) + step;
    if (next < least_ || next > most_ || (step > 0 && *value == std::numeric_limits<std::uint64_t>::max()))
        return;
    setWhole(step > 0 ? *value + 1 : *value - 1);
    Q_EMIT textEdited(text());
}

}  // namespace layerbench
