// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/optimizer.h"

#include "tests/training/support.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

struct Setting {
    TrainingOptions options;
    double rate;
    double momentum;
};
/// As OPTIMIZERS in golden/make.py.
Setting setting(const QString& name) {
    TrainingOptions o;
    if (name == "sgd")
        return {o, 0.1, 0};
    o.weightDecay = name == "adamw" ? 0.1 : 0.01;
    if (name == "sgd_momentum")
        return {o, 0.05, 0.9};
    o.optimizer = name == "adam" ? Optimizer::adam : name == "adamw" ? Optimizer::adamw : Optimizer::rmsprop;
    if (name.startsWith("adam"))
        return {o, 0.01, 0.9};
    return {o, 0.001, name == "rmsprop_momentum" ? 0.9 : 0.0};
}

}  // namespace

class TestOptimizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsAsPyTorch_data() {
        QTest::addColumn<QJsonArray>("after");
        const QJsonObject all = golden("steps")["after"].toObject();
        for (const char* name : {"sgd", "sgd_momentum", "adam", "adamw", "rmsprop", "rmsprop_momentum"})
            QTest::newRow(name) << all.value(QString(name)).toArray();
    }
    void stepsAsPyTorch() {
        QFETCH(const QJsonArray, after);
        QCOMPARE(after.size(), 6);
        const auto [options, rate, momentum] = setting(QTest::currentDataTag());
        const QJsonValue steps = golden("steps");
        const auto start = tensorOf(steps["start"]);
        at::Tensor weight = wrapped(start).clone().set_requires_grad(true);
        auto updater = std::make_unique<ParameterUpdater>(options);
        for (int step = 0; step < after.size(); ++step) {
            weight.mutable_grad() = wrapped(tensorOf(steps["gradients"][step])).clone();
            updater->update("w", weight, rate, momentum);
            const auto wrong = difference(copied(weight), tensorOf(after.at(step)));
            QVERIFY2(wrong < 1e-6, qPrintable(QString("step %1: %2").arg(step).arg(wrong)));
            // The state goes through its saved form in the middle.
            if (step == 2) {
                auto restored = std::make_unique<ParameterUpdater>(options);
                restored->restore(updater->state(), at::kCPU);
                updater = std::move(restored);
            }
        }
    }

    void withoutGradientNothingMoves() {
        TrainingOptions o;
        o.weightDecay = 0.1;
        for (const auto optimizer : {Optimizer::sgd, Optimizer::adam, Optimizer::adamw, Optimizer::rmsprop}) {
            o.optimizer = optimizer;
            ParameterUpdater updater(o);
            at::Tensor weight = at::ones({4}).set_requires_grad(true);
            weight.mutable_grad() = at::ones({4});
            updater.update("w", weight, 0.1, 0.9);
            const auto moved = weight.detach().clone();
            QVERIFY(!at::equal(moved, at::ones({4})));
            weight.mutable_grad().reset();
            updater.update("w", weight, 0.1, 0.9);
            QVERIFY(at::equal(weight.detach(), moved));
            QVERIFY(!updater.state().empty());
            updater.forget("w");
            QVERIFY(updater.state().empty());
        }
    }

    void stateHasPyTorchsNames() {
        QVERIFY(stateType(Optimizer::sgd, "momentum_buffer") == ScalarType::float32);
        QVERIFY(!stateType(Optimizer::sgd, "exp_avg_sq"));
        QVERIFY(stateType(Optimizer::adam, "exp_avg") && stateType(Optimizer::adam, "exp_avg_sq"));
        QVERIFY(stateType(Optimizer::rmsprop, "square_avg") && stateType(Optimizer::rmsprop, "momentum_buffer"));
        QVERIFY(stateType(Optimizer::rmsprop, "step") == ScalarType::int64);
    }
};

QTEST_GUILESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
