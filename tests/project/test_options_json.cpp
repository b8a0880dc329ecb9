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
        options.compute = {"cuda:1", 3, Precision::bfloat16};
        const auto again = optionsFromJson(optionsToJson(options));
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY(*again == options);
    }

    void leftOutIsDefault() { QVERIFY(*optionsFromJson("{}") == TrainingOptions{}); }

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
