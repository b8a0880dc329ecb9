// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/samples.h"

#include <QAbstractButton>
#include <QImage>
#include <QList>

namespace layerbench {

/// A sample set as a large button: six of its pictures, its title and its sentence.
class SampleCard final : public QAbstractButton {
    Q_OBJECT

public:
    explicit SampleCard(const SampleSetInfo& set, QWidget* parent = nullptr);

    /// How many pictures have come; they are drawn in the background.
    int pictureCount() const { return static_cast<int>(pictures_.size()); }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRect textRect() const;

    QString title_;
    QString description_;
    QList<QImage> pictures_;
};

}  // namespace layerbench
