// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "tests/ui/inspected.h"
#include "widgets/basics/theme.h"

#include <QPushButton>
#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// Letters are thin: some pixel comes near the colour that they are drawn with.
bool hasColour(const QImage& image, const QColor& colour) {
    constexpr int tolerance = 40;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (std::abs(pixel.red() - colour.red()) < tolerance &&
                std::abs(pixel.green() - colour.green()) < tolerance &&
                std::abs(pixel.blue() - colour.blue()) < tolerance)
                return true;
        }
    return false;
}

}  // namespace

class TestLayerInspector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void sayNothingWithoutANetwork() {
        const LayerInspector view;
        QVERIFY(!view.findChild<QPushButton*>(QStringLiteral("changeLayerButton"))->isVisibleTo(&view));
        QVERIFY(!view.findChild<ToggleSwitch*>(QStringLiteral("frozenSwitch"))->isVisibleTo(&view));
    }

    void factsOfALayer() {
        Inspected f(chain());
        f.select({"features.4"});
        QCOMPARE(f.title(), QStringLiteral("features.4"));
        QCOMPARE(f.fact("kind"), QStringLiteral("Conv2d 3 × 3, stride 1"));
        QCOMPARE(f.fact("input"), QStringLiteral("features.3"));
        QCOMPARE(f.fact("output"), QStringLiteral("6 × 4 × 4"));
        QCOMPARE(f.fact("parameters"), QStringLiteral("222"));           // 6 x 4 x 3 x 3 + 6
        QCOMPARE(f.fact("multiply-adds"), QStringLiteral("3,456"));      // 96 outputs x 36
        QCOMPARE(f.fact("activations"), QStringLiteral("384\u202fB"));   // 96 x 4 bytes
        QCOMPARE(f.share("parameters"), 222.0 / (112 + 8 + 222 + 485));  // features.0, .1, .4 and fc
        QCOMPARE(f.find<QLabel>("weightsState")->text(), QStringLiteral("pretrained"));
        f.select({"fc"});
        QCOMPARE(f.title(), QStringLiteral("fc – the head"));
        QCOMPARE(f.fact("kind"), QStringLiteral("Linear 96 → 5"));
        f.select({"features.0"});
        QCOMPARE(f.fact("input"), QStringLiteral("picture"));
    }

    void asksForChangeAndRemoval() {
        Inspected f(chain());
        f.select({"features.2"});
        QTest::mouseClick(f.find<QPushButton>("changeLayerButton"), Qt::LeftButton);
        QTest::mouseClick(f.find<QPushButton>("removeLayerButton"), Qt::LeftButton);
        QVERIFY(f.changes == ids(f.network, {"features.2"}));
        QVERIFY(f.removals == ids(f.network, {"features.2"}));
        QVERIFY(f.edits.empty());
    }

    void whatJoinsBranchesCannotBeRemoved() {
        Inspected f(residual());
        f.select({"layer1.0.add"});
        QCOMPARE(f.fact("input"), QStringLiteral("layer1.0.bn1, relu"));
        QVERIFY(!f.find<QPushButton>("removeLayerButton")->isEnabled());
        f.select({"relu"});
        QVERIFY(f.find<QPushButton>("removeLayerButton")->isEnabled());
    }

    void summaryOfTheNetwork() {
        const Network demo = required(buildArchitecture("demo"));
        Inspected f(required(setTrainable(demo, ids(demo, {"features.0"}), false)));
        QCOMPARE(f.title(), QStringLiteral("Demonstration network"));
        QVERIFY(f.find<QLabel>("inspectorExplanation")->isVisible());
        QCOMPARE(f.fact("input"), QStringLiteral("3 × 32 × 32"));
        QCOMPARE(f.fact("classes"), QStringLiteral("10"));
        QVERIFY(f.share("trainable") > 0.9 && f.share("trainable") < 1);
        QCOMPARE(std::max(f.share("weights"), f.share("activations")), 1.0);
        QVERIFY(!f.frozen()->isVisible());
        f.select({"features.0"});
        QVERIFY(!f.find<QLabel>("inspectorExplanation")->isVisible());
        f.view.showNetwork(chain());
        QCOMPARE(f.title(), QStringLiteral("features.0"));  // ids that are still there stay chosen
        f.view.showSelection({});
        QCOMPARE(f.title(), QStringLiteral("test"));
        QCOMPARE(f.fact("classes"), QStringLiteral("5: a, b, c, d, e"));
    }

    void selectedLayersThatGoAreForgotten() {
        Inspected f(chain());
        f.select({"features.4", "fc"});
        f.view.showNetwork(required(sliceAfter(f.network, id(f.network, "features.4"))));
        QCOMPARE(f.title(), QStringLiteral("features.4"));
        f.view.showNetwork(required(sliceAfter(f.network, id(f.network, "features.3"))));
        QCOMPARE(f.title(), QStringLiteral("test"));
    }

    void proof_data() {
        QTest::addColumn<QStringList>("layers");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kind");
        QTest::newRow("kept") << QStringList{"features.0"} << "Proved unchanged in run 3"
                              << "kept";
        QTest::newRow("moved") << QStringList{"fc"} << "Changed by 0.31 (L2) in run 3"
                               << "changed";
        QTest::newRow("frozen, yet moved") << QStringList{"features.4"} << "Changed by 1.25 (L2) in run 3"
                                           << "broken";
        QTest::newRow("several") << QStringList{"features.0", "features.2", "fc"}
                                 << "1 of 2 layers with weights proved unchanged in run 3"
                                 << "kept";
        QTest::newRow("all") << QStringList{} << "1 of 3 layers with weights proved unchanged in run 3"
                             << "broken";
        QTest::newRow("no weights") << QStringList{"features.2"} << QString() << QString();
        QTest::newRow("another network's layer") << QStringList{"features.1"} << QString() << QString();
    }
    void proof() {
        QFETCH(QStringList, layers);
        QFETCH(QString, text);
        QFETCH(QString, kind);
        Inspected f(chain());
        const auto of = [&](const char* name, bool frozen, bool unchanged, double change) {
            return LayerProof{id(f.network, name),        name, frozen, unchanged, change, "12ab",
                              unchanged ? "12ab" : "34cd"};
        };
        LayerProof foreign = of("features.1", true, true, 0);
        foreign.name = "conv1";
        f.view.setProof({of("features.0", true, true, 0), foreign, of("features.4", true, false, 1.25),
                         of("fc", false, false, 0.31)},
                        3);
        std::vector<std::string> chosen;
        for (const auto& name : layers)
            chosen.push_back(name.toStdString());
        f.select(chosen);
        auto* line = f.find<QLabel>("proofLine");
        QCOMPARE(line->isVisible(), !text.isEmpty());
        if (text.isEmpty())
            return;
        QCOMPARE(line->text(), text);
        QCOMPARE(line->property("proof").toString(), kind);
        if (layers.size() == 1)
            QVERIFY(line->toolTip().contains(QStringLiteral("12ab")));
        const auto colourIn = [&kind](const Theme& theme) {
            return kind == QStringLiteral("kept")     ? theme.good
                   : kind == QStringLiteral("broken") ? theme.warning
                                                      : theme.mutedText;
        };
        QVERIFY(hasColour(line->grab().toImage(), colourIn(Theme::light())));
        applyTheme(*qApp, Theme::forDark());
        QVERIFY(hasColour(line->grab().toImage(), colourIn(Theme::forDark())));
        applyTheme(*qApp, Theme::light());
        f.view.setProof({}, 0);
        QVERIFY(!line->isVisible());
    }

    void showingEmitsNothing() {
        const Network network = residual();
        Inspected f(network);
        const Network frozen = required(setTrainable(network, ids(network, {"conv1", "bn1"}), false));
        for (const auto& layer : network.layers()) {
            f.view.showNetwork(network);
            f.view.showSelection({layer.id});
            f.view.showNetwork(frozen);
            f.view.showSelection({layer.id, LayerId{2}});
            f.view.showSelection({});
        }
        QVERIFY(f.edits.empty());
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            Inspected f(initialised(required(buildArchitecture("resnet18")), 1));
            f.view.setAutoFillBackground(true);
            QPalette palette = f.view.palette();
            palette.setColor(QPalette::Window, Theme::of(&f.view).panel);
            f.view.setPalette(palette);
            f.network = required(setTrainable(f.network, ids(f.network, {"conv1", "bn1"}), false));
            f.view.showNetwork(f.network);
            LayerProof conv{id(f.network, "conv1"), "conv1", true, true, 0, "12ab", "12ab"};
            LayerProof fc{id(f.network, "fc"), "fc", false, false, 0.314, "12ab", "34cd"};
            f.view.setProof({conv, fc}, 3);
            const std::pair<const char*, std::vector<std::string>> views[] = {
                {"network", {}},
                {"conv", {"conv1"}},
                {"batchnorm", {"bn1"}},
                {"relu", {"relu"}},
                {"add", {"layer1.0.add"}},
                {"head", {"fc"}},
                {"several", {"conv1", "bn1", "relu", "maxpool", "layer1.0.conv1"}}};
            for (const auto& [name, layers] : views) {
                f.select(layers);
                QCOMPARE(Theme::of(&f.view).dark, dark);
                QCoreApplication::processEvents();  // what is hidden gives its place away
                if (!folder.isEmpty())
                    f.view.grab().save(
                        folder +
                        QStringLiteral("/inspector-%1-%2.png").arg(QLatin1String(name), dark ? "dark" : "light"));
            }
        }
        applyTheme(*qApp, Theme::light());
    }
};

QTEST_MAIN(TestLayerInspector)
#include "test_layer_inspector.moc"
