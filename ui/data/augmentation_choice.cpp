// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/augmentation_choice.h"

#include "widgets/basics/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>

namespace layerbench {

namespace {

struct Segment {
    const char* label;
    const char* explanation;
};

/// In the order of allAugmentations().
constexpr std::array segments = {
    Segment{QT_TRANSLATE_NOOP("layerbench::AugmentationChoice", "none"),
            QT_TRANSLATE_NOOP("layerbench::AugmentationChoice", "Every epoch shows the pictures as they are")},
    Segment{QT_TRANSLATE_NOOP("layerbench::AugmentationChoice", "flip"),
            QT_TRANSLATE_NOOP("layerbench::AugmentationChoice", "Mirrored left to right, every second time")},
    Segment{QT_TRANSLATE_NOOP("layerbench::AugmentationChoice", "standard"),
            QT_TRANSLATE_NOOP("layerbench::AugmentationChoice",
                              "A random part of the picture, mirrored every second time")},
    Segment{QT_TRANSLATE_NOOP("layerbench::AugmentationChoice", "strong"),
            QT_TRANSLATE_NOOP("layerbench::AugmentationChoice",
                              "Standard, and rotated; brightness, contrast and saturation changed")},
};

constexpr int gap = 4;

}  // namespace

/// Views side by side, square; empty places while they are being made.
class AugmentationChoice::Strip final : public QWidget {
public:
    Strip() {
        setObjectName(QStringLiteral("augmentationViews"));
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setToolTip(
            tr("Five views of one picture, as training would show it.\nClick a picture above to see its views."));
    }

    void setViews(const QList<QImage>& views) {
        views_ = views;
        update();
    }

    QSize sizeHint() const override { return {viewCount * 36 + (viewCount - 1) * gap, 38}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const int side = std::min(height(), (width() - (viewCount - 1) * gap) / viewCount);
        for (int i = 0; i < viewCount; ++i) {
            const QRect place(i * (side + gap), 0, side, side);
            QPainterPath rounded;
            rounded.addRoundedRect(place, 4, 4);
            if (i >= views_.size()) {
                painter.fillPath(rounded, Theme::of(this).faint);
                continue;
            }
            const auto& view = views_[i];
            const int edge = std::min(view.width(), view.height());
            painter.setClipPath(rounded);
            painter.drawImage(place, view, QRect((view.width() - edge) / 2, (view.height() - edge) / 2, edge, edge));
            painter.setClipping(false);
        }
    }

private:
    QList<QImage> views_;
};

AugmentationChoice::AugmentationChoice(QWidget* parent)
    : QWidget(parent), buttons_(new QButtonGroup(this)), strip_(new Strip) {
    auto* title = new QLabel(tr("Augmentation"));
    title->setProperty("heading", true);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    for (const auto augmentation : allAugmentations()) {
        const auto index = static_cast<int>(augmentation);
        const auto& segment = segments[static_cast<std::size_t>(augmentation)];
        auto* button = new QPushButton(tr(segment.label));
        button->setObjectName(QStringLiteral("augmentation") + QString::number(index));
        button->setCheckable(true);
        button->setToolTip(tr(segment.explanation));
        button->setStatusTip(tr(segment.explanation));
        // One control: the parts share their borders, the outer corners are round.
        const bool first = index == 0;
        const bool last = index + 1 == static_cast<int>(segments.size());
        button->setStyleSheet(QStringLiteral("QPushButton { padding: 4px 5px; margin-left: %1px; border-radius: 0;"
                                             " border-top-left-radius: %2px; border-bottom-left-radius: %2px;"
                                             " border-top-right-radius: %3px; border-bottom-right-radius: %3px; }")
                                  .arg(first ? 0 : -1)
                                  .arg(first ? 6 : 0)
                                  .arg(last ? 6 : 0));
        buttons_->addButton(button, index);
        row->addWidget(button, static_cast<int>(button->text().size()));
    }
    buttons_->button(0)->setChecked(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(title);
    layout->addLayout(row);
    layout->addWidget(strip_);
    connect(buttons_, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked)
            Q_EMIT changed(static_cast<Augmentation>(id));
    });
}

Augmentation AugmentationChoice::augmentation() const {
    return static_cast<Augmentation>(buttons_->checkedId());
}

void AugmentationChoice::setAugmentation(Augmentation augmentation) {
    const QSignalBlocker silent(this);
    buttons_->button(static_cast<int>(augmentation))->setChecked(true);
}

void AugmentationChoice::setViews(const QList<QImage>& views) {
    strip_->setViews(views);
}

}  // namespace layerbench
