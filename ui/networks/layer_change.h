// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace layerbench {

class AttributeForm;

/// "Change features.3": another kind of layer, or other attributes, in the place of one; of the head also a new head
/// for some number of classes. Each change is tried on the value at once: the dialog shows what would come out, or
/// why it cannot be. open() it; OK says editRequested() once, unless nothing was changed.
class LayerChangeDialog final : public QDialog {
    Q_OBJECT

public:
    /// `layer` must be in `network`, and not be LayerId::input.
    LayerChangeDialog(const Network& network, LayerId layer, QWidget* parent = nullptr);

    void accept() override;

Q_SIGNALS:
    void editRequested(const Edit& edit);

private:
    void buildFields();
    void buildOutcome();
    void addKinds();
    bool newHead() const;
    Kind kind() const;
    void showKind();
    void showScheme();
    /// The edit that the fields say; an error where one of them is no number.
    Result<Edit> edit() const;
    bool changesNothing(const Edit& edit) const;
    void preview();
    void showOutcome(const Network& after);

    const Network network_;
    const LayerId layer_;
    QComboBox* kind_;
    QLabel* explanation_;
    AttributeForm* form_;
    QWidget* classesRow_;
    QSpinBox* classes_;
    QWidget* schemeRow_;
    QComboBox* scheme_;
    QLabel* schemeExplanation_;
    QLabel* output_;
    QLabel* parameters_;
    QLabel* weights_;
    QLabel* problem_;
    QWidget* outcome_;
    QPushButton* ok_;
};

}  // namespace layerbench
