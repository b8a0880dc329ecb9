// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

#include <vector>

namespace layerbench {

/// A list of words with a check box each, ticked by a click anywhere on the line or with the space bar.
class CheckList final : public QListWidget {
    Q_OBJECT

public:
    explicit CheckList(QWidget* parent = nullptr);

    void setWords(const QStringList& words, const std::vector<bool>& checked);
    std::vector<bool> checked() const;
    /// As high as its lines, but at most so many.
    void setLines(int lines) { lines_ = lines; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// By the user, or unticked. The list is still at work on the click: fill it anew later.
    void ticked(int row);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void initViewItemOption(QStyleOptionViewItem* option) const override;

private:
    int lines_ = 6;
    bool filling_ = false;
};

}  // namespace layerbench
