// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/picture_preview.h"

#include "widgets/basics/theme.h"

#include <QGuiApplication>
#include <QLabel>
#include <QScreen>
#include <QVBoxLayout>

namespace layerbench {

namespace {

constexpr int longerSide = 176;
constexpr int distance = 8;

}  // namespace

PicturePreview::PicturePreview(QWidget* parent)
    : QFrame(parent, Qt::ToolTip | Qt::WindowTransparentForInput), picture_(new QLabel), name_(new QLabel) {
    setObjectName(QStringLiteral("picturePreview"));
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFrameShape(QFrame::NoFrame);
    name_->setObjectName(QStringLiteral("picturePreviewName"));
    name_->setAlignment(Qt::AlignCenter);
    picture_->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 6);
    layout->setSpacing(5);
    layout->addWidget(picture_);
    layout->addWidget(name_);
    layout->setSizeConstraint(QLayout::SetFixedSize);
}

void PicturePreview::showBeside(const QRect& thumbnail, const QImage& picture, const QString& name) {
    const auto& theme = Theme::of(parentWidget());
    setStyleSheet(QStringLiteral("#picturePreview { background: %1; border: 1px solid %2; } QLabel { color: %3; }")
                      .arg(theme.panel.name(), theme.border.name(), theme.mutedText.name()));
    const double ratio = devicePixelRatioF();
    auto larger = picture.scaled(QSize(longerSide, longerSide) * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    larger.setDevicePixelRatio(ratio);
    picture_->setPixmap(QPixmap::fromImage(larger));
    name_->setText(name_->fontMetrics().elidedText(name, Qt::ElideMiddle, longerSide + 40));
    name_->setHidden(name.isEmpty());
    layout()->activate();
    adjustSize();

    const auto* screen = QGuiApplication::screenAt(thumbnail.center());
    const QRect free = (screen ? screen : QGuiApplication::primaryScreen())->availableGeometry();
    QPoint corner(thumbnail.right() + distance, thumbnail.center().y() - height() / 2);
    if (corner.x() + width() > free.right())
        corner.setX(thumbnail.left() - distance - width());
    corner.setY(qBound(free.top(), corner.y(), qMax(free.top(), free.bottom() - height())));
    move(corner);
    show();
}

}  // namespace layerbench
