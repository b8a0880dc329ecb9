// SPDX-License-Identifier: GPL-3.0-or-later
// What the diagram says under the mouse, signs that fold, and places on the connections of real networks.
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "tests/widgets/shown_diagram.h"
#include "widgets/basics/theme.h"

#include <QMouseEvent>
#include <QToolButton>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

using Tool = LayerDiagram::Tool;

QStringList allOf(const Network& network) {
    const auto blocks = foldableBlocks(network);
    return {blocks.begin(), blocks.end()};
}

/// QTest moves the mouse without a button only where the system has a cursor: sent as the system would.
void hover(ShownDiagram& s, const QPointF& at) {
    QMouseEvent move(QEvent::MouseMove, at, s.diagram.mapToGlobal(at), Qt::NoButton, {}, {});
    QApplication::sendEvent(&s.diagram, &move);
}

/// The middle of the plus left of a folded block's name.
QPoint plusOf(const ShownDiagram& s, const char* layer) {
    const auto& layout = s.diagram.layout();
    const QRectF title = layout.units[static_cast<std::size_t>(layout.unitOf(s.layer(layer)))].titleBox;
    return s.toWidget(QPointF(title.left() - 7.5, title.center().y())).toPoint();
}

}  // namespace

class TestLayerDiagramHints final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        qputenv("LAYERBENCH_NO_ANIMATION", "1");
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::light());
    }

    void hoveringTells_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<bool>("unfold");
        QTest::addColumn<QString>("text");
        QTest::newRow("convolution") << "features.0" << true
                                     << "features.0 · Conv2d 3 × 3 · 4 × 8 × 8 · 112 parameters · 6912 multiply-adds";
        QTest::newRow("pooling") << "features.3" << true << "features.3 · MaxPool2d 2 × 2 · 4 × 4 × 4";
        QTest::newRow("linear") << "fc" << true << "fc · Linear · 5 · 485 parameters · 480 multiply-adds";
        QTest::newRow("block") << "features.0" << false
                               << "features.0 · 4 layers · 4 × 4 × 4 · 120 parameters · 7168 multiply-adds";
    }
    void hoveringTells() {
        QFETCH(const QString, layer);
        QFETCH(const bool, unfold);
        QFETCH(const QString, text);
        ShownDiagram s(chain(), unfold ? allOf(chain()) : QStringList());
        hover(s, s.centre(qPrintable(layer)));
        QCOMPARE(s.hinted, text);
        QVERIFY2(s.diagram.toolTip().startsWith(text + QLatin1Char('\n')), qPrintable(s.diagram.toolTip()));
        hover(s, s.background());
        QCOMPARE(s.hinted, QString());
        QCOMPARE(s.diagram.toolTip(), QString());
    }

    void theKnifeCountsWhatGoes_data() {
        QTest::addColumn<QString>("last");
        QTest::addColumn<QString>("text");
        QTest::newRow("one layer") << "flatten"
                                   << "Release to slice after flatten: 1 layer goes, 644 parameters stay.";
        QTest::newRow("trunk") << "relu"
                               << "Release to slice after relu: 13 layers go, 120 parameters stay.";
        // The branch beside it goes too.
        QTest::newRow("branch") << "layer2.0.conv1"
                                << "Release to slice after layer2.0.conv1: 8 layers go, 572 parameters stay.";
        QTest::newRow("nothing") << "fc"
                                 << "Nothing stands behind fc.";
    }
    void theKnifeCountsWhatGoes() {
        QFETCH(const QString, last);
        QFETCH(const QString, text);
        ShownDiagram s(residual(), allOf(residual()));
        s.diagram.setTool(Tool::knife);
        s.diagram.reveal(s.layer(qPrintable(last)));
        hover(s, s.behind(qPrintable(last)));
        QCOMPARE(s.hinted, text);
        // As the edit counts.
        const Network sliced = required(sliceAfter(s.network, s.layer(qPrintable(last))));
        const auto gone = s.network.layers().size() - sliced.layers().size();
        QVERIFY(gone == 0 || text.contains(QStringLiteral(": %1 layer").arg(gone)));
    }

    void theFreezeToolTells() {
        ShownDiagram s(chain(), allOf(chain()));
        s.diagram.setTool(Tool::freeze);
        s.press(s.centre("features.4"));
        QCOMPARE(s.hinted, QStringLiteral("Release to freeze features.4."));
        s.move(s.centre("features.0"));
        QCOMPARE(s.hinted, QStringLiteral("Release to freeze features.0 to features.4."));
    }

    void aPlusUnfolds() {
        ShownDiagram s(residual());
        hover(s, plusOf(s, "layer1.0.conv1"));
        QCOMPARE(s.hinted, QStringLiteral("Click to unfold layer1.0."));
        QCOMPARE(s.diagram.cursor().shape(), Qt::PointingHandCursor);
        s.click(plusOf(s, "layer1.0.conv1"));
        QCOMPARE(s.diagram.unfolded(), QStringList{QStringLiteral("layer1.0")});
        QCOMPARE(s.selected(), QString());
        hover(s, s.frameTitle(0));
        QCOMPARE(s.hinted, QStringLiteral("Click to fold layer1.0."));
        QCOMPARE(s.heard, QStringList());
    }

    void cursorsShowWhatCanBeDragged() {
        ShownDiagram s(chain());
        hover(s, s.handle());
        QCOMPARE(s.diagram.cursor().shape(), Qt::SplitHCursor);
        hover(s, s.background());
        QCOMPARE(s.diagram.cursor().shape(), Qt::OpenHandCursor);
        hover(s, s.centre("fc"));
        QCOMPARE(s.diagram.cursor().shape(), Qt::PointingHandCursor);
        s.diagram.setTool(Tool::freeze);
        hover(s, s.centre("fc"));
        QCOMPARE(s.diagram.cursor().shape(), Qt::CrossCursor);
    }

    void upAndDownWalkBetweenBranches() {
        ShownDiagram s(residual(), allOf(residual()));
        s.diagram.setSelection({s.layer("layer2.0.conv1")});
        s.key(Qt::Key_Up);
        QCOMPARE(s.selected(), QStringLiteral("layer2.0.downsample.0"));
        s.key(Qt::Key_Up);
        QCOMPARE(s.selected(), QStringLiteral("layer2.0.downsample.0"));
        s.key(Qt::Key_Down);
        QCOMPARE(s.selected(), QStringLiteral("layer2.0.conv1"));
    }

    /// Wherever gapBetween() points, a drop means that very connection, and the network takes a layer there.
    void everyConnectionCanBeHit_data() {
        QTest::addColumn<QString>("architecture");
        QTest::addColumn<bool>("unfold");
        for (const char* name : {"resnet50", "squeezenet1_1", "mobilenet_v2", "vgg19"})
            for (const bool unfold : {false, true})
                QTest::addRow("%s %s", name, unfold ? "unfolded" : "folded") << QString::fromLatin1(name) << unfold;
    }
    void everyConnectionCanBeHit() {
        QFETCH(const QString, architecture);
        QFETCH(const bool, unfold);
        const Network network = required(buildArchitecture(architecture.toStdString()));
        ShownDiagram s(network, unfold ? allOf(network) : QStringList());
        const DiagramLayout layout = s.diagram.layout();
        LayerId after{};
        LayerId before{};
        int asked = 0;
        QObject::connect(&s.diagram, &LayerDiagram::insertRequested, &s.diagram,
                         [&](Kind, LayerId source, LayerId user) {
                             after = source;
                             before = user;
                             ++asked;
                         });
        int expected = 0;
        for (const auto& connection : layout.connections) {
            const auto& from = layout.units[static_cast<std::size_t>(connection.from)];
            const auto& to = layout.units[static_cast<std::size_t>(connection.to)];
            QPointF gap = s.diagram.gapBetween(from.layers.back(), to.main);
            // What is out of view cannot be dropped on: the diagram is moved until it is in view.
            const QPointF away = QRectF(s.diagram.rect()).center() - gap;
            s.drag(s.background(), s.background() + away.toPoint(), Qt::MiddleButton);
            gap = s.diagram.gapBetween(from.layers.back(), to.main);
            s.diagram.dropInsert(Kind::relu, gap);
            QVERIFY2(asked == ++expected, qPrintable(from.key + QStringLiteral(" to ") + to.key));
            QVERIFY(std::ranges::find(from.layers, after) != from.layers.end());
            if (before != LayerId::input) {
                QVERIFY(std::ranges::find(to.layers, before) != to.layers.end());
            } else {
                for (const LayerId user : network.consumersOf(after))
                    QVERIFY(std::ranges::find(to.layers, user) != to.layers.end());
            }
            const auto there = before == LayerId::input ? std::nullopt : std::optional(before);
            QVERIFY(insertLayer(network, after, there, Kind::relu, {}).has_value());
        }
        QVERIFY(expected > 5);
    }

    void anEmptyDiagramOffersNothing() {
        LayerDiagram diagram;
        diagram.resize(500, 300);
        diagram.show();
        for (const char* name : {"zoomOutButton", "fitButton", "zoomInButton"})
            QVERIFY(!diagram.findChild<QToolButton*>(QLatin1String(name))->isVisible());
        QTest::mouseClick(&diagram, Qt::LeftButton, {}, {100, 100});
        QTest::keyClick(&diagram, Qt::Key_F);
        QVERIFY(!diagram.previewInsert(Kind::relu, {100, 100}));
        diagram.setNetwork(chain());
        QVERIFY(diagram.findChild<QToolButton*>(QStringLiteral("fitButton"))->isVisible());
    }
};

QTEST_MAIN(TestLayerDiagramHints)
#include "test_layer_diagram_hints.moc"
