// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/options_json.h"

#include <QtTest>

using namespace layerbench;

class TestOptionsJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip() {
        // Nothing at its default, so that a key that is not written shows.
        TrainingOptions options;
        options.epochs = 7;
        options.batchSize = 5;
        options.optimizer = Optimizer::rmsprop;
        options.learningRate = 0.1 + 0.2;
        options.momentum = 0.5;
        options.weightDecay = 1e-4;
        options.schedule = Schedule::oneCycle;
        options.stepSize = 3;
        options.gamma = 0.25;
        options.seed = 18446744073709551615u;
        options.featureCache = false;
        options.cachedViews = 2;
        options.earlyStopping = 4;
        options.timeLimit = 12.5;
        options.phases = {{3, {Selection::By::names, {"fc", "features.8"}}, true, 0.1},
                          {4, {Selection::By::range, {"features.0", "features.3"}}, false, 2},
                          {4, {Selection::By::block, {"layer1.0"}}},
                          {5, {Selection::By::pattern, {"features.*"}}},
                          {6, {Selection::By::role, {"last_block"}}}};
        options.compute = {"cuda:1", 3, Precision::bfloat16};
        const auto again = optionsFromJson(optionsToJson(options));
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY(*again == options);
    }

    void leftOutIsDefault() { QVERIFY(*optionsFromJson("{}") == TrainingOptions{}); }

    void phaseLeftOutIsDefault() {
        const auto options = optionsFromJson(R"({"phases": [{"epoch": 4, "layers": {"role": "all"}}]})");
        QVERIFY2(options, options ? "" : options.error().message().c_str());
        QVERIFY(options->phases == (std::vector{Phase{4, {}, true, 1}}));
    }

    /// A program from before there were phases refuses keys that it does not know.
    void withoutPhasesNothingIsSaidOfThem() {
        QVERIFY(optionsToJson({}).find("phases") == std::string::npos);
        TrainingOptions options;
        options.phases = {{2, {}}};
        QVERIFY(optionsToJson(options).find("phases") != std::string::npos);
    }

    void errors_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown key") << R"({"lr": 1})"
                                     << "unknown key “lr”";
        QTest::newRow("wrong type") << R"({"epochs": "many"})"
                                    << "epochs must be a whole number, but is a text";
        QTest::newRow("fraction") << R"({"epochs": 1.5})"
                                  << "epochs must be a whole number";
        QTest::newRow("unknown optimizer") << R"({"optimizer": "adamax"})"
                                           << "optimizer: ";
        QTest::newRow("negative seed") << R"({"seed": -1})"
                                       << "seed must be";
        QTest::newRow("phases that are no list") << R"({"phases": {}})"
                                                 << "phases must be a list";
        QTest::newRow("phase without an epoch") << R"({"phases": [{"layers": {"role": "all"}}]})"
                                                << "phases[0]";
        QTest::newRow("phase without layers") << R"({"phases": [{"epoch": 2}]})"
                                              << "layers";
        QTest::newRow("phase with two selections")
            << R"({"phases": [{"epoch": 2, "layers": {"role": "all", "block": "fc"}}]})"
            << "phases[0].layers must have exactly one";
        QTest::newRow("phase with an unknown key")
            << R"({"phases": [{"epoch": 2, "layers": {"role": "all"}, "lr": 1}]})"
            << "unknown key “lr”";
        QTest::newRow("phase too late") << R"({"epochs": 3, "phases": [{"epoch": 4, "layers": {"role": "all"}}]})"
                                        << "Phase 1 comes before epoch 4";
        QTest::newRow("phase's rate a text")
            << R"({"phases": [{"epoch": 2, "layers": {"role": "all"}, "rate": "low"}]})"
            << "phases[0].rate";
        QTest::newRow("out of range") << R"({"learning_rate": -1})"
                                      << "-1";
    }

    void errors() {
        QFETCH(QString, json);
        QFETCH(QString, says);
        const auto options = optionsFromJson(json.toStdString());
        QVERIFY(!options);
        const QString message = QString::fromStdString(options.error().message());
        QVERIFY2(message.contains(says), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestOptionsJson)
#include "test_options_json.moc"
