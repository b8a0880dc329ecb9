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

/// The weightiest; the others come at a press, since the panel stands beside a board.
constexpr qsizetype reasonsAtOnce = 3;

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
    QPushButton* more;
    QLabel* elsewhere;
    QWidget* sureRow;
    QLabel* sureText;
    CertaintyBar* sureBar;
    QLabel* changesMind;
    QLabel* record;
    QProgressBar* progress;
    QPushButton* ask;
    QPushButton* verify;
    QPushButton* cut;
    bool allReasons = false;  ///< the user wants to read them all, of the next advice too
};

AdvicePanel::AdvicePanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("advicePanel"));
    auto* sureRow = new QWidget(this);
    state_.reset(new State{.shown = {},
                           .heading = label("adviceHeading", this, "heading"),
                           .reasons = label("adviceReasons", this),
                           .more = button("adviceMore", {}, this),
                           .elsewhere = label("adviceElsewhere", this, "muted"),
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
    s.more->setProperty("link", true);
    s.more->setCursor(Qt::PointingHandCursor);
    // A link has no frame that could show the focus.
    s.more->setStyleSheet(QStringLiteral("QPushButton:focus { text-decoration: underline; }"));
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
    column->addWidget(s.more, 0, Qt::AlignLeft);
    column->addWidget(s.elsewhere);
    column->addWidget(s.progress);
    column->addWidget(sureRow);
    column->addWidget(s.changesMind);
    column->addWidget(s.record);
    column->addLayout(buttons);
    column->addStretch(1);

    connect(s.more, &QPushButton::clicked, this, [this] {
        state_->allReasons = !state_->allReasons;
        showReasons();
    });
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
    showReasons();
    s.elsewhere->setText(given ? state.elsewhere : QString());
    s.elsewhere->setVisible(!s.elsewhere->text().isEmpty());

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
    QStringList doubts = given ? state.changesMind : QStringList();
    if (!doubts.isEmpty())
        doubts[0] = tr("Would change its mind: %1").arg(doubts[0]);
    s.changesMind->setTextFormat(Qt::RichText);
    s.changesMind->setText(paragraphs(doubts));
    s.changesMind->setAccessibleName(doubts.join(QLatin1Char(' ')));
    s.changesMind->setVisible(!doubts.isEmpty());
    // What was counted and what counts as right: other projects are not known here.
    QString record = state.compared == 1 ? tr("In this project it advised the best case, or one as good, in %1 of 1 "
                                              "comparison")
                                               .arg(state.right)
                                         : tr("In this project it advised the best case, or one as good, in %1 of %2 "
                                              "comparisons")
                                               .arg(state.right)
                                               .arg(state.compared);
    if (std::isfinite(state.givenAway))
        record += tr("; %1 points given away on average").arg(100 * state.givenAway, 0, 'f', 1);
    s.record->setText(record);
    s.record->setVisible(state.compared > 0);

    s.ask->setVisible(state.kind == AdviceState::Kind::none);
    s.verify->setVisible(given);
    s.cut->setVisible(given && state.cutProposed);
    dress();
}

void AdvicePanel::showReasons() {
    State& s = *state_;
    const bool given = s.shown.kind == AdviceState::Kind::given;
    const bool busy = s.shown.kind == AdviceState::Kind::busy;
    const qsizetype rest = given ? std::max<qsizetype>(0, s.shown.reasons.size() - reasonsAtOnce) : 0;
    const QStringList reasons = s.allReasons ? s.shown.reasons : s.shown.reasons.mid(0, reasonsAtOnce);
    s.reasons->setTextFormat(given ? Qt::RichText : Qt::PlainText);
    s.reasons->setText(given  ? paragraphs(reasons)
                       : busy ? s.shown.progress
                              : tr("Not advised yet. The adviser looks at the size of your data and at how well the "
                                   "features of each layer tell its classes apart."));
    s.reasons->setAccessibleName(given ? reasons.join(QLatin1Char(' ')) : s.reasons->text());
    s.reasons->setVisible(!s.reasons->text().isEmpty());
    s.more->setText(s.allReasons ? tr("Fewer") : rest == 1 ? tr("1 more reason") : tr("%1 more reasons").arg(rest));
    s.more->setAccessibleName(s.allReasons ? tr("Fewer reasons") : s.more->text());
    s.more->setVisible(rest > 0);
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
