// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/message_strip.h"

#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

namespace layerbench {

namespace {

constexpr int secondsShown = 12;

struct Look {
    Icon sign;
    QColor colour;
    QColor background;
};

Look lookOf(MessageStrip::Kind kind, const Theme& theme) {
    switch (kind) {
    case MessageStrip::Kind::good:
        return {Icon::done, theme.good, theme.goodPanel};
    case MessageStrip::Kind::error:
        return {Icon::error, theme.warning, theme.warningPanel};
    default:
        return {Icon::info, theme.accent, theme.panel};
    }
}

}  // namespace

MessageStrip::MessageStrip(QWidget* parent)
    : QFrame(parent), sign_(new QLabel(this)), text_(new QLabel(this)), action_(new QPushButton(this)),
      close_(new QToolButton(this)) {
    setObjectName(QStringLiteral("messageStrip"));
    text_->setObjectName(QStringLiteral("messageText"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    action_->setObjectName(QStringLiteral("messageAction"));
    close_->setObjectName(QStringLiteral("messageClose"));
    close_->setAutoRaise(true);
    close_->setToolTip(tr("Close this message"));
    close_->setAccessibleName(tr("Close this message"));
    for (QWidget* button : {static_cast<QWidget*>(action_), static_cast<QWidget*>(close_)})
        button->setFocusPolicy(Qt::TabFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 5, 6, 5);
    row->setSpacing(8);
    row->addWidget(sign_);
    row->addWidget(text_, 1);
    row->addWidget(action_);
    row->addWidget(close_);
    connect(close_, &QToolButton::clicked, this, &MessageStrip::dismiss);
    connect(action_, &QPushButton::clicked, this, [this] {
        // Kept alive: what is performed may show the next message.
        const auto perform = perform_;
        dismiss();
        if (perform)
            perform();
    });
    hide();
}

void MessageStrip::show(Kind kind, const QString& message, const QString& action, std::function<void()> perform) {
    const Theme& theme = Theme::of(this);
    const Look look = lookOf(kind, theme);
    sign_->setPixmap(iconPixmap(look.sign, 16, look.colour, devicePixelRatioF()));
    close_->setIcon(icon(Icon::close));
    text_->setText(message);
    action_->setText(action);
    action_->setVisible(!action.isEmpty());
    perform_ = std::move(perform);
    setStyleSheet(QStringLiteral("#messageStrip { background: %1; border: none; border-bottom: 1px solid %2; }")
                      .arg(look.background.name(), theme.border.name()));
    setAccessibleDescription(message);
    setVisible(true);
    const int number = ++shown_;
    if (kind != Kind::error && action.isEmpty())
        QTimer::singleShot(secondsShown * 1000, this, [this, number] {
            if (number == shown_)
                dismiss();
        });
}

void MessageStrip::dismiss() {
    ++shown_;
    perform_ = nullptr;
    hide();
}

QString MessageStrip::message() const {
    return isHidden() ? QString() : text_->text();
}

}  // namespace layerbench
