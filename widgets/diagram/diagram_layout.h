// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/diagram/unit_state.h"

#include <QFont>
#include <QPolygonF>
#include <QRectF>
#include <QSet>
#include <QString>

#include <unordered_map>
#include <vector>

namespace layerbench {

/// How a unit is drawn.
enum class UnitForm {
    picture,   ///< the input, a thin sheet
    slab,      ///< a map [C, H, W]: the front is as high as the resolution, as thick as the channels
    column,    ///< a list of features: fully connected layers
    plate,     ///< a layer without weights (activation, pooling, norm, dropout, flatten): thin
    junction,  ///< where branches meet: add, concat
};

/// One thing in the diagram: a layer, the picture, or a folded block of layers.
struct DiagramUnit {
    QString key;                  ///< the layer's or the block's name, "input" for the picture; unique
    QString title;                ///< what stands below it, short enough for its column
    QString subtitle;             ///< the output shape: "64×55×55"
    QString block;                ///< the block it belongs to or stands for; empty for the picture
    std::vector<LayerId> layers;  ///< in network order; {LayerId::input} for the picture
    LayerId main{};               ///< the layer that gives the unit its form: the one with the most parameters
    Kind kind{};                  ///< of that layer
    bool folded = false;          ///< stands for several layers of a block and can be unfolded
    UnitForm form = UnitForm::slab;
    UnitState state = UnitState::plain;
    QRectF body;      ///< everything drawn of it, the oblique top and side included
    QRectF front;     ///< of slabs and columns: the front face, inside `body`
    QRectF titleBox;  ///< inside which the texts stand, without overlap
    QRectF subtitleBox;
    double cutX = 0;  ///< where the knife stands to cut behind it
    int column = 0;   ///< from the left; every unit's column is larger than those of its inputs
    int lane = 0;     ///< 0 is the main path; branches and long connections have others
};

/// A connection as it is drawn: horizontal and vertical pieces that pass by every unit that is not its end.
struct DiagramConnection {
    int from = 0;  ///< positions in DiagramLayout::units
    int to = 0;
    QPolygonF path;
};

/// Round the layers of an unfolded block.
struct DiagramFrame {
    QString block;
    QRectF box;
    QRectF titleBox;  ///< its name, which folds it again when clicked
};

/// Where everything stands, in units of the diagram (pixels at zoom 1), y down. A value; computed by a pure function.
struct DiagramLayout {
    std::vector<DiagramUnit> units;  ///< the picture first, then in network order
    std::unordered_map<LayerId, int> unitOfLayer;
    std::vector<DiagramConnection> connections;
    std::vector<DiagramFrame> frames;
    QRectF bounds;  ///< of all of it, with a margin

    /// The unit that shows a layer (LayerId::input: the picture); -1 where there is none.
    int unitOf(LayerId layer) const;
    int unitAt(const QPointF& point) const;  ///< whose body or texts hold the point; -1
    int frameTitleAt(const QPointF& point) const;
    /// x halfway between a unit and what follows it: where the knife stands to cut behind it.
    double cutAfter(int unit) const { return units[static_cast<std::size_t>(unit)].cutX; }
    /// The unit behind which a cut at x would go: the last in network order that lies wholly left of x; -1 left of all.
    int unitCutAt(double x) const;
};

/// Lays a network out from left to right. Blocks (core/network/blocks.h) of several layers are folded into one unit
/// unless `unfolded` holds their name. No two bodies, texts or frames overlap; no connection passes through a body of
/// a third unit or through a text. Linear in the number of layers: 10,000 within 0.2 s.
DiagramLayout layoutDiagram(const Network& network, const QSet<QString>& unfolded, const QFont& font);

/// Blocks that can be unfolded: those of several layers.
QSet<QString> foldableBlocks(const Network& network);

}  // namespace layerbench
