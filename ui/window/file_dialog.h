// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>

namespace layerbench {

/// A file dialog in the user's documents: not modal for the program, gone when closed. open() it.
QFileDialog* makeFileDialog(QWidget* parent, const QString& title, const QString& filter, QFileDialog::AcceptMode mode);

}  // namespace layerbench
