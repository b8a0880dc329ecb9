// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "widgets/diagram/cut_proposal.h"
#include "widgets/diagram/diagram_layout.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace layerbench {

/// The network as a picture that is edited with the mouse. It shows a value and emits what the user wants; whoever owns
/// the network carries it out and shows the new value, which the diagram animates from the old one. One gesture emits
/// one intent, on release; Escape during a gesture takes it back.
///
/// - Pan: drag the background, middle button, touchpad; zoom: wheel, + and -, 0 fits; overview in the corner.
/// - Knife: drag the handle behind the last layer, or with Tool::knife press anywhere: what would go turns grey.
/// - Freeze: F for the selection; with Tool::freeze drag over the layers, which freezes (or, starting on a frozen one,
///   unfreezes) all that were passed.
/// - Double click: change a layer, or unfold a block of a residual network. Delete: take a layer out.
/// - Ctrl+F searches. Arrow keys walk from layer to layer, Shift extends the selection, Return changes.
class LayerDiagram final : public QWidget {
    Q_OBJECT

public:
    enum class Tool { select, knife, freeze };

    explicit LayerDiagram(QWidget* parent = nullptr);
    ~LayerDiagram() override;

    /// Shows the network; what it shares with the one before moves to its new place. Selected layers that are still
    /// there stay selected.
    void setNetwork(const Network& network);
    const Network& network() const;  ///< must have been set
    bool hasNetwork() const;
    /// For looking only: no tool, no selection by the user, no menu, and no colours for what trains, which is not
    /// decided yet unless setTrainingShown() says so.
    void setReadOnly(bool readOnly);
    void setTrainingShown(bool shown);

    Tool tool() const;
    void setTool(Tool tool);

    const std::vector<LayerId>& selection() const;  ///< in network order
    void setSelection(std::vector<LayerId> layers);

    QStringList unfolded() const;  ///< names of blocks
    void setUnfolded(const QStringList& blocks);
    void unfoldAll();
    void foldAll();

    /// Until another network is shown or Escape; dropped at once where its layer is not in the network. One click on
    /// the ghost, or Return, accepts it.
    void setProposal(std::optional<CutProposal> proposal);
    const std::optional<CutProposal>& proposal() const;

    double zoom() const;
    void zoomBy(double factor);  ///< about the middle
    void fit();          ///< all of it in view; it stays fitted when the widget is resized, until the user zooms
    void startSearch();  ///< opens the search field
    void reveal(LayerId layer);  ///< scrolls it into view, unfolding nothing

    // ---- Where things are, in widget coordinates: for tests, tours and whoever points at something

    QRectF bodyOf(LayerId layer) const;         ///< of the unit that shows the layer
    QPointF knifeHandle() const;                ///< to be dragged
    QPointF cutPointAfter(LayerId last) const;  ///< where the knife is released to cut behind the layer's unit
    QPointF ghostKnife() const;                 ///< of the proposal: where it is clicked
    QRectF proposalBar(LayerId last) const;     ///< empty where there is none
    /// On the connection between two layers: where a layer is dropped to stand between them.
    QPointF gapBetween(LayerId from, LayerId to) const;
    const DiagramLayout& layout() const;

    // ---- A layer that is dragged in from the palette; positions in widget coordinates

    /// Shows where it would go; false where it cannot.
    bool previewInsert(Kind kind, const QPointF& position);
    /// Emits insertRequested() where previewInsert() shows a place.
    void dropInsert(Kind kind, const QPointF& position);
    void cancelInsert();

Q_SIGNALS:
    void sliceRequested(LayerId last);
    void trainableRequested(const std::vector<LayerId>& layers, bool trainable);
    /// `before` is LayerId::input where it is to stand before all that used `after`.
    void insertRequested(Kind kind, LayerId after, LayerId before);
    void changeRequested(LayerId layer);
    void removeRequested(LayerId layer);
    /// `layer` is LayerId::input on the background.
    void menuRequested(const QPoint& globalPosition, LayerId layer);
    void proposalAccepted();
    void selectionChanged();
    void toolChanged();
    void foldingChanged();
    void viewChanged();  ///< zoom or place
    /// What is under the mouse and what a release would do: for the status bar. Empty: nothing.
    void hint(const QString& text);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
