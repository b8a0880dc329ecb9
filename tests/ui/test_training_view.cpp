// SPDX-License-Identifier: GPL-3.0-or-later
#include "training_dock.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include <limits>

using namespace layerbench;
using State = TrainingSession::State;

namespace {

std::vector<DeviceInfo> cpuAlone() {
    DeviceInfo cpu;
    cpu.name = "cpu";
    cpu.available = true;
    DeviceInfo gpu;
    gpu.name = "cuda";
    gpu.description = "NVIDIA GPU";
    gpu.reason =
        text("This LibTorch (%1) is built for the CPU alone. For a GPU, build with a CUDA LibTorch.", "1.13.1");
    return {cpu, gpu};
}

TrainingOptions newHeadDefaults() {
    TrainingOptions options;
    options.epochs = 25;
    options.batchSize = 8;
    options.learningRate = 0.001;
    options.schedule = Schedule::cosine;
    return options;
}

}  // namespace

class TestTrainingView final : public QObject, private fixture::TrainingDock {
    Q_OBJECT

private:
    bool isMarked(const QString& field) const {
        return find<QLabel>((field + QStringLiteral("Caption")).toLatin1().constData())
            ->text()
            .endsWith(QStringLiteral("•"));
    }

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(*qApp, Theme::light());
    }
    void init() {
        view_ = std::make_unique<TrainingView>();
        view_->setDefaults(newHeadDefaults());
        view_->resize(265, 330);
        view_->show();
        QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    }
    void cleanup() { view_.reset(); }

    void defaultsFillTheFields() {
        QVERIFY(view_->options() == newHeadDefaults());
        QCOMPARE(find<QLineEdit>("learningRate")->text(), QStringLiteral("0.001"));
        QCOMPARE(find<QComboBox>("schedule")->currentText(), QStringLiteral("cosine"));
        QVERIFY(!find<QPushButton>("defaultOptions")->isVisible());
    }

    void compactFormNeedsNoScrolling() {
        view_->setDevices(QStringLiteral("LibTorch 1.13.1"), cpuAlone());
        QTRY_VERIFY(!find<QScrollArea>("trainingScroll")->verticalScrollBar()->isVisible());
    }

    void typed_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("expected");
        QTest::newRow("learning rate, point") << "learningRate"
                                              << "0.003" << 0.003;
        QTest::newRow("learning rate, exponent") << "learningRate"
                                                 << "1e-3" << 1e-3;
        QTest::newRow("learning rate, capital exponent") << "learningRate"
                                                         << "2.5E-4" << 2.5e-4;
        QTest::newRow("learning rate, spaces") << "learningRate"
                                               << " 0.1 " << 0.1;
        QTest::newRow("epochs") << "epochs"
                                << "40" << 40.0;
        QTest::newRow("batch size") << "batchSize"
                                    << "64" << 64.0;
        QTest::newRow("momentum none") << "momentum"
                                       << "0" << 0.0;
        QTest::newRow("seed") << "seed"
                              << "0" << 0.0;
        QTest::newRow("weight decay") << "weightDecay"
                                      << "1e-4" << 1e-4;
        QTest::newRow("early stopping") << "earlyStopping"
                                        << "5" << 5.0;
        QTest::newRow("time limit") << "timeLimit"
                                    << "90.5" << 90.5;
        QTest::newRow("threads") << "threads"
                                 << "1" << 1.0;
        QTest::newRow("cached views") << "cachedViews"
                                      << "3" << 3.0;
    }
    void typed() {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(double, expected);
        click("moreOptions");
        QSignalSpy changed(view_.get(), &TrainingView::optionsChanged);
        type(field.toLatin1().constData(), text);
        QCOMPARE(changed.count(), 0);
        QTest::keyClick(find<QLineEdit>(field.toLatin1().constData()), Qt::Key_Return);
        const TrainingOptions o = view_->options();
        const std::map<QString, double> values{{QStringLiteral("learningRate"), o.learningRate},
                                               {QStringLiteral("epochs"), static_cast<double>(o.epochs)},
                                               {QStringLiteral("batchSize"), static_cast<double>(o.batchSize)},
                                               {QStringLiteral("momentum"), o.momentum},
                                               {QStringLiteral("seed"), static_cast<double>(o.seed)},
                                               {QStringLiteral("weightDecay"), o.weightDecay},
                                               {QStringLiteral("earlyStopping"), static_cast<double>(o.earlyStopping)},
                                               {QStringLiteral("timeLimit"), o.timeLimit},
                                               {QStringLiteral("threads"), static_cast<double>(o.compute.threads)},
                                               {QStringLiteral("cachedViews"), static_cast<double>(o.cachedViews)}};
        QCOMPARE(values.at(field), expected);
        QVERIFY(view_->check().has_value());
        QCOMPARE(changed.count(), o == newHeadDefaults() ? 0 : 1);
    }

    void largestSeedIsKept() {
        type("seed", QStringLiteral("18446744073709551615"));
        QCOMPARE(view_->options().seed, std::numeric_limits<std::uint64_t>::max());
        QTest::keyClick(find<QLineEdit>("seed"), Qt::Key_Up);
        QCOMPARE(view_->options().seed, std::numeric_limits<std::uint64_t>::max());
    }

    void arrowsCountWholeNumbers() {
        auto* epochs = find<QLineEdit>("epochs");
        QTest::keyClick(epochs, Qt::Key_Up);
        QCOMPARE(view_->options().epochs, 26);
        type("epochs", QStringLiteral("1"));
        QTest::keyClick(epochs, Qt::Key_Down);
        QCOMPARE(view_->options().epochs, 1);
    }

    void invalid_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        const QString rate =
            QStringLiteral("Learning rate: write a number from 1e-12 to 1,000, such as 0.001 or 1e-3.");
        QTest::newRow("words") << "learningRate"
                               << "fast" << rate;
        QTest::newRow("empty") << "learningRate"
                               << "" << rate;
        QTest::newRow("zero") << "learningRate"
                              << "0" << rate;
        QTest::newRow("negative") << "learningRate"
                                  << "-0.1" << rate;
        QTest::newRow("half an exponent") << "learningRate"
                                          << "1e-" << rate;
        QTest::newRow("not finite") << "learningRate"
                                    << "inf" << rate;
        QTest::newRow("two numbers") << "learningRate"
                                     << "0.1 0.2" << rate;
        QTest::newRow("no epoch") << "epochs"
                                  << "0"
                                  << "Epochs: write a whole number from 1 to 1,000,000.";
        QTest::newRow("half an epoch") << "epochs"
                                       << "2.5"
                                       << "Epochs: write a whole number from 1 to 1,000,000.";
        QTest::newRow("huge batch") << "batchSize"
                                    << "70000"
                                    << "Batch size: write a whole number from 1 to 65,536.";
    }
    void invalid() {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(QString, sentence);
        QSignalSpy changed(view_.get(), &TrainingView::optionsChanged);
        QSignalSpy train(view_.get(), &TrainingView::trainRequested);
        type(field.toLatin1().constData(), text);
        QTest::keyClick(find<QLineEdit>(field.toLatin1().constData()), Qt::Key_Tab);
        QCOMPARE(textOf("optionProblem"), sentence);
        QVERIFY(!view_->check().has_value());
        QCOMPARE(translated(view_->check().error()), sentence);
        QVERIFY(find<QLineEdit>(field.toLatin1().constData())->property("invalid").toBool());
        click("trainButton");
        QCOMPARE(train.count(), 0);

        type(field.toLatin1().constData(), QStringLiteral("1"));
        QCOMPARE(textOf("optionProblem"), QString());
        QVERIFY(!find<QLineEdit>(field.toLatin1().constData())->property("invalid").toBool());
        click("trainButton");
        QCOMPARE(train.count(), 1);
    }

    void germanDecimalSign() {
        QLocale::setDefault(QLocale(QLocale::German));
        type("learningRate", QStringLiteral("0,02"));
        QCOMPARE(view_->options().learningRate, 0.02);
        type("learningRate", QStringLiteral("0.001"));
        QCOMPARE(view_->options().learningRate, 0.001);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void choicesByKeyboard() {
        QSignalSpy changed(view_.get(), &TrainingView::optionsChanged);
        auto* optimizer = find<QComboBox>("optimizer");
        optimizer->setFocus();
        QTest::keyClick(optimizer, Qt::Key_Down);
        QVERIFY(view_->options().optimizer == Optimizer::adam);
        QVERIFY(!find<QLineEdit>("momentum")->isEnabled());
        QTest::keyClick(optimizer, Qt::Key_End);
        QVERIFY(view_->options().optimizer == Optimizer::rmsprop);
        QVERIFY(find<QLineEdit>("momentum")->isEnabled());
        QCOMPARE(changed.count(), 2);
        click("moreOptions");
        QVERIFY(!find<QLineEdit>("gamma")->isEnabled());
        auto* schedule = find<QComboBox>("schedule");
        schedule->setFocus();
        QTest::keyClick(schedule, Qt::Key_Up);
        QVERIFY(view_->options().schedule == Schedule::step);
        QVERIFY(find<QLineEdit>("gamma")->isEnabled());
    }

    void featureCache_data() {
        QTest::addColumn<bool>("cache");
        QTest::addColumn<bool>("half");
        QTest::addColumn<QString>("shown");
        QTest::addColumn<int>("key");  // that leads there from another choice
        QTest::newRow("float32") << true << false << "float32" << int(Qt::Key_Home);
        QTest::newRow("float16") << true << true << "float16" << int(Qt::Key_Down);
        QTest::newRow("off") << false << false << "off" << int(Qt::Key_End);
    }
    void featureCache() {
        QFETCH(const bool, cache);
        QFETCH(const bool, half);
        QFETCH(const int, key);
        click("moreOptions");
        auto* box = find<QComboBox>("featureCache");
        TrainingOptions stored = newHeadDefaults();
        stored.featureCache = cache;
        stored.halfFeatures = half;
        // What was stored is shown and comes back as it was, also where the case changes.
        view_->setOptions(stored);
        QTEST(box->currentText(), "shown");
        QVERIFY(view_->options() == stored);
        view_->setDefaults(newHeadDefaults());
        QVERIFY(view_->options() == stored);
        QCOMPARE(isMarked(QStringLiteral("featureCache")), half || !cache);
        QCOMPARE(find<QLineEdit>("cachedViews")->isEnabled(), cache);

        // The same by keyboard, from another choice.
        TrainingOptions other = newHeadDefaults();
        other.featureCache = key != Qt::Key_Home;
        view_->setOptions(other);
        QSignalSpy changed(view_.get(), &TrainingView::optionsChanged);
        box->setFocus();
        QTest::keyClick(box, static_cast<Qt::Key>(key));
        QTEST(box->currentText(), "shown");
        QCOMPARE(view_->options().featureCache, cache);
        QCOMPARE(view_->options().halfFeatures, half);
        QCOMPARE(changed.count(), 1);
        click("defaultOptions");
        QVERIFY(view_->options() == newHeadDefaults());
    }

    void wheelDoesNotChangeAList() {
        auto* optimizer = find<QComboBox>("optimizer");
        find<QLineEdit>("epochs")->setFocus();
        const QPointF at = optimizer->rect().center();
        QWheelEvent wheel(at, optimizer->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(optimizer, &wheel);
        QVERIFY(view_->options().optimizer == Optimizer::sgd);
    }

    void changedFieldsKeepTheirValue() {
        type("epochs", QStringLiteral("40"));
        QVERIFY(isMarked(QStringLiteral("epochs")));
        QVERIFY(!isMarked(QStringLiteral("learningRate")));
        TrainingOptions scratch;
        scratch.epochs = 25;
        scratch.learningRate = 0.05;
        scratch.weightDecay = 1e-4;
        view_->setDefaults(scratch);
        QCOMPARE(view_->options().epochs, 40);
        QCOMPARE(view_->options().learningRate, 0.05);
        QCOMPARE(view_->options().weightDecay, 1e-4);
        QVERIFY(isMarked(QStringLiteral("epochs")));

        QSignalSpy changed(view_.get(), &TrainingView::optionsChanged);
        click("defaultOptions");
        QVERIFY(view_->options() == scratch);
        QVERIFY(!isMarked(QStringLiteral("epochs")));
        QCOMPARE(changed.count(), 1);
        QVERIFY(!find<QPushButton>("defaultOptions")->isVisible());
    }

    void restoredOptionsStayThroughTheFirstDefaults() {
        TrainingOptions stored = newHeadDefaults();
        stored.epochs = 7;
        QSignalSpy changed(view_.get(), &TrainingView::optionsChanged);
        view_->setOptions(stored);
        TrainingOptions scratch;
        scratch.learningRate = 0.05;
        view_->setDefaults(scratch);
        QVERIFY(view_->options() == stored);
        QVERIFY(isMarked(QStringLiteral("learningRate")));
        QCOMPARE(changed.count(), 0);
    }

    void defaultsLinkClearsAWrongValue() {
        type("learningRate", QStringLiteral("abc"));
        click("defaultOptions");
        QCOMPARE(find<QLineEdit>("learningRate")->text(), QStringLiteral("0.001"));
        QVERIFY(view_->check().has_value());
        QCOMPARE(textOf("optionProblem"), QString());
    }

    void devicesWithoutGpuSayWhy() {
        view_->setEngineLoading();
        QCOMPARE(textOf("deviceNote"), QStringLiteral("The training engine is being loaded …"));
        view_->setDevices(QStringLiteral("LibTorch 1.13.1"), cpuAlone());
        const auto why = QStringLiteral("No GPU: This LibTorch (1.13.1) is built for the CPU alone.");
        QCOMPARE(textOf("deviceNote"), QString());
        click("moreOptions");
        QCOMPARE(textOf("deviceNote"), why);
        QVERIFY(find<QLabel>("deviceNote")->toolTip().contains(QLatin1String("build with a CUDA LibTorch")));
        auto* box = find<QComboBox>("device");
        QCOMPARE(box->count(), 3);
        QCOMPARE(box->itemText(0), QStringLiteral("Auto: CPU"));
        QCOMPARE(box->itemText(2), why);
        QVERIFY(!static_cast<QStandardItemModel*>(box->model())->item(2)->isEnabled());
        QVERIFY(box->itemData(2, Qt::ToolTipRole).toString().startsWith(QLatin1String("This LibTorch (1.13.1)")));
        // The keyboard steps over what cannot be used.
        box->setFocus();
        QTest::keyClick(box, Qt::Key_End);
        QCOMPARE(view_->options().compute.device, std::string("cpu"));
    }

    void devicesWithGpus() {
        auto devices = cpuAlone();
        devices.pop_back();
        for (const char* name : {"cuda:0", "cuda:1"}) {
            DeviceInfo gpu;
            gpu.name = name;
            gpu.description = "NVIDIA GPU";
            gpu.available = true;
            devices.push_back(gpu);
        }
        TrainingOptions stored = newHeadDefaults();
        stored.compute.device = "cuda:1";
        view_->setOptions(stored);
        QCOMPARE(find<QComboBox>("device")->currentText(), QStringLiteral("cuda:1 (not found)"));
        view_->setDevices(QStringLiteral("LibTorch 2.5"), devices);
        auto* box = find<QComboBox>("device");
        QCOMPARE(box->count(), 4);
        QCOMPARE(box->currentText(), QStringLiteral("NVIDIA GPU 1"));
        QCOMPARE(view_->options().compute.device, std::string("cuda:1"));
        QCOMPARE(textOf("deviceNote"), QString());
    }

    void engineThatCannotBeLoaded() {
        view_->setEngineFailed(Error{text("The training engine cannot be loaded (%1).", "gone")});
        QCOMPARE(textOf("deviceNote"), QStringLiteral("The training engine cannot be loaded (gone)."));
        QVERIFY(find<QLabel>("deviceNote")->property("problem").toBool());
    }

    void everyFieldExplainsItself() {
        click("moreOptions");
        for (const char* name : {"epochs", "batchSize", "optimizer", "momentum", "learningRate", "schedule", "seed",
                                 "device", "weightDecay", "precision", "stepSize", "gamma", "featureCache",
                                 "cachedViews", "earlyStopping", "timeLimit", "threads"}) {
            const auto* field = find<QWidget>(name);
            QVERIFY2(field->isVisible(), name);
            QVERIFY2(field->toolTip().size() > 40, name);
            QVERIFY2(!field->statusTip().isEmpty(), name);
            QVERIFY2(!field->accessibleName().isEmpty(), name);
        }
        click("moreOptions");
        QVERIFY(!find<QLineEdit>("weightDecay")->isVisible());
    }
};

QTEST_MAIN(TestTrainingView)
#include "test_training_view.moc"
