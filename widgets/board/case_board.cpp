// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/case_board.h"

#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/board/advice_arrow.h"
#include "widgets/board/board_rulers.h"
#include "widgets/board/case_cell.h"
#include "widgets/board/enlarged_bar.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>

#include <algorithm>
#include <array>

namespace layerbench {

namespace {

constexpr int margin = 10;
constexpr int columnGap = 12;
constexpr int rowGap = 3;  // cells keep room above their frames for a pill
/// From left to right, the upper row first: the order of the Tab key.
constexpr std::array<const char*, 4> order{"3", "4", "1", "2"};
/// While one is enlarged there is no left and right, and the next one is the next number.
constexpr std::array<const char*, 4> byNumber{"1", "2", "3", "4"};

}  // namespace

struct CaseBoard::State {
    ShownBoard shown;
    QLabel* heading;
    QLabel* subtitle;
    std::array<CaseCell*, 4> cells{};
    EnlargedBar* bar = nullptr;
    AdviceArrow* arrow = nullptr;
    std::string enlarged = {};

    CaseCell* find(std::string_view caseName) const {
        const auto found = std::ranges::find(cells, caseName, [](const CaseCell* cell) { return cell->caseName(); });
        return found == cells.end() ? nullptr : *found;
    }
};

CaseBoard::CaseBoard(QWidget* parent)
    : QWidget(parent),
      state_(new State{.shown = {}, .heading = new QLabel(tr("Case board"), this), .subtitle = new QLabel(this)}) {
    setObjectName(QStringLiteral("caseBoard"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Case board: four ways of transferring side by side"));
    state_->heading->setProperty("heading", true);
    state_->heading->setObjectName(QStringLiteral("boardHeading"));
    state_->subtitle->setProperty("muted", true);
    state_->subtitle->setObjectName(QStringLiteral("boardSubtitle"));
    state_->subtitle->setTextFormat(Qt::PlainText);
    for (std::size_t i = 0; i < order.size(); ++i) {
        auto* cell = new CaseCell(order[i], state_->shown, this);
        state_->cells[i] = cell;
        connect(cell, &CaseCell::chosen, this, [this, cell] {
            if (state_->enlarged.empty())
                enlarge(cell->caseName());
        });
        connect(cell, &CaseCell::epochHovered, this, [this](std::int64_t epoch) {
            if (state_->shown.hovered == epoch)
                return;
            state_->shown.hovered = epoch;
            for (auto* each : state_->cells)
                each->update();
        });
    }
    // Behind the cells in the order of the Tab key, and above them on the screen.
    state_->bar = new EnlargedBar(this);
    state_->bar->hide();
    connect(state_->bar, &EnlargedBar::backRequested, this, [this] { enlarge({}); });
    connect(state_->bar, &EnlargedBar::stepped, this, &CaseBoard::step);
    connect(state_->bar, &EnlargedBar::taken, this, [this](const QString& caseName) {
        enlarge({});
        Q_EMIT cellOpened(caseName);
    });
    state_->arrow = new AdviceArrow(state_->shown, state_->cells, this);
    arrange();
}

CaseBoard::~CaseBoard() = default;

void CaseBoard::setState(BoardState state) {
    const auto& before = state_->shown.state();
    const bool subtitleChanged = before.subtitle != state.subtitle;
    const auto sameNumber = [](double a, double b) { return a == b || (a != a && b != b); };
    const bool placeChanged =
        before.place.has_value() != state.place.has_value() ||
        (before.place && (before.place->images != state.place->images || before.place->judged != state.place->judged ||
                          !sameNumber(before.place->difference, state.place->difference)));
    state_->shown.setState(std::move(state));
    for (auto* cell : state_->cells)
        cell->refresh();
    if (CaseCell* cell = state_->find(state_->enlarged))
        state_->bar->setCase(cell->caseName(), cell->second() != nullptr);
    if (subtitleChanged)
        writeSubtitle();
    if (placeChanged)
        update();
}

const BoardState& CaseBoard::state() const {
    return state_->shown.state();
}

void CaseBoard::enlarge(std::string_view caseName) {
    State& s = *state_;
    CaseCell* cell = s.find(caseName);
    CaseCell* before = s.find(s.enlarged);
    if (cell == before)
        return;
    // Whoever worked with the keyboard goes on there.
    const bool inBar = s.bar->holdsFocus();
    const bool focused = inBar || std::ranges::any_of(s.cells, &CaseCell::hasFocus);
    s.enlarged = cell ? cell->caseName() : std::string();
    for (auto* each : s.cells) {
        each->setEnlarged(each == cell);
        each->setVisible(!cell || each == cell);
    }
    if (cell)
        s.bar->setCase(cell->caseName(), cell->second() != nullptr);
    s.bar->setVisible(cell != nullptr);
    s.arrow->setVisible(!cell);
    s.shown.hovered = 0;
    arrange();
    if (CaseCell* now = cell ? cell : before; focused && !(cell && before && inBar))
        now->setFocus(Qt::OtherFocusReason);
}

const std::string& CaseBoard::enlarged() const {
    return state_->enlarged;
}

void CaseBoard::step(int places) {
    const auto at = std::ranges::find(byNumber, state_->enlarged);
    if (at == byNumber.end())
        return;
    const auto count = static_cast<int>(byNumber.size());
    const int next = (static_cast<int>(at - byNumber.begin()) + places + count) % count;
    enlarge(byNumber[static_cast<std::size_t>(next)]);
}

QPolygonF CaseBoard::adviceArrow() const {
    return state_->enlarged.empty() ? state_->arrow->route() : QPolygonF();
}

std::optional<QPointF> CaseBoard::placeOfData() const {
    for (const auto* cell : state_->cells)
        if (const auto pin = cell->pin())
            return QPointF(cell->pos()) + *pin;
    return std::nullopt;
}

QRectF CaseBoard::plotArea(std::string_view caseName) const {
    const CaseCell* cell = state_->find(caseName);
    return cell ? cell->parts().plot.translated(cell->pos()) : QRectF();
}

int CaseBoard::redraws(std::string_view caseName) const {
    const CaseCell* cell = state_->find(caseName);
    return cell ? cell->redraws() : 0;
}

QSize CaseBoard::sizeHint() const {
    return {1020, 650};
}

QSize CaseBoard::minimumSizeHint() const {
    return {620, 400};
}

void CaseBoard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = Theme::of(this);
    painter.fillRect(rect(), theme.panel);
    if (!state_->enlarged.empty())
        return;
    const CellLayout cell = state_->cells[0]->parts();
    const QRectF lower = plotArea("1");
    const QRectF upper = plotArea("4");
    paintRulers(painter,
                {.rows = {lower, upper},
                 .columns = {lower, upper},
                 .left = static_cast<double>(state_->cells[0]->x()),
                 .bottom = static_cast<double>(state_->cells[2]->geometry().bottom()),
                 .small = cell.small,
                 .strong = cell.strong},
                state_->shown.state().place, theme);
}

void CaseBoard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void CaseBoard::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

void CaseBoard::keyPressEvent(QKeyEvent* event) {
    if (!state_->enlarged.empty()) {
        switch (event->key()) {
        case Qt::Key_Escape:
            return enlarge({});
        case Qt::Key_Left:
            return step(-1);
        case Qt::Key_Right:
            return step(1);
        default:
            return QWidget::keyPressEvent(event);
        }
    }
    const auto focused = std::ranges::find_if(state_->cells, [](const CaseCell* cell) { return cell->hasFocus(); });
    const auto at = static_cast<std::size_t>(focused - state_->cells.begin());
    const bool leftColumn = at % 2 == 0;
    const bool upperRow = at < 2;
    std::size_t next = at;
    switch (focused == state_->cells.end() ? Qt::Key_unknown : event->key()) {
    case Qt::Key_Left:
        next = leftColumn ? at : at - 1;
        break;
    case Qt::Key_Right:
        next = leftColumn ? at + 1 : at;
        break;
    case Qt::Key_Up:
        next = upperRow ? at : at - 2;
        break;
    case Qt::Key_Down:
        next = upperRow ? at + 2 : at;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    state_->cells[next]->setFocus(Qt::OtherFocusReason);
}

void CaseBoard::arrange() {
    const int line = state_->heading->sizeHint().height();
    state_->heading->setGeometry(margin, margin - 2, state_->heading->sizeHint().width(), line);
    state_->subtitle->setGeometry(state_->heading->geometry().right() + 12, margin - 2,
                                  std::max(0, width() - margin - state_->heading->geometry().right() - 12), line);
    writeSubtitle();
    const int top = state_->heading->geometry().bottom() + 2;
    state_->arrow->setGeometry(rect());
    if (CaseCell* cell = state_->find(state_->enlarged)) {
        const int high = state_->bar->sizeHint().height();
        state_->bar->setGeometry(margin, top + 6, std::max(1, width() - 2 * margin), high);
        const int below = top + 6 + high + 2;
        cell->setGeometry(margin, below, std::max(1, width() - 2 * margin), std::max(1, height() - below - margin));
        update();
        return;
    }
    const int left = margin + sizeRulerWidth;
    const int wide = std::max(1, (width() - left - margin - columnGap) / 2);
    const int high = std::max(1, (height() - top - differenceRulerHeight - 4 - rowGap) / 2);
    for (std::size_t i = 0; i < state_->cells.size(); ++i)
        state_->cells[i]->setGeometry(left + static_cast<int>(i % 2) * (wide + columnGap),
                                      top + static_cast<int>(i / 2) * (high + rowGap), wide, high);
    update();
}

void CaseBoard::writeSubtitle() {
    const QString& text = state_->shown.state().subtitle;
    auto* label = state_->subtitle;
    label->setText(label->fontMetrics().elidedText(text, Qt::ElideRight, label->width()));
    label->setToolTip(label->text() == text ? QString() : text);
}

}  // namespace layerbench
