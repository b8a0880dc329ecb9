// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/numbers.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <cmath>
#include <span>

namespace layerbench {

namespace {

QString said(const char* source) {
    return QCoreApplication::translate("numbers", source);
}

/// Three significant digits: 1.24, 12.4, 124.
QString threeDigits(double value) {
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals);
}

QString scaled(double value, std::span<const char* const> units) {
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return threeDigits(value) + QChar(0x202f) + QLatin1String(units[unit]);
}

}  // namespace

QString shortCount(std::int64_t count) {
    static constexpr std::array<const char*, 4> units{"k", "M", "G", "T"};
    return std::abs(count) < 100'000 ? fullCount(count) : scaled(static_cast<double>(count) / 1000, units);
}

QString fullCount(std::int64_t count) {
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString percent(double share) {
    if (!std::isfinite(share))
        return QStringLiteral("–");
    const QString text = QLocale().toString(share * 100, 'f', share >= 0.9995 ? 0 : 1);
    return text + QChar(0x202f) + QLatin1Char('%');
}

QString duration(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0)
        return QStringLiteral("–");
    if (seconds < 9.95)
        return said(QT_TRANSLATE_NOOP("numbers", "%1 s")).arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 60)
        return said(QT_TRANSLATE_NOOP("numbers", "%1 s")).arg(whole);
    if (whole < 3600)
        return said(QT_TRANSLATE_NOOP("numbers", "%1 min %2 s")).arg(whole / 60).arg(whole % 60);
    return said(QT_TRANSLATE_NOOP("numbers", "%1 h %2 min")).arg(whole / 3600).arg(whole % 3600 / 60);
}

QString byteCount(std::int64_t bytes) {
    static constexpr std::array<const char*, 4> units{"kB", "MB", "GB", "TB"};
    if (bytes < 1000)
        return QString::number(bytes) + QChar(0x202f) + QLatin1Char('B');
    return scaled(static_cast<double>(bytes) / 1000, units);
}

QString shapeText(const Shape& shape) {
    return QString::fromStdString(toText(shape));
}

QString number(double value, int digits) {
    if (!std::isfinite(value))
        return QStringLiteral("–");
    return QLocale().toString(value, 'g', digits);
}

}  // namespace layerbench
