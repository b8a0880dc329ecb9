// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/recipe_differences.h"

#include "tests/network/networks.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

using Edits = std::vector<Edit>;
Q_DECLARE_METATYPE(Edits)

namespace {

const Edit freezeAll = SetTrainable{{}, false};
const Edit unfreezeAll = SetTrainable{{}, true};
const Edit newHead = ReplaceHead{0, {Scheme::smallNormal, 0}};
const Selection head{Selection::By::role, {"head"}};
const Selection features{Selection::By::pattern, {"features.*"}};

QStringList sentences(const Edits& a, const Edits& b) {
    QStringList list;
    for (const auto& difference : recipeDifferences({"A", "", a}, {"B", "", b}))
        list << QString::fromStdString(difference.text.english());
    return list;
}

/// "fc: rate weights", "head.fc: only in B".
QStringList layersOf(const Edits& a, const Edits& b, std::int64_t classes = 5) {
    QStringList list;
    for (const auto& d : required(layerDifferences(chain(), {"A", "", a}, {"B", "", b}, classes))) {
        QString line = QString::fromStdString(d.name) + ":";
        line += !d.inA ? " only in B" : !d.inB ? " only in A" : "";
        line += QString(d.trainable ? " trainable" : "") + (d.weights ? " weights" : "") + (d.rate ? " rate" : "") +
                (d.attributes ? " attributes" : "");
        list << line;
    }
    return list;
}

}  // namespace

class TestRecipeDifferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void steps_data() {
        QTest::addColumn<Edits>("a");
        QTest::addColumn<Edits>("b");
        QTest::addColumn<QStringList>("says");
        const auto row = [](const char* name, Edits a, Edits b, const QStringList& says) {
            QTest::newRow(name) << a << b << says;
        };
        row("both empty", {}, {}, {});
        row("equal", {freezeAll, newHead}, {freezeAll, newHead}, {});
        row("all of one", {freezeAll, newHead}, {},
            {"Only in A: Freeze all.", "Only in A: New head for the data's classes (small_normal)."});
        row("one more in A", {freezeAll, newHead, SetLearningRate{head, 10}}, {freezeAll, newHead},
            {"Only in A: Learning rate of head × 10."});
        row("one more in B, in the middle", {freezeAll, newHead}, {freezeAll, SetTrainable{features, true}, newHead},
            {"Only in B: Unfreeze features.*."});
        row("one value", {newHead, SetLearningRate{head, 10}}, {newHead, SetLearningRate{head, 2}},
            {"A: Learning rate of head × 10. B: Learning rate of head × 2."});
        row("frozen here, learning there", {freezeAll, newHead}, {unfreezeAll, newHead},
            {"A: Freeze all. B: Unfreeze all."});
        row("where it is cut", {SliceAfter{"features.3"}}, {SliceAfter{"features.5"}},
            {"A: Slice after features.3. B: Slice after features.5."});
        row("how the head is drawn", {newHead}, {ReplaceHead{}},
            {"A: New head for the data's classes (small_normal). B: New head for the data's classes (standard)."});
        row("which draw", {ReplaceHead{0, {Scheme::standard, 1}}}, {ReplaceHead{}},
            {"A: New head for the data's classes (standard, draw 1). B: New head for the data's classes (standard)."});
        row("a layer's sizes", {ReplaceLayer{"fc", Kind::linear, {{"out_features", std::int64_t{7}}}, {}}},
            {ReplaceLayer{"fc", Kind::linear, {{"out_features", std::int64_t{9}}}, {}}},
            {"A: Replace fc by Linear (out_features 7, standard). B: Replace fc by Linear (out_features 9, "
             "standard)."});
        row("the order", {freezeAll, newHead}, {newHead, freezeAll},
            {"Only in A: Freeze all.", "Only in B: Freeze all."});
        row("another layer is another step", {SetDropout{{Selection::By::names, {"a"}}, 0.5}},
            {SetDropout{{Selection::By::names, {"b"}}, 0.5}},
            {"Only in A: Dropout of a: 0.5.", "Only in B: Dropout of b: 0.5."});
    }
    void steps() {
        QFETCH(const Edits, a);
        QFETCH(const Edits, b);
        QTEST(sentences(a, b), "says");
    }

    void positionsAreThoseOfTheSteps() {
        const auto found =
            recipeDifferences({"", "", {freezeAll, newHead, SetLearningRate{head, 10}}},
                              {"", "", {freezeAll, SetTrainable{features, true}, newHead, SetLearningRate{head, 2}}});
        QCOMPARE(found.size(), std::size_t{2});
        QVERIFY(!found[0].inA && found[0].inB == std::size_t{1});
        QVERIFY(found[1].inA == std::size_t{2} && found[1].inB == std::size_t{3});
    }

    void namesDoNotCount() { QVERIFY(recipeDifferences({"a", "x", {freezeAll}}, {"b", "y", {freezeAll}}).empty()); }

    /// Recipes come from files: a long one costs neither the memory nor the time of a table of all pairs.
    void longRecipes() {
        Edits a;
        Edits b;
        for (int i = 0; i < 4000; ++i) {
            a.emplace_back(SetDropout{{}, i * 0.0001});
            b.emplace_back(SetDropout{{}, i * 0.0001 + 0.00005});
        }
        a.push_back(newHead);
        b.push_back(newHead);
        QCOMPARE(sentences(a, b).size(), 4000);
    }

    void layers_data() {
        QTest::addColumn<Edits>("a");
        QTest::addColumn<Edits>("b");
        QTest::addColumn<QStringList>("says");
        const auto row = [](const char* name, Edits a, Edits b, const QStringList& says) {
            QTest::newRow(name) << a << b << says;
        };
        row("equal", {freezeAll, newHead}, {freezeAll, newHead}, {});
        row("other words, same network", {freezeAll, newHead},
            {SetTrainable{{Selection::By::role, {"backbone"}}, false}, newHead}, {});
        row("last block", {freezeAll, newHead},
            {freezeAll, newHead, SetTrainable{{Selection::By::names, {"features.4"}}, true}},
            {"features.4: trainable"});
        row("kept head, new head", {freezeAll, SetTrainable{head, true}}, {freezeAll, newHead}, {"fc: weights"});
        row("drawn in another way", {newHead}, {ReplaceHead{}}, {"fc: weights"});
        row("rate", {newHead}, {newHead, SetLearningRate{head, 10}}, {"fc: rate"});
        row("another number of classes", {ReplaceHead{3, {}}}, {ReplaceHead{4, {}}}, {"fc: attributes"});
        row("batch-norm's policy", {freezeAll, SetTrainable{head, true}},
            {freezeAll, SetTrainable{head, true},
             SetBatchNormPolicy{{Selection::By::role, {"batch_norm"}}, BatchNormPolicy::statisticsOnly}},
            {"features.1: trainable"});
        row("cut", {newHead}, {SliceAfter{"features.3"}, newHead},
            {"features.4: only in A", "features.5: only in A", "flatten: only in A", "drop: only in A", "fc: only in A",
             "head.pool: only in B", "head.flatten: only in B", "head.fc: only in B"});
        row("taken out", {}, {RemoveLayer{"drop"}}, {"drop: only in A", "fc: attributes"});
        row("dropout", {}, {SetDropout{{}, 0.1}}, {"drop: attributes"});
    }
    void layers() {
        QFETCH(const Edits, a);
        QFETCH(const Edits, b);
        QTEST(layersOf(a, b), "says");
    }

    void whatCannotBeApplied() {
        const QString message = QString::fromStdString(
            messageOf(layerDifferences(chain(), {"Good", "", {}}, {"Bad", "", {RemoveLayer{"features.9"}}}, 5)));
        QVERIFY2(message.startsWith("“Bad”: Step 1"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestRecipeDifferences)
#include "test_recipe_differences.moc"
