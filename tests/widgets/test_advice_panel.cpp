// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/theme.h"
#include "widgets/board/advice_panel.h"

#include <QApplication>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocumentFragment>

#include <cmath>

using namespace layerbench;

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

AdviceState given() {
    return {.kind = AdviceState::Kind::given,
            .caseName = "1",
            .reasons = {QStringLiteral("The last block serves this data best."), QStringLiteral("20 images < 1,000.")},
            .sure = 0.9,
            .changesMind = {QStringLiteral("500 images a class."), QStringLiteral("Worse features <5.")},
            .cutProposed = true,
            .right = 9,
            .compared = 11};
}

struct Shown {
    AdvicePanel panel;

    explicit Shown(const AdviceState& state) {
        panel.setState(state);
        panel.resize(264, 420);
        panel.show();
        if (!QTest::qWaitForWindowExposed(&panel))
            qFatal("The panel is not shown.");
    }
    template <class W>
    W* part(const char* name) {
        return panel.findChild<W*>(QLatin1String(name));
    }
    /// As it is read: without marks of format; empty where it is hidden.
    QString text(const char* name) {
        auto* label = part<QLabel>(name);
        if (!label->isVisible())
            return {};
        return label->textFormat() == Qt::RichText ? QTextDocumentFragment::fromHtml(label->text()).toPlainText()
                                                   : label->text();
    }
    QStringList buttons() {
        QStringList texts;
        for (const auto* button : panel.findChildren<QPushButton*>())
            if (button->isVisible())
                texts << button->text();
        return texts;
    }
};

}  // namespace

class TestAdvicePanel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(*qApp, Theme::light());
    }

    void anAdviceIsTold() {
        Shown shown(given());
        QCOMPARE(shown.text("adviceHeading"), QStringLiteral("Why case 1?"));
        QCOMPARE(shown.text("adviceReasons"),
                 QStringLiteral("The last block serves this data best.\n20 images < 1,000."));
        QCOMPARE(shown.text("adviceSure"), QStringLiteral("Very sure, 90\u202f%"));
        QCOMPARE(shown.text("adviceChangesMind"),
                 QStringLiteral("Would change its mind: 500 images a class.\nWorse features <5."));
        QCOMPARE(shown.text("adviceRecord"),
                 QStringLiteral("In this project it advised the best case, or one as good, in 9 of 11 comparisons"));
        QCOMPARE(shown.buttons(), (QStringList{"Verify by running", "Show the cut"}));
        QVERIFY(!shown.part<QProgressBar>("adviceProgress")->isVisible());
        QVERIFY(shown.part<QWidget>("adviceSureBar")->accessibleName().contains(QStringLiteral("90\u202f%")));
    }

    void theBarIsAsLongAsItIsSure_data() {
        QTest::addColumn<double>("sure");
        QTest::addColumn<double>("length");
        QTest::newRow("nothing") << 0.0 << 0.0;
        QTest::newRow("half") << 0.5 << 0.5;
        QTest::newRow("all") << 1.0 << 1.0;
        QTest::newRow("too much") << 7.0 << 1.0;
        QTest::newRow("less than nothing") << -1.0 << 0.0;
    }
    void theBarIsAsLongAsItIsSure() {
        QFETCH(const double, sure);
        QFETCH(const double, length);
        AdviceState state = given();
        state.sure = sure;
        Shown shown(state);
        auto* bar = shown.part<QWidget>("adviceSureBar");
        const QImage image = bar->grab().toImage();
        int filled = 0;
        for (int x = 0; x < image.width(); ++x)
            filled += image.pixelColor(x, image.height() / 2) == colourOfCase("1") ? 1 : 0;
        QVERIFY2(std::abs(filled - length * bar->width()) <= 4, qPrintable(QString::number(filled)));
    }

    void certaintyHasAWord_data() {
        QTest::addColumn<double>("sure");
        QTest::addColumn<QString>("word");
        QTest::newRow("certain") << 1.0 << "Very sure";
        QTest::newRow("sure") << 0.7 << "Sure";
        QTest::newRow("leaning") << 0.5 << "Leaning";
        QTest::newRow("unsure") << 0.1 << "Unsure";
        QTest::newRow("unknown") << noNumber << "";
    }
    void certaintyHasAWord() {
        QFETCH(const double, sure);
        QTEST(certaintyWord(sure), "word");
    }

    void whatIsMissingTakesNoRoom() {
        AdviceState state{.kind = AdviceState::Kind::given, .caseName = "4-finetune"};
        Shown shown(state);
        for (const char* name :
             {"adviceReasons", "adviceMore", "adviceElsewhere", "adviceSure", "adviceChangesMind", "adviceRecord"})
            QVERIFY2(!shown.part<QWidget>(name)->isVisible(), name);
        QCOMPARE(shown.text("adviceHeading"), QStringLiteral("Why case 4-finetune?"));
        QCOMPARE(shown.buttons(), QStringList{"Verify by running"});
    }

    void theWeightiestReasonsComeFirst_data() {
        QTest::addColumn<int>("reasons");
        QTest::addColumn<QString>("toggle");
        QTest::newRow("none") << 0 << "";
        QTest::newRow("three") << 3 << "";
        QTest::newRow("four") << 4 << "1 more reason";
        QTest::newRow("six") << 6 << "3 more reasons";
    }
    void theWeightiestReasonsComeFirst() {
        QFETCH(const int, reasons);
        QFETCH(const QString, toggle);
        AdviceState state = given();
        state.reasons.clear();
        for (int i = 1; i <= reasons; ++i)
            state.reasons << QStringLiteral("Reason %1.").arg(i);
        const QString all = state.reasons.join(QLatin1Char('\n'));
        const QString first = state.reasons.mid(0, 3).join(QLatin1Char('\n'));
        Shown shown(state);
        auto* more = shown.part<QPushButton>("adviceMore");
        QCOMPARE(shown.text("adviceReasons"), first);
        QCOMPARE(more->isVisible(), !toggle.isEmpty());
        if (toggle.isEmpty())
            return;
        QCOMPARE(more->text(), toggle);
        QTest::mouseClick(more, Qt::LeftButton);
        QCOMPARE(shown.text("adviceReasons"), all);
        QCOMPARE(more->text(), QStringLiteral("Fewer"));
        // Whoever wants them all wants those of the next advice too.
        shown.panel.setState({});
        QVERIFY(!more->isVisible());
        shown.panel.setState(state);
        QCOMPARE(shown.text("adviceReasons"), all);
        QVERIFY(more->focusPolicy() & Qt::TabFocus);
        more->setFocus();
        QTest::keyClick(more, Qt::Key_Space);
        QCOMPARE(shown.text("adviceReasons"), first);
        QCOMPARE(more->text(), toggle);
    }

    void whyTheDotStandsElsewhere() {
        AdviceState state = given();
        state.elsewhere = QStringLiteral("By size it would be case 3.");
        Shown shown(state);
        auto* why = shown.part<QLabel>("adviceElsewhere");
        QCOMPARE(shown.text("adviceElsewhere"), state.elsewhere);
        QVERIFY(why->property("muted").toBool());
        QVERIFY(why->y() > shown.part<QLabel>("adviceReasons")->geometry().bottom());
        QVERIFY(why->y() < shown.part<QLabel>("adviceChangesMind")->y());
        state.elsewhere.clear();
        shown.panel.setState(state);
        QVERIFY(!why->isVisible());
    }

    void notAdvisedYet() {
        Shown shown({});
        QCOMPARE(shown.text("adviceHeading"), QStringLiteral("Which case fits your data?"));
        QVERIFY(shown.text("adviceReasons").startsWith(QStringLiteral("Not advised yet.")));
        QCOMPARE(shown.buttons(), QStringList{"Ask the adviser"});
        QVERIFY(!shown.part<QWidget>("adviceSureBar")->isVisible());
    }

    void busyTellsHowFar() {
        AdviceState state{
            .kind = AdviceState::Kind::busy, .progress = QStringLiteral("Layer 4 of 8"), .progressShare = 0.5};
        Shown shown(state);
        auto* bar = shown.part<QProgressBar>("adviceProgress");
        QCOMPARE(shown.text("adviceReasons"), QStringLiteral("Layer 4 of 8"));
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->value() * 2, bar->maximum());
        QCOMPARE(shown.buttons(), QStringList());
        state.progressShare = noNumber;
        shown.panel.setState(state);
        QCOMPARE(bar->maximum(), bar->minimum());
        shown.panel.setState(given());
        QVERIFY(!bar->isVisible());
    }

    void aRecordOutlivesTheAdvice() {
        Shown shown({.right = 1, .compared = 3});
        QCOMPARE(shown.text("adviceRecord"),
                 QStringLiteral("In this project it advised the best case, or one as good, in 1 of 3 comparisons"));
        shown.panel.setState({.right = 1, .compared = 1, .givenAway = 0.012});
        QCOMPARE(shown.text("adviceRecord"),
                 QStringLiteral("In this project it advised the best case, or one as good, in 1 of 1 comparison; 1.2 "
                                "points given away on average"));
    }

    void buttonsAsk_data() {
        QTest::addColumn<bool>("advised");
        QTest::addColumn<QString>("button");
        QTest::addColumn<QList<int>>("signalCounts");  // advice, verify, cut
        QTest::newRow("ask") << false << "adviceAsk" << QList<int>{1, 0, 0};
        QTest::newRow("verify") << true << "adviceVerify" << QList<int>{0, 1, 0};
        QTest::newRow("cut") << true << "adviceCut" << QList<int>{0, 0, 1};
    }
    void buttonsAsk() {
        QFETCH(const bool, advised);
        QFETCH(const QString, button);
        QFETCH(QList<int>, signalCounts);
        Shown shown(advised ? given() : AdviceState{});
        QSignalSpy advice(&shown.panel, &AdvicePanel::adviceRequested);
        QSignalSpy verify(&shown.panel, &AdvicePanel::verifyRequested);
        QSignalSpy cut(&shown.panel, &AdvicePanel::cutRequested);
        auto* pressed = shown.panel.findChild<QPushButton*>(button);
        QTest::mouseClick(pressed, Qt::LeftButton);
        QCOMPARE((QList<int>{int(advice.size()), int(verify.size()), int(cut.size())}), signalCounts);
        pressed->setFocus();
        QTest::keyClick(pressed, Qt::Key_Space);
        for (int& count : signalCounts)
            count *= 2;
        QCOMPARE((QList<int>{int(advice.size()), int(verify.size()), int(cut.size())}), signalCounts);
    }

    void noTextIsCutOff() {
        AdviceState state = given();
        state.reasons += state.reasons;
        state.elsewhere = QStringLiteral("By its size and difference the data stand in the cell of another case.");
        Shown shown(state);
        for (auto* label : shown.panel.findChildren<QLabel*>())
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->objectName()));
        for (auto* button : shown.panel.findChildren<QPushButton*>())
            QVERIFY(!button->isVisible() || shown.panel.rect().contains(button->geometry()));
    }
};

QTEST_MAIN(TestAdvicePanel)
#include "test_advice_panel.moc"
