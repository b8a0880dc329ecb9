// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace layerbench {

/// What to do first and what the words mean; one page, not modal.
void showFirstSteps(QWidget* parent);
/// Every key and gesture on one page.
void showKeysAndGestures(QWidget* parent);

}  // namespace layerbench
