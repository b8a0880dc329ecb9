// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <QFrame>
#include <QString>

class QLabel;

namespace layerbench {

class LayerDiagram;
class LayerPalette;

/// The middle of the window: what the network is called, its diagram, and the palette whose layers are dragged into it.
class NetworkPanel final : public QFrame {
    Q_OBJECT

public:
    explicit NetworkPanel(QWidget* parent = nullptr);

    LayerDiagram* diagram() const { return diagram_; }
    LayerPalette* palette() const { return palette_; }
    void showNetwork(const Network& network, const QString& title, const QString& caseTitle);
    void setPaletteVisible(bool visible);

Q_SIGNALS:
    void hint(const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void writeFacts();

    QLabel* title_;
    QLabel* summary_;  ///< as much of the facts as there is room for
    QString facts_;
    LayerDiagram* diagram_;
    LayerPalette* palette_;
};

}  // namespace layerbench
