// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/class_split_view.h"

#include "ui/study/check_list.h"
#include "widgets/basics/translated.h"

#include <QGridLayout>
#include <QLabel>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace layerbench {

ClassSplitView::ClassSplitView(QWidget* parent)
    : QWidget(parent), a_(new CheckList), b_(new CheckList), headOfA_(new QLabel), headOfB_(new QLabel) {
    a_->setObjectName(QStringLiteral("classesOfA"));
    b_->setObjectName(QStringLiteral("classesOfB"));
    a_->setAccessibleName(tr("Classes of task A"));
    b_->setAccessibleName(tr("Classes of task B"));
    a_->setToolTip(tr("Blocks are copied from the network that learns these. Untick a class to give it to B."));
    b_->setToolTip(tr("What every run learns in the end. Tick a class to give it to A."));
    headOfA_->setBuddy(a_);
    headOfB_->setBuddy(b_);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->addWidget(headOfA_, 0, 0);
    grid->addWidget(headOfB_, 0, 1);
    grid->addWidget(a_, 1, 0);
    grid->addWidget(b_, 1, 1);
    // The lists are filled anew, which must not happen while one of them is still at work on the click.
    connect(a_, &CheckList::ticked, this,
            [this](int row) { QTimer::singleShot(0, this, [this, row] { move(false, row); }); });
    connect(b_, &CheckList::ticked, this,
            [this](int row) { QTimer::singleShot(0, this, [this, row] { move(true, row); }); });
    fill();
}

void ClassSplitView::setClasses(std::vector<std::string> classes, const std::vector<std::string>& inA) {
    classes_ = std::move(classes);
    inA_.clear();
    for (const auto& name : classes_)
        inA_.push_back(std::ranges::find(inA, name) != inA.end());
    fill();
}

std::vector<std::string> ClassSplitView::classesOfA() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < classes_.size(); ++i)
        if (inA_[i])
            names.push_back(classes_[i]);
    return names;
}

void ClassSplitView::fill() {
    QStringList a, b;
    for (std::size_t i = 0; i < classes_.size(); ++i)
        (inA_[i] ? a : b) << toQString(classes_[i]);
    a_->setWords(a, std::vector<bool>(static_cast<std::size_t>(a.size()), true));
    b_->setWords(b, std::vector<bool>(static_cast<std::size_t>(b.size()), false));
    headOfA_->setText(tr("&A: %n classes", nullptr, static_cast<int>(a.size())));
    headOfB_->setText(tr("&B: %n classes", nullptr, static_cast<int>(b.size())));
}

void ClassSplitView::move(bool toA, int row) {
    for (std::size_t i = 0; i < classes_.size(); ++i)
        if (inA_[i] != toA && row-- == 0) {
            inA_[i] = toA;
            break;
        }
    fill();
    Q_EMIT changed();
}

}  // namespace layerbench
