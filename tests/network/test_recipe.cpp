// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/recipe.h"

#include "tests/network/networks.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

Q_DECLARE_METATYPE(layerbench::Edit)

namespace {

const Selection backbone{Selection::By::role, {"backbone"}};
const Selection batchNorm{Selection::By::role, {"batch_norm"}};

QString said(const Result<Network>& result) {
    return QString::fromStdString(messageOf(result));
}

}  // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Every edit as data does what the function does.
    void editsAreTheirFunctions() {
        const Network n = residual();
        const Initialisation draw{Scheme::xavierUniform, 3};
        const auto same = [&](const Edit& edit, const Result<Network>& function) {
            QVERIFY2(function, messageOf(function).c_str());
            QVERIFY(required(apply(n, edit, 4)) == *function);
            QVERIFY(!(*function == n));
        };
        same(SliceAfter{"layer1.0.relu"}, sliceAfter(n, id(n, "layer1.0.relu")));
        same(RemoveLayer{"bn1"}, removeLayer(n, id(n, "bn1")));
        same(InsertLayer{"relu", "layer1.0.add", Kind::conv2d, {}, "skip", draw},
             insertLayer(n, id(n, "relu"), id(n, "layer1.0.add"), Kind::conv2d, {}, "skip", draw));
        same(InsertLayer{"input", "", Kind::relu, {}, "", {}}, insertLayer(n, LayerId::input, {}, Kind::relu, {}));
        same(ReplaceLayer{"relu", Kind::relu6, {}, {}}, replaceLayer(n, id(n, "relu"), Kind::relu6, {}));
        same(ReplaceHead{7, draw}, replaceHead(n, 7, draw));
        same(ReplaceHead{0, draw}, replaceHead(n, 4, draw));  // as many as the data has
        same(SetTrainable{backbone, false}, setTrainable(n, required(resolve(n, backbone)), false));
        same(SetBatchNormPolicy{batchNorm, BatchNormPolicy::statisticsOnly},
             setBatchNormPolicy(n, required(resolve(n, batchNorm)), BatchNormPolicy::statisticsOnly));
        same(Reinitialise{batchNorm, draw}, reinitialise(n, required(resolve(n, batchNorm)), draw));
        same(SetLearningRate{backbone, 0.1}, setLearningRate(n, required(resolve(n, backbone)), 0.1));
        const Network c = chain();
        const Selection dropout{Selection::By::role, {"dropout"}};
        QVERIFY(required(apply(c, Edit(SetDropout{dropout, 0.1}), 5)) ==
                required(setDropout(c, ids(c, {"drop"}), 0.1)));
    }

    void appliesInTurn() {
        const Recipe recipe{"case 1", "", {ReplaceHead{}, SetTrainable{backbone, false}}};
        const Network n = fire();
        const NetworkParts before = deepCopy(n);
        const Network after = required(apply(n, recipe, 3));
        QCOMPARE(after.classCount(), std::int64_t{3});
        for (const auto& layer : after.layers())
            QCOMPARE(layer.trainable, layer.id == after.head());
        QVERIFY(n.parts() == before);
        QVERIFY(required(apply(n, Recipe{}, 3)) == n);
    }

    void namesTheStepThatFails() {
        const Network n = residual();
        const Recipe recipe{"cut", "", {SliceAfter{"layer1.0.relu"}, ReplaceHead{}, RemoveLayer{"layer2.0.add"}}};
        QCOMPARE(said(apply(n, recipe, 3)),
                 QString("Step 3 of the recipe (Remove layer2.0.add) cannot be done: The network has no layer named "
                         "“layer2.0.add”; the nearest is “layer1.0.add”."));
        QCOMPARE(said(apply(n, Recipe{"", "", {ReplaceHead{}}}, 1)),
                 QString("Step 1 of the recipe (New head for the data's classes) cannot be done: A head needs at least "
                         "two classes, not 1."));
    }

    void refuses_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("message");
        const QString unknown = "The network has no layer named “fd”; the nearest is “fc”.";
        const Selection nothing{Selection::By::names, {"fd"}};
        QTest::newRow("slice") << Edit(SliceAfter{"fd"}) << unknown;
        QTest::newRow("remove") << Edit(RemoveLayer{"fd"}) << unknown;
        QTest::newRow("insert after") << Edit(InsertLayer{"fd", "", Kind::relu, {}, "", {}}) << unknown;
        QTest::newRow("insert before") << Edit(InsertLayer{"relu", "fd", Kind::relu, {}, "", {}}) << unknown;
        QTest::newRow("replace") << Edit(ReplaceLayer{"fd", Kind::relu, {}, {}}) << unknown;
        QTest::newRow("freeze") << Edit(SetTrainable{nothing, false}) << unknown;
        QTest::newRow("policy") << Edit(SetBatchNormPolicy{nothing, {}}) << unknown;
        QTest::newRow("reinitialise") << Edit(Reinitialise{nothing, {}}) << unknown;
        QTest::newRow("rate") << Edit(SetLearningRate{nothing, 1}) << unknown;
        QTest::newRow("dropout") << Edit(SetDropout{nothing, 0.5}) << unknown;
    }
    void refuses() {
        QFETCH(const Edit, edit);
        QFETCH(const QString, message);
        QCOMPARE(said(apply(residual(), edit, 3)), message);
    }

    void describes_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("sentence");
        const Selection range{Selection::By::range, {"features.0", "features.9"}};
        const Selection two{Selection::By::names, {"a", "b"}};
        QTest::newRow("slice") << Edit(SliceAfter{"a"}) << "Slice after a";
        QTest::newRow("remove") << Edit(RemoveLayer{"a"}) << "Remove a";
        QTest::newRow("insert") << Edit(InsertLayer{"a", "", Kind::dropout, {}, "", {}}) << "Insert Dropout after a";
        QTest::newRow("replace") << Edit(ReplaceLayer{"a", Kind::relu6, {}, {}}) << "Replace a by ReLU6";
        QTest::newRow("head") << Edit(ReplaceHead{3, {}}) << "New head for 3 classes";
        QTest::newRow("head of the data") << Edit(ReplaceHead{}) << "New head for the data's classes";
        QTest::newRow("freeze") << Edit(SetTrainable{range, false}) << "Freeze features.0 to features.9";
        QTest::newRow("unfreeze") << Edit(SetTrainable{two, true}) << "Unfreeze a, b";
        QTest::newRow("policy") << Edit(SetBatchNormPolicy{two, BatchNormPolicy::statisticsOnly})
                                << "Batch-norm of a, b: statistics only";
        QTest::newRow("reinitialise") << Edit(Reinitialise{two, {Scheme::kaimingNormal, 0}})
                                      << "Random weights for a, b (kaiming_normal)";
        QTest::newRow("rate") << Edit(SetLearningRate{two, 0.1}) << "Learning rate of a, b × 0.1";
        QTest::newRow("dropout") << Edit(SetDropout{two, 0.25}) << "Dropout of a, b: 0.25";
    }
    void describes() {
        QFETCH(const Edit, edit);
        QFETCH(const QString, sentence);
        QCOMPARE(QString::fromStdString(describe(edit).english()), sentence);
    }
};

QTEST_GUILESS_MAIN(TestRecipe)
#include "test_recipe.moc"
