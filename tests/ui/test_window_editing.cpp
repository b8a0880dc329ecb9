// SPDX-License-Identifier: GPL-3.0-or-later
// The network edited by mouse and keyboard in the real window; asserted are the value and the project file.
#include "window_fixture.h"

#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

using namespace layerbench;
using namespace layerbench::fixture;

class TestWindowEditing : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> f;

private Q_SLOTS:
    void init() {
        f = std::make_unique<WindowFixture>();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        QVERIFY(f->diagram().hasNetwork());
    }
    void cleanup() { f.reset(); }

    void sliceWithTheKnifesHandle() {
        const Network before = f->network();
        const LayerId last = f->diagram()
                                 .layout()
                                 .units[static_cast<std::size_t>(f->diagram().layout().unitOf(f->layer("features.3")))]
                                 .layers.back();
        const Network expected = required(sliceAfter(before, last));
        WindowFixture::drag(f->diagram(), f->diagram().knifeHandle(), f->diagram().cutPointAfter(last));
        QVERIFY(f->network() == expected);
        const EditHistory history = f->written();
        QCOMPARE(history.steps.size(), std::size_t{1});
        QVERIFY(history.steps[0].recipe.edits == std::vector<Edit>{SliceAfter{before.layer(last).name}});
    }

    void sliceWithTheKnifeTool() {
        f->press("knifeTool");
        QVERIFY(f->diagram().tool() == LayerDiagram::Tool::knife);
        const LayerId last = f->diagram().layout().units[1].layers.back();
        const Network expected = required(sliceAfter(f->network(), last));
        QTest::mouseClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().cutPointAfter(last).toPoint());
        QVERIFY(f->network() == expected);
    }

    void escapeTakesTheKnifeBack() {
        const Network before = f->network();
        const QPointF from = f->diagram().knifeHandle();
        const QPointF to = f->diagram().cutPointAfter(f->layer("features.0"));
        QTest::mousePress(&f->diagram(), Qt::LeftButton, {}, from.toPoint());
        WindowFixture::move(f->diagram(), from, to);
        QTest::keyClick(&f->diagram(), Qt::Key_Escape);
        QTest::mouseRelease(&f->diagram(), Qt::LeftButton, {}, to.toPoint());
        QVERIFY(f->network() == before);
        QVERIFY(f->written().steps.empty());
    }

    void freezeARangeInOneDrag() {
        f->press("freezeTool");
        const QPointF from = f->diagram().bodyOf(f->layer("features.0")).center();
        const QPointF to = f->diagram().bodyOf(f->layer("features.6")).center();
        WindowFixture::drag(f->diagram(), from, to);
        const auto& layout = f->diagram().layout();
        const int last = layout.unitOf(f->layer("features.6"));
        for (std::size_t unit = 1; unit < layout.units.size(); ++unit)
            for (const LayerId id : layout.units[unit].layers)
                QCOMPARE(f->network().layer(id).trainable, static_cast<int>(unit) > last);
        QCOMPARE(f->written().steps.size(), std::size_t{1});
    }

    void freezeTheSelectionWithF() {
        const LayerId first = f->layer("features.0");
        QTest::mouseClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().bodyOf(first).center().toPoint());
        QVERIFY(!f->diagram().selection().empty());
        QTest::keyClick(&f->diagram(), Qt::Key_F);
        QVERIFY(!f->network().layer(first).trainable);
        QTest::keyClick(&f->diagram(), Qt::Key_F);
        QVERIFY(f->network().layer(first).trainable);
    }

    void insertFromThePalette() {
        auto* palette = f->window->findChild<LayerPalette*>();
        const auto& layout = f->diagram().layout();
        const LayerId from = layout.units[layout.units.size() - 2].layers.back();
        const LayerId to = layout.units.back().layers.front();
        const QPointF start = palette->chipOf(Kind::dropout).center();
        const QPointF gap = f->diagram().gapBetween(from, to);
        const QPointF end = palette->mapFromGlobal(f->diagram().mapToGlobal(gap));
        const std::size_t before = f->network().layers().size();
        WindowFixture::drag(*palette, start, end);
        QCOMPARE(f->network().layers().size(), before + 1);
        const auto consumers = f->network().consumersOf(from);
        QCOMPARE(consumers.size(), std::size_t{1});
        QVERIFY(f->network().layer(consumers.front()).kind == Kind::dropout);
        QVERIFY(std::holds_alternative<InsertLayer>(f->written().steps.at(0).recipe.edits.at(0)));
    }

    void droppedBesideTheDiagramNothingHappens() {
        auto* palette = f->window->findChild<LayerPalette*>();
        const QPointF start = palette->chipOf(Kind::relu).center();
        WindowFixture::drag(*palette, start, palette->mapFromGlobal(f->window->mapToGlobal(QPointF(30, 5))));
        QVERIFY(f->written().steps.empty());
    }

    // Double click, another kernel, OK: one step, and the rest of the network as it was.
    void replaceALayer() {
        const LayerId conv = f->layer("features.3");
        const Network before = f->network();
        QTest::mouseDClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().bodyOf(conv).center().toPoint());
        auto* dialog = f->window->findChild<QDialog*>("layerChange");
        QVERIFY(dialog);
        const auto type = [dialog](const char* field, const char* text) {
            auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("attribute-") + field);
            QVERIFY2(edit, field);
            QTest::mouseDClick(edit, Qt::LeftButton);
            QTest::keySequence(edit, QKeySequence(QKeySequence::SelectAll));
            QTest::keyClicks(edit, text);
        };
        auto* ok = dialog->findChild<QPushButton*>("changeOk");
        // A kernel of five without padding shrinks the map, and the fully connected layer behind no longer fits.
        type("kernel_size", "5");
        QTRY_VERIFY(!ok->isEnabled());
        type("padding", "2");
        QTRY_VERIFY(ok->isEnabled());
        QTest::mouseClick(ok, Qt::LeftButton);
        Attributes wanted = before.layer(conv).attributes;
        wanted.set("kernel_size", Pair{5, 5});
        wanted.set("padding", Pair{2, 2});
        QVERIFY(f->network() == required(replaceLayer(before, conv, Kind::conv2d, wanted)));
        QVERIFY(std::holds_alternative<ReplaceLayer>(f->written().steps.at(0).recipe.edits.at(0)));
    }

    void deleteTakesALayerOut() {
        f->diagram().unfoldAll();
        const LayerId relu = f->layer("features.1");
        QVERIFY(f->network().layer(relu).kind == Kind::relu || f->network().layer(relu).kind == Kind::batchNorm2d);
        QTest::mouseClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().bodyOf(relu).center().toPoint());
        QTest::keyClick(&f->diagram(), Qt::Key_Delete);
        QVERIFY(!f->network().contains(relu));
    }

    void theFourCases_data() {
        QTest::addColumn<int>("number");
        for (const int number : {1, 3, 4})
            QTest::addRow("case %d", number) << number;
    }
    void theFourCases() {
        QFETCH(int, number);
        const Network source = f->network();
        f->press(qPrintable(QStringLiteral("case%1").arg(number)));
        const Case which = allCases()[static_cast<std::size_t>(number - 1)];
        const auto classes = std::ssize(f->window->data().data()->dataset.classes);
        QVERIFY(f->network() == required(apply(source, required(caseRecipe(which, source)), classes)));
        QCOMPARE(f->document().history().caseName(), std::to_string(number));
        QVERIFY(f->written().steps.at(0).fromSource);
    }

    void case2AsksWhereToCut() {
        const Network source = f->network();
        f->press("case2");
        QTRY_VERIFY(f->window->findChild<QMenu*>("cutMenu"));
        auto* menu = f->window->findChild<QMenu*>("cutMenu");
        QTRY_VERIFY(menu->isVisible());
        const auto cuts = cutPoints(source);
        QAction* wanted = nullptr;
        for (QAction* action : menu->actions())
            if (action->data().toString().toStdString() == cuts[1])
                wanted = action;
        QVERIFY(wanted);
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
        const auto classes = std::ssize(f->window->data().data()->dataset.classes);
        const Recipe recipe = required(caseRecipe(Case::cutAndNewHead, source, cuts[1]));
        QTRY_VERIFY(f->network() == required(apply(source, recipe, classes)));
        QCOMPARE(f->document().history().caseName(), std::string("2"));
    }

    void undoAllRedoAll() {
        const Network source = f->network();
        f->press("case1");
        f->press("knifeTool");
        const LayerId last = f->diagram().layout().units[2].layers.back();
        QTest::mouseClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().cutPointAfter(last).toPoint());
        QTest::keyClick(f->window.get(), Qt::Key_H, Qt::ControlModifier);
        QCOMPARE(f->document().history().steps().size(), std::size_t{3});
        const Network end = f->network();
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(f->window.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f->network() == source);
        QVERIFY(!f->action("undo")->isEnabled());
        for (int i = 0; i < 3; ++i)
            QTest::keySequence(f->window.get(), QKeySequence(QKeySequence::Redo));
        QVERIFY(f->network() == end);
        QVERIFY(!f->action("redo")->isEnabled());
    }

    void undoHasTheStepsName() {
        QVERIFY(!f->action("undo")->isEnabled());
        f->press("freezeTool");
        WindowFixture::drag(f->diagram(), f->diagram().bodyOf(f->layer("features.0")).center(),
                            f->diagram().bodyOf(f->layer("features.3")).center());
        QVERIFY2(f->action("undo")->text().contains("Freeze features.0 to features."),
                 qPrintable(f->action("undo")->text()));
    }

    // Ids of layers mean nothing in another network.
    void anotherNetworkHasNoSelection() {
        f->diagram().setSelection({f->layer("features.0")});
        f->window->openNetwork("resnet20:random");
        QTRY_COMPARE(f->network().architecture(), std::string("resnet20"));
        QVERIFY(f->diagram().selection().empty());
    }

    // Closed and opened again: the network, its history, what was unfolded, the data.
    void comesBack() {
        f->press("case1");
        f->diagram().setUnfolded({QString::fromStdString(f->network().layers().front().name)});
        const Network network = f->network();
        const QStringList unfolded = f->diagram().unfolded();
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        QVERIFY(f->network() == network);
        QCOMPARE(f->diagram().unfolded(), unfolded);
        QVERIFY(f->document().canUndo());
        QTest::keyClick(f->window.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f->network() == f->document().source().network);
    }
};

QTEST_MAIN(TestWindowEditing)
#include "test_window_editing.moc"
