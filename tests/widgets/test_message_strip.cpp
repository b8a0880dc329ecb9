// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/message_strip.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace layerbench;

class TestMessageStrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hiddenUntilThereIsSomethingToSay() {
        QWidget window;
        auto* strip = new MessageStrip(&window);
        window.show();
        QVERIFY(!strip->isVisible());
        QVERIFY(strip->message().isEmpty());
        strip->show(MessageStrip::Kind::error, QStringLiteral("“a.pth” is empty."));
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->message(), QStringLiteral("“a.pth” is empty."));
    }

    void theKeyboardStaysWhereItIs() {
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* strip = new MessageStrip;
        auto* field = new QLineEdit;
        column->addWidget(strip);
        column->addWidget(field);
        window.show();
        field->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        strip->show(MessageStrip::Kind::error, QStringLiteral("Something is wrong."), QStringLiteral("Mend"), [] {});
        QTest::keyClicks(&window, "abc");
        QTest::keyClicks(field, "abc");
        QVERIFY(field->hasFocus());
    }

    void closedByItsButton() {
        QWidget window;
        auto* strip = new MessageStrip(&window);
        window.show();
        strip->show(MessageStrip::Kind::information, QStringLiteral("Read."));
        QTest::mouseClick(strip->findChild<QWidget*>("messageClose"), Qt::LeftButton);
        QVERIFY(!strip->isVisible());
    }

    // What the button does may show the next message.
    void theActionIsPerformedOnce() {
        QWidget window;
        auto* strip = new MessageStrip(&window);
        window.show();
        int performed = 0;
        strip->show(MessageStrip::Kind::error, QStringLiteral("No data."), QStringLiteral("Choose"), [&] {
            ++performed;
            strip->show(MessageStrip::Kind::good, QStringLiteral("Chosen."));
        });
        auto* button = strip->findChild<QPushButton*>("messageAction");
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(performed, 1);
        QCOMPARE(strip->message(), QStringLiteral("Chosen."));
        QVERIFY(!button->isVisible());
    }

    void textIsShownAsItIs() {
        QWidget window;
        auto* strip = new MessageStrip(&window);
        strip->show(MessageStrip::Kind::error, QStringLiteral("<b>a&b.pth</b>"));
        QCOMPARE(strip->message(), QStringLiteral("<b>a&b.pth</b>"));
    }
};

QTEST_MAIN(TestMessageStrip)
#include "test_message_strip.moc"
