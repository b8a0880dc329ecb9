// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/messages_view.h"
#include "widgets/basics/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QListWidget>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cstdlib>

using namespace layerbench;

namespace {

void show(MessagesView& view, QSize size = {700, 160}) {
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
}

QListWidget* listOf(const MessagesView& view) {
    return view.findChild<QListWidget*>(QStringLiteral("messagesList"));
}

/// So many clicks of the wheel, upwards or (negative) downwards.
void wheel(QWidget* target, int clicks) {
    const QPointF at = target->rect().center();
    for (int i = 0; i < std::abs(clicks); ++i) {
        QWheelEvent event(at, target->mapToGlobal(at), {}, {0, clicks > 0 ? 120 : -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(target, &event);
    }
}

void fill(MessagesView& view, int count) {
    for (int i = 0; i < count; ++i)
        view.add(MessagesView::Kind::information, QStringLiteral("message %1").arg(i));
}

}  // namespace

class TestMessagesView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void showsTimeSignAndText() {
        MessagesView view;
        show(view);
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("messagesEmpty"))->isVisible());
        view.add(MessagesView::Kind::error, QStringLiteral("The disk is full."));
        QVERIFY(!view.findChild<QLabel*>(QStringLiteral("messagesEmpty"))->isVisible());
        const auto* item = listOf(view)->item(0);
        static const QRegularExpression line(QStringLiteral("^\\d\\d:\\d\\d:\\d\\d   The disk is full\\.$"));
        QVERIFY2(line.match(item->text()).hasMatch(), qPrintable(item->text()));
        QVERIFY(!item->icon().isNull());
        QCOMPARE(item->toolTip(), QStringLiteral("error"));
    }

    void bounded() {
        MessagesView view;
        fill(view, MessagesView::most + 5);
        QCOMPARE(view.count(), MessagesView::most);
        QVERIFY(listOf(view)->item(0)->text().endsWith(QStringLiteral("message 5")));
        QVERIFY(listOf(view)->item(MessagesView::most - 1)->text().endsWith(QStringLiteral("message 1004")));
    }

    void scrollsAlongUnlessTheUserScrolledUp() {
        MessagesView view;
        show(view);
        fill(view, 50);
        auto* bar = listOf(view)->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        QTRY_COMPARE(bar->value(), bar->maximum());
        wheel(listOf(view)->viewport(), 100);
        QTRY_COMPARE(bar->value(), 0);
        const int before = bar->maximum();
        fill(view, 10);
        QTRY_VERIFY(bar->maximum() > before);
        QCOMPARE(bar->value(), 0);
        wheel(listOf(view)->viewport(), -100);
        QTRY_COMPARE(bar->value(), bar->maximum());
        const int then = bar->maximum();
        fill(view, 10);
        QTRY_VERIFY(bar->maximum() > then);
        QTRY_COMPARE(bar->value(), bar->maximum());
    }

    void whileHiddenItStillEndsAtTheNewest() {
        MessagesView view;
        fill(view, 60);
        show(view);
        auto* bar = listOf(view)->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        QTRY_COMPARE(bar->value(), bar->maximum());
    }

    void copiesAndClears() {
        MessagesView view;
        view.add(MessagesView::Kind::information, QStringLiteral("one"));
        view.add(MessagesView::Kind::warning, QStringLiteral("two"));
        show(view);
        QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("copyMessages")), Qt::LeftButton);
        static const QRegularExpression both(
            QStringLiteral("^\\d\\d:\\d\\d:\\d\\d information: one\n\\d\\d:\\d\\d:\\d\\d warning: two\n$"));
        QVERIFY(both.match(QApplication::clipboard()->text()).hasMatch());
        const auto* list = listOf(view);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
        view.copy();
        QVERIFY(QApplication::clipboard()->text().endsWith(QStringLiteral("warning: two\n")));
        QVERIFY(!QApplication::clipboard()->text().contains(QStringLiteral("one")));
        QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("clearMessages")), Qt::LeftButton);
        QCOMPARE(view.count(), 0);
        QVERIFY(!view.findChild<QToolButton*>(QStringLiteral("copyMessages"))->isEnabled());
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        if (folder.isEmpty())
            return;
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            MessagesView view;
            view.add(MessagesView::Kind::information,
                     QStringLiteral("Run 3 ended after 25 epochs: 93.5 % at epoch 12."));
            view.add(MessagesView::Kind::warning,
                     QStringLiteral("3 pictures of “/home/me/hymenoptera” cannot be read and are left out. The data "
                                    "dock lists them. Convert them or take them out of the folder to be rid of this."));
            view.add(MessagesView::Kind::error, QStringLiteral("“model.pth” is no weight file. Choose a .pth file."));
            show(view);
            view.grab().save(QStringLiteral("%1/results-messages-%2.png")
                                 .arg(folder, dark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
        applyTheme(*qApp, Theme::light());
    }
};

QTEST_MAIN(TestMessagesView)
#include "test_messages_view.moc"
