// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include <QWidget>

#include <string>

class QPushButton;

namespace layerbench {

/// Above an enlarged cell: the way back to the board, and to take the case's network.
class EnlargedBar final : public QWidget {
    Q_OBJECT

public:
    explicit EnlargedBar(QWidget* parent);

    /// Whose cell stands below; with the fine-tuned variant of case 4 there are two networks to take.
    void setCase(std::string caseName, bool withFineTuned);
    /// Whether one of its buttons has the focus.
    bool holdsFocus() const;

Q_SIGNALS:
    void backRequested();
    void taken(const QString& caseName);
    /// The user asked for the case that many places further on.
    void stepped(int places);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QPushButton* button(const char* name, const QString& text, const QString& tip);

    std::string caseName_;
    QPushButton* back_;
    QPushButton* take_;
    QPushButton* takeFineTuned_;
};

}  // namespace layerbench
