// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/class_gallery.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/gallery/picture_preview.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace layerbench {

namespace {

constexpr int thumbnailSide = 28;
constexpr int smallestGap = 3;
constexpr int barHeight = 2;
constexpr int belowText = 2;
constexpr int belowBar = 4;
constexpr int belowRow = 8;
constexpr int besideScrollBar = 6;
/// Rows that fly past while somebody scrolls are not asked for.
constexpr int askDelay = 60;
constexpr int previewDelay = 250;

/// One size below the program's: counts explain, names are read.
QFont captionFont(const QFont& font) {
    auto caption = font;
    if (font.pointSizeF() > 0)
        caption.setPointSizeF(font.pointSizeF() * 0.92);
    else
        caption.setPixelSize(std::max(9, font.pixelSize() - 1));
    return caption;
}

}  // namespace

ClassGallery::ClassGallery(QWidget* parent) : QAbstractScrollArea(parent), preview_(new PicturePreview(this)) {
    setObjectName(QStringLiteral("classGallery"));
    setAccessibleName(tr("Classes"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAutoFillBackground(false);
}

void ClassGallery::setClasses(std::vector<GalleryClass> classes) {
    hover(std::nullopt);
    classes_ = std::move(classes);
    largest_ = 1;
    for (const auto& one : classes_)
        largest_ = std::max(largest_, one.training + one.validation);
    thumbnails_.clear();
    current_ = {};
    updateScrollBar();
    verticalScrollBar()->setValue(0);
    updateGeometry();
    askSoon();
    viewport()->update();
}

void ClassGallery::setThumbnail(int classIndex, int position, const QImage& picture, const QString& name) {
    if (classIndex < 0 || classIndex >= rowCount() || position < 0)
        return;
    thumbnails_.insert(classIndex, position, picture, name);
    viewport()->update(rowRect(classIndex));
}

int ClassGallery::rowHeight() const {
    return fontMetrics().height() + belowText + barHeight + belowBar + thumbnailSide + belowRow;
}

int ClassGallery::rowWidth() const {
    return viewport()->width() - (verticalScrollBar()->maximum() > 0 ? besideScrollBar : 0);
}

int ClassGallery::thumbnailsPerRow() const {
    return std::max(1, (rowWidth() + smallestGap) / (thumbnailSide + smallestGap));
}

int ClassGallery::thumbnailCount(int classIndex) const {
    const auto& row = classes_[static_cast<std::size_t>(classIndex)];
    return static_cast<int>(std::min<std::int64_t>(thumbnailsPerRow(), row.training + row.validation));
}

QRect ClassGallery::rowRect(int classIndex) const {
    return {0, classIndex * rowHeight() - verticalScrollBar()->value(), rowWidth(), rowHeight()};
}

QRect ClassGallery::thumbnailRect(int classIndex, int position) const {
    const auto row = rowRect(classIndex);
    // The last one ends where the bar does.
    const int gaps = std::max(1, thumbnailsPerRow() - 1);
    return {row.left() + position * (row.width() - thumbnailSide) / gaps, row.bottom() + 1 - belowRow - thumbnailSide,
            thumbnailSide, thumbnailSide};
}

QSize ClassGallery::sizeHint() const {
    return {6 * thumbnailSide + 5 * smallestGap, std::max(1, std::min(rowCount(), 8)) * rowHeight()};
}

QSize ClassGallery::minimumSizeHint() const {
    return {3 * (thumbnailSide + smallestGap), rowHeight()};
}

std::pair<int, int> ClassGallery::visibleRows() const {
    const int top = verticalScrollBar()->value();
    return {std::min(rowCount(), top / rowHeight()),
            std::min(rowCount(), (top + viewport()->height() - 1) / rowHeight() + 1)};
}

std::optional<ClassGallery::Place> ClassGallery::placeAt(QPoint point) const {
    const int row = (point.y() + verticalScrollBar()->value()) / rowHeight();
    if (point.y() < 0 || row >= rowCount())
        return std::nullopt;
    for (int position = 0; position < thumbnailCount(row); ++position)
        if (thumbnailRect(row, position).contains(point))
            return Place{row, position};
    return std::nullopt;
}

QString ClassGallery::explanation(int classIndex) const {
    const auto& row = classes_[static_cast<std::size_t>(classIndex)];
    return tr("%1: %2 training pictures + %3 validation pictures")
        .arg(row.name, fullCount(row.training), fullCount(row.validation));
}

void ClassGallery::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const auto [first, behind] = visibleRows();
    for (int row = first; row < behind; ++row)
        if (rowRect(row).intersects(event->rect()))
            paintRow(painter, row);
}

void ClassGallery::paintRow(QPainter& painter, int classIndex) {
    const auto& theme = Theme::of(this);
    const auto& row = classes_[static_cast<std::size_t>(classIndex)];
    const auto area = rowRect(classIndex);
    const QRect line(area.left(), area.top(), area.width(), fontMetrics().height());

    const auto counts = tr("%1 + %2").arg(fullCount(row.training), fullCount(row.validation));
    painter.setFont(captionFont(font()));
    const int countsWidth = painter.fontMetrics().horizontalAdvance(counts);
    painter.setPen(theme.mutedText);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, counts);
    painter.setFont(font());
    painter.setPen(theme.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(row.name, Qt::ElideRight, line.width() - countsWidth - 8));

    // The same length for the same number in every row: a look down the bars shows the balance.
    const double unit = static_cast<double>(area.width()) / static_cast<double>(largest_);
    const QRectF bar(area.left(), line.bottom() + 1 + belowText, area.width(), barHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.faint);
    painter.drawRect(bar);
    const double training = unit * static_cast<double>(row.training);
    painter.setBrush(theme.training);
    painter.drawRect(QRectF(bar.left(), bar.top(), training, barHeight));
    painter.setBrush(theme.validation);
    painter.drawRect(QRectF(bar.left() + training, bar.top(), unit * static_cast<double>(row.validation), barHeight));

    for (int position = 0; position < thumbnailCount(classIndex); ++position) {
        const auto place = thumbnailRect(classIndex, position);
        const auto square = thumbnails_.square(classIndex, position, thumbnailSide, devicePixelRatioF());
        if (square.isNull()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.faint);
            painter.drawRoundedRect(place, 4, 4);
        } else {
            painter.drawPixmap(place.topLeft(), square);
        }
        const Place here{classIndex, position};
        if (hovered_ == here || (hasFocus() && current_ == here)) {
            painter.setPen(QPen(theme.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(place).adjusted(-1, -1, 1, 1), 5, 5);
        }
    }
}

void ClassGallery::updateScrollBar() {
    auto* bar = verticalScrollBar();
    const int content = rowCount() * rowHeight() - belowRow;
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(rowHeight() / 3);
    bar->setRange(0, std::max(0, content - viewport()->height()));
}

void ClassGallery::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
    askSoon();
}

void ClassGallery::scrollContentsBy(int, int) {
    hover(std::nullopt);
    viewport()->update();
    askSoon();
}

void ClassGallery::askSoon() {
    if (!asking_.isActive())
        asking_.start(askDelay, this);
}

void ClassGallery::askForVisible() {
    const auto [first, behind] = visibleRows();
    for (int row = first; row < behind; ++row)
        if (const int count = thumbnailCount(row); thumbnails_.ask(row, count, first, behind - 1))
            Q_EMIT thumbnailsWanted(row, count);
}

void ClassGallery::timerEvent(QTimerEvent* event) {
    if (event->timerId() == asking_.timerId()) {
        asking_.stop();
        askForVisible();
    } else if (event->timerId() == previewing_.timerId()) {
        previewing_.stop();
        showPreview();
    } else {
        QAbstractScrollArea::timerEvent(event);
    }
}

void ClassGallery::hover(std::optional<Place> place) {
    if (hovered_ == place)
        return;
    hovered_ = place;
    viewport()->setCursor(place ? Qt::PointingHandCursor : Qt::ArrowCursor);
    viewport()->update();
    if (!place) {
        previewing_.stop();
        preview_->hide();
    } else if (preview_->isVisible()) {
        showPreview();
    } else {
        previewing_.start(previewDelay, this);
    }
}

void ClassGallery::showPreview() {
    const auto* found = hovered_ ? thumbnails_.find(hovered_->classIndex, hovered_->position) : nullptr;
    if (!found || found->picture.isNull()) {
        preview_->hide();
        return;
    }
    const auto place = thumbnailRect(hovered_->classIndex, hovered_->position);
    preview_->showBeside(QRect(viewport()->mapToGlobal(place.topLeft()), place.size()), found->picture, found->name);
}

bool ClassGallery::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave)
        hover(std::nullopt);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = (help->pos().y() + verticalScrollBar()->value()) / rowHeight();
        // Over a picture its preview stands already.
        if (row < rowCount() && !placeAt(help->pos()))
            QToolTip::showText(help->globalPos(), explanation(row), viewport(), rowRect(row));
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ClassGallery::mouseMoveEvent(QMouseEvent* event) {
    hover(placeAt(event->position().toPoint()));
}

void ClassGallery::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        pressed_ = placeAt(event->position().toPoint());
}

void ClassGallery::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    const auto pressed = std::exchange(pressed_, std::nullopt);
    if (!pressed || pressed != placeAt(event->position().toPoint()))
        return;
    current_ = *pressed;
    viewport()->update();
    Q_EMIT pictureActivated(pressed->classIndex, pressed->position);
}

void ClassGallery::goTo(Place place) {
    if (rowCount() == 0)
        return;
    place.classIndex = std::clamp(place.classIndex, 0, rowCount() - 1);
    place.position = std::clamp(place.position, 0, std::max(0, thumbnailCount(place.classIndex) - 1));
    current_ = place;
    const auto row = rowRect(place.classIndex);
    auto* bar = verticalScrollBar();
    if (row.top() < 0)
        bar->setValue(bar->value() + row.top());
    else if (const int below = row.bottom() + 1 - belowRow - viewport()->height(); below > 0)
        bar->setValue(bar->value() + below);
    viewport()->update();
}

void ClassGallery::keyPressEvent(QKeyEvent* event) {
    const int page = std::max(1, viewport()->height() / rowHeight());
    switch (event->key()) {
    case Qt::Key_Left:
        return goTo({current_.classIndex, current_.position - 1});
    case Qt::Key_Right:
        return goTo({current_.classIndex, current_.position + 1});
    case Qt::Key_Up:
        return goTo({current_.classIndex - 1, current_.position});
    case Qt::Key_Down:
        return goTo({current_.classIndex + 1, current_.position});
    case Qt::Key_PageUp:
        return goTo({current_.classIndex - page, current_.position});
    case Qt::Key_PageDown:
        return goTo({current_.classIndex + page, current_.position});
    case Qt::Key_Home:
        return goTo({0, 0});
    case Qt::Key_End:
        return goTo({rowCount() - 1, 0});
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (rowCount() > 0 && current_.position < thumbnailCount(current_.classIndex))
            Q_EMIT pictureActivated(current_.classIndex, current_.position);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void ClassGallery::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void ClassGallery::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void ClassGallery::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
    if (event->type() == QEvent::FontChange) {
        updateScrollBar();
        askSoon();
    }
}

void ClassGallery::hideEvent(QHideEvent* event) {
    hover(std::nullopt);
    QAbstractScrollArea::hideEvent(event);
}

}  // namespace layerbench
