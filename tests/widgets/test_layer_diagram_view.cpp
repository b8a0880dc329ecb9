// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard, the search, zoom and pan of the diagram. The mouse gestures are in test_layer_diagram.cpp.
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "tests/widgets/shown_diagram.h"
#include "widgets/basics/theme.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

using Tool = LayerDiagram::Tool;

QStringList allOf(const Network& network) {
    const auto blocks = foldableBlocks(network);
    return {blocks.begin(), blocks.end()};
}

Network frozen(const Network& network, const std::vector<std::string>& layers) {
    return required(setTrainable(network, ids(network, layers), false));
}

bool near(const QPointF& a, const QPointF& b) {
    return (a - b).manhattanLength() < 0.01;
}

}  // namespace

class TestLayerDiagramView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        qputenv("LAYERBENCH_NO_ANIMATION", "1");
        applyTheme(*qApp, Theme::light());
    }

    // ---- Keys

    void toolKeys() {
        ShownDiagram s(chain());
        QSignalSpy tools(&s.diagram, &LayerDiagram::toolChanged);
        s.key(Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(s.diagram.tool(), LayerDiagram::Tool::select);  // with Ctrl a key is the window's
        s.key(Qt::Key_K);
        QCOMPARE(s.diagram.tool(), Tool::knife);
        s.key(Qt::Key_F, Qt::ShiftModifier);
        QCOMPARE(s.diagram.tool(), Tool::freeze);
        s.key(Qt::Key_V);
        QCOMPARE(s.diagram.tool(), Tool::select);
        s.key(Qt::Key_V);
        QCOMPARE(tools.size(), 3);
        s.key(Qt::Key_F, Qt::ShiftModifier);
        s.key(Qt::Key_Escape);
        QCOMPARE(s.diagram.tool(), Tool::select);
        QCOMPARE(s.heard, QStringList());
    }

    void fFreezesTheSelection_data() {
        QTest::addColumn<QStringList>("frozenLayers");
        QTest::addColumn<QStringList>("chosen");
        QTest::addColumn<QString>("asks");
        QTest::newRow("nothing") << QStringList() << QStringList() << "";
        QTest::newRow("trained") << QStringList() << QStringList{"features.0", "features.1"}
                                 << "freeze features.0 features.1";
        QTest::newRow("frozen") << QStringList{"features.0"} << QStringList{"features.0"} << "unfreeze features.0";
        QTest::newRow("mixed") << QStringList{"features.0"} << QStringList{"features.0", "features.4"}
                               << "freeze features.0 features.4";
        // A layer without weights is neither: it does not count.
        QTest::newRow("frozen and plain")
            << QStringList{"features.4"} << QStringList{"features.4", "features.5"} << "unfreeze features.4 features.5";
    }
    void fFreezesTheSelection() {
        QFETCH(const QStringList, frozenLayers);
        QFETCH(const QStringList, chosen);
        QFETCH(const QString, asks);
        const auto plain = [](const QStringList& list) {
            std::vector<std::string> all;
            for (const auto& one : list)
                all.push_back(one.toStdString());
            return all;
        };
        ShownDiagram s(frozen(chain(), plain(frozenLayers)), allOf(chain()));
        s.diagram.setSelection(ids(s.network, plain(chosen)));
        s.key(Qt::Key_F);
        QCOMPARE(s.heard.join(QLatin1Char(';')), asks);
    }

    void arrowsWalk() {
        ShownDiagram s(chain(), allOf(chain()));
        s.key(Qt::Key_Right);
        QCOMPARE(s.selected(), QStringLiteral("features.0"));
        s.key(Qt::Key_Left);
        QCOMPARE(s.selected(), QStringLiteral("features.0"));
        s.key(Qt::Key_Right);
        s.key(Qt::Key_Right);
        QCOMPARE(s.selected(), QStringLiteral("features.2"));
        s.key(Qt::Key_Right, Qt::ShiftModifier);
        s.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.2 features.3 features.4"));
        s.key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.2 features.3"));
        s.key(Qt::Key_Left, Qt::ShiftModifier);
        s.key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.1 features.2"));
        s.key(Qt::Key_End);
        QCOMPARE(s.selected(), QStringLiteral("fc"));
        s.key(Qt::Key_Right);
        QCOMPARE(s.selected(), QStringLiteral("fc"));
        s.key(Qt::Key_Home);
        QCOMPARE(s.selected(), QStringLiteral("features.0"));
        s.key(Qt::Key_End, Qt::ShiftModifier);
        QCOMPARE(std::ssize(s.diagram.selection()), 9);
        s.key(Qt::Key_Escape);
        QCOMPARE(s.selected(), QString());
        QCOMPARE(s.heard, QStringList());
    }

    void walkingStaysInView() {
        ShownDiagram s(required(buildArchitecture("vgg19")));
        for (int i = 0; i < 30; ++i) {
            s.key(Qt::Key_Right);
            const QRectF body = s.diagram.bodyOf(s.diagram.selection().front());
            QVERIFY2(QRectF(s.diagram.rect()).contains(body), qPrintable(s.selected()));
        }
    }

    void deleteTakesOneLayerOut() {
        ShownDiagram s(chain(), allOf(chain()));
        s.key(Qt::Key_Delete);
        s.diagram.setSelection(ids(s.network, {"features.1", "features.2"}));
        s.key(Qt::Key_Delete);
        QCOMPARE(s.heard, QStringList());
        s.diagram.setSelection({s.layer("features.2")});
        s.key(Qt::Key_Delete);
        s.key(Qt::Key_Backspace);
        QCOMPARE(s.heard, (QStringList{QStringLiteral("remove features.2"), QStringLiteral("remove features.2")}));
        // Of a folded block none is meant.
        ShownDiagram folded(chain());
        folded.click(folded.centre("features.0"));
        folded.key(Qt::Key_Delete);
        QCOMPARE(folded.heard, QStringList());
    }

    void returnChangesAndSpaceFolds() {
        ShownDiagram s(residual());
        s.click(s.centre("layer1.0.conv1"));
        s.key(Qt::Key_Space);
        QCOMPARE(s.diagram.unfolded(), QStringList{QStringLiteral("layer1.0")});
        s.diagram.setSelection({s.layer("layer1.0.bn1")});
        s.key(Qt::Key_Return);
        QCOMPARE(s.heard, QStringList{QStringLiteral("change layer1.0.bn1")});
        s.key(Qt::Key_Space);
        QCOMPARE(s.diagram.unfolded(), QStringList());
        QCOMPARE(s.selected(), QStringLiteral("layer1.0.bn1"));
    }

    // ---- Zoom and pan

    void theWheelZoomsAboutTheMouse() {
        ShownDiagram s(chain());
        const QPointF at(300, 150);
        const QPointF before = s.toDiagram(at);
        const double zoom = s.diagram.zoom();
        QSignalSpy views(&s.diagram, &LayerDiagram::viewChanged);
        s.wheel(at, {0, 120});
        QCOMPARE(s.diagram.zoom(), zoom * 1.2);
        QVERIFY(near(s.toDiagram(at), before));
        QCOMPARE(views.size(), 1);
        s.wheel(at, {0, -240});
        QCOMPARE(s.diagram.zoom(), zoom / 1.2);
        QVERIFY(near(s.toDiagram(at), before));
        for (int i = 0; i < 40; ++i)
            s.wheel(at, {0, 120});
        QCOMPARE(s.diagram.zoom(), 4.0);
        for (int i = 0; i < 60; ++i)
            s.wheel(at, {0, -120});
        QCOMPARE(s.diagram.zoom(), 0.05);
        s.key(Qt::Key_0);
        QCOMPARE(s.diagram.zoom(), zoom);
    }

    void shiftAndWheelGoesAcross() {
        ShownDiagram s(chain());
        const double zoom = s.diagram.zoom();
        const QPointF before = s.toWidget({0, 0});
        s.wheel({300, 150}, {0, 120}, Qt::ShiftModifier);
        QCOMPARE(s.diagram.zoom(), zoom);
        QVERIFY(near(s.toWidget({0, 0}), before + QPointF(120, 0)));
        // As systems turn it that swap the axes themselves.
        s.wheel({300, 150}, {-120, 0}, Qt::ShiftModifier);
        QVERIFY(near(s.toWidget({0, 0}), before));
    }

    void draggingPans_data() {
        QTest::addColumn<int>("button");
        QTest::addColumn<bool>("onLayer");
        QTest::newRow("background") << int(Qt::LeftButton) << false;
        QTest::newRow("middle button") << int(Qt::MiddleButton) << false;
        QTest::newRow("middle button on a layer") << int(Qt::MiddleButton) << true;
    }
    void draggingPans() {
        QFETCH(const int, button);
        QFETCH(const bool, onLayer);
        ShownDiagram s(chain());
        s.diagram.setSelection({s.layer("fc")});
        const QPointF before = s.toWidget({0, 0});
        const QPoint from = onLayer ? s.centre("features.0") : s.background();
        s.drag(from, from + QPoint(40, -30), static_cast<Qt::MouseButton>(button));
        QVERIFY(near(s.toWidget({0, 0}), before + QPointF(40, -30)));
        QCOMPARE(s.selected(), QStringLiteral("fc"));
        QCOMPARE(s.heard, QStringList());
    }

    void theMinimapMoves() {
        ShownDiagram s(required(buildArchitecture("vgg19")));
        auto* map = s.diagram.findChild<QWidget*>(QStringLiteral("minimap"));
        QVERIFY(map);
        QVERIFY(map->isVisible());
        const double zoom = s.diagram.zoom();
        QVERIFY(s.diagram.bodyOf(s.layer("classifier.6")).left() > s.diagram.width());
        QTest::mousePress(map, Qt::LeftButton, {}, {map->width() - 8, map->height() / 2});
        QTest::mouseRelease(map, Qt::LeftButton, {}, {map->width() - 8, map->height() / 2});
        QVERIFY(QRectF(s.diagram.rect()).contains(s.diagram.bodyOf(s.layer("classifier.6"))));
        QCOMPARE(s.diagram.zoom(), zoom);
        for (int i = 0; i < 20; ++i)
            s.key(Qt::Key_Minus);
        s.diagram.reveal(LayerId::input);
        QVERIFY(!map->isVisible());
    }

    void buttonsZoom() {
        ShownDiagram s(chain());
        const double zoom = s.diagram.zoom();
        const auto press = [&](const char* name) {
            auto* button = s.diagram.findChild<QToolButton*>(QLatin1String(name));
            QVERIFY2(button, name);
            QTest::mouseClick(button, Qt::LeftButton);
        };
        press("zoomInButton");
        QCOMPARE(s.diagram.zoom(), zoom * 1.25);
        press("zoomOutButton");
        press("zoomOutButton");
        QCOMPARE(s.diagram.zoom(), zoom / 1.25);
        press("fitButton");
        QCOMPARE(s.diagram.zoom(), zoom);
        // Fitted it stays fitted.
        s.diagram.resize(500, 240);
        QVERIFY(s.diagram.zoom() < zoom);
    }

    // ---- Search

    void theSearchFinds() {
        ShownDiagram s(chain(), allOf(chain()));
        auto* field = s.diagram.findChild<QLineEdit*>(QStringLiteral("diagramSearch"));
        QVERIFY(field && field->isHidden());
        s.key(Qt::Key_F, Qt::ControlModifier);
        QVERIFY(field->isVisible());
        QTest::keyClicks(field, QStringLiteral("RELU"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.selected(), QStringLiteral("features.2"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.selected(), QStringLiteral("features.5"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.selected(), QStringLiteral("features.2"));
        field->clear();
        QTest::keyClicks(field, QStringLiteral("nothing like it"));
        QVERIFY(s.hinted.contains(QStringLiteral("nothing like it")));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.selected(), QStringLiteral("features.2"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(field->isHidden());
        QCOMPARE(s.heard, QStringList());
        QCOMPARE(s.diagram.tool(), Tool::select);
    }

    void theSearchFindsFarAway() {
        ShownDiagram s(required(buildArchitecture("vgg19")));
        s.key(Qt::Key_F, Qt::ControlModifier);
        auto* field = s.diagram.findChild<QLineEdit*>(QStringLiteral("diagramSearch"));
        QTest::keyClicks(field, QStringLiteral("classifier.6"));
        QTest::keyClick(field, Qt::Key_Enter);
        QVERIFY(QRectF(s.diagram.rect()).contains(s.diagram.bodyOf(s.layer("classifier.6"))));
        QCOMPARE(s.selected(), QStringLiteral("classifier.6"));
    }

    // ---- Animation

    void animationsEndWhereTheyShould() {
        ShownDiagram still(residual(), {QStringLiteral("layer1.0")});
        const QImage expected = still.diagram.grab().toImage();
        qunsetenv("LAYERBENCH_NO_ANIMATION");
        ShownDiagram s(residual());
        s.diagram.setUnfolded({QStringLiteral("layer1.0")});
        // At once for whoever asks, a moment later for the eye.
        QCOMPARE(s.diagram.bodyOf(s.layer("layer1.0.bn1")), still.diagram.bodyOf(still.layer("layer1.0.bn1")));
        QVERIFY(s.diagram.grab().toImage() != expected);
        QTRY_VERIFY(s.diagram.grab().toImage() == expected);
        s.diagram.setNetwork(required(sliceAfter(s.network, s.layer("layer1.0.relu"))));
        s.diagram.setNetwork(s.network);
        QTRY_VERIFY(s.diagram.grab().toImage() == expected);
        qputenv("LAYERBENCH_NO_ANIMATION", "1");
    }
};

QTEST_MAIN(TestLayerDiagramView)
#include "test_layer_diagram_view.moc"
