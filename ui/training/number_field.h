// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <cstdint>
#include <optional>

namespace layerbench {

/// A number that is typed: 0.001 and 1e-3, with the user's decimal sign or a point. What is no number, or out of range,
/// is marked and says why; it never jumps to another value.
class NumberField final : public QLineEdit {
    Q_OBJECT

public:
    enum class Kind { whole, real };
    /// `zero`, where it is given, is what an empty field shows, and means 0.
    NumberField(Kind kind, double least, double most, const QString& zero = {});

    std::optional<std::uint64_t> whole() const;  ///< of a whole number; nothing while what stands there is not valid
    std::optional<double> real() const;          ///< of either kind
    void setWhole(std::uint64_t value);
    void setReal(double value);
    /// "a whole number from 1 to 65,536", while what stands there is none; else empty.
    QString problem() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool valid() const;
    void mark();

    Kind kind_;
    double least_;
    double most_;
    QString zero_;
};

}  // namespace layerbench
