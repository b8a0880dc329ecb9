// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace layerbench {

/// A picture larger, with its name, beside the thumbnail under the mouse; like a tooltip it takes neither the keyboard
/// nor the mouse.
class PicturePreview final : public QFrame {
    Q_OBJECT

public:
    explicit PicturePreview(QWidget* parent);

    /// `thumbnail` in screen coordinates.
    void showBeside(const QRect& thumbnail, const QImage& picture, const QString& name);

private:
    QLabel* picture_;
    QLabel* name_;
};

}  // namespace layerbench
