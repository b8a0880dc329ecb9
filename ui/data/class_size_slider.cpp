// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/class_size_slider.h"

#include "widgets/basics/numbers.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>

namespace layerbench {

namespace {

constexpr std::int64_t mostGenerated = 1000;

/// 1, 2, 5, 10, 20, 50, … below `end`.
std::vector<std::optional<std::int64_t>> stepsBelow(std::int64_t end) {
    std::vector<std::optional<std::int64_t>> steps;
    for (std::int64_t decade = 1; decade < end; decade *= 10)
        for (const int digit : {1, 2, 5})
            if (decade * digit < end)
                steps.emplace_back(decade * digit);
    return steps;
}

}  // namespace

ClassSizeSlider::ClassSizeSlider(QWidget* parent)
    : QWidget(parent), value_(new QLabel), least_(new QLabel), most_(new QLabel), slider_(new QSlider(Qt::Horizontal)) {
    auto* title = new QLabel(tr("Images per class"));
    title->setProperty("heading", true);
    title->setBuddy(slider_);
    value_->setObjectName(QStringLiteral("perClassValue"));
    value_->setProperty("heading", true);
    most_->setObjectName(QStringLiteral("perClassMost"));
    for (auto* end : {least_, most_})
        end->setProperty("muted", true);
    slider_->setObjectName(QStringLiteral("perClassSlider"));
    slider_->setAccessibleName(title->text());
    slider_->setToolTip(
        tr("How many pictures of each class are trained on.\nSmaller choices lie inside larger ones; the "
           "validation pictures stay the same."));
    slider_->setStatusTip(tr("Release to open the data with so many training pictures a class"));
    slider_->setPageStep(1);
    // Opening the data anew takes its time: once, when the mouse is let go.
    slider_->setTracking(false);
    slider_->installEventFilter(this);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(2);
    layout->addWidget(title, 0, 0);
    layout->addWidget(value_, 0, 1, Qt::AlignRight);
    layout->addWidget(slider_, 1, 0, 1, 2);
    layout->addWidget(least_, 2, 0);
    layout->addWidget(most_, 2, 1, Qt::AlignRight);

    connect(slider_, &QSlider::sliderMoved, this, &ClassSizeSlider::say);
    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        say(position);
        Q_EMIT changed(steps_[static_cast<std::size_t>(position)]);
    });
}

void ClassSizeSlider::setFiles(std::int64_t available, std::optional<std::int64_t> chosen) {
    available_ = available;
    auto steps = stepsBelow(available);
    steps.emplace_back(std::nullopt);
    if (chosen && *chosen >= available)
        chosen = std::nullopt;
    setSteps(std::move(steps), chosen);
}

void ClassSizeSlider::setGenerated(std::int64_t chosen) {
    available_ = 0;
    setSteps(stepsBelow(mostGenerated + 1), chosen);
}

void ClassSizeSlider::setSteps(std::vector<std::optional<std::int64_t>> steps, std::optional<std::int64_t> chosen) {
    auto at = std::ranges::find(steps, chosen);
    // A number that a recipe or a command chose stands between the round ones.
    if (at == steps.end())
        at = steps.insert(std::ranges::find_if(steps, [&](auto step) { return !step || *step > *chosen; }), chosen);
    const auto position = static_cast<int>(at - steps.begin());
    steps_ = std::move(steps);
    const QSignalBlocker silent(slider_);
    slider_->setRange(0, static_cast<int>(steps_.size()) - 1);
    slider_->setValue(position);
    slider_->setEnabled(steps_.size() > 1);
    least_->setText(textOf(steps_.front()));
    most_->setText(steps_.back() ? textOf(steps_.back()) : tr("all"));
    say(position);
}

QString ClassSizeSlider::textOf(std::optional<std::int64_t> step) const {
    return step ? fullCount(*step) : tr("all %1").arg(fullCount(available_));
}

void ClassSizeSlider::say(int position) {
    value_->setText(textOf(steps_[static_cast<std::size_t>(position)]));
}

bool ClassSizeSlider::eventFilter(QObject* watched, QEvent* event) {
    // Who turns the wheel to scroll the dock does not mean the slider that comes under the mouse.
    if (event->type() == QEvent::Wheel && !slider_->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace layerbench
