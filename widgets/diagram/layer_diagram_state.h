// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What LayerDiagram's files share. Private to them.

#include "widgets/diagram/diagram_change.h"
#include "widgets/diagram/diagram_minimap.h"
#include "widgets/diagram/diagram_painter.h"
#include "widgets/diagram/diagram_view.h"
#include "widgets/diagram/layer_diagram.h"

#include <QLineEdit>
#include <QToolButton>
#include <QVariantAnimation>

#include <algorithm>
#include <utility>

namespace layerbench {

/// Where a layer that is dragged in would go: on a connection, or behind the last unit.
struct InsertPlace {
    LayerId after{};
    LayerId before{};  ///< LayerId::input: before all that used `after`
    QPointF point;     ///< diagram units
};

struct LayerDiagram::State {
    explicit State(LayerDiagram* owner) : self(owner) {}

    enum class Gesture { none, pan, cut, freeze, accept };

    LayerDiagram* self;
    std::optional<Network> network;
    DiagramLayout layout;
    QSet<QString> unfolded;
    std::vector<LayerId> selection;
    Tool tool = Tool::select;
    bool readOnly = false;
    bool trainingShown = true;
    bool focusByKeyboard = false;  ///< then a line round the diagram shows it

    DiagramView view;
    DiagramView viewBefore;  ///< where the animation starts
    bool fitted = true;

    Gesture gesture = Gesture::none;
    QPointF pressed;  ///< widget coordinates
    QPointF last;
    bool moved = false;   ///< further than a click shakes
    int hovered = -1;     ///< unit under the mouse
    int cut = -1;         ///< unit behind which the knife stands
    int rangeFirst = -1;  ///< of the freeze tool
    int rangeLast = -1;
    bool rangeTrains = false;       ///< what a release does: unfreeze
    std::optional<LayerId> anchor;  ///< of the selection: where one by Shift starts
    std::vector<bool> stays;        ///< layers that the knife would leave; empty without a cut

    std::optional<CutProposal> proposal;
    bool ghostHovered = false;

    std::optional<InsertPlace> insert;
    Kind insertKind{};
    std::optional<QPointF> insertMouse;  ///< while one is dragged over the diagram

    QLineEdit* search = nullptr;
    std::vector<int> found;
    std::size_t foundAt = 0;
    DiagramMinimap* minimap = nullptr;
    std::vector<QToolButton*> buttons;
    QVariantAnimation animation;
    std::optional<DiagramChange> change;

    QSizeF size() const { return self->size(); }
    const DiagramUnit& unit(int index) const { return layout.units[static_cast<std::size_t>(index)]; }
    int unitCount() const { return static_cast<int>(layout.units.size()); }
    bool isAnimated() const { return change && animation.state() == QVariantAnimation::Running; }

    void lay();        ///< the layout again, animated from the one that is shown
    void viewMoved();  ///< clamps, repaints, tells
    void placeOverlays();
    std::vector<UnitLook> looks() const;
    void select(std::vector<LayerId> layers);
    void keepAnchor();  ///< in the selection
    void selectUnit(int unit, Qt::KeyboardModifiers modifiers);
    int selectedUnit() const;  ///< the last one; -1

    QPointF handle() const;  ///< of the knife, widget coordinates
    bool onHandle(const QPointF& at) const;
    QRectF fitBounds() const;                          ///< of the layout and what stands under it
    QRectF barBox(const CutProposal::Bar& bar) const;  ///< diagram units
    bool isChosen(const CutProposal::Bar& bar) const;
    double barBase() const;  ///< where bars stand, widget coordinates
    struct BarLabel {
        QRectF box;  ///< widget coordinates
        QString text;
        bool chosen;
    };
    /// The bars' percentages, as many as fit beside each other.
    std::vector<BarLabel> barLabels() const;
    QRectF ghostTag() const;  ///< widget coordinates; there must be a proposal
    bool onGhost(const QPointF& at) const;
    int cutUnitAt(const QPointF& at) const;
    void setCut(int unit);
    std::vector<bool> stayingBefore(int unit) const;
    bool goes(int unit) const;                              ///< all of it, with the cut as it stands
    bool trains(const std::vector<LayerId>& layers) const;  ///< any of them that has weights
    int nearestUnit(const QPointF& at) const;
    void cancelGesture();
    void hover(const QPointF& at);
    QString describe(int unit) const;
    QString tipOf(int unit) const;
    QString describeCut(int unit) const;
    QString describeRange() const;
    void activate(int unit);  ///< double click, Return
    void step(int by, Qt::KeyboardModifiers modifiers);
    void stepAcross(bool up, Qt::KeyboardModifiers modifiers);  ///< to the branch above or below
    void walkTo(int unit, Qt::KeyboardModifiers modifiers);
    void toggleFold(QString block, bool unfold);
    void lookFor(const QString& text);
    void showFound();
    std::optional<InsertPlace> insertPlaceAt(const QPointF& at) const;
    void setCursorFor(const QPointF& at);

    QRectF foldSign(int unit) const;  ///< the plus beside a folded block's name, diagram units
    int foldSignAt(const QPointF& point) const;
    int nearestConnection(const QPointF& at, QPointF* place) const;  ///< widget coordinates; -1 where none is near
    InsertPlace placeOn(const DiagramConnection& connection) const;

    void paintFoldSigns(QPainter& painter, const Theme& theme) const;
    void paintKnife(QPainter& painter, const Theme& theme) const;
    void paintProposal(QPainter& painter, const Theme& theme) const;
    void paintInsert(QPainter& painter, const Theme& theme) const;
};

}  // namespace layerbench
