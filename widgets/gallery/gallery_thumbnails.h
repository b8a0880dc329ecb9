// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPixmap>
#include <QString>

#include <map>

namespace layerbench {

/// The thumbnails of the rows that were looked at last. Older rows are forgotten and asked for again when they come
/// back into sight: a thousand classes take no more memory than forty.
class GalleryThumbnails {
public:
    struct Thumbnail {
        QImage picture;  ///< in its own proportions
        QString name;
        QPixmap square;  ///< its middle, as the row shows it
    };

    void clear() { rows_.clear(); }
    void insert(int row, int position, const QImage& picture, const QString& name);
    /// nullptr while it has not come.
    const Thumbnail* find(int row, int position) const;
    /// The middle of the picture with rounded corners, `side` wide; a null pixmap while the picture has not come.
    QPixmap square(int row, int position, int side, double devicePixelRatio);
    /// True once for each row and count, until the row is forgotten: whoever calls then asks for them. Rows outside
    /// `firstKept` … `lastKept` go when there are too many.
    bool ask(int row, int count, int firstKept, int lastKept);

private:
    struct Row {
        int asked = 0;
        quint64 used = 0;
        std::map<int, Thumbnail> thumbnails;
    };

    std::map<int, Row> rows_;
    quint64 clock_ = 0;
};

}  // namespace layerbench
