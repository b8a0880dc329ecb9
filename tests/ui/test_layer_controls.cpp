// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edits.h"
#include "tests/ui/inspected.h"
#include "widgets/basics/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QPushButton>
#include <QWheelEvent>
#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

class TestLayerControls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void controlsThatALayerHas_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QStringList>("controls");
        const QString frozen = "frozenSwitch";
        const QString rate = "learningRateMultiplier";
        const QString random = "randomWeights";
        QTest::newRow("convolution") << "features.0" << QStringList{frozen, rate, random};
        QTest::newRow("batch-norm") << "features.1" << QStringList{frozen, rate, "batchNormPolicy", random};
        QTest::newRow("activation") << "features.2" << QStringList{};
        QTest::newRow("pooling") << "features.3" << QStringList{};
        QTest::newRow("dropout") << "drop" << QStringList{frozen, "dropoutProbability"};
    }
    void controlsThatALayerHas() {
        QFETCH(QString, layer);
        QFETCH(QStringList, controls);
        Inspected f(chain());
        f.select({layer.toStdString()});
        for (const char* name :
             {"frozenSwitch", "learningRateMultiplier", "batchNormPolicy", "dropoutProbability", "randomWeights"})
            QVERIFY2(f.find<QWidget>(name)->isVisible() == controls.contains(QLatin1String(name)), name);
        QVERIFY(f.find<QPushButton>("changeLayerButton")->isVisible());
        // All of it fits the dock, also with the longest words.
        const auto one = ids(f.network, {layer.toStdString()});
        f.view.showNetwork(required(reinitialise(f.network, one, {Scheme::kaimingUniform, 0})));
        QCoreApplication::processEvents();  // the layouts take note
        QVERIFY2(f.view.minimumSizeHint().width() <= 265,
                 qPrintable(QString::number(f.view.minimumSizeHint().width())));
        QVERIFY2(f.view.minimumSizeHint().height() <= 345,
                 qPrintable(QString::number(f.view.minimumSizeHint().height())));
    }

    void freezes_data() {
        QTest::addColumn<bool>("byKey");
        QTest::addColumn<bool>("frozenBefore");
        QTest::newRow("mouse, trainable") << false << false;
        QTest::newRow("mouse, frozen") << false << true;
        QTest::newRow("space bar, trainable") << true << false;
    }
    void freezes() {
        QFETCH(bool, byKey);
        QFETCH(bool, frozenBefore);
        const Network start = chain();
        const auto layer = ids(start, {"features.4"});
        Inspected f(required(setTrainable(start, layer, !frozenBefore)));
        f.select({"features.4"});
        QCOMPARE(f.frozen()->checkState(), frozenBefore ? Qt::Checked : Qt::Unchecked);
        if (byKey) {
            f.frozen()->setFocus();
            QTest::keyClick(f.frozen(), Qt::Key_Space);
        } else {
            QTest::mouseClick(f.frozen(), Qt::LeftButton, {}, f.frozen()->rect().center());
        }
        QVERIFY(f.edited() == required(setTrainable(f.network, layer, frozenBefore)));
    }

    void freezesSeveral() {
        Inspected f(required(setTrainable(chain(), ids(chain(), {"features.0"}), false)));
        f.select({"features.4", "features.0"});  // in any order
        QCOMPARE(f.title(), QStringLiteral("2 layers"));
        QCOMPARE(f.fact("first"), QStringLiteral("features.0"));
        QCOMPARE(f.fact("last"), QStringLiteral("features.4"));
        QCOMPARE(f.fact("parameters"), QStringLiteral("334"));
        QCOMPARE(f.share("trainable"), 222.0 / 334);
        QCOMPARE(f.frozen()->checkState(), Qt::PartiallyChecked);
        QVERIFY(!f.find<QPushButton>("changeLayerButton")->isVisible());
        QTest::mouseClick(f.frozen(), Qt::LeftButton);
        QVERIFY(f.edited() == required(setTrainable(f.network, ids(f.network, {"features.0", "features.4"}), false)));
        QVERIFY(std::get<SetTrainable>(f.edits.front()).layers ==
                (Selection{Selection::By::names, {"features.0", "features.4"}}));
    }

    void neighboursAreARange() {
        Inspected f(chain());
        f.select({"features.0", "features.1", "features.2", "features.3"});
        QTest::mouseClick(f.frozen(), Qt::LeftButton);
        QVERIFY(std::get<SetTrainable>(f.edits.front()).layers ==
                (Selection{Selection::By::range, {"features.0", "features.3"}}));
    }

    void activationsDoNotMakeTheSwitchDiffer() {
        const auto weights = ids(chain(), {"features.0", "features.1", "features.4"});
        Inspected f(required(setTrainable(chain(), weights, false)));
        f.select({"features.0", "features.1", "features.2", "features.3", "features.4"});
        QCOMPARE(f.frozen()->checkState(), Qt::Checked);
    }

    void learningRate_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("expected");
        QTest::newRow("a tenth") << "0.1" << 0.1;
        QTest::newRow("ten") << "10" << 10.0;
        QTest::newRow("a ten-thousandth") << "0.0001" << 0.0001;
    }
    void learningRate() {
        QFETCH(QString, typed);
        QFETCH(double, expected);
        Inspected f(chain());
        f.select({"features.0", "features.4"});
        QCOMPARE(f.rate()->text(), QStringLiteral("1"));
        f.rate()->setFocus();
        f.rate()->selectAll();
        QTest::keyClicks(f.rate(), typed);
        QVERIFY(f.edits.empty());  // not while it is typed
        QTest::keyClick(f.rate(), Qt::Key_Return);
        const auto layers = ids(f.network, {"features.0", "features.4"});
        QVERIFY(f.edited() == required(setLearningRate(f.network, layers, expected)));
        // The network comes back, and leaving the field is no second edit.
        f.view.showNetwork(f.edited());
        QCOMPARE(f.rate()->text(), typed);
        f.frozen()->setFocus();
        QCOMPARE(f.edits.size(), std::size_t{1});
    }

    void anImpossibleRateIsTheEditsToRefuse() {
        Inspected f(chain());
        f.select({"features.0"});
        f.rate()->setFocus();
        f.rate()->selectAll();
        QTest::keyClicks(f.rate(), QStringLiteral("0"));
        QTest::keyClick(f.rate(), Qt::Key_Return);
        QCOMPARE(f.edits.size(), std::size_t{1});
        QVERIFY(!apply(f.network, f.edits.front(), 5));
        f.view.showNetwork(f.network);  // as the window does when an edit is refused
        QCOMPARE(f.rate()->text(), QStringLiteral("1"));
    }

    void ratesThatDiffer() {
        Inspected f(required(setLearningRate(chain(), ids(chain(), {"features.0"}), 0.1)));
        f.select({"features.0", "features.4"});
        QCOMPARE(f.rate()->text(), QStringLiteral("differ"));
        f.rate()->setFocus();
        f.frozen()->setFocus();
        QVERIFY(f.edits.empty());
        f.rate()->setFocus();
        f.rate()->selectAll();
        QTest::keyClicks(f.rate(), QStringLiteral("0.5"));
        QTest::keyClick(f.rate(), Qt::Key_Return);
        QVERIFY(f.edited() == required(setLearningRate(f.network, ids(f.network, {"features.0", "features.4"}), 0.5)));
        f.frozen()->setFocus();
        QCOMPARE(f.edits.size(), std::size_t{1});
    }

    void frozenLayersHaveNoRate() {
        Inspected f(required(setTrainable(chain(), ids(chain(), {"features.0"}), false)));
        f.select({"features.0"});
        QVERIFY(!f.rate()->isEnabled());
        f.select({"features.4"});
        QVERIFY(f.rate()->isEnabled());
    }

    void wheelsPassOver() {
        Inspected f(chain());
        f.select({"features.0"});
        f.frozen()->setFocus();
        QWheelEvent wheel(QPointF(5, 5), f.rate()->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(f.rate(), &wheel);
        QCOMPARE(f.rate()->text(), QStringLiteral("1"));
        QVERIFY(!wheel.isAccepted());
    }

    void batchNormPolicy_data() {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("policy");
        QTest::newRow("statistics only") << 1 << static_cast<int>(BatchNormPolicy::statisticsOnly);
        QTest::newRow("frozen") << 2 << static_cast<int>(BatchNormPolicy::frozen);
    }
    void batchNormPolicy() {
        QFETCH(int, steps);
        QFETCH(int, policy);
        Inspected f(chain());
        f.select({"features.1"});
        auto* combo = f.find<QComboBox>("batchNormPolicy");
        QCOMPARE(combo->currentText(), QStringLiteral("trained"));
        const QString explanation = f.find<QLabel>("batchNormExplanation")->text();
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Space);  // opens
        auto* list = combo->view();
        QTRY_VERIFY(list->isVisible());
        for (int i = 0; i < steps; ++i)
            QTest::keyClick(list, Qt::Key_Up);
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(f.edited() == required(setBatchNormPolicy(f.network, ids(f.network, {"features.1"}),
                                                          static_cast<BatchNormPolicy>(policy))));
        f.view.showNetwork(f.edited());
        QCOMPARE(combo->currentIndex(), policy);
        QVERIFY(f.find<QLabel>("batchNormExplanation")->text() != explanation);
        QCOMPARE(f.frozen()->checkState(), Qt::Checked);
        QCOMPARE(f.edits.size(), std::size_t{1});
    }

    void dropout() {
        Inspected f(chain());
        f.select({"drop"});
        auto* field = f.find<QDoubleSpinBox>("dropoutProbability");
        QCOMPARE(field->text(), QStringLiteral("0.5"));
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("0"));
        QTest::keyClick(field, Qt::Key_Tab);
        QVERIFY(f.edited() == required(setDropout(f.network, ids(f.network, {"drop"}), 0)));
        f.view.showNetwork(f.edited());
        QCOMPARE(field->text(), QStringLiteral("0"));
    }

    void randomWeights() {
        Inspected f(chain());
        f.select({"features.4"});
        auto* button = f.find<QPushButton>("randomWeights");
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(f.edited() == required(reinitialise(f.network, ids(f.network, {"features.4"}), {})));
        f.view.showNetwork(f.edited());
        QCOMPARE(f.find<QLabel>("weightsState")->text(), QStringLiteral("random start"));
        QCOMPARE(f.find<QLabel>("weightsScheme")->text(), QStringLiteral("PyTorch's default"));
        QVERIFY(!button->isVisible());
        f.select({"features.0", "features.4"});
        QCOMPARE(f.find<QLabel>("weightsState")->text(), QStringLiteral("partly random start"));
        QVERIFY(!f.find<QLabel>("weightsScheme")->isVisible());
        QVERIFY(button->isVisible());
    }
};

QTEST_MAIN(TestLayerControls)
#include "test_layer_controls.moc"
