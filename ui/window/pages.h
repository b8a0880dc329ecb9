// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace layerbench {

/// The pages in the middle of the window, one seen at a time, with their tabs above.
class Pages final : public QWidget {
    Q_OBJECT

public:
    enum class Page { network, board, study };  ///< as their tabs stand

    Pages(QWidget* network, QWidget* board, QWidget* study, QWidget* parent = nullptr);

    Page current() const;
    void show(Page page);

Q_SIGNALS:
    void changed(Page page);

private:
    /// Pages that are not seen must not make the window large.
    void letCurrentDecide();

    QTabBar* tabs_;
    QStackedWidget* stack_;
};

}  // namespace layerbench
