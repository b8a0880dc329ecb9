// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace layerbench {

class ElidedLabel;
class ToggleSwitch;

/// How the chosen layers take part in training: frozen, learning rate, batch-norm, dropout, where their weights start.
/// Shows the network's values; what the user changes is one edit for all of the layers, and is shown when the network
/// that it makes comes back. Nothing is emitted for what the program shows.
class LayerControls final : public QWidget {
    Q_OBJECT

public:
    explicit LayerControls(QWidget* parent = nullptr);
    ~LayerControls() override;

    /// `layers` in network order; the widget hides what none of them has.
    void showLayers(const Network& network, const std::vector<LayerId>& layers);

Q_SIGNALS:
    void editRequested(const Edit& edit);

private:
    struct Row {
        QLabel* label;
        QWidget* control;
    };
    Row addRow(const QString& label, QWidget* control, const QString& tip);
    static void setRowVisible(const Row& row, bool visible);
    std::vector<const Layer*> layersWhere(bool (*holds)(const Layer&)) const;
    Selection selection() const;
    void showFrozen();
    void showLearningRate();
    void showBatchNorm();
    void showDropout();
    void showWeights();
    /// Whether the user has given another value than was shown; it counts as shown from then on.
    bool edited(const QDoubleSpinBox* field, std::optional<double>& shown) const;

    QGridLayout* grid_;
    ToggleSwitch* frozen_;
    QDoubleSpinBox* learningRate_;
    QComboBox* batchNorm_;
    QLabel* policy_;
    QDoubleSpinBox* dropout_;
    QLabel* weights_;
    ElidedLabel* schemeOfAll_;  ///< how weights are drawn, where nothing is left to make random
    QPushButton* random_;
    Row frozenRow_, learningRateRow_, batchNormRow_, dropoutRow_, weightsRow_;

    std::optional<Network> network_;
    std::vector<LayerId> layers_;
    std::optional<double> shownRate_;  ///< what the field showed; nothing where the layers differ
    std::optional<double> shownDropout_;
};

}  // namespace layerbench
