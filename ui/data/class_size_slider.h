// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

class QLabel;
class QSlider;

namespace layerbench {

/// "Images per class": 1, 2, 5, 10, 20, … up to what there is, and all of them at the right. One signal on release.
class ClassSizeSlider final : public QWidget {
    Q_OBJECT

public:
    explicit ClassSizeSlider(QWidget* parent = nullptr);

    /// Files: `available` training pictures in the largest class; `chosen` as DatasetOptions::perClass, nullopt is all.
    void setFiles(std::int64_t available, std::optional<std::int64_t> chosen);
    /// Pictures that are drawn when they are asked for: there is no “all”.
    void setGenerated(std::int64_t chosen);

Q_SIGNALS:
    /// The user let go of another value; nullopt is all.
    void changed(std::optional<std::int64_t> perClass);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setSteps(std::vector<std::optional<std::int64_t>> steps, std::optional<std::int64_t> chosen);
    QString textOf(std::optional<std::int64_t> step) const;
    void say(int position);

    std::vector<std::optional<std::int64_t>> steps_;
    std::int64_t available_ = 0;
    QLabel* value_;
    QLabel* least_;
    QLabel* most_;
    QSlider* slider_;
};

}  // namespace layerbench
