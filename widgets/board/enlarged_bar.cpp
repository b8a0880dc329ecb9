// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/enlarged_bar.h"

#include "widgets/basics/translated.h"
#include "widgets/board/cell_texts.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

namespace layerbench {

EnlargedBar::EnlargedBar(QWidget* parent)
    : QWidget(parent), back_(button("boardBack", QStringLiteral("← ") + tr("Back to the board"),
                                    tr("Shows the four cases again (Esc)"))),
      take_(button("boardTake", tr("Take this network"),
                   tr("Applies this case to your network, one step to undo, and shows its runs"))),
      takeFineTuned_(button("boardTakeFineTuned", tr("Take the fine-tuned one"),
                            tr("Applies the variant that starts from the pretrained weights to your network, one step "
                               "to undo, and shows its runs"))) {
    setObjectName(QStringLiteral("enlargedBar"));
    back_->setAccessibleName(tr("Back to the board"));
    take_->setProperty("primary", true);
    auto* keys = new QLabel(tr("other cases: ← →"), this);
    keys->setProperty("muted", true);
    // Where the window is narrow the buttons need the room.
    keys->setMinimumWidth(0);
    keys->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(back_);
    row->addWidget(keys, 1);
    row->addWidget(takeFineTuned_);
    row->addWidget(take_);
    connect(back_, &QPushButton::clicked, this, &EnlargedBar::backRequested);
    connect(take_, &QPushButton::clicked, this, [this] { Q_EMIT taken(toQString(caseName_)); });
    connect(takeFineTuned_, &QPushButton::clicked, this, [this] { Q_EMIT taken(QStringLiteral("4-finetune")); });
}

QPushButton* EnlargedBar::button(const char* name, const QString& text, const QString& tip) {
    auto* made = new QPushButton(text, this);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(tip);
    made->installEventFilter(this);
    return made;
}

void EnlargedBar::setCase(std::string caseName, bool withFineTuned) {
    caseName_ = std::move(caseName);
    take_->setAccessibleName(tr("Take this network: %1, %2").arg(caseLabel(caseName_), caseTitle(caseName_)));
    takeFineTuned_->setVisible(withFineTuned);
}

bool EnlargedBar::holdsFocus() const {
    return back_->hasFocus() || take_->hasFocus() || takeFineTuned_->hasFocus();
}

bool EnlargedBar::eventFilter(QObject* watched, QEvent* event) {
    // A button would pass the focus on.
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            Q_EMIT stepped(key == Qt::Key_Left ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace layerbench
