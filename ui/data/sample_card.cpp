// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/sample_card.h"

#include "ui/background/in_background.h"
#include "ui/data/picture_image.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int columns = 3;
constexpr int rows = 2;
constexpr int side = 60;
constexpr int gap = 4;
constexpr int padding = 12;
constexpr int picturesWidth = columns * side + (columns - 1) * gap;
constexpr int picturesHeight = rows * side + (rows - 1) * gap;

/// One picture of each of the first six classes.
QList<QImage> drawPictures(const SampleSetInfo& set, int pixels) {
    QList<QImage> pictures;
    const int size = std::clamp(pixels, smallestSampleSize, largestSampleSize);
    for (int i = 0; i < columns * rows; ++i)
        if (const auto picture = drawSample(set.name, i % static_cast<int>(set.classNames.size()), 1, 0, size))
            pictures.append(toImage(*picture));
    return pictures;
}

QFont boldFont(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

}  // namespace

SampleCard::SampleCard(const SampleSetInfo& set, QWidget* parent)
    : QAbstractButton(parent), title_(translated(set.title.c_str())),
      description_(translated(set.description.c_str())) {
    setObjectName(QStringLiteral("sample-") + toQString(set.name));
    setAccessibleName(title_);
    setAccessibleDescription(description_);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::MinimumExpanding);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setStatusTip(tr("Open the sample set “%1”").arg(title_));
    const int pixels = qRound(side * devicePixelRatioF());
    inBackground(
        this, [&set, pixels] { return drawPictures(set, pixels); },
        [this](QList<QImage> pictures) {
            pictures_ = std::move(pictures);
            update();
        });
}

QRect SampleCard::textRect() const {
    const int top = padding + picturesHeight + 10;
    return {padding, top, width() - 2 * padding, height() - top - padding};
}

QSize SampleCard::sizeHint() const {
    const int textHeight =
        fontMetrics().boundingRect(QRect(0, 0, picturesWidth, 400), Qt::TextWordWrap, description_).height();
    return {picturesWidth + 2 * padding,
            2 * padding + picturesHeight + 10 + QFontMetrics(boldFont(font())).height() + 4 + textHeight};
}

void SampleCard::paintEvent(QPaintEvent*) {
    const auto& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool marked = hasFocus() || underMouse();
    painter.setPen(QPen(marked ? theme.accent : theme.border, hasFocus() ? 2 : 1));
    painter.setBrush(theme.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);

    const int left = (width() - picturesWidth) / 2;
    for (int i = 0; i < columns * rows; ++i) {
        const QRect place(left + i % columns * (side + gap), padding + i / columns * (side + gap), side, side);
        QPainterPath rounded;
        rounded.addRoundedRect(place, 4, 4);
        if (i >= pictures_.size()) {
            painter.fillPath(rounded, theme.faint);
            continue;
        }
        painter.setClipPath(rounded);
        painter.drawImage(place, pictures_[i]);
        painter.setClipping(false);
    }
    auto text = textRect();
    painter.setPen(theme.text);
    painter.setFont(boldFont(font()));
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, title_);
    text.setTop(text.top() + painter.fontMetrics().height() + 4);
    painter.setFont(font());
    painter.setPen(theme.mutedText);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, description_);
}

void SampleCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

}  // namespace layerbench
