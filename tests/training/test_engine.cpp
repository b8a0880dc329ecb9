// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as the module that the program loads: what it finds, what it refuses, whole runs against PyTorch.
#include "core/training/engine.h"

#include "core/network/edits.h"
#include "tests/training/support.h"

#include <QTest>

#include <numeric>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

std::vector<LayerId> everyLayer(const Network& network) {
    std::vector<LayerId> all;
    for (const auto& layer : network.layers())
        all.push_back(layer.id);
    return all;
}

QString refusal(const Network& network, BatchSource& source, const TrainingOptions& options,
                const Checkpoint* from = nullptr) {
    return QString::fromStdString(messageOf(engine().start({network, &source, nullptr, options, from})));
}

/// [N, C, H, W] to [N, C], in double.
Tensor averaged(const Tensor& maps) {
    if (maps.shape().size() != 4)
        return maps;
    const auto area = static_cast<std::size_t>(maps.shape()[2] * maps.shape()[3]);
    std::vector<float> averages;
    for (std::size_t first = 0; first < maps.as<float>().size(); first += area) {
        const auto map = maps.as<float>().subspan(first, area);
        averages.push_back(
            static_cast<float>(std::accumulate(map.begin(), map.end(), 0.0) / static_cast<double>(area)));
    }
    return Tensor::fromFloats({maps.shape()[0], maps.shape()[1]}, averages);
}

}  // namespace

class TestEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void loadsTheModule() {
        const auto first = loadEngine();
        QVERIFY2(first, messageOf(first).c_str());
        QVERIFY(*first == required(loadEngine()));
        QVERIFY((*first)->version().starts_with("LibTorch "));
    }

    void devicesExplainThemselves() {
        const auto devices = engine().devices();
        QVERIFY(devices.size() >= 2);
        QCOMPARE(QString::fromStdString(devices[0].name), QString("cpu"));
        QVERIFY(devices[0].available);
        for (const auto& device : devices)
            QCOMPARE(device.reason.source.empty(), device.available);
        if (!devices[1].available)
            QVERIFY(devices[1].reason.english().find("CUDA") != std::string::npos);
    }

    void refuses() {
        auto data = pictures(6);
        const TrainingOptions o = options(1, 2);
        const Network n = chain();
        const Network headless = required(sliceAfter(n, id(n, "features.5")));
        QCOMPARE(refusal(required(replaceHead(n, 3)), data, o),
                 QString("The network ends in 3 (fc), but the data has 5 classes. Give it a new head for 5 classes."));
        QCOMPARE(
            refusal(headless, data, o),
            QString("The network ends in 6 × 4 × 4 (features.5), but the data has 5 classes. Give it a new head for "
                    "5 classes."));
        QCOMPARE(refusal(required(setTrainable(n, everyLayer(n), false)), data, o),
                 QString("Every layer is frozen, so there is nothing to train. Unfreeze at least one layer."));
        auto large = pictures(6, {3, 9, 9});
        QCOMPARE(refusal(n, large, o),
                 QString("The network takes pictures of 3 × 8 × 8, but the data gives 3 × 9 × 9."));
        auto empty = pictures(0);
        QCOMPARE(refusal(n, empty, o),
                 QString("There are no pictures to train with; choose another data set or split."));
        TrainingOptions wrong = o;
        wrong.epochs = 0;
        QCOMPARE(refusal(n, data, wrong), QString("epochs is 0; it must lie between 1 and 1000000."));
    }

    void refusesDevices_data() {
        QTest::addColumn<QString>("message");
        QTest::newRow("tpu") << "“tpu” is no device; write auto, cpu, cuda or cuda:0.";
        QTest::newRow("") << "“” is no device; write auto, cpu, cuda or cuda:0.";
        QTest::newRow("CPU") << "“CPU” is no device; write auto, cpu, cuda or cuda:0.";
        QTest::newRow("cuda:99") << "";
        QTest::newRow("cuda:x") << "";
    }
    void refusesDevices() {
        QFETCH(const QString, message);
        auto data = pictures(6);
        TrainingOptions o = options(1, 2);
        o.compute.device = QTest::currentDataTag();
        const auto said = refusal(chain(), data, o);
        QVERIFY(!said.isEmpty());
        if (!message.isEmpty())
            QCOMPARE(said, message);
        QCOMPARE(QString::fromStdString(messageOf(engine().forward(chain(), data, o.compute, RunControl{}))), said);
    }

    void refusesForeignCheckpoints() {
        auto data = pictures(10);
        TrainingOptions o = options(2, 5);
        const Network n = chain();
        const Checkpoint good = trained(n, o, data).checkpoint;
        Checkpoint bad = good;
        bad.parameters[0].first = "encoder.weight";
        QVERIFY(refusal(n, data, o, &bad)
                    .startsWith("The checkpoint holds encoder.weight (4 × 3 × 3 × 3), which the network"));
        bad = good;
        bad.bestParameters[0].second = Tensor::fromFloats({1}, std::vector<float>{1});
        QVERIFY(refusal(n, data, o, &bad).startsWith("The checkpoint holds features.0.weight (1)"));
        o.optimizer = Optimizer::adam;
        QVERIFY(refusal(n, data, o, &good).contains("which adam does not use for this network"));
        bad = good;
        bad.optimizerState.emplace_back("nonsense", Tensor());
        o.optimizer = Optimizer::sgd;
        QVERIFY(refusal(n, data, o, &bad).startsWith("The checkpoint holds nonsense"));
    }

    void forwardIsInOrderWhateverTheBatch() {
        auto data = pictures(13);
        const Network n = residual();
        const auto all = required(engine().forward(n, data, options(1, 1).compute, RunControl{}, 13));
        QVERIFY(all.shape() == (Shape{13, 5}));
        for (const std::int64_t batch : {1, 4, 100})
            // Another batch size may sum in another order.
            QVERIFY(difference(required(engine().forward(n, data, options(1, 1).compute, RunControl{}, batch)), all) <
                    1e-5);
        auto none = pictures(0);
        QCOMPARE(QString::fromStdString(messageOf(engine().forward(n, none, {}, RunControl{}))),
                 QString("There are no pictures to look at."));
        RunControl stopped;
        stopped.stop();
        QCOMPARE(QString::fromStdString(messageOf(engine().forward(n, data, {}, stopped))),
                 QString("Stopped before all pictures were seen."));
    }

    /// At every layer, against a network that ends there and an average over its maps by hand.
    void pooledFeaturesAreTheAveragesOfEachLayer() {
        auto data = pictures(9);
        const Network n = residual();
        const auto layers = everyLayer(n);
        std::vector<std::int64_t> told;
        const auto all = required(engine().pooledFeatures(
            n, layers, data, options(1, 1).compute, RunControl{},
            [&](std::int64_t done, std::int64_t) { told.push_back(done); }, 4));
        QCOMPARE(told, (std::vector<std::int64_t>{4, 8, 9}));
        QCOMPARE(all.size(), layers.size());
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const auto cut = sliceAfter(n, layers[i]);
            if (!cut)
                continue;  // in the middle of a block with a shortcut
            const auto maps = required(engine().forward(*cut, data, options(1, 1).compute, RunControl{}, 4));
            QVERIFY(difference(all[i], averaged(maps)) < 1e-5);
        }
        // Only what is asked for, in the order asked.
        const std::vector<LayerId> two{layers[3], layers[0]};
        const auto some = required(engine().pooledFeatures(n, two, data, options(1, 1).compute, RunControl{}, {}, 4));
        QCOMPARE(some[0], all[3]);
        QCOMPARE(some[1], all[0]);
        RunControl stopped;
        stopped.stop();
        QCOMPARE(QString::fromStdString(messageOf(engine().pooledFeatures(n, two, data, {}, stopped))),
                 QString("Stopped before all pictures were seen."));
    }

    /// Four steps of a network with every kind that learns, from PyTorch's start: loss, weights and buffers to 1e-5.
    void trainsAsPyTorch_data() {
        QTest::addColumn<bool>("cpuThreads");
        for (const char* name : {"sgd", "sgd_momentum", "adam", "adamw", "rmsprop", "rmsprop_momentum"})
            QTest::newRow(name) << true;
    }
    void trainsAsPyTorch() {
        const QString name = QTest::currentDataTag();
        const auto training = golden("training").toObject();
        std::vector<std::int64_t> labels;
        for (const QJsonValue label : training["labels"].toArray())
            labels.push_back(label.toInt());
        MemorySource data(tensorOf(training["images"]), labels, 3);
        TrainingOptions o = options(4, 6, 0.001);  // one step an epoch: the order of pictures does not matter
        o.momentum = name.endsWith("momentum") ? 0.9 : 0;
        if (name != "sgd")
            o.weightDecay = name == "adamw" ? 0.1 : 0.01;
        if (name == "sgd")
            o.learningRate = 0.1;
        else if (name == "sgd_momentum")
            o.learningRate = 0.05;
        else if (name.startsWith("adam"))
            o.learningRate = 0.01;
        o.optimizer = name.startsWith("sgd") ? Optimizer::sgd
                      : name == "adam"       ? Optimizer::adam
                      : name == "adamw"      ? Optimizer::adamw
                                             : Optimizer::rmsprop;
        const auto run = trained(goldenNetwork(training), o, data);
        const QJsonValue expected = QJsonValue(training)["runs"][name];
        for (int step = 0; step < 4; ++step)
            QVERIFY(std::abs(run.said.steps[static_cast<std::size_t>(step)].loss -
                             expected["losses"][step].toDouble()) < 1e-5);
        const auto state = expected["state"].toObject();
        QCOMPARE(state.size(), 9);
        for (auto it = state.begin(); it != state.end(); ++it) {
            const auto wrong = difference(valueOf(run.last, it.key().toStdString()), tensorOf(it.value()));
            QVERIFY2(wrong < 1e-5, qPrintable(QString("%1: %2").arg(it.key()).arg(wrong)));
        }
        QVERIFY(valueOf(run.last, "bn1.num_batches_tracked").as<std::int64_t>()[0] == 4);
    }

    void bfloat16LearnsToo() {
        auto data = pictures(60);
        TrainingOptions o = options(6, 10, 0.01);
        const Network n = required(setDropout(chain(), ids(chain(), {"drop"}), 0));
        const auto exact = trained(n, o, data, &data);
        o.compute.precision = Precision::bfloat16;
        const auto rounded = trained(n, o, data, &data);
        QVERIFY2(rounded.said.epochs.back().validationLoss < 0.8 * rounded.said.epochs.front().validationLoss,
                 qPrintable(QString("%1, then %2")
                                .arg(rounded.said.epochs.front().validationLoss)
                                .arg(rounded.said.epochs.back().validationLoss)));
        // bfloat16 has 8 significant bits: losses agree to some percent, weights are stored as float32.
        QVERIFY(std::abs(rounded.said.steps[0].loss - exact.said.steps[0].loss) < 0.03 * exact.said.steps[0].loss);
        QVERIFY(std::abs(rounded.said.epochs.back().validationLoss - exact.said.epochs.back().validationLoss) < 0.15);
        QVERIFY(!(rounded.last == exact.last));
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "test_engine.moc"
