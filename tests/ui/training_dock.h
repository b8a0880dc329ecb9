// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The training dock's content as a hand and an eye meet it.

#include "ui/training/training_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

#include <memory>

namespace layerbench::fixture {

class TrainingDock {
protected:
    std::unique_ptr<TrainingView> view_;

    template <class Widget>
    Widget* find(const char* name) const {
        auto* found = view_->findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QString textOf(const char* label) const {
        auto* found = find<QLabel>(label);
        return found->isVisible() ? found->text() : QString();
    }
    void type(const char* field, const QString& text) const {
        auto* edit = find<QLineEdit>(field);
        edit->setFocus();
        QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
    }
    void click(const char* button) const { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
};

}  // namespace layerbench::fixture
