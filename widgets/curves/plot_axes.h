// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: includes QCustomPlot, whose header needs Qt's keywords.

#include "widgets/curves/run_curves.h"

#include <qcustomplot.h>

namespace layerbench {

/// Whole epochs, until the user looks into one.
QSharedPointer<QCPAxisTicker> epochTicker();
/// 0.2 is “20 %”; nothing above 100 %.
QSharedPointer<QCPAxisTicker> percentTicker();
QSharedPointer<QCPAxisTicker> lossTicker();
/// 1, 2 and 5 times powers of ten, or the powers alone where there are many.
QSharedPointer<QCPAxisTicker> logarithmicTicker();

/// What each axis shows when everything is to be seen.
QCPRange epochRange(double lastEpoch, bool steps);
QCPRange lossRange(const Extent& extent, bool logarithmic);
QCPRange accuracyRange(const Extent& extent);

/// `range` moved, and where it is larger shrunk, into `full`.
QCPRange within(const QCPRange& range, const QCPRange& full);

}  // namespace layerbench
