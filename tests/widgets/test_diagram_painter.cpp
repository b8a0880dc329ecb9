// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edits.h"
#include "tests/network/networks.h"
#include "widgets/diagram/diagram_painter.h"

#include <QGuiApplication>
#include <QImage>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr double scale = 4;

/// A picture of a network, and what colour is where in it.
struct Picture {
    Network network;
    DiagramLayout layout;
    std::vector<UnitLook> looks;
    QImage image;

    Picture(Network shown, bool unfold)
        : network(std::move(shown)),
          layout(layoutDiagram(network, unfold ? foldableBlocks(network) : QSet<QString>(), QGuiApplication::font())),
          looks(layout.units.size()) {}

    const DiagramUnit& unit(const char* layer) const {
        return layout.units[static_cast<std::size_t>(layout.unitOf(id(network, layer)))];
    }
    UnitLook& look(const char* layer) { return looks[static_cast<std::size_t>(layout.unitOf(id(network, layer)))]; }

    void paint(const Theme& theme, bool captions = true, bool states = true) {
        image = QImage((layout.bounds.size() * scale).toSize(), QImage::Format_RGB32);
        image.fill(theme.panel);
        QPainter painter(&image);
        painter.scale(scale, scale);
        painter.translate(-layout.bounds.topLeft());
        painter.setFont(QGuiApplication::font());
        paintDiagram(painter, {layout, looks, scale, captions, states}, theme, layout.bounds);
    }

    QColor at(const QPointF& point) const {
        return image.pixelColor(((point - layout.bounds.topLeft()) * scale).toPoint());
    }
    QColor inFront(const char* layer) const { return at(unit(layer).front.center()); }

    /// What a layer stands on: the frame of its block, or the panel.
    QColor ground(const char* layer, const Theme& theme) const {
        for (const auto& frame : layout.frames)
            if (frame.block == unit(layer).block)
                return at(frame.box.bottomRight() - QPointF(8, 4));
        return theme.panel;
    }
    /// How many pixels of a rectangle are not of the ground.
    int marks(const QRectF& rect, const QColor& ground) const {
        const QRect pixels = QRectF((rect.topLeft() - layout.bounds.topLeft()) * scale, rect.size() * scale).toRect();
        int count = 0;
        for (int y = pixels.top(); y <= pixels.bottom(); ++y)
            for (int x = pixels.left(); x <= pixels.right(); ++x)
                count += image.valid(x, y) && image.pixelColor(x, y) != ground ? 1 : 0;
        return count;
    }
    /// Where the snowflake would be.
    int marksAbove(const char* layer, const Theme& theme) const {
        const QRectF body = unit(layer).body;
        return marks({body.center().x() - 6, body.top() - 15, 12, 12}, ground(layer, theme));
    }
};

Network frozen(const Network& network, const std::vector<std::string>& layers) {
    return required(setTrainable(network, ids(network, layers), false));
}

}  // namespace

class TestDiagramPainter final : public QObject {
    Q_OBJECT

private:
    static void themes() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

private Q_SLOTS:
    void statesHaveTheirColours_data() { themes(); }
    void statesHaveTheirColours() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Network network = frozen(chain(), {"features.0", "features.1"});
        network = required(reinitialise(network, ids(network, {"features.4"}), {}));
        Picture picture(network, true);
        picture.paint(theme);
        QCOMPARE(picture.inFront("features.0"), theme.frozen);
        QCOMPARE(picture.inFront("features.4"), theme.randomStart);
        QCOMPARE(picture.inFront("features.2"), theme.plain);
        QCOMPARE(picture.at(picture.layout.units[0].front.center()), theme.plain);
        // Frozen ones have their snowflake, the others have not.
        QVERIFY(picture.marksAbove("features.0", theme) > 100);
        QCOMPARE(picture.marksAbove("features.4", theme), 0);
        QCOMPARE(picture.marksAbove("features.2", theme), 0);

        Picture trained(chain(), true);
        trained.paint(theme);
        QCOMPARE(trained.inFront("features.0"), theme.trains);
        QCOMPARE(trained.inFront("features.4"), theme.trains);
        QCOMPARE(trained.marksAbove("features.0", theme), 0);
    }

    void aPartlyFrozenBlockHasBothColours_data() { themes(); }
    void aPartlyFrozenBlockHasBothColours() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(frozen(chain(), {"features.0"}), false);
        picture.paint(theme);
        const QRectF front = picture.unit("features.0").front;
        const QPointF quarter(0, front.height() / 4);
        QCOMPARE(picture.at(front.center() - quarter), theme.trains);
        QCOMPARE(picture.at(front.center() + quarter), theme.frozen);
    }

    void theNewHeadIsStronger_data() { themes(); }
    void theNewHeadIsStronger() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(required(replaceHead(chain(), 3)), false);
        picture.paint(theme);
        // Beside the dots of the features.
        const QRectF front = picture.unit("fc").front;
        const QColor head = picture.at(QPointF(front.left() + 3, front.center().y()));
        QVERIFY(head != theme.trains);
        QVERIFY(head != theme.randomStart);
        QVERIFY(std::abs(head.hue() - theme.trains.hue()) <= 3);
    }

    void looksChangeTheColours_data() { themes(); }
    void looksChangeTheColours() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(frozen(chain(), {"features.4"}), true);
        picture.look("features.0").willFreeze = true;
        picture.look("features.2").willFreeze = true;  // nothing to freeze in it
        picture.look("features.4").willTrain = true;
        picture.look("fc").dropped = true;
        picture.paint(theme);
        QCOMPARE(picture.inFront("features.0"), theme.frozen);
        QCOMPARE(picture.inFront("features.2"), theme.plain);
        QCOMPARE(picture.inFront("features.4"), theme.trains);
        const QRectF fc = picture.unit("fc").front;
        QCOMPARE(picture.at(QPointF(fc.left() + 3, fc.center().y())), theme.dropped);
        QCOMPARE(picture.marksAbove("features.4", theme), 0);

        // A frozen one that goes loses its colour and its snowflake too.
        picture.look("features.4").willTrain = false;
        picture.look("features.4").dropped = true;
        picture.paint(theme);
        QCOMPARE(picture.inFront("features.4"), theme.dropped);
        QCOMPARE(picture.marksAbove("features.4", theme), 0);
    }

    void withoutStatesNothingTellsOfTraining_data() { themes(); }
    void withoutStatesNothingTellsOfTraining() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(frozen(chain(), {"features.0", "features.1"}), true);
        picture.paint(theme, true, false);
        QCOMPARE(picture.inFront("features.0"), theme.plain);
        QCOMPARE(picture.inFront("features.4"), theme.plain);
        QCOMPARE(picture.marksAbove("features.0", theme), 0);
        const QRectF& all = picture.layout.bounds;
        QCOMPARE(picture.marks({all.left(), all.top(), all.width(), 26}, theme.panel), 0);
        // With them, words stand there.
        picture.paint(theme);
        QVERIFY(picture.marks({all.left(), all.top(), all.width(), 26}, theme.panel) > 0);
    }

    void selectedAndFoundStandOut_data() { themes(); }
    void selectedAndFoundStandOut() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(chain(), true);
        const QRectF front = picture.unit("features.4").front;
        const QRectF below(front.left() + 1, front.bottom() + 1, front.width() - 2, 1);
        picture.paint(theme);
        QCOMPARE(picture.marks(below, picture.ground("features.4", theme)), 0);
        picture.look("features.4").selected = true;
        picture.paint(theme);
        QVERIFY(picture.marks(below, picture.ground("features.4", theme)) > 10);
        picture.look("features.4").selected = false;
        picture.look("features.4").found = true;
        picture.paint(theme);
        QVERIFY(picture.marks(below, picture.ground("features.4", theme)) > 10);
    }

    void aMiniatureHasNoTexts_data() { themes(); }
    void aMiniatureHasNoTexts() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(frozen(chain(), {"features.0"}), false);
        const auto texts = [&] {
            int count = 0;
            for (const auto& unit : picture.layout.units)
                count += picture.marks(unit.titleBox, theme.panel) + picture.marks(unit.subtitleBox, theme.panel);
            return count;
        };
        const QRectF words(picture.layout.bounds.left(), picture.layout.bounds.top(), picture.layout.bounds.width(),
                           24);
        picture.paint(theme);
        QVERIFY(texts() > 1000);
        QVERIFY(picture.marks(words, theme.panel) > 500);
        picture.paint(theme, false);
        QCOMPARE(texts(), 0);
        QCOMPARE(picture.marks(words, theme.panel), 0);
        QCOMPARE(picture.inFront("features.4"), theme.trains);
    }

    void opacityFades_data() { themes(); }
    void opacityFades() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        Picture picture(chain(), true);
        picture.look("features.0").opacity = 0;
        picture.paint(theme);
        QCOMPARE(picture.inFront("features.0"), picture.ground("features.0", theme));
        QCOMPARE(picture.marks(picture.unit("features.0").titleBox, picture.ground("features.0", theme)), 0);
    }

    void stateOf_data() {
        QTest::addColumn<Network>("network");
        QTest::addColumn<QString>("layer");
        QTest::addColumn<bool>("unfold");
        QTest::addColumn<UnitState>("state");
        const Network plain = chain();
        const auto row = [](const char* name, const Network& network, const char* layer, bool unfold, UnitState state) {
            QTest::newRow(name) << network << QString::fromLatin1(layer) << unfold << state;
        };
        row("trains", plain, "features.0", true, UnitState::trains);
        row("block trains", plain, "features.0", false, UnitState::trains);
        row("nothing to train", plain, "features.2", true, UnitState::plain);
        row("frozen", frozen(plain, {"features.0"}), "features.0", true, UnitState::frozen);
        row("frozen without weights", frozen(plain, {"features.2"}), "features.2", true, UnitState::plain);
        row("block frozen", frozen(plain, {"features.0", "features.1"}), "features.0", false, UnitState::frozen);
        row("partly", frozen(plain, {"features.1"}), "features.0", false, UnitState::partly);
        row("head as it was", plain, "fc", false, UnitState::trains);
        row("new head", required(replaceHead(plain, 3)), "fc", false, UnitState::newHead);
        row("beside a new head", required(replaceHead(plain, 3)), "features.0", false, UnitState::trains);
        const Network redrawn = required(reinitialise(plain, ids(plain, {"features.4"}), {}));
        row("random start", redrawn, "features.4", true, UnitState::randomStart);
        row("block with a random start", redrawn, "features.4", false, UnitState::randomStart);
        row("drawn, then frozen", frozen(redrawn, {"features.4"}), "features.4", true, UnitState::frozen);
        const Network scratch =
            required(reinitialise(plain, ids(plain, {"features.0", "features.1", "features.4", "fc"}), {}));
        row("head of a network without pretraining", scratch, "fc", false, UnitState::randomStart);
    }
    void stateOf() {
        QFETCH(const Network, network);
        QFETCH(const QString, layer);
        QFETCH(const bool, unfold);
        QFETCH(const UnitState, state);
        const Picture picture(network, unfold);
        QCOMPARE(picture.unit(qPrintable(layer)).state, state);
        QCOMPARE(picture.layout.units[0].state, UnitState::plain);
    }
};

QTEST_MAIN(TestDiagramPainter)
#include "test_diagram_painter.moc"
