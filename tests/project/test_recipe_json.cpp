// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/recipe_json.h"

#include <QtTest>

#include <set>

using namespace layerbench;

namespace {

const Initialisation kaiming{Scheme::kaimingNormal, 4294967295u};

const std::vector<std::pair<const char*, Edit>> edits{
    {"slice_after", SliceAfter{"features.9"}},
    {"remove", RemoveLayer{"features.8"}},
    {"insert", InsertLayer{"features.9", "flatten", Kind::dropout, {{"p", 0.1}}, "extra", {Scheme::smallNormal, 2}}},
    {"insert, defaults", InsertLayer{"input", "", Kind::relu, {}, "", {}}},
    {"replace", ReplaceLayer{"features.0",
                             Kind::conv2d,
                             {{"kernel_size", Pair{5, 3}}, {"out_channels", std::int64_t{7}}, {"bias", false}},
                             kaiming}},
    {"replace_head, data", ReplaceHead{0, kaiming}},
    {"replace_head, number", ReplaceHead{5, {}}},
    {"freeze", SetTrainable{{Selection::By::block, {"features.3"}}, false}},
    {"unfreeze", SetTrainable{{Selection::By::role, {"head"}}, true}},
    {"batch_norm", SetBatchNormPolicy{{Selection::By::role, {"batch_norm"}}, BatchNormPolicy::statisticsOnly}},
    {"reinitialise", Reinitialise{{Selection::By::names, {"a", "b \"quoted\" é"}}, kaiming}},
    {"learning_rate", SetLearningRate{{Selection::By::pattern, {"classifier.*"}}, 0.1}},
    {"dropout", SetDropout{{Selection::By::range, {"features.0", "features.9"}}, 1.0 / 3}},
};

}  // namespace

class TestRecipeJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < edits.size(); ++i)
            QTest::newRow(edits[i].first) << static_cast<int>(i);
    }

    void roundTrip() {
        QFETCH(int, index);
        const Recipe recipe{"Näme", "Why.", {edits[static_cast<std::size_t>(index)].second}};
        const auto json = recipeToJson(recipe);
        const auto again = recipeFromJson(json);
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY2(*again == recipe, json.c_str());
    }

    void everyEditIsTried() {
        std::set<std::size_t> alternatives;
        for (const auto& [name, edit] : edits)
            alternatives.insert(edit.index());
        QCOMPARE(alternatives.size(), std::variant_size_v<Edit>);
    }

    void readsAsDocumented() {
        const auto recipe = recipeFromJson(R"({"name": "Cut", "edits": [
            {"edit": "slice_after", "layer": "features.9"},
            {"edit": "freeze", "layers": {"block": "features.3"}},
            {"edit": "insert", "after": "features.9", "kind": "Dropout", "attributes": {"p": 0}},
            {"edit": "replace", "layer": "c", "kind": "Conv2d", "attributes": {"kernel_size": 5, "padding": [2, 1]}},
            {"edit": "replace_head", "classes": "data"}]})");
        QVERIFY2(recipe, recipe ? "" : recipe.error().message().c_str());
        const Recipe expected{
            "Cut",
            "",
            {SliceAfter{"features.9"}, SetTrainable{{Selection::By::block, {"features.3"}}, false},
             InsertLayer{"features.9", "", Kind::dropout, {{"p", 0.0}}, "", {}},
             ReplaceLayer{"c", Kind::conv2d, {{"kernel_size", Pair{5, 5}}, {"padding", Pair{2, 1}}}, {}},
             ReplaceHead{}}};
        QVERIFY(*recipe == expected);
    }

    /// What a file says of training comes back, but for what belongs to a repeat or a machine.
    void fileWithTraining() {
        RecipeFile file{{"Head first", "Why.", {SetTrainable{}, ReplaceHead{}}}, TrainingOptions{}};
        TrainingOptions& training = *file.training;
        training.epochs = 12;
        training.optimizer = Optimizer::adam;
        training.learningRate = 0.01;
        training.phases = {{6, {}, true, 0.5}};
        const auto again = recipeFileFromJson(recipeFileToJson(file));
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY(again->recipe == file.recipe && again->training == file.training);
        training.seed = 7;
        training.timeLimit = 60;
        training.compute.device = "cuda:1";
        QVERIFY(recipeFileFromJson(recipeFileToJson(file))->training == again->training);
        // Who wants the edits alone reads the same file.
        QVERIFY(*recipeFromJson(recipeFileToJson(file)) == file.recipe);
    }
    void fileWithoutTraining() {
        const RecipeFile file{{"Head", "", {ReplaceHead{}}}, {}};
        QCOMPARE(recipeFileToJson(file), recipeToJson(file.recipe));
        QVERIFY(!recipeFileFromJson(recipeFileToJson(file))->training);
    }

    void errors_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        const auto edit = [](const char* inside) {
            return QString(R"({"name":"x","edits":[{"edit":"slice_after","layer":"a"},%1]})").arg(inside);
        };
        QTest::newRow("empty") << ""
                               << "Line 1, column 1";
        QTest::newRow("malformed") << "{\n  \"name\": \"x\",\n  \"edits\": [}\n"
                                   << "Line 3, column 13";
        QTest::newRow("cut short") << R"({"name": "x", "edits": [)"
                                   << "Line 1";
        QTest::newRow("not UTF-8") << "\"\\ud800\""
                                   << "not valid JSON";
        QTest::newRow("a list") << "[]"
                                << "The document must be an object, but is a list";
        QTest::newRow("no name") << R"({"edits":[]})"
                                 << "The document lacks “name”";
        QTest::newRow("unknown key") << R"({"name":"x","edit":[]})"
                                     << "unknown key “edit”; the nearest is “edits”";
        QTest::newRow("key twice") << R"({"name":"x","name":"y","edits":[]})"
                                   << "“name” stands twice";
        QTest::newRow("edits no list") << R"({"name":"x","edits":{}})"
                                       << "edits must be a list, but is an object";
        QTest::newRow("training out of range") << R"({"name":"x","edits":[],"training":{"epochs":0}})"
                                               << "training: epochs is 0";
        QTest::newRow("training misspelt") << R"({"name":"x","edits":[],"training":{"epoch":3}})"
                                           << "training: ";
        QTest::newRow("edit no object") << edit("3") << "edits[1] must be an object";
        QTest::newRow("unknown edit") << edit(R"({"edit":"explode"})") << "edits[1].edit: there is no edit “explode”";
        QTest::newRow("missing key") << edit(R"({"edit":"remove"})") << "edits[1] lacks “layer”";
        QTest::newRow("wrong type") << edit(R"({"edit":"remove","layer":3})")
                                    << "edits[1].layer must be a text, but is a number";
        QTest::newRow("stray key") << edit(R"({"edit":"remove","layer":"a","p":1})")
                                   << "edits[1] has an unknown key “p”";
        QTest::newRow("two selections") << edit(R"({"edit":"freeze","layers":{"role":"all","block":"a"}})")
                                        << "edits[1].layers must have exactly one";
        QTest::newRow("half a range") << edit(R"({"edit":"freeze","layers":{"range":["a"]}})")
                                      << "edits[1].layers.range has 1 names";
        QTest::newRow("unknown kind") << edit(R"({"edit":"replace","layer":"a","kind":"Conv3d"})")
                                      << "edits[1].kind: There is no kind of layer named “Conv3d”";
        QTest::newRow("unknown attribute")
            << edit(R"({"edit":"replace","layer":"a","kind":"Dropout","attributes":{"q":1}})")
            << "edits[1].attributes: Dropout has no option “q”";
        QTest::newRow("attribute out of range")
            << edit(R"({"edit":"replace","layer":"a","kind":"Conv2d","attributes":{"kernel_size":[0,3]}})")
            << "edits[1].attributes: Conv2d: kernel_size";
        QTest::newRow("attribute of no type")
            << edit(R"({"edit":"replace","layer":"a","kind":"Dropout","attributes":{"p":"1"}})")
            << "edits[1].attributes.p must be a number";
        QTest::newRow("unknown scheme")
            << edit(R"({"edit":"replace_head","classes":2,"initialisation":{"scheme":"magic"}})")
            << "edits[1].initialisation.scheme: there is no scheme “magic”";
        QTest::newRow("stream too large")
            << edit(R"({"edit":"replace_head","classes":2,"initialisation":{"scheme":"standard","stream":4294967296}})")
            << "edits[1].initialisation.stream is 4294967296; it must lie between 0 and 4294967295";
        QTest::newRow("one class") << edit(R"({"edit":"replace_head","classes":1})") << "edits[1].classes is 1";
        QTest::newRow("classes in words") << edit(R"({"edit":"replace_head","classes":"two"})") << "“data” or a number";
        QTest::newRow("number too large")
            << edit(R"({"edit":"dropout","layers":{"role":"all"},"p":1e999})") << "a number that is too large";
        QTest::newRow("too deep") << QString("[").repeated(100000) << "more than 64 levels";
        QTest::newRow("too long") << QString(" ").repeated((64 << 20) + 1) << "at most";
    }

    void errors() {
        QFETCH(QString, json);
        QFETCH(QString, says);
        const auto recipe = recipeFromJson(json.toStdString());
        QVERIFY(!recipe);
        const QString message = QString::fromStdString(recipe.error().message());
        QVERIFY2(message.contains(says), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestRecipeJson)
#include "test_recipe_json.moc"
