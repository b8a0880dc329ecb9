// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "tests/network/networks.h"
#include "ui/networks/layer_change.h"
#include "ui/networks/toggle_switch.h"
#include "widgets/basics/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QtTest>

#include <memory>
#include <set>

using namespace layerbench;
using namespace layerbench::fixture;

class TestLayerChange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void cleanup() { dialog_.reset(); }

    void kindsWithTheLayersInputs_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QString>("first");
        QTest::addColumn<int>("count");
        // Of the 13 kinds, 11 take one input and 2 take several.
        QTest::newRow("convolution") << "conv1"
                                     << "Convolution (Conv2d)" << 11;
        QTest::newRow("activation") << "relu"
                                    << "ReLU" << 11;
        QTest::newRow("joins branches") << "layer1.0.add"
                                        << "Add" << 2;
        QTest::newRow("head") << "fc"
                              << "Fully connected (Linear)" << 12;
    }
    void kindsWithTheLayersInputs() {
        QFETCH(QString, layer);
        QFETCH(QString, first);
        QFETCH(int, count);
        open(residual(), layer.toStdString());
        QCOMPARE(dialog_->windowTitle(), QStringLiteral("Change %1").arg(layer));
        auto* kinds = find<QComboBox>("kindChoice");
        QCOMPARE(kinds->currentText(), first);
        QCOMPARE(kinds->currentIndex(), 0);
        int shown = 0;
        for (int i = 0; i < kinds->count(); ++i)
            shown += kinds->itemData(i).isValid() && !kinds->itemText(i).isEmpty();
        QCOMPARE(shown, count);
    }

    void okWithoutAChangeIsNoEdit() {
        open(chain(), "features.0");
        QVERIFY(ok()->isEnabled());
        QCOMPARE(text("changeWeights"), QStringLiteral("kept"));
        QCOMPARE(text("changeOutput"), QStringLiteral("4 × 8 × 8"));
        QTest::mouseClick(ok(), Qt::LeftButton);
        QVERIFY(!dialog_->isVisible());
        QVERIFY(edits_.empty());
    }

    void changesAttributes_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("attribute");
        QTest::addColumn<QString>("output");
        QTest::newRow("one number for both sides") << "features.3"
                                                   << "kernel_size"
                                                   << "3"
                                                   << "3 × 3"
                                                   << "4 × 4 × 4  →  4 × 3 × 3";
        QTest::newRow("height × width") << "features.3"
                                        << "kernel_size"
                                        << "1 × 3"
                                        << "1 × 3"
                                        << "4 × 4 × 4  →  4 × 4 × 3";
        QTest::newRow("height x width") << "features.3"
                                        << "kernel_size"
                                        << "1x3"
                                        << "1 × 3"
                                        << "4 × 4 × 4  →  4 × 4 × 3";
        QTest::newRow("height, width") << "features.3"
                                       << "kernel_size"
                                       << " 1, 3 "
                                       << "1 × 3"
                                       << "4 × 4 × 4  →  4 × 4 × 3";
        QTest::newRow("decimal") << "drop"
                                 << "p"
                                 << "0.25"
                                 << "0.25"
                                 << "96";
        QTest::newRow("power of ten") << "features.1"
                                      << "eps"
                                      << "1e-3"
                                      << "0.001"
                                      << "4 × 8 × 8";
    }
    void changesAttributes() {
        QFETCH(QString, layer);
        QFETCH(QString, field);
        QFETCH(QString, typed);
        QFETCH(QString, attribute);
        QFETCH(QString, output);
        // Without the layers behind, so that any size fits.
        Network network = chain();
        if (layer == QStringLiteral("features.3"))
            network = required(sliceAfter(network, id(network, "features.3")));
        open(network, layer.toStdString());
        type(field, typed);
        QCOMPARE(text("changeOutput"), output);
        QTest::keyClick(dialog_.get(), Qt::Key_Return);
        QVERIFY(!dialog_->isVisible());
        const Layer changed = edited().layer(id(network_.value(), layer.toStdString()));
        QCOMPARE(toText(changed.attributes.all().find(field.toStdString())->second), attribute.toStdString());
        const Layer& before = network.layer(changed.id);
        Attributes wanted = before.attributes;
        wanted.set(field.toStdString(), changed.attributes.all().find(field.toStdString())->second);
        QVERIFY(edited() == required(replaceLayer(network, changed.id, before.kind, wanted)));
    }

    void wholeNumbersAndFlags() {
        const Network network = required(sliceAfter(chain(), id(chain(), "features.4")));
        open(network, "features.4");
        auto* channels = find<QSpinBox>("attribute-out_channels");
        channels->setFocus();
        channels->selectAll();
        QTest::keyClicks(channels, QStringLiteral("12"));
        QCOMPARE(text("changeOutput"), QStringLiteral("6 × 4 × 4  →  12 × 4 × 4"));
        QCOMPARE(text("changeParameters"), QStringLiteral("222  →  444"));
        QTest::mouseClick(find<ToggleSwitch>("attribute-bias"), Qt::LeftButton);
        QCOMPARE(text("changeParameters"), QStringLiteral("222  →  432"));
        QVERIFY(text("changeWeights").startsWith(QStringLiteral("new")));
        chooseScheme(QStringLiteral("Kaiming normal"));
        QTest::mouseClick(ok(), Qt::LeftButton);
        Attributes wanted = network.layers().back().attributes;
        wanted.set("out_channels", std::int64_t{12});
        wanted.set("bias", false);
        QVERIFY(edited() ==
                required(replaceLayer(network, network.output(), Kind::conv2d, wanted, {Scheme::kaimingNormal, 0})));
        // What the input decides has no field.
        QVERIFY(!dialog_->findChild<QWidget*>(QStringLiteral("attribute-in_channels")));
    }

    void anotherKindKeepsWhatItCan() {
        const Network network = chain();
        open(network, "features.3");
        QCOMPARE(find<QLineEdit>("attribute-kernel_size")->text(), QStringLiteral("2"));
        type(QStringLiteral("kernel_size"), QStringLiteral("2 × 2"));
        chooseKind(QStringLiteral("Average pooling (AvgPool2d)"));
        QVERIFY(!find<QComboBox>("schemeChoice")->isVisible());
        QTest::mouseClick(ok(), Qt::LeftButton);
        const LayerId pool = id(network, "features.3");
        QVERIFY(edited() == required(replaceLayer(network, pool, Kind::avgPool2d, {})));
        QCOMPARE(edits_.size(), std::size_t{1});
    }

    void kindsWithoutAttributes() {
        open(chain(), "features.2");
        chooseKind(QStringLiteral("ReLU6"));
        QCOMPARE(text("changeWeights"), QStringLiteral("none"));
        QTest::mouseClick(ok(), Qt::LeftButton);
        QVERIFY(edited() == required(replaceLayer(*network_, id(*network_, "features.2"), Kind::relu6, {})));
    }

    void whatCannotBe_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("says");
        QTest::newRow("no number") << "features.0"
                                   << "kernel_size"
                                   << "three"
                                   << "“three” is no size";
        QTest::newRow("nothing") << "features.0"
                                 << "kernel_size"
                                 << ""
                                 << "is no size";
        QTest::newRow("three numbers") << "features.0"
                                       << "stride"
                                       << "1 × 2 × 3"
                                       << "is no size";
        QTest::newRow("out of range") << "features.0"
                                      << "kernel_size"
                                      << "0"
                                      << "must lie between 1 and 1024";
        QTest::newRow("larger than the map") << "features.0"
                                             << "kernel_size"
                                             << "99"
                                             << "does not fit in a map";
        QTest::newRow("the next layer clashes") << "features.0"
                                                << "stride"
                                                << "2"
                                                << "fc";
        QTest::newRow("no decimal") << "drop"
                                    << "p"
                                    << "half"
                                    << "“half” is no number";
        QTest::newRow("decimal out of range") << "drop"
                                              << "p"
                                              << "1.5"
                                              << "between 0 and 0.999";
    }
    void whatCannotBe() {
        QFETCH(QString, layer);
        QFETCH(QString, field);
        QFETCH(QString, typed);
        QFETCH(QString, says);
        open(chain(), layer.toStdString());
        auto* line = find<QLineEdit>(("attribute-" + field).toUtf8());
        const QString before = line->text();
        type(field, typed);
        QVERIFY2(text("changeProblem").contains(says), qPrintable(text("changeProblem")));
        QVERIFY(find<QLabel>("changeProblem")->isVisible());
        QVERIFY(!find<QLabel>("changeOutput")->isVisible());
        QVERIFY(!ok()->isEnabled());
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(dialog_->isVisible());
        QVERIFY(edits_.empty());
        // Put right, it can be.
        type(field, before);
        QVERIFY(ok()->isEnabled());
        QVERIFY(!find<QLabel>("changeProblem")->isVisible());
    }

    void newHead_data() {
        QTest::addColumn<QString>("network");
        QTest::newRow("fully connected") << "chain";
        QTest::newRow("convolution") << "fire";
    }
    void newHead() {
        QFETCH(QString, network);
        const Network before = network == QStringLiteral("fire") ? fire() : chain();
        open(before, before.layer(before.head()).name);
        chooseKind(QStringLiteral("New head for other classes"));
        QVERIFY(!dialog_->findChild<QWidget*>(QStringLiteral("attribute-bias"))->isVisible());
        auto* classes = find<QSpinBox>("headClasses");
        QCOMPARE(classes->value(), 5);
        classes->setFocus();
        classes->selectAll();
        QTest::keyClicks(classes, QStringLiteral("7"));
        chooseScheme(QStringLiteral("Small normal"));
        QVERIFY(text("changeWeights").startsWith(QStringLiteral("new")));
        QTest::mouseClick(ok(), Qt::LeftButton);
        QVERIFY(edited() == required(replaceHead(before, 7, {Scheme::smallNormal, 0})));
        QCOMPARE(edited().classCount(), 7);
    }

    void otherLayersAreNoHead() {
        open(chain(), "features.0");
        QCOMPARE(find<QComboBox>("kindChoice")->findText(QStringLiteral("New head for other classes")), -1);
    }

    void cancels_data() {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("button") << false;
        QTest::newRow("Escape") << true;
    }
    void cancels() {
        QFETCH(bool, byKey);
        open(chain(), "drop");
        type(QStringLiteral("p"), QStringLiteral("0.1"));
        if (byKey)
            QTest::keyClick(dialog_.get(), Qt::Key_Escape);
        else
            QTest::mouseClick(find<QPushButton>("changeCancel"), Qt::LeftButton);
        QVERIFY(!dialog_->isVisible());
        QVERIFY(edits_.empty());
    }

    void everyLayerAndKindOpens_data() {
        QTest::addColumn<QString>("architecture");
        for (const char* name : {"demo", "squeezenet1_1", "mobilenet_v2", "resnet20"})
            QTest::newRow(name) << name;
    }
    /// Whatever stands in the table: the form can be made, and says an outcome or a problem.
    void everyLayerAndKindOpens() {
        QFETCH(QString, architecture);
        const Network network = required(buildArchitecture(architecture.toStdString()));
        std::set<Kind> seen;
        for (const auto& layer : network.layers()) {
            if (!seen.insert(layer.kind).second)
                continue;
            open(network, layer.name);
            auto* kinds = find<QComboBox>("kindChoice");
            for (int i = 0; i < kinds->count(); ++i) {
                kinds->setCurrentIndex(i);
                QVERIFY(ok()->isEnabled() == text("changeProblem").isEmpty());
                QVERIFY(dialog_->sizeHint().height() < 700);
            }
        }
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        const auto save = [&](const char* name, bool dark) {
            QCOMPARE(Theme::of(dialog_.get()).dark, dark);
            QCoreApplication::processEvents();  // it takes the size that it needs now
            if (!folder.isEmpty())
                dialog_->grab().save(
                    folder + QStringLiteral("/change-%1-%2.png").arg(QLatin1String(name), dark ? "dark" : "light"));
        };
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            const Network network = initialised(required(buildArchitecture("squeezenet1_1")), 1);
            open(network, "features.3.expand3x3");
            save("convolution", dark);
            type(QStringLiteral("stride"), QStringLiteral("2"));
            save("problem", dark);
            chooseKind(QStringLiteral("Dropout"));
            save("dropout", dark);
            open(network, "classifier.1");
            chooseKind(QStringLiteral("New head for other classes"));
            save("head", dark);
            open(network, "features.1");
            save("relu", dark);
        }
        applyTheme(*qApp, Theme::light());
    }

private:
    void open(const Network& network, const std::string& layer) {
        network_ = network;
        edits_.clear();
        dialog_ = std::make_unique<LayerChangeDialog>(network, id(network, layer));
        connect(dialog_.get(), &LayerChangeDialog::editRequested, this, [this](const Edit& e) { edits_.push_back(e); });
        dialog_->open();
        QVERIFY(QTest::qWaitForWindowActive(dialog_.get()));
    }
    template <class Widget>
    Widget* find(const char* name) const {
        auto* found = dialog_->findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("the dialog has no %s", name);
        return found;
    }
    QPushButton* ok() const { return find<QPushButton>("changeOk"); }
    QString text(const char* label) const { return find<QLabel>(label)->text(); }
    void type(const QString& field, const QString& text) const {
        auto* line = find<QLineEdit>(("attribute-" + field).toUtf8());
        line->setFocus();
        line->selectAll();
        if (text.isEmpty())
            QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
    }
    /// By keyboard: opens the list, walks to the entry, takes it.
    static void choose(QComboBox* combo, const QString& entry) {
        const int wanted = combo->findText(entry);
        QVERIFY2(wanted >= 0, qPrintable(entry));
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Space);
        QTRY_VERIFY(combo->view()->isVisible());
        while (combo->view()->currentIndex().row() < wanted)
            QTest::keyClick(combo->view(), Qt::Key_Down);
        QTest::keyClick(combo->view(), Qt::Key_Return);
        QCOMPARE(combo->currentText(), entry);
    }
    void chooseKind(const QString& entry) const { choose(find<QComboBox>("kindChoice"), entry); }
    void chooseScheme(const QString& entry) const { choose(find<QComboBox>("schemeChoice"), entry); }
    Network edited() const {
        if (edits_.size() != 1)
            qFatal("%zu edits", edits_.size());
        return required(apply(*network_, edits_.front(), 5));
    }

    std::unique_ptr<LayerChangeDialog> dialog_;
    std::optional<Network> network_;
    std::vector<Edit> edits_;
};

QTEST_MAIN(TestLayerChange)
#include "test_layer_change.moc"
