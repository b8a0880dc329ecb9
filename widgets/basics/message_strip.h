// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>
#include <QString>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace layerbench {

/// One message under the tool bar: what happened, where, and what to do, perhaps with one button that does it. It never
/// takes the keyboard and never blocks; a later message takes its place. Hidden when there is none.
class MessageStrip final : public QFrame {
    Q_OBJECT

public:
    enum class Kind { information, good, error };

    explicit MessageStrip(QWidget* parent = nullptr);

    /// Information and good news go after some seconds; errors stay until they are closed.
    void show(Kind kind, const QString& message, const QString& action = {}, std::function<void()> perform = {});
    void dismiss();
    QString message() const;

private:
    QLabel* sign_;
    QLabel* text_;
    QPushButton* action_;
    QToolButton* close_;
    std::function<void()> perform_;
    int shown_ = 0;
};

}  // namespace layerbench
