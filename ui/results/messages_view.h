// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QListWidget;
class QToolButton;

namespace layerbench {

/// What the program had to say, with the time, the newest last. It scrolls along unless the user has scrolled up, and
/// keeps the last thousand.
class MessagesView final : public QWidget {
    Q_OBJECT

public:
    enum class Kind { information, warning, error };
    static constexpr int most = 1000;

    explicit MessagesView(QWidget* parent = nullptr);

    void add(Kind kind, const QString& text);
    int count() const;
    void clear();
    /// The selected lines, or all: "14:03:12 error: …", one a line, into the clipboard.
    void copy() const;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();

    QListWidget* list_;
    QLabel* empty_;
    QToolButton* copy_;
    QToolButton* clear_;
    bool atEnd_ = true;
};

}  // namespace layerbench
