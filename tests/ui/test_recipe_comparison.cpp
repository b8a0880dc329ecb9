// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/recipe_comparison.h"

#include "core/network/recipe_differences.h"
#include "core/study/cases.h"
#include "tests/network/networks.h"
#include "widgets/diagram/layer_diagram.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr std::int64_t classes = 3;

NamedRecipe named(Case which) {
    return {QString::fromUtf8(title(which)), required(caseRecipe(which, chain(), "features.3"))};
}

struct Shown {
    RecipeComparison dialog{
        chain(), classes, {named(Case::newHead), named(Case::fineTune), named(Case::cutAndNewHead)}};
    LayerDiagram& above = *dialog.findChild<LayerDiagram*>("firstDiagram");
    LayerDiagram& below = *dialog.findChild<LayerDiagram*>("secondDiagram");
    QLabel& summary = *dialog.findChild<QLabel*>("recipeSummary");
    QListWidget& steps = *dialog.findChild<QListWidget*>("recipeSteps");
};

}  // namespace

class TestRecipeComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marksWhatDiffers() {
        Shown s;
        s.dialog.show();
        const auto a = named(Case::newHead).recipe;
        const auto b = named(Case::fineTune).recipe;
        const auto layers = required(layerDifferences(chain(), a, b, classes));
        QVERIFY(!layers.empty());
        QCOMPARE(s.above.selection().size(), layers.size());
        QCOMPARE(s.below.selection().size(), layers.size());
        QCOMPARE(s.steps.count(), static_cast<int>(recipeDifferences(a, b).size()));
        QVERIFY(s.summary.text().contains(QString::number(layers.size())));
        QVERIFY(s.above.network() == required(apply(chain(), a, classes)));
    }

    // Chosen with the keyboard: what was cut off is marked above alone.
    void chooses() {
        Shown s;
        s.dialog.show();
        auto* second = s.dialog.findChild<QComboBox*>("secondRecipe");
        second->setFocus();
        QTest::keyClick(second, Qt::Key_Down);
        QCOMPARE(second->currentIndex(), 2);
        QVERIFY(s.above.selection().size() > s.below.selection().size());
        s.dialog.choose(0, 0);
        QCOMPARE(s.steps.count(), 0);
        QVERIFY(s.above.selection().empty());
    }

    // One network, two ways to train it.
    void training() {
        TrainingOptions slow;
        slow.learningRate = 0.001;
        TrainingOptions fast = slow;
        fast.learningRate = 0.01;
        const Recipe recipe = named(Case::newHead).recipe;
        RecipeComparison dialog{chain(), classes, {{"slow", recipe, slow}, {"fast", recipe, fast}, {"silent", recipe}}};
        dialog.show();
        auto* steps = dialog.findChild<QListWidget*>("recipeSteps");
        QCOMPARE(steps->count(), 1);
        QCOMPARE(steps->item(0)->text(), "Learning rate: 0.001 in A, 0.01 in B.");
        QVERIFY(dialog.findChild<QLabel*>("recipeSummary")->text().contains("train it differently"));
        dialog.choose(0, 2);
        QCOMPARE(steps->count(), 0);
    }

    void aRecipeFromAFile() {
        Shown s;
        s.dialog.show();
        QSignalSpy wanted(&s.dialog, &RecipeComparison::fileWanted);
        QTest::mouseClick(s.dialog.findChild<QPushButton*>("recipeFile"), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        Recipe bad;
        bad.edits = {RemoveLayer{"features.99"}};
        s.dialog.add({"bad.json", bad});
        QCOMPARE(s.dialog.findChild<QComboBox*>("secondRecipe")->currentText(), "bad.json");
        auto* problem = s.dialog.findChild<QLabel*>("secondProblem");
        QVERIFY(problem->isVisible() && problem->text().contains("features.99"));
        QVERIFY(!s.below.isVisible() && s.above.isVisible());
        s.dialog.choose(0, 1);
        QVERIFY(s.below.isVisible() && !problem->isVisible());
    }
};

QTEST_MAIN(TestRecipeComparison)
#include "test_recipe_comparison.moc"
