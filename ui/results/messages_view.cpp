// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/messages_view.h"

#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTime>
#include <QToolButton>

namespace layerbench {

namespace {

constexpr int kindRole = Qt::UserRole;
constexpr int timeRole = Qt::UserRole + 1;
constexpr int textRole = Qt::UserRole + 2;
constexpr int signSize = 14;

QString word(MessagesView::Kind kind) {
    switch (kind) {
    case MessagesView::Kind::warning:
        return MessagesView::tr("warning");
    case MessagesView::Kind::error:
        return MessagesView::tr("error");
    default:
        return MessagesView::tr("information");
    }
}

QIcon sign(MessagesView::Kind kind, const Theme& theme, double pixelRatio) {
    switch (kind) {
    case MessagesView::Kind::warning:
        return iconPixmap(Icon::warning, signSize, theme.knife, pixelRatio);
    case MessagesView::Kind::error:
        return iconPixmap(Icon::error, signSize, theme.warning, pixelRatio);
    default:
        return iconPixmap(Icon::info, signSize, theme.mutedText, pixelRatio);
    }
}

/// The current line needs no frame: what is selected is seen.
class LineDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->state &= ~QStyle::State_HasFocus;
        option->decorationAlignment = Qt::AlignHCenter | Qt::AlignTop;
    }
};

MessagesView::Kind kindOf(const QListWidgetItem* item) {
    return static_cast<MessagesView::Kind>(item->data(kindRole).toInt());
}

}  // namespace

MessagesView::MessagesView(QWidget* parent)
    : QWidget(parent), list_(new QListWidget(this)), empty_(new QLabel(tr("Messages are kept here"), this)),
      copy_(new QToolButton(this)), clear_(new QToolButton(this)) {
    setObjectName(QStringLiteral("messagesView"));
    list_->setObjectName(QStringLiteral("messagesList"));
    list_->setItemDelegate(new LineDelegate(list_));
    list_->setWordWrap(true);
    list_->setTextElideMode(Qt::ElideNone);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setResizeMode(QListView::Adjust);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setIconSize({signSize, signSize});
    list_->setSpacing(2);
    list_->setAccessibleName(tr("Messages"));
    empty_->setObjectName(QStringLiteral("messagesEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("muted", true);

    auto* buttons = new QVBoxLayout;
    const auto prepare = [&](QToolButton* button, const char* name, Icon which, const QString& tip) {
        button->setObjectName(QLatin1String(name));
        button->setIcon(icon(which));
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(tip);
        button->setStatusTip(tip);
        button->setAccessibleName(tip);
        buttons->addWidget(button);
    };
    prepare(copy_, "copyMessages", Icon::copy, tr("Copy the selected messages, or all"));
    prepare(clear_, "clearMessages", Icon::remove, tr("Remove all messages"));
    buttons->addStretch(1);
    connect(copy_, &QToolButton::clicked, this, &MessagesView::copy);
    connect(clear_, &QToolButton::clicked, this, &MessagesView::clear);
    auto* shortcut = new QAction(this);
    shortcut->setShortcut(QKeySequence::Copy);
    shortcut->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QAction::triggered, this, &MessagesView::copy);
    addAction(shortcut);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 6, 6);
    row->setSpacing(6);
    row->addWidget(list_, 1);
    row->addWidget(empty_, 1);
    row->addLayout(buttons);

    // The user's place is remembered from scrolling, not from the list's growth, which moves its end away.
    auto* bar = list_->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { atEnd_ = value == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar] {
        if (atEnd_)
            bar->setValue(bar->maximum());
    });
    showState();
}

void MessagesView::add(Kind kind, const QString& text) {
    const QString time = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
    auto* item =
        new QListWidgetItem(sign(kind, Theme::of(this), devicePixelRatioF()), time + QStringLiteral("   ") + text);
    item->setData(kindRole, static_cast<int>(kind));
    item->setData(timeRole, time);
    item->setData(textRole, text);
    item->setData(Qt::AccessibleTextRole, word(kind) + QStringLiteral(": ") + text);
    item->setToolTip(word(kind));
    // Many may come at once: the list lays them out together later, and then scrolls.
    list_->addItem(item);
    while (list_->count() > most)
        delete list_->takeItem(0);
    showState();
}

int MessagesView::count() const {
    return list_->count();
}

void MessagesView::clear() {
    list_->clear();
    atEnd_ = true;
    showState();
}

void MessagesView::copy() const {
    const bool all = list_->selectedItems().isEmpty();
    QString text;
    for (int row = 0; row < list_->count(); ++row) {
        const auto* item = list_->item(row);
        if (all || item->isSelected())
            text += QStringLiteral("%1 %2: %3\n")
                        .arg(item->data(timeRole).toString(), word(kindOf(item)), item->data(textRole).toString());
    }
    QApplication::clipboard()->setText(text);
}

void MessagesView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (int row = 0; row < list_->count(); ++row)
        list_->item(row)->setIcon(sign(kindOf(list_->item(row)), Theme::of(this), devicePixelRatioF()));
}

void MessagesView::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), Theme::of(this).panel);
}

void MessagesView::showState() {
    const bool none = list_->count() == 0;
    empty_->setVisible(none);
    list_->setVisible(!none);
    copy_->setEnabled(!none);
    clear_->setEnabled(!none);
}

}  // namespace layerbench
