// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QLabel;

namespace layerbench {

class CheckList;

/// The classes of a data set in two lists, A and B: to tick one in B gives it to A, to untick one in A gives it to B.
class ClassSplitView final : public QWidget {
    Q_OBJECT

public:
    explicit ClassSplitView(QWidget* parent = nullptr);

    void setClasses(std::vector<std::string> classes, const std::vector<std::string>& inA);
    const std::vector<std::string>& classes() const { return classes_; }
    std::vector<std::string> classesOfA() const;

Q_SIGNALS:
    void changed();  ///< by the user

private:
    void fill();
    void move(bool toA, int row);

    std::vector<std::string> classes_;
    std::vector<bool> inA_;
    CheckList* a_;
    CheckList* b_;
    QLabel* headOfA_;
    QLabel* headOfB_;
};

}  // namespace layerbench
