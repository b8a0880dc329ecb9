// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/kinds.h"

#include <QPainter>

namespace layerbench {

/// A small line drawing for a kind of layer, as it looks in the diagram or as what it does: 16 x 16 round `centre`, in
/// the painter's pen colour.
void paintKindSign(QPainter& painter, Kind kind, const QPointF& centre);

}  // namespace layerbench
