// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/network_json.h"

#include "example.h"

#include <QtTest>

using namespace layerbench;

namespace {

TensorLookup tensorsOf(const Network& network) {
    return [network](const std::string& wanted) -> Result<Tensor> {
        for (const auto& [name, layer, parameter] : namedParameters(network))
            if (name == wanted && std::holds_alternative<Tensor>(parameter->value))
                return std::get<Tensor>(parameter->value);
        return failure("no tensor %1", wanted);
    };
}

}  // namespace

class TestNetworkJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data() {
        QTest::addColumn<int>("which");
        QTest::newRow("as read") << 0;
        QTest::newRow("frozen, head to draw") << 1;
        QTest::newRow("statistics only, head cut off, multiplier") << 2;
    }

    void roundTrip() {
        QFETCH(int, which);
        Network network = exampleNetwork();
        if (which == 1)
            network = headToTrain(network);
        if (which == 2) {
            network = *sliceAfter(network, network.find("flatten")->id);
            const LayerId bn = network.find("bn")->id;
            network = *setBatchNormPolicy(network, {&bn, 1}, BatchNormPolicy::statisticsOnly);
            network = *setLearningRate(network, {&bn, 1}, 0.1);
        }
        const auto json = networkToJson(network);
        const auto again = networkFromJson(json, tensorsOf(network));
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY2(*again == network, json.c_str());
    }

    void errors_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing key") << "\"architecture\""
                                     << "\"arch\""
                                     << "unknown key “arch”";
        QTest::newRow("mean of two channels") << "\"channels\": 3"
                                              << "\"channels\": 2"
                                              << "input.mean has 3 values";
        QTest::newRow("giant picture") << "\"height\": 8"
                                       << "\"height\": 100000000"
                                       << "input.height is 100000000";
        QTest::newRow("id 0") << "\"id\": 1,"
                              << "\"id\": 0,"
                              << "layers[0].id is 0";
        QTest::newRow("id twice") << "\"id\": 2,"
                                  << "\"id\": 1,"
                                  << "has no id of its own";
        QTest::newRow("unknown kind") << "\"Linear\""
                                      << "\"Quadratic\""
                                      << "layers[5].kind";
        QTest::newRow("option missing") << "\"p\": 0.25"
                                        << ""
                                        << "layers[4].attributes lacks";
        QTest::newRow("option of wrong type") << "\"p\": 0.25"
                                              << "\"p\": true"
                                              << "layers[4].attributes: Dropout";
        QTest::newRow("unknown input") << "\"flatten\"\n"
                                       << "\"later\"\n"
                                       << "layers[4].inputs: no earlier layer";
        QTest::newRow("contradiction") << "\"batch_norm\": \"trained\""
                                       << "\"batch_norm\": \"frozen\""
                                       << "layers[1].batch_norm contradicts";
        QTest::newRow("unknown policy") << "\"batch_norm\": \"trained\""
                                        << "\"batch_norm\": \"off\""
                                        << "no batch-norm policy “off”";
        QTest::newRow("unknown head") << "\"head\": \"fc\""
                                      << "\"head\": \"nose\""
                                      << "no layer is named “nose”";
        QTest::newRow("size that does not fit") << "\"in_features\": 256"
                                                << "\"in_features\": 255"
                                                << "fc.weight";
        QTest::newRow("multiplier 0") << "\"learning_rate_multiplier\": 1.0"
                                      << "\"learning_rate_multiplier\": 0"
                                      << "layers[0].learning_rate_multiplier is 0";
    }

    void errors() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, says);
        const Network network = exampleNetwork();
        QString json = QString::fromStdString(networkToJson(network));
        QVERIFY2(json.contains(from), qPrintable(json));
        json.replace(json.indexOf(from), from.size(), to);
        const auto read = networkFromJson(json.toStdString(), tensorsOf(network));
        QVERIFY(!read);
        const QString message = QString::fromStdString(read.error().message());
        QVERIFY2(message.contains(says), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestNetworkJson)
#include "test_network_json.moc"
