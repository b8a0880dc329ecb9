// SPDX-License-Identifier: GPL-3.0-or-later
// The mouse on the diagram: what each gesture asks for. The rest is in test_layer_diagram_view.cpp.
#include "core/network/edits.h"
#include "tests/widgets/shown_diagram.h"
#include "widgets/basics/theme.h"

#include <QContextMenuEvent>
#include <QSignalSpy>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

using Tool = LayerDiagram::Tool;

/// chain() and residual() with every layer shown.
QStringList allOf(const Network& network) {
    const auto blocks = foldableBlocks(network);
    return {blocks.begin(), blocks.end()};
}

Network without(const Network& network, const std::vector<std::string>& frozenLayers) {
    return required(setTrainable(network, ids(network, frozenLayers), false));
}

}  // namespace

class TestLayerDiagram final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        qputenv("LAYERBENCH_NO_ANIMATION", "1");
        applyTheme(*qApp, Theme::light());
    }

    // ---- Knife

    void theKnifeSlices_data() {
        QTest::addColumn<QString>("last");
        QTest::addColumn<bool>("byTool");
        for (const char* last : {"features.0", "features.3", "features.4", "flatten", "drop"})
            for (const bool byTool : {false, true})
                QTest::addRow("%s by %s", last, byTool ? "tool" : "handle") << QString::fromLatin1(last) << byTool;
    }
    void theKnifeSlices() {
        QFETCH(const QString, last);
        QFETCH(const bool, byTool);
        ShownDiagram s(chain(), allOf(chain()));
        const QPoint to = s.behind(qPrintable(last));
        if (byTool) {
            s.diagram.setTool(Tool::knife);
            s.click(to);
        } else {
            s.press(s.handle());
            s.move(s.handle() - QPoint(20, 0));
            s.move({to.x(), s.handle().y()});
            QVERIFY(s.heard.isEmpty());
            QVERIFY(s.hinted.contains(last));
            s.release({to.x(), s.handle().y()});
        }
        QCOMPARE(s.heard, QStringList{QStringLiteral("slice ") + last});
    }

    void theKnifeInABranchTakesThatBranch() {
        ShownDiagram s(residual(), allOf(residual()));
        s.diagram.setTool(Tool::knife);
        s.click(s.behind("layer2.0.downsample.0"));
        s.click(s.behind("layer2.0.conv1"));
        QCOMPARE(s.heard,
                 (QStringList{QStringLiteral("slice layer2.0.downsample.0"), QStringLiteral("slice layer2.0.conv1")}));
    }

    void aFoldedBlockIsCutBehindItsLastLayer() {
        ShownDiagram s(residual());
        s.drag(s.handle(), s.behind("layer1.0.conv1"));
        QCOMPARE(s.heard, QStringList{QStringLiteral("slice layer1.0.relu")});
    }

    void nothingGoesWhereNothingStandsBehind() {
        ShownDiagram s(chain());
        s.drag(s.handle(), s.handle() + QPoint(8, 0));
        s.drag(s.handle(), s.behind("fc"));
        s.click(s.handle());
        s.diagram.setTool(Tool::knife);
        s.click(s.behind("fc"));
        QCOMPARE(s.heard, QStringList());
    }

    void escapeTakesTheKnifeBack_data() {
        QTest::addColumn<bool>("byTool");
        QTest::newRow("handle") << false;
        QTest::newRow("tool") << true;
    }
    void escapeTakesTheKnifeBack() {
        QFETCH(const bool, byTool);
        ShownDiagram s(chain());
        if (byTool)
            s.diagram.setTool(Tool::knife);
        const QPoint to = s.behind("features.0");
        s.press(byTool ? to + QPoint(60, 0) : s.handle());
        s.move(to);
        s.key(Qt::Key_Escape);
        s.release(to);
        QCOMPARE(s.heard, QStringList());
        QCOMPARE(s.diagram.tool(), byTool ? Tool::knife : Tool::select);
        // Without a gesture Escape puts the tool away, also with the mouse over the diagram.
        s.key(Qt::Key_Escape);
        QCOMPARE(s.diagram.tool(), Tool::select);
    }

    // ---- Freeze

    void draggingFreezes_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("asks");
        QTest::newRow("rightwards") << "features.0"
                                    << "features.3"
                                    << "freeze features.0 features.1 features.2 features.3";
        QTest::newRow("leftwards") << "features.3"
                                   << "features.1"
                                   << "freeze features.1 features.2 features.3";
        QTest::newRow("one") << "features.1"
                             << "features.1"
                             << "freeze features.1";
        QTest::newRow("from a frozen one") << "features.4"
                                           << "fc"
                                           << "unfreeze features.4 features.5 flatten drop fc";
        QTest::newRow("onto a frozen one") << "fc"
                                           << "features.4"
                                           << "freeze features.4 features.5 flatten drop fc";
    }
    void draggingFreezes() {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const QString, asks);
        ShownDiagram s(without(chain(), {"features.4"}), allOf(chain()));
        s.diagram.setTool(Tool::freeze);
        s.press(s.centre(qPrintable(from)));
        s.move(s.centre(qPrintable(to)));
        QVERIFY(s.heard.isEmpty());
        s.release(s.centre(qPrintable(to)));
        QCOMPARE(s.heard, QStringList{asks});
        QCOMPARE(s.selected(), QString());
    }

    void aFreezeDragMayLeaveTheRow() {
        ShownDiagram s(chain(), allOf(chain()));
        s.diagram.setTool(Tool::freeze);
        s.drag(s.centre("features.1"), {s.centre("features.3").x(), 364});
        s.drag(s.centre("features.1"), {2, 200});  // the picture itself cannot be frozen
        QCOMPARE(s.heard, (QStringList{QStringLiteral("freeze features.1 features.2 features.3"),
                                       QStringLiteral("freeze features.0 features.1")}));
    }

    void escapeTakesTheFreezingBack() {
        ShownDiagram s(chain());
        s.diagram.setTool(Tool::freeze);
        s.press(s.centre("features.0"));
        s.move(s.centre("features.4"));
        s.key(Qt::Key_Escape);
        s.move(s.centre("fc"));
        s.release(s.centre("fc"));
        QCOMPARE(s.heard, QStringList());
        QCOMPARE(s.diagram.tool(), Tool::freeze);
    }

    // ---- Selection

    void clicksSelect() {
        ShownDiagram s(chain(), allOf(chain()));
        QSignalSpy changes(&s.diagram, &LayerDiagram::selectionChanged);
        s.click(s.centre("features.1"));
        QCOMPARE(s.selected(), QStringLiteral("features.1"));
        s.click(s.centre("features.4"), Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.1 features.2 features.3 features.4"));
        s.click(s.centre("features.0"), Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.0 features.1"));
        s.click(s.centre("fc"), Qt::ControlModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.0 features.1 fc"));
        s.click(s.centre("features.0"), Qt::ControlModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.1 fc"));
        s.click(s.background());
        QCOMPARE(s.selected(), QString());
        QCOMPARE(changes.size(), 6);
        s.click(s.background());
        QCOMPARE(changes.size(), 6);
        QCOMPARE(s.heard, QStringList());
    }

    void shiftExtendsWhatIsSelected() {
        ShownDiagram s(chain(), allOf(chain()));
        s.diagram.setSelection({s.layer("features.3")});
        s.click(s.centre("features.5"), Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.3 features.4 features.5"));
        // What came before the background was clicked counts no more.
        s.click(s.background());
        s.click(s.centre("fc"), Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("fc"));
        // Also after an edit.
        s.click(s.centre("features.1"));
        s.diagram.setNetwork(without(s.network, {"features.1"}));
        s.click(s.centre("features.2"), Qt::ShiftModifier);
        QCOMPARE(s.selected(), QStringLiteral("features.1 features.2"));
    }

    void aFoldedBlockIsSelectedWhole() {
        ShownDiagram s(residual());
        s.click(s.centre("layer1.0.conv1"));
        QCOMPARE(s.selected(), QStringLiteral("layer1.0.conv1 layer1.0.bn1 layer1.0.add layer1.0.relu"));
    }

    // ---- Double clicks and folding

    void doubleClicks_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QString>("asks");
        QTest::addColumn<QStringList>("unfolded");
        QTest::newRow("block of a chain") << "conv1"
                                          << "change conv1" << QStringList();
        QTest::newRow("residual block") << "layer1.0.conv1"
                                        << "" << QStringList{"layer1.0"};
        QTest::newRow("layer") << "fc"
                               << "change fc" << QStringList();
    }
    void doubleClicks() {
        QFETCH(const QString, layer);
        QFETCH(const QString, asks);
        QFETCH(const QStringList, unfolded);
        ShownDiagram s(residual());
        s.doubleClick(s.centre(qPrintable(layer)));
        QCOMPARE(s.heard.join(QLatin1Char(';')), asks);
        QCOMPARE(s.diagram.unfolded(), unfolded);
    }

    void doubleClickOnALayerOfABlock() {
        ShownDiagram s(residual(), {QStringLiteral("layer1.0")});
        s.doubleClick(s.centre("layer1.0.bn1"));
        QCOMPARE(s.heard, QStringList{QStringLiteral("change layer1.0.bn1")});
        s.doubleClick(s.background());
        QCOMPARE(s.heard.size(), 1);
    }

    void aFrameTitleFolds() {
        ShownDiagram s(residual(), {QStringLiteral("layer1.0"), QStringLiteral("layer2.0")});
        QSignalSpy folding(&s.diagram, &LayerDiagram::foldingChanged);
        s.click(s.frameTitle(1));
        QCOMPARE(s.diagram.unfolded(), QStringList{QStringLiteral("layer1.0")});
        QCOMPARE(folding.size(), 1);
        QCOMPARE(s.heard, QStringList());
    }

    void aQuickSecondPressStartsAGestureToo() {
        ShownDiagram s(chain());
        s.diagram.setTool(Tool::freeze);
        s.doubleClick(s.centre("features.0"));
        const auto asked = QStringLiteral("freeze features.0 features.1 features.2 features.3");
        QCOMPARE(s.heard, (QStringList{asked, asked}));
    }

    // ---- Layers dragged in

    void insertPlaces_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("unfold");
        QTest::addColumn<QString>("asks");
        const auto row = [](const char* name, const char* from, const char* to, bool unfold, const char* asks) {
            QTest::newRow(name) << from << to << unfold << QString::fromLatin1(asks);
        };
        row("chain", "layer1.0.conv1", "layer1.0.bn1", true, "insert ReLU after layer1.0.conv1 before all");
        row("branch", "layer1.0.relu", "layer2.0.conv1", true, "insert ReLU after layer1.0.relu before layer2.0.conv1");
        row("other branch", "layer1.0.relu", "layer2.0.downsample.0", true,
            "insert ReLU after layer1.0.relu before layer2.0.downsample.0");
        row("shortcut", "relu", "layer1.0.add", true, "insert ReLU after relu before layer1.0.add");
        row("into the block beside a shortcut", "relu", "layer1.0.conv1", true,
            "insert ReLU after relu before layer1.0.conv1");
        row("end of a branch", "layer2.0.downsample.1", "layer2.0.add", true,
            "insert ReLU after layer2.0.downsample.1 before all");
        row("between folded blocks", "layer1.0.relu", "layer2.0.conv1", false,
            "insert ReLU after layer1.0.relu before all");
    }
    void insertPlaces() {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const bool, unfold);
        QFETCH(const QString, asks);
        ShownDiagram s(residual(), unfold ? allOf(residual()) : QStringList());
        const QPointF gap = s.diagram.gapBetween(s.layer(qPrintable(from)), s.layer(qPrintable(to)));
        QVERIFY(s.diagram.previewInsert(Kind::relu, gap));
        QVERIFY(s.hinted.contains(from));
        QCOMPARE(s.heard, QStringList());
        s.diagram.dropInsert(Kind::relu, gap);
        QCOMPARE(s.heard, QStringList{asks});
        QCOMPARE(s.hinted, QString());
    }

    void insertAtBothEndsAndNowhere() {
        ShownDiagram s(chain());
        s.diagram.dropInsert(Kind::dropout, s.diagram.gapBetween(LayerId::input, s.layer("features.0")));
        s.diagram.dropInsert(Kind::dropout, s.diagram.cutPointAfter(s.layer("fc")));
        const QStringList asked{QStringLiteral("insert Dropout after all before all"),
                                QStringLiteral("insert Dropout after fc before all")};
        QCOMPARE(s.heard, asked);
        const QPointF end = s.diagram.cutPointAfter(s.layer("fc"));
        for (const QPointF& nowhere :
             {end + QPointF(60, 0), QPointF(end.x(), -5), QPointF(end.x(), 375), QPointF(-5, 200)}) {
            QVERIFY(!s.diagram.previewInsert(Kind::dropout, nowhere));
            s.diagram.dropInsert(Kind::dropout, nowhere);
        }
        QVERIFY(s.diagram.previewInsert(Kind::dropout, end));
        s.diagram.cancelInsert();
        QCOMPARE(s.heard, asked);
    }

    // ---- Menu

    void theMenuIsOfTheLayerUnderTheMouse() {
        ShownDiagram s(chain());
        const auto menu = [&](const QPoint& at, QContextMenuEvent::Reason reason) {
            QContextMenuEvent event(reason, at, s.diagram.mapToGlobal(at));
            QApplication::sendEvent(&s.diagram, &event);
        };
        const auto said = [](const char* name, const QPoint& at) {
            return QStringLiteral("menu %1 at %2,%3").arg(QLatin1String(name)).arg(at.x()).arg(at.y());
        };
        const QPoint fc = s.centre("fc");
        menu(fc, QContextMenuEvent::Mouse);
        QCOMPARE(s.heard, QStringList{said("fc", fc)});
        QCOMPARE(s.selected(), QStringLiteral("fc"));
        menu(s.background(), QContextMenuEvent::Mouse);
        QCOMPARE(s.heard.last(), said("all", s.background()));
        // By keyboard it is of what is selected.
        menu({0, 0}, QContextMenuEvent::Keyboard);
        QCOMPARE(s.heard.last(), said("fc", fc));
    }

    // ---- Not now

    void readOnlyIgnoresGestures() {
        ShownDiagram s(residual());
        const QPoint handle = s.handle();
        s.diagram.setReadOnly(true);
        s.drag(handle, s.behind("conv1"));
        s.diagram.fit();
        s.click(s.centre("fc"));
        s.doubleClick(s.centre("fc"));
        s.doubleClick(s.centre("layer1.0.conv1"));
        QContextMenuEvent event(QContextMenuEvent::Mouse, s.centre("fc"), s.diagram.mapToGlobal(s.centre("fc")));
        QApplication::sendEvent(&s.diagram, &event);
        QVERIFY(
            !s.diagram.previewInsert(Kind::relu, s.diagram.gapBetween(s.layer("conv1"), s.layer("layer1.0.conv1"))));
        s.diagram.setSelection({s.layer("fc")});
        for (const int code : {int(Qt::Key_F), int(Qt::Key_Delete), int(Qt::Key_K), int(Qt::Key_Return)})
            s.key(code);
        QCOMPARE(s.heard, QStringList());
        QCOMPARE(s.diagram.tool(), Tool::select);
        QCOMPARE(s.diagram.unfolded(), QStringList());
    }

    void readOnlyEndsAGesture() {
        ShownDiagram s(chain());
        s.press(s.handle());
        s.move(s.behind("features.0"));
        s.diagram.setReadOnly(true);
        s.release(s.behind("features.0"));
        QCOMPARE(s.heard, QStringList());
    }

    void anotherNetworkKeepsTheSelection() {
        ShownDiagram s(chain(), allOf(chain()));
        s.diagram.setSelection(ids(s.network, {"features.1", "features.4", "fc"}));
        QSignalSpy changes(&s.diagram, &LayerDiagram::selectionChanged);
        s.diagram.setNetwork(without(s.network, {"features.0"}));
        QCOMPARE(changes.size(), 0);
        s.diagram.setNetwork(required(sliceAfter(s.network, s.layer("features.5"))));
        QCOMPARE(s.selected(), QStringLiteral("features.1 features.4"));
        QCOMPARE(changes.size(), 1);
    }

    void anotherNetworkEndsAGesture() {
        ShownDiagram s(chain());
        const Network other = without(s.network, {"features.0"});
        s.press(s.handle());
        s.move(s.behind("features.0"));
        s.diagram.setNetwork(other);
        s.release(s.behind("features.0"));
        s.diagram.setTool(Tool::freeze);
        s.press(s.centre("features.0"));
        s.move(s.centre("fc"));
        s.diagram.setNetwork(required(sliceAfter(other, s.layer("features.5"))));
        s.release({400, 200});
        QCOMPARE(s.heard, QStringList());
    }
};

QTEST_MAIN(TestLayerDiagram)
#include "test_layer_diagram.moc"
