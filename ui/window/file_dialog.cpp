// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/file_dialog.h"

#include <QStandardPaths>

namespace layerbench {

QFileDialog* makeFileDialog(QWidget* parent, const QString& title, const QString& filter,
                            QFileDialog::AcceptMode mode) {
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* dialog = new QFileDialog(parent, title, documents, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    dialog->setFileMode(mode == QFileDialog::AcceptOpen ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    return dialog;
}

}  // namespace layerbench
