// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/gallery_thumbnails.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace layerbench {

namespace {

/// Some screens full: 40 rows of 8 pictures, about 20 MB.
constexpr std::size_t mostRows = 40;
constexpr double cornerRadius = 4;

QPixmap middleOf(const QImage& picture, int side, double devicePixelRatio) {
    const int pixels = qRound(side * devicePixelRatio);
    const int edge = std::min(picture.width(), picture.height());
    const QRect middle((picture.width() - edge) / 2, (picture.height() - edge) / 2, edge, edge);
    const auto scaled = picture.copy(middle).scaled(pixels, pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QPixmap square(pixels, pixels);
    square.fill(Qt::transparent);
    QPainter painter(&square);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QBrush(scaled));
    painter.drawRoundedRect(square.rect(), cornerRadius * devicePixelRatio, cornerRadius * devicePixelRatio);
    painter.end();
    square.setDevicePixelRatio(devicePixelRatio);
    return square;
}

}  // namespace

void GalleryThumbnails::insert(int row, int position, const QImage& picture, const QString& name) {
    rows_[row].thumbnails[position] = {picture, name, {}};
}

const GalleryThumbnails::Thumbnail* GalleryThumbnails::find(int row, int position) const {
    const auto found = rows_.find(row);
    if (found == rows_.end())
        return nullptr;
    const auto thumbnail = found->second.thumbnails.find(position);
    return thumbnail == found->second.thumbnails.end() ? nullptr : &thumbnail->second;
}

QPixmap GalleryThumbnails::square(int row, int position, int side, double devicePixelRatio) {
    const auto found = rows_.find(row);
    if (found == rows_.end())
        return {};
    const auto thumbnail = found->second.thumbnails.find(position);
    if (thumbnail == found->second.thumbnails.end() || thumbnail->second.picture.isNull())
        return {};
    auto& square = thumbnail->second.square;
    if (square.width() != qRound(side * devicePixelRatio) || square.devicePixelRatio() != devicePixelRatio)
        square = middleOf(thumbnail->second.picture, side, devicePixelRatio);
    return square;
}

bool GalleryThumbnails::ask(int row, int count, int firstKept, int lastKept) {
    auto& asked = rows_[row];
    asked.used = ++clock_;
    while (rows_.size() > mostRows) {
        auto oldest = rows_.end();
        for (auto at = rows_.begin(); at != rows_.end(); ++at)
            if ((at->first < firstKept || at->first > lastKept) &&
                (oldest == rows_.end() || at->second.used < oldest->second.used))
                oldest = at;
        if (oldest == rows_.end())
            break;
        rows_.erase(oldest);
    }
    if (asked.asked >= count)
        return false;
    asked.asked = count;
    return true;
}

}  // namespace layerbench
