// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/networks/network_choices.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QStackedWidget;

namespace layerbench {

class LayerDiagram;

/// What a network of the chooser looks like, costs and was made for: its diagram, then a few facts.
class NetworkPreview final : public QWidget {
    Q_OBJECT

public:
    explicit NetworkPreview(QWidget* parent = nullptr);

    /// Builds the architecture, without weights: some milliseconds for the deepest.
    void show(const NetworkChoice& choice);
    /// Nothing is chosen.
    void clear();

private:
    QLabel* addFact(const QString& name, const char* objectName);
    void showArchitecture(const NetworkChoice& choice);
    void showFile(const NetworkChoice& choice);
    void setFact(QLabel* value, const QString& text, const QString& toolTip = {});

    QStackedWidget* picture_;  ///< the diagram, or why there is none
    LayerDiagram* diagram_;
    QLabel* absent_;
    QWidget* texts_;
    QLabel* title_;
    QLabel* explanation_;
    QFormLayout* facts_;
    QLabel* paper_;
    QLabel* size_;
    QLabel* input_;
    QLabel* file_;
};

}  // namespace layerbench
