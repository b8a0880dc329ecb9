// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QLabel>
#include <QWidget>

#include <vector>

namespace layerbench {

/// One line of text that ends in … where it does not fit; the whole of it is its tooltip then.
class ElidedLabel final : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool fits() const;
};

/// A thin bar: a part of a whole.
class ShareBar final : public QWidget {
    Q_OBJECT

public:
    enum class Role { plain, trainable };  ///< trainable: orange on ice blue, what trains of what there is

    explicit ShareBar(QWidget* parent = nullptr);
    void setShare(double share, Role role);
    double share() const { return share_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double share_ = 0;
    Role role_ = Role::plain;
};

/// What is known of a thing: a name on the left, its value on the right.
struct Fact {
    QString key;  ///< the value's label is called "fact-KEY", its bar "share-KEY"
    QString name;
    QString value;
    QString tip;
    double share = -1;  ///< in [0, 1]: a bar below; negative: none
    ShareBar::Role role = ShareBar::Role::plain;
};

class FactList final : public QWidget {
    Q_OBJECT

public:
    explicit FactList(QWidget* parent = nullptr);
    void setFacts(const std::vector<Fact>& facts);

private:
    struct Row {
        QLabel* name;
        ElidedLabel* value;
        ShareBar* bar;
    };
    Row addRow();

    std::vector<Row> rows_;  ///< more than are shown, perhaps: they are used again
};

}  // namespace layerbench
