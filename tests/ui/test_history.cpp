// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/history.h"

#include "core/study/cases.h"
#include "core/study/variants.h"
#include "tests/network/networks.h"
#include "ui/document/layer_selection.h"

#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

class TestHistory : public QObject {
    Q_OBJECT

    static EditStep step(const Edit& edit, std::int64_t classes = 2) { return {{"", "", {edit}}, classes, false}; }

private Q_SLOTS:
    void undoShowsTheValueBefore() {
        const Network source = chain();
        History history(source);
        QVERIFY(history.add(step(SliceAfter{"features.3"})));
        const Network cut = history.current();
        QVERIFY(history.add(step(ReplaceHead{})));
        const Network headed = history.current();
        history.undo();
        QVERIFY(history.current() == cut);
        history.undo();
        QVERIFY(history.current() == source);
        QVERIFY(!history.canUndo());
        history.redo();
        history.redo();
        QVERIFY(history.current() == headed);
        QVERIFY(!history.canRedo());
    }

    void undoneStepsAreDroppedByANewOne() {
        History history(chain());
        QVERIFY(history.add(step(SliceAfter{"features.3"})));
        history.undo();
        QVERIFY(history.add(step(SetTrainable{})));
        QCOMPARE(history.steps().size(), std::size_t{1});
        QVERIFY(!history.canRedo());
    }

    void anEditThatCannotBeDoneChangesNothing() {
        History history(chain());
        QVERIFY(history.add(step(SetTrainable{})));
        const Network before = history.current();
        const auto refused = history.add(step(SliceAfter{"no such layer"}));
        QVERIFY(!refused && !refused.error().message().empty());
        QVERIFY(history.current() == before);
        QCOMPARE(history.steps().size(), std::size_t{1});
    }

    // A case starts from the source, whatever was edited before; undo brings the edits back.
    void aCaseStartsFromTheSource() {
        const Network source = chain();
        History history(source);
        QVERIFY(history.add(step(SliceAfter{"features.3"})));
        const Network cut = history.current();
        const Recipe recipe = required(caseRecipe(Case::newHead, source));
        QVERIFY(history.add({recipe, 3, true}));
        QVERIFY(history.current() == required(apply(source, recipe, 3)));
        QCOMPARE(history.caseName(), std::string("1"));
        history.undo();
        QVERIFY(history.current() == cut);
        QCOMPARE(history.caseName(), std::string("recipe"));
    }

    // Variants that edit alike are told apart by their name.
    void variantNames() {
        const Network source = chain();
        for (const Variant which : allVariants()) {
            const auto recipe = variantRecipe(which, source, 3);
            if (!recipe)
                continue;
            History history(source);
            QVERIFY(history.add({*recipe, 3, true}));
            QCOMPARE(history.caseName(), std::string(name(which)));
            QCOMPARE(history.recipe(3).name, std::string(title(which)));
            QVERIFY(history.add(step(SetTrainable{})));
            QCOMPARE(history.caseName(), std::string("recipe"));
        }
    }

    void caseNames_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("cut");
        QTest::addColumn<QString>("name");
        QTest::newRow("case 1") << 0 << ""
                                << "1";
        QTest::newRow("case 2") << 1 << "features.3"
                                << "2";
        QTest::newRow("case 3") << 2 << ""
                                << "3";
        QTest::newRow("case 4") << 3 << ""
                                << "4";
    }
    void caseNames() {
        QFETCH(int, which);
        QFETCH(QString, cut);
        QFETCH(QString, name);
        const Network source = chain();
        History history(source);
        const auto recipe =
            required(caseRecipe(allCases()[static_cast<std::size_t>(which)], source, cut.toStdString()));
        QVERIFY(history.add({recipe, 3, true}));
        QCOMPARE(QString::fromStdString(history.caseName()), name);
        QCOMPARE(history.recipe(3).name, recipe.name);
        QVERIFY(history.add(step(SetLearningRate{{Selection::By::role, {"head"}}, 3}, 3)));
        QCOMPARE(history.caseName(), std::string("recipe"));
    }

    // What trains is what is shown, also where the data has changed since a head was made.
    void theRecipeLeadsToTheCurrentNetwork() {
        const Network source = chain();
        History history(source);
        QVERIFY(history.add(step(SetTrainable{{Selection::By::role, {"all"}}, false}, 7)));
        QVERIFY(history.add(step(ReplaceHead{}, 7)));
        for (const std::int64_t classes : {7, 2})
            QVERIFY(required(apply(source, history.recipe(classes), classes)) == history.current());
    }

    void replayed() {
        const Network source = chain();
        History history(source);
        QVERIFY(history.add(step(SliceAfter{"features.3"})));
        QVERIFY(history.add({required(caseRecipe(Case::newHead, source)), 3, true}));
        history.undo();
        const EditHistory kept{1, history.steps(), 1};
        const History again = required(History::replay(source, kept));
        QVERIFY(again.current() == history.current());
        QVERIFY(again.steps() == history.steps());
        QVERIFY(again.canRedo());
    }

    void selections_data() {
        QTest::addColumn<QStringList>("layers");
        QTest::addColumn<QString>("said");
        QTest::newRow("one") << QStringList{"fc"} << "Freeze fc";
        QTest::newRow("a range") << QStringList{"features.0", "features.1", "features.2"}
                                 << "Freeze features.0 to features.2";
        QTest::newRow("a range in another order")
            << QStringList{"features.2", "features.0", "features.1"} << "Freeze features.0 to features.2";
        QTest::newRow("with a gap") << QStringList{"features.0", "fc"} << "Freeze features.0, fc";
    }
    void selections() {
        QFETCH(QStringList, layers);
        QFETCH(QString, said);
        const Network network = chain();
        std::vector<std::string> wanted;
        for (const auto& layer : layers)
            wanted.push_back(layer.toStdString());
        const auto meant = ids(network, wanted);
        const Selection selection = selectionOf(network, meant);
        QCOMPARE(QString::fromStdString(describe(SetTrainable{selection, false}).english()), said);
        auto found = required(resolve(network, selection));
        auto expected = meant;
        std::ranges::sort(expected);
        QVERIFY(found == expected);
    }
    void allLayers() {
        const Network network = chain();
        std::vector<LayerId> all;
        for (const auto& layer : network.layers())
            all.push_back(layer.id);
        QVERIFY((selectionOf(network, all) == Selection{Selection::By::role, {"all"}}));
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "test_history.moc"
