// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/gallery/gallery_thumbnails.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>

#include <cstdint>
#include <optional>
#include <vector>

namespace layerbench {

class PicturePreview;

struct GalleryClass {
    QString name;
    std::int64_t training = 0;    ///< pictures to train on
    std::int64_t validation = 0;  ///< pictures to judge by
};

/// The classes of a data set, one row each: name, counts, a bar that shows the balance between the classes, and as many
/// thumbnails as fit. Only visible rows are painted and asked for, so that a thousand classes scroll like ten. The
/// pictures come from whoever listens to thumbnailsWanted(). Arrow keys go from picture to picture, Return takes one.
class ClassGallery final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit ClassGallery(QWidget* parent = nullptr);

    /// Another data set: all thumbnails are forgotten.
    void setClasses(std::vector<GalleryClass> classes);
    const std::vector<GalleryClass>& classes() const { return classes_; }
    /// `picture` in its own proportions, at best some 160 pixels on its longer side; `name` is shown with its preview.
    void setThumbnail(int classIndex, int position, const QImage& picture, const QString& name = {});

    /// Thumbnails that fit beside each other.
    int thumbnailsPerRow() const;
    /// Where things stand, in the viewport's coordinates; outside it while they are scrolled away.
    QRect rowRect(int classIndex) const;
    QRect thumbnailRect(int classIndex, int position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A row has come into sight whose first `count` thumbnails are missing.
    void thumbnailsWanted(int classIndex, int count);
    void pictureActivated(int classIndex, int position);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void changeEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Place {
        int classIndex = 0;
        int position = 0;

        bool operator==(const Place&) const = default;
    };

    int rowHeight() const;
    int rowWidth() const;
    int rowCount() const { return static_cast<int>(classes_.size()); }
    /// Thumbnails that a class has: not more than its pictures.
    int thumbnailCount(int classIndex) const;
    std::pair<int, int> visibleRows() const;  ///< first, and one behind the last
    std::optional<Place> placeAt(QPoint point) const;
    QString explanation(int classIndex) const;
    void paintRow(QPainter& painter, int classIndex);
    void updateScrollBar();
    void askSoon();
    void askForVisible();
    void hover(std::optional<Place> place);
    void showPreview();
    void goTo(Place place);

    std::vector<GalleryClass> classes_;
    std::int64_t largest_ = 1;  ///< pictures of the largest class
    GalleryThumbnails thumbnails_;
    std::optional<Place> hovered_;
    std::optional<Place> pressed_;
    Place current_;
    PicturePreview* preview_;
    QBasicTimer asking_;
    QBasicTimer previewing_;
};

}  // namespace layerbench
