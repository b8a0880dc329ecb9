// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include "widgets/board/cell_layout.h"
#include "widgets/board/network_miniature.h"
#include "widgets/board/shown_board.h"

#include <QWidget>

namespace layerbench {

/// One of the board's four cells. It draws itself from the board's state whenever it is told to, at most once a frame.
/// Enlarged it fills the board: then it shows every seed's curve, and not where the user's data stand, since that is
/// read on the board's rulers.
class CaseCell final : public QWidget {
    Q_OBJECT

public:
    CaseCell(std::string caseName, const ShownBoard& shown, QWidget* parent);

    const std::string& caseName() const { return caseName_; }
    /// The board's state has changed.
    void refresh();
    const CellLayout& parts() const { return layout_; }
    int redraws() const { return redraws_; }
    void setEnlarged(bool enlarged);
    /// "4-finetune" in the cell of "4", where it has something to show.
    const BoardCell* second() const;
    bool isRecommended() const;
    /// Boxes of the words and pictures that were last drawn; no line may cross them.
    const std::vector<QRectF>& written() const { return written_; }
    /// The user's data, where it stands in this cell and its difference is known.
    std::optional<QPointF> pin() const;
    /// The stripe at the size of the user's data, where its difference is not known and the row is this cell's.
    std::optional<QRectF> stripe() const;

Q_SIGNALS:
    /// A click, or the Return key.
    void chosen();
    void epochHovered(std::int64_t epoch);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Line;

    const BoardCell* own() const { return shown_.state().find(caseName_); }
    bool isUpper() const { return caseName_ == "3" || caseName_ == "4"; }
    bool isRight() const { return caseName_ == "2" || caseName_ == "4"; }
    bool isEmpty() const;
    bool isRunning() const;
    /// Of a cell without runs.
    QString whatToDo() const;
    QColor ground() const;
    QString tipAt(const QPointF& point) const;
    std::vector<Line> numberLines() const;
    const std::vector<MiniatureUnit>& miniature(const QSizeF& size);
    /// The words beside the dot or on the stripe, with the box round them.
    struct PlaceWords {
        QString text;
        QRectF box;
    };
    std::optional<PlaceWords> placeWords() const;
    /// Where in an empty cell words may stand without touching the place of the data.
    QRectF roomForWords() const;
    /// Whose verdict the cell shows on the board.
    const BoardCell* speaker() const;
    QString verdictText(int rows) const;

    void arrange();
    void write(QPainter& painter, const QRectF& box, int flags, const QString& text);
    void paintFrame(QPainter& painter);
    void paintHeading(QPainter& painter);
    void paintNetwork(QPainter& painter);
    void paintWhatToDo(QPainter& painter);
    void paintNumbers(QPainter& painter);
    void paintStripe(QPainter& painter);
    void paintPlace(QPainter& painter);
    /// Of a difference that was judged, not measured: hollow, and blurred to both sides.
    void paintJudgedDot(QPainter& painter, const QPointF& at, const Theme& theme);
    void paintPills(QPainter& painter);
    void paintVerdict(QPainter& painter);

    std::string caseName_;
    bool enlarged_ = false;
    const ShownBoard& shown_;
    CellLayout layout_;
    std::vector<QRectF> written_;
    std::vector<MiniatureUnit> miniature_;
    std::optional<Network> miniatureOf_;
    std::optional<Network> miniatureSource_;
    QSizeF miniatureSize_;
    int redraws_ = 0;
    bool pressed_ = false;
};

}  // namespace layerbench
