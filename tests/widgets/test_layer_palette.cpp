// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/theme.h"
#include "widgets/diagram/layer_palette.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace layerbench;

namespace {

/// Kinds that stand between two layers, in the palette's order.
const std::vector<Kind> insertable{
    Kind::conv2d,      Kind::linear, Kind::maxPool2d, Kind::avgPool2d, Kind::adaptiveAvgPool2d,
    Kind::batchNorm2d, Kind::relu,   Kind::relu6,     Kind::dropout,   Kind::flatten};

/// A palette in the left of a window, with room to drag to.
struct Shown {
    QWidget window;
    LayerPalette* palette = new LayerPalette(&window);
    QStringList heard;

    explicit Shown(int height = 400) {
        window.resize(500, height);
        palette->setGeometry(0, 0, palette->width(), height);
        const auto say = [this](const char* what, Kind kind, const QPoint& at) {
            heard << QStringLiteral("%1 %2 %3,%4")
                         .arg(QLatin1String(what), QString::fromLatin1(kindInfo(kind).name))
                         .arg(at.x())
                         .arg(at.y());
        };
        QObject::connect(palette, &LayerPalette::dragMoved, palette,
                         [say](Kind kind, const QPoint& at) { say("moved", kind, at); });
        QObject::connect(palette, &LayerPalette::dropped, palette,
                         [say](Kind kind, const QPoint& at) { say("dropped", kind, at); });
        QObject::connect(palette, &LayerPalette::dragCancelled, palette,
                         [this] { heard << QStringLiteral("cancelled"); });
        QObject::connect(palette, &LayerPalette::chosen, palette, [this](Kind kind) {
            heard << QStringLiteral("chosen ") + QString::fromLatin1(kindInfo(kind).name);
        });
        window.show();
    }

    QString at(const QPoint& local) const {
        const QPoint global = palette->mapToGlobal(local);
        return QStringLiteral("%1,%2").arg(global.x()).arg(global.y());
    }
};

}  // namespace

class TestLayerPalette final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void everyKindHasAChip_data() {
        QTest::addColumn<int>("height");
        QTest::newRow("low") << 200;
        QTest::newRow("high") << 400;
    }
    void everyKindHasAChip() {
        QFETCH(const int, height);
        Shown shown(height);
        QList<QRect> chips;
        for (const Kind kind : insertable) {
            const QRect chip = shown.palette->chipOf(kind);
            QVERIFY2(shown.palette->rect().contains(chip), kindInfo(kind).name.data());
            QVERIFY2(chip.height() >= 13 && chip.width() >= 100, kindInfo(kind).name.data());
            for (const QRect& other : chips)
                QVERIFY2(!other.intersects(chip), kindInfo(kind).name.data());
            chips << chip;
        }
        for (const Kind kind : {Kind::add, Kind::concat, Kind::shortcutA})
            QVERIFY(shown.palette->chipOf(kind).isNull());
    }

    void dragsTellWhereTheyAre_data() {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : insertable)
            QTest::newRow(kindInfo(kind).name.data()) << kind;
    }
    void dragsTellWhereTheyAre() {
        QFETCH(const Kind, kind);
        Shown shown;
        const QPoint chip = shown.palette->chipOf(kind).center();
        const QString name = QString::fromLatin1(kindInfo(kind).name);
        QTest::mousePress(shown.palette, Qt::LeftButton, {}, chip);
        QVERIFY(shown.heard.isEmpty());
        QTest::mouseMove(shown.palette, {300, 120});
        QTest::mouseMove(shown.palette, {320, 140});
        QTest::mouseRelease(shown.palette, Qt::LeftButton, {}, {320, 140});
        QCOMPARE(shown.heard, (QStringList{QStringLiteral("moved %1 %2").arg(name, shown.at({300, 120})),
                                           QStringLiteral("moved %1 %2").arg(name, shown.at({320, 140})),
                                           QStringLiteral("dropped %1 %2").arg(name, shown.at({320, 140}))}));
        // It is over: what follows is only the mouse passing by.
        QMouseEvent move(QEvent::MouseMove, QPointF(60, 100), shown.palette->mapToGlobal(QPointF(60, 100)),
                         Qt::NoButton, {}, {});
        QApplication::sendEvent(shown.palette, &move);
        QCOMPARE(shown.heard.size(), 3);
    }

    void escapeCancels() {
        Shown shown;
        QTest::mousePress(shown.palette, Qt::LeftButton, {}, shown.palette->chipOf(Kind::relu).center());
        QTest::mouseMove(shown.palette, {300, 120});
        QTest::keyClick(shown.palette, Qt::Key_Escape);
        QCOMPARE(shown.heard.last(), QStringLiteral("cancelled"));
        const auto before = shown.heard;
        QTest::mouseMove(shown.palette, {310, 120});
        QTest::mouseRelease(shown.palette, Qt::LeftButton, {}, {310, 120});
        QCOMPARE(shown.heard, before);
        // Without a drag it says nothing.
        QTest::keyClick(shown.palette, Qt::Key_Escape);
        QCOMPARE(shown.heard, before);
    }

    void aReleaseInsideCancels() {
        Shown shown;
        QTest::mousePress(shown.palette, Qt::LeftButton, {}, shown.palette->chipOf(Kind::relu).center());
        QTest::mouseMove(shown.palette, {300, 120});
        QTest::mouseMove(shown.palette, {60, 100});
        QTest::mouseRelease(shown.palette, Qt::LeftButton, {}, {60, 100});
        QCOMPARE(shown.heard.last(), QStringLiteral("cancelled"));
        QVERIFY(shown.heard.filter(QStringLiteral("dropped")).isEmpty());
    }

    void otherButtonsAndTheHeadingDragNothing() {
        Shown shown;
        QTest::mousePress(shown.palette, Qt::RightButton, {}, shown.palette->chipOf(Kind::relu).center());
        QTest::mouseMove(shown.palette, {300, 120});
        QTest::mouseRelease(shown.palette, Qt::RightButton, {}, {300, 120});
        QTest::mousePress(shown.palette, Qt::LeftButton, {}, {40, 8});
        QTest::mouseMove(shown.palette, {300, 120});
        QTest::mouseRelease(shown.palette, Qt::LeftButton, {}, {300, 120});
        QCOMPARE(shown.heard, QStringList());
    }

    void anotherButtonDuringADragDoesNotDrop() {
        Shown shown;
        QTest::mousePress(shown.palette, Qt::LeftButton, {}, shown.palette->chipOf(Kind::relu).center());
        QTest::mouseMove(shown.palette, {300, 120});
        QTest::mousePress(shown.palette, Qt::RightButton, {}, {300, 120});
        QTest::mouseRelease(shown.palette, Qt::RightButton, {}, {300, 120});
        QVERIFY(shown.heard.filter(QStringLiteral("dropped")).isEmpty());
        QTest::mouseRelease(shown.palette, Qt::LeftButton, {}, {300, 120});
        QCOMPARE(shown.heard.filter(QStringLiteral("dropped")).size(), 1);
    }

    void doubleClickChooses() {
        Shown shown;
        const QPoint chip = shown.palette->chipOf(Kind::dropout).center();
        QTest::mouseClick(shown.palette, Qt::LeftButton, {}, chip);
        QTest::mouseDClick(shown.palette, Qt::LeftButton, {}, chip);
        QTest::mouseRelease(shown.palette, Qt::LeftButton, {}, chip);
        QCOMPARE(shown.heard.filter(QStringLiteral("chosen")), QStringList{QStringLiteral("chosen Dropout")});
        QVERIFY(shown.heard.filter(QStringLiteral("dropped")).isEmpty());
    }

    void theKeyboardChooses() {
        Shown shown;
        shown.palette->setFocus(Qt::TabFocusReason);
        QStringList expected;
        for (std::size_t i = 0; i < insertable.size(); ++i) {
            QTest::keyClick(shown.palette, i % 2 == 0 ? Qt::Key_Return : Qt::Key_Enter);
            QTest::keyClick(shown.palette, Qt::Key_Down);
            expected << QStringLiteral("chosen ") + QString::fromLatin1(kindInfo(insertable[i]).name);
        }
        QCOMPARE(shown.heard, expected);
        // It ends at both ends.
        QTest::keyClick(shown.palette, Qt::Key_Down);
        QTest::keyClick(shown.palette, Qt::Key_Return);
        QCOMPARE(shown.heard.last(), expected.last());
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(shown.palette, Qt::Key_Up);
        QTest::keyClick(shown.palette, Qt::Key_Return);
        QCOMPARE(shown.heard.last(), expected.first());
    }

    void hoveringHints() {
        Shown shown;
        QSignalSpy hints(shown.palette, &LayerPalette::hint);
        // QTest moves the cursor without buttons only where the system has one: sent as the system would.
        const auto hover = [&](const QPointF& at) {
            QMouseEvent move(QEvent::MouseMove, at, shown.palette->mapToGlobal(at), Qt::NoButton, {}, {});
            QApplication::sendEvent(shown.palette, &move);
        };
        hover(shown.palette->chipOf(Kind::conv2d).center());
        QCOMPARE(hints.size(), 1);
        QVERIFY(hints.last().at(0).toString().contains(QStringLiteral("Conv2d")));
        hover({40, 8});
        QCOMPARE(hints.last().at(0).toString(), QString());
    }
};

QTEST_MAIN(TestLayerPalette)
#include "test_layer_palette.moc"
