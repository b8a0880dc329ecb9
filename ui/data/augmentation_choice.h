// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"

#include <QImage>
#include <QList>
#include <QWidget>

class QButtonGroup;

namespace layerbench {

/// How training varies its pictures: none, flip, standard or strong, and what five views of one picture look like then.
class AugmentationChoice final : public QWidget {
    Q_OBJECT

public:
    static constexpr int viewCount = 5;

    explicit AugmentationChoice(QWidget* parent = nullptr);

    Augmentation augmentation() const;
    void setAugmentation(Augmentation augmentation);
    void setViews(const QList<QImage>& views);

Q_SIGNALS:
    /// The user chose another one.
    void changed(layerbench::Augmentation augmentation);

private:
    class Strip;

    QButtonGroup* buttons_;
    Strip* strip_;
};

}  // namespace layerbench
