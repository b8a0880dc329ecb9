// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/kinds.h"
#include "core/network/result.h"

#include <QWidget>

#include <memory>
#include <vector>

class QFormLayout;

namespace layerbench {

/// Fields for a kind's attributes, made from its table: whole numbers, heights and widths ("3" or "3 × 5"), decimals,
/// flags. What must be the input's size (in_channels) follows from the input and has no field.
class AttributeForm final : public QWidget {
    Q_OBJECT

public:
    static constexpr int labelWidth = 112;  ///< of the names before the fields, for what stands below them
    static constexpr int fieldWidth = 110;

    explicit AttributeForm(QWidget* parent = nullptr);
    ~AttributeForm() override;

    /// `values`: complete, as completeAttributes() gives them.
    void setKind(Kind kind, const Attributes& values);
    /// What the fields say; the error names the field that says no number, and how to write it. Ranges are not checked
    /// here: completeAttributes() knows them.
    Result<Attributes> attributes() const;
    bool isEmpty() const { return fields_.empty(); }

Q_SIGNALS:
    /// The user has changed a field.
    void edited();

private:
    struct Field;

    QFormLayout* form_;
    std::vector<std::unique_ptr<Field>> fields_;
};

}  // namespace layerbench
