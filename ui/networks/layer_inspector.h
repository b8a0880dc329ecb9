// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"
#include "core/training/engine.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QPushButton;

namespace layerbench {

class ElidedLabel;
class FactList;
class LayerControls;

/// What there is to know and to set of the chosen layer, of several layers, or of the whole network where none is
/// chosen. Shows values and emits what the user wants; what it shows never emits.
class LayerInspector final : public QWidget {
    Q_OBJECT

public:
    explicit LayerInspector(QWidget* parent = nullptr);

    /// Chosen layers that are still there stay chosen.
    void showNetwork(const Network& network);
    void showSelection(const std::vector<LayerId>& layers);
    /// What a run proved of each layer; an empty proof takes the line away, as for another network.
    void setProof(const std::vector<LayerProof>& proof, qint64 run);

Q_SIGNALS:
    void editRequested(const Edit& edit);
    void changeRequested(LayerId layer);
    void removeRequested(LayerId layer);

private:
    void refresh();
    void showWholeNetwork();
    void showLayers();
    void showProof();
    std::vector<const LayerProof*> proofsShown() const;  ///< of the chosen layers, of all where none is chosen

    ElidedLabel* title_;
    QLabel* explanation_;
    FactList* facts_;
    QWidget* line_;
    LayerControls* controls_;
    QLabel* proofLine_;
    QPushButton* change_;
    QPushButton* remove_;

    std::optional<Network> network_;
    std::vector<LayerId> layers_;  ///< in network order
    std::vector<LayerProof> proof_;
    qint64 run_ = 0;
};

}  // namespace layerbench
