// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/advice_panel.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/cell_texts.h"
#include "widgets/board/certainty_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

QLabel* label(const char* name, QWidget* parent, const char* property = nullptr) {
    auto* made = new QLabel(parent);
    made->setObjectName(QLatin1String(name));
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (property)
        made->setProperty(property, true);
    return made;
}

/// A certainty has no decimals.
QString wholePercent(double share) {
    return number(std::round(share * 100), 3) + QStringLiteral("\u202f%");
}

/// Sentences with a little air between them.
QString paragraphs(const QStringList& sentences) {
    QString text;
    for (const auto& sentence : sentences)
        text += QStringLiteral("<p style='margin:%1px 0 0 0'>%2</p>")
                    .arg(text.isEmpty() ? 0 : 5)
                    .arg(sentence.toHtmlEscaped());
    return text;
}

QPushButton* button(const char* name, const QString& text, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    made->setObjectName(QLatin1String(name));
    return made;
}

}  // namespace

struct AdvicePanel::State {
    AdviceState shown;
    QLabel* heading;
    QLabel* reasons;
    QWidget* sureRow;
    QLabel* sureText;
    CertaintyBar* sureBar;
    QLabel* changesMind;
    QLabel* record;
    QProgressBar* progress;
    QPushButton* ask;
    QPushButton* verify;
    QPushButton* cut;
};

AdvicePanel::AdvicePanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("advicePanel"));
    auto* sureRow = new QWidget(this);
    state_.reset(new State{.shown = {},
                           .heading = label("adviceHeading", this, "heading"),
                           .reasons = label("adviceReasons", this),
                           .sureRow = sureRow,
                           .sureText = label("adviceSure", sureRow, "heading"),
                           .sureBar = new CertaintyBar(sureRow),
                           .changesMind = label("adviceChangesMind", this, "muted"),
                           .record = label("adviceRecord", this, "muted"),
                           .progress = new QProgressBar(this),
                           .ask = button("adviceAsk", tr("Ask the adviser"), this),
                           .verify = button("adviceVerify", tr("Verify by running"), this),
                           .cut = button("adviceCut", tr("Show the cut"), this)});
    State& s = *state_;
    s.progress->setObjectName(QStringLiteral("adviceProgress"));
    s.progress->setTextVisible(false);
    s.progress->setAccessibleName(tr("How far the adviser is"));
    s.sureBar->setObjectName(QStringLiteral("adviceSureBar"));
    s.sureText->setWordWrap(false);
    s.ask->setProperty("primary", true);
    s.ask->setToolTip(tr("Measures how well the features of each layer fit your data; takes seconds, trains nothing"));
    s.verify->setToolTip(tr("Trains all cases for a third of the epochs and shows whether the advice holds"));
    s.cut->setToolTip(tr("Shows in the diagram after which layer the adviser would cut"));

    auto* sure = new QHBoxLayout(sureRow);
    sure->setContentsMargins(0, 0, 0, 0);
    sure->setSpacing(10);
    sure->addWidget(s.sureText);
    sure->addWidget(s.sureBar, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (auto* each : {s.ask, s.verify, s.cut})
        buttons->addWidget(each);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(7);
    column->addWidget(s.heading);
    column->addWidget(s.reasons);
    column->addWidget(s.progress);
    column->addWidget(sureRow);
    column->addWidget(s.changesMind);
    column->addWidget(s.record);
    column->addLayout(buttons);
    column->addStretch(1);

    connect(s.ask, &QPushButton::clicked, this, &AdvicePanel::adviceRequested);
    connect(s.verify, &QPushButton::clicked, this, &AdvicePanel::verifyRequested);
    connect(s.cut, &QPushButton::clicked, this, &AdvicePanel::cutRequested);
    setState({});
}

AdvicePanel::~AdvicePanel() = default;

void AdvicePanel::setState(const AdviceState& state) {
    State& s = *state_;
    s.shown = state;
    const bool given = state.kind == AdviceState::Kind::given;
    const bool busy = state.kind == AdviceState::Kind::busy;
    s.heading->setText(given  ? tr("Why case %1?").arg(toQString(state.caseName))
                       : busy ? tr("The adviser measures…")
                              : tr("Which case fits your data?"));
    s.heading->setToolTip(given ? caseTitle(state.caseName) : QString());
    s.reasons->setTextFormat(given ? Qt::RichText : Qt::PlainText);
    s.reasons->setText(given  ? paragraphs(state.reasons)
                       : busy ? state.progress
                              : tr("Not advised yet. The adviser looks at the size of your data and at how well the "
                                   "features of each layer tell its classes apart."));
    s.reasons->setAccessibleName(given ? state.reasons.join(QLatin1Char(' ')) : s.reasons->text());
    s.reasons->setVisible(!s.reasons->text().isEmpty());

    s.progress->setVisible(busy);
    // A range without width says “not known how far”.
    const bool known = std::isfinite(state.progressShare);
    s.progress->setRange(0, known ? 1000 : 0);
    if (known)
        s.progress->setValue(static_cast<int>(std::lround(std::clamp(state.progressShare, 0.0, 1.0) * 1000)));

    const bool sure = given && std::isfinite(state.sure);
    s.sureRow->setVisible(sure);
    if (sure) {
        const double share = std::clamp(state.sure, 0.0, 1.0);
        s.sureText->setText(tr("%1, %2").arg(certaintyWord(share), wholePercent(share)));
        s.sureBar->setAccessibleName(tr("How sure the adviser is: %1").arg(wholePercent(share)));
    }
    s.changesMind->setText(
        given && !state.changesMind.isEmpty() ? tr("Would change its mind: %1").arg(state.changesMind) : QString());
    s.changesMind->setVisible(!s.changesMind->text().isEmpty());
    QString record = tr("Right in %1 of %n comparisons so far", nullptr, state.compared).arg(state.right);
    if (std::isfinite(state.givenAway))
        record += tr("; %1 points given away on average").arg(100 * state.givenAway, 0, 'f', 1);
    s.record->setText(record);
    s.record->setVisible(state.compared > 0);

    s.ask->setVisible(state.kind == AdviceState::Kind::none);
    s.verify->setVisible(given);
    s.cut->setVisible(given && state.cutProposed);
    dress();
}

void AdvicePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void AdvicePanel::dress() {
    const Theme& theme = Theme::of(this);
    const QColor colour = readable(colourOfCase(state_->shown.caseName), theme.panel, 3);
    state_->sureBar->setShare(state_->shown.sure, colour);
}

QString certaintyWord(double sure) {
    if (!std::isfinite(sure))
        return {};
    if (sure >= 0.85)
        return AdvicePanel::tr("Very sure");
    if (sure >= 0.65)
        return AdvicePanel::tr("Sure");
    return sure >= 0.4 ? AdvicePanel::tr("Leaning") : AdvicePanel::tr("Unsure");
}

}  // namespace layerbench
