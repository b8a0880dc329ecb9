// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/advice_state.h"

#include <QWidget>

#include <memory>

namespace layerbench {

/// “Why case 1?”: the adviser's weightiest reasons and at a press all of them, how sure it is, what would change its
/// mind, how often it was right, and the two things to do with an advice: verify it, or see the cut that it proposes.
class AdvicePanel final : public QWidget {
    Q_OBJECT

public:
    explicit AdvicePanel(QWidget* parent = nullptr);
    ~AdvicePanel() override;

    void setState(const AdviceState& state);

Q_SIGNALS:
    void adviceRequested();
    void verifyRequested();
    void cutRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void showReasons();
    void dress();

    struct State;
    std::unique_ptr<State> state_;
};

/// "very sure", "sure", "leaning", "unsure": a word for a certainty in [0, 1]; empty for NaN.
QString certaintyWord(double sure);

}  // namespace layerbench
