// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/kinds.h"

#include "tests/network/networks.h"

#include <QTest>

#include <limits>
#include <set>

using namespace layerbench;
using namespace layerbench::fixture;

Q_DECLARE_METATYPE(layerbench::Kind)
Q_DECLARE_METATYPE(layerbench::Attributes)
Q_DECLARE_METATYPE(std::vector<layerbench::Shape>)

namespace {

using Shapes = std::vector<Shape>;
constexpr auto integer = [](std::int64_t value) { return AttributeValue(value); };

Result<Shape> outputOf(Kind kind, const Attributes& attributes, const Shapes& inputs) {
    LB_TRY(const auto complete, completeAttributes(kind, attributes, inputs));
    return kindInfo(kind).outputShape(complete, inputs);
}

}  // namespace

class TestKinds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tableIsComplete() {
        std::set<std::string_view> names;
        QCOMPARE(kindTable().size(), std::size_t{13});
        for (const auto& row : kindTable()) {
            QVERIFY(names.insert(row.name).second);
            QVERIFY(required(kindFromName(row.name)) == row.kind);
            QVERIFY(&kindInfo(row.kind) == &row);
            QVERIFY(row.minimumInputs >= 1 && row.minimumInputs <= row.maximumInputs);
            QVERIFY(*row.title && *row.explanation);
            // Each standard value is in its own range, so that a new layer needs no option.
            const auto complete = completeAttributes(row.kind, {}, Shapes{{4, 8, 8}});
            QVERIFY2(complete, messageOf(complete).c_str());
            QCOMPARE(complete->all().size(), row.attributes.size());
            // What is complete stays as it is.
            QVERIFY(required(completeAttributes(row.kind, *complete, {})) == *complete);
        }
        QCOMPARE(QString::fromStdString(messageOf(kindFromName("conv2d"))),
                 QString("There is no kind of layer named “conv2d”; the nearest is Conv2d."));
    }

    void completesAttributes_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<Attributes>("given");
        QTest::addColumn<QString>("attribute");
        QTest::addColumn<QString>("becomes");
        const Attributes none;
        QTest::newRow("channels from the input") << Kind::conv2d << none << "in_channels"
                                                 << "4";
        QTest::newRow("channels stay as many") << Kind::conv2d << none << "out_channels"
                                               << "4";
        QTest::newRow("features from the input") << Kind::linear << none << "in_features"
                                                 << "4";
        QTest::newRow("batch-norm from the input") << Kind::batchNorm2d << none << "num_features"
                                                   << "4";
        QTest::newRow("whole number for a pair")
            << Kind::conv2d << Attributes{{"kernel_size", integer(5)}} << "kernel_size"
            << "5 × 5";
        QTest::newRow("pair") << Kind::conv2d << Attributes{{"stride", Pair{1, 2}}} << "stride"
                              << "1 × 2";
        QTest::newRow("whole number for a decimal") << Kind::dropout << Attributes{{"p", integer(0)}} << "p"
                                                    << "0";
        QTest::newRow("PyTorch's eps") << Kind::batchNorm2d << none << "eps"
                                       << "1e-05";
        QTest::newRow("PyTorch's momentum") << Kind::batchNorm2d << none << "momentum"
                                            << "0.1";
        QTest::newRow("flag") << Kind::conv2d << Attributes{{"bias", false}} << "bias"
                              << "no";
        QTest::newRow("no ceil mode") << Kind::maxPool2d << none << "ceil_mode"
                                      << "no";
    }
    void completesAttributes() {
        QFETCH(const Kind, kind);
        QFETCH(const Attributes, given);
        QFETCH(const QString, attribute);
        QFETCH(const QString, becomes);
        const auto complete = required(completeAttributes(kind, given, Shapes{{4, 8, 8}}));
        QCOMPARE(QString::fromStdString(toText(complete.all().find(attribute.toStdString())->second)), becomes);
    }

    void refusesAttributes_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<Attributes>("given");
        QTest::addColumn<QString>("message");
        QTest::newRow("unknown") << Kind::conv2d << Attributes{{"kernel", integer(3)}}
                                 << "Conv2d has no option “kernel”; the nearest is kernel_size.";
        QTest::newRow("none at all") << Kind::relu << Attributes{{"inplace", true}}
                                     << "ReLU takes no options, but “inplace” is given.";
        QTest::newRow("wrong type") << Kind::conv2d << Attributes{{"bias", integer(1)}}
                                    << "Conv2d: “bias” is given as 1; it is written like yes.";
        QTest::newRow("decimal for a whole number") << Kind::conv2d << Attributes{{"out_channels", 3.5}}
                                                    << "Conv2d: “out_channels” is given as 3.5; it is written like 1.";
        QTest::newRow("pair for a number") << Kind::linear << Attributes{{"out_features", Pair{2, 2}}}
                                           << "Linear: “out_features” is given as 2 × 2; it is written like 1.";
        QTest::newRow("too small") << Kind::conv2d << Attributes{{"stride", integer(0)}}
                                   << "Conv2d: stride is 0 × 0; it must lie between 1 and 1024.";
        QTest::newRow("half of a pair") << Kind::conv2d << Attributes{{"padding", Pair{0, -1}}}
                                        << "Conv2d: padding is 0 × -1; it must lie between 0 and 1024.";
        QTest::newRow("too large") << Kind::conv2d << Attributes{{"out_channels", integer(1 << 21)}}
                                   << "Conv2d: out_channels is 2097152; it must lie between 1 and 1048576.";
        QTest::newRow("one") << Kind::dropout << Attributes{{"p", 1.0}}
                             << "Dropout: p is 1; it must lie between 0 and 0.999.";
        QTest::newRow("NaN") << Kind::dropout << Attributes{{"p", std::numeric_limits<double>::quiet_NaN()}}
                             << "Dropout: p is NaN; it must lie between 0 and 0.999.";
    }
    void refusesAttributes() {
        QFETCH(const Kind, kind);
        QFETCH(const Attributes, given);
        QFETCH(const QString, message);
        QCOMPARE(QString::fromStdString(messageOf(completeAttributes(kind, given, Shapes{{4, 8, 8}}))), message);
    }

    /// Figures of PyTorch 1.13.
    void shapesAsPyTorch_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<Attributes>("attributes");
        QTest::addColumn<Shapes>("inputs");
        QTest::addColumn<QString>("output");
        const auto row = [](const char* name, Kind kind, const Attributes& attributes, const Shapes& inputs,
                            const char* output) { QTest::newRow(name) << kind << attributes << inputs << output; };
        const auto window = [](std::int64_t kernel, std::int64_t stride, std::int64_t padding, bool ceil) {
            return Attributes{{"kernel_size", kernel}, {"stride", stride}, {"padding", padding}, {"ceil_mode", ceil}};
        };
        row("AlexNet's first", Kind::conv2d,
            {{"out_channels", integer(64)},
             {"kernel_size", integer(11)},
             {"stride", integer(4)},
             {"padding", integer(2)}},
            {{3, 224, 224}}, "64 × 55 × 55");
        row("ResNet's first", Kind::conv2d,
            {{"out_channels", integer(64)},
             {"kernel_size", integer(7)},
             {"stride", integer(2)},
             {"padding", integer(3)}},
            {{3, 224, 224}}, "64 × 112 × 112");
        row("dilated", Kind::conv2d, {{"out_channels", integer(8)}, {"dilation", integer(2)}, {"padding", integer(0)}},
            {{4, 10, 9}}, "8 × 6 × 5");
        row("depthwise", Kind::conv2d, {{"out_channels", integer(8)}, {"groups", integer(4)}}, {{4, 10, 9}},
            "8 × 10 × 9");
        row("oblong", Kind::conv2d,
            {{"out_channels", integer(2)},
             {"kernel_size", Pair{1, 7}},
             {"stride", Pair{2, 1}},
             {"padding", Pair{0, 3}}},
            {{4, 9, 9}}, "2 × 5 × 9");
        row("kernel as large as the map", Kind::conv2d,
            {{"out_channels", integer(2)}, {"kernel_size", integer(6)}, {"padding", integer(0)}}, {{4, 6, 6}},
            "2 × 1 × 1");
        row("linear", Kind::linear, {{"out_features", integer(10)}}, {{512}}, "10");
        row("max pool", Kind::maxPool2d, window(2, 2, 0, false), {{8, 7, 6}}, "8 × 3 × 3");
        row("max pool ceil", Kind::maxPool2d, window(2, 2, 0, true), {{8, 7, 6}}, "8 × 4 × 3");
        row("SqueezeNet's pool", Kind::maxPool2d, window(3, 2, 0, true), {{64, 111, 111}}, "64 × 55 × 55");
        row("ceil rounds up", Kind::maxPool2d, window(3, 2, 0, true), {{1, 6, 6}}, "1 × 3 × 3");
        row("ceil drops a window in the padding", Kind::maxPool2d, window(2, 2, 1, true), {{1, 3, 3}}, "1 × 2 × 2");
        row("ceil takes a map smaller than the kernel", Kind::maxPool2d, window(3, 2, 0, true), {{1, 2, 2}},
            "1 × 1 × 1");
        row("average pool", Kind::avgPool2d, window(3, 3, 1, false), {{8, 7, 6}}, "8 × 3 × 2");
        row("adaptive", Kind::adaptiveAvgPool2d, {{"output_size", integer(6)}}, {{8, 13, 13}}, "8 × 6 × 6");
        row("adaptive larger", Kind::adaptiveAvgPool2d, {{"output_size", Pair{7, 9}}}, {{8, 3, 3}}, "8 × 7 × 9");
        row("batch-norm", Kind::batchNorm2d, {}, {{8, 3, 5}}, "8 × 3 × 5");
        row("relu of a list", Kind::relu, {}, {{8}}, "8");
        row("dropout", Kind::dropout, {}, {{8, 3, 3}}, "8 × 3 × 3");
        row("flatten", Kind::flatten, {}, {{8, 3, 5}}, "120");
        row("flatten a list", Kind::flatten, {}, {{8}}, "8");
        row("add three", Kind::add, {}, {{8, 3, 5}, {8, 3, 5}, {8, 3, 5}}, "8 × 3 × 5");
        row("concat", Kind::concat, {}, {{8, 3, 5}, {1, 3, 5}}, "9 × 3 × 5");
        row("concat lists", Kind::concat, {}, {{8}, {1}}, "9");
        row("shortcut", Kind::shortcutA, {{"out_channels", integer(32)}, {"stride", integer(2)}}, {{16, 31, 32}},
            "32 × 16 × 16");
    }
    void shapesAsPyTorch() {
        QFETCH(const Kind, kind);
        QFETCH(const Attributes, attributes);
        QFETCH(const Shapes, inputs);
        QFETCH(const QString, output);
        QCOMPARE(QString::fromStdString(toText(required(outputOf(kind, attributes, inputs)))), output);
    }

    void saysWhatWouldFit_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<Attributes>("attributes");
        QTest::addColumn<Shapes>("inputs");
        QTest::addColumn<QString>("message");
        QTest::newRow("channels") << Kind::conv2d << Attributes{{"in_channels", integer(3)}} << Shapes{{4, 8, 8}}
                                  << "it takes 3 channels (in_channels) but is given 4 channels; in_channels = 4 would "
                                     "fit.";
        QTest::newRow("groups")
            << Kind::conv2d << Attributes{{"groups", integer(3)}} << Shapes{{4, 8, 8}}
            << "in_channels (4) and out_channels (4) must both be multiples of groups (3); groups = "
               "1 would fit.";
        QTest::newRow("convolution of a list")
            << Kind::conv2d << Attributes{} << Shapes{{512}}
            << "it takes a map (channels × height × width) but is given 512; a place "
               "before the Flatten layer would fit.";
        QTest::newRow("kernel") << Kind::conv2d << Attributes{{"kernel_size", integer(9)}, {"padding", integer(0)}}
                                << Shapes{{4, 8, 7}}
                                << "its kernel_size of 9 × 9 does not fit in a map of 4 × 8 × 7; a kernel_size of at "
                                   "most 8 × 7 or more padding would fit.";
        QTest::newRow("dilated kernel")
            << Kind::conv2d
            << Attributes{{"kernel_size", integer(5)}, {"dilation", integer(2)}, {"padding", integer(0)}}
            << Shapes{{4, 8, 7}}
            << "its kernel_size of 5 × 5 does not fit in a map of 4 × 8 × 7; a kernel_size of at most 4 × 4 or more "
               "padding would fit.";
        QTest::newRow("linear on a map") << Kind::linear << Attributes{} << Shapes{{4, 8, 8}}
                                         << "it takes a list of features but is given a map of 4 × 8 × 8; a Flatten "
                                            "layer before it would fit.";
        QTest::newRow("features") << Kind::linear << Attributes{{"in_features", integer(9)}} << Shapes{{4}}
                                  << "it takes 9 features (in_features) but is given 4 features; in_features = 4 would "
                                     "fit.";
        QTest::newRow("pool's padding")
            << Kind::maxPool2d << Attributes{{"padding", integer(2)}, {"kernel_size", integer(3)}} << Shapes{{4, 8, 8}}
            << "its padding (2 × 2) is more than half its kernel_size (3 × 3); padding = 0 would fit.";
        QTest::newRow("batch-norm") << Kind::batchNorm2d << Attributes{{"num_features", integer(5)}}
                                    << Shapes{{4, 8, 8}}
                                    << "it takes 5 channels (num_features) but is given 4 channels; num_features = 4 "
                                       "would fit.";
        QTest::newRow("add") << Kind::add << Attributes{} << Shapes{{4, 8, 8}, {4, 4, 4}}
                             << "it adds equal shapes but is given 4 × 8 × 8 and 4 × 4 × 4; branches of equal shape "
                                "would fit.";
        QTest::newRow("concat") << Kind::concat << Attributes{} << Shapes{{4, 8, 8}, {4, 8, 4}}
                                << "it stacks maps of the same height and width but is given 4 × 8 × 8 and 4 × 8 × 4; "
                                   "branches that differ in channels alone would fit.";
        QTest::newRow("shortcut") << Kind::shortcutA << Attributes{{"out_channels", integer(7)}} << Shapes{{4, 8, 8}}
                                  << "it pads 4 channels with zeros on both sides and cannot reach 7 channels; "
                                     "out_channels = 8 would fit.";
    }
    void saysWhatWouldFit() {
        QFETCH(const Kind, kind);
        QFETCH(const Attributes, attributes);
        QFETCH(const Shapes, inputs);
        QFETCH(const QString, message);
        QCOMPARE(QString::fromStdString(messageOf(outputOf(kind, attributes, inputs))), message);
    }

    void namesParametersAsPyTorch_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<Attributes>("attributes");
        QTest::addColumn<QString>("parameters");
        QTest::newRow("conv") << Kind::conv2d << Attributes{{"out_channels", integer(8)}, {"groups", integer(2)}}
                              << "weight 8 × 2 × 3 × 3, bias 8";
        QTest::newRow("conv without bias") << Kind::conv2d << Attributes{{"bias", false}} << "weight 4 × 4 × 3 × 3";
        QTest::newRow("linear") << Kind::linear << Attributes{{"out_features", integer(2)}} << "weight 2 × 4, bias 2";
        QTest::newRow("batch-norm") << Kind::batchNorm2d << Attributes{}
                                    << "weight 4, bias 4, running_mean 4, running_var 4, num_batches_tracked scalar";
        QTest::newRow("relu") << Kind::relu << Attributes{} << "";
    }
    void namesParametersAsPyTorch() {
        QFETCH(const Kind, kind);
        QFETCH(const Attributes, attributes);
        QFETCH(const QString, parameters);
        const auto complete = required(completeAttributes(kind, attributes, Shapes{{4, 8, 8}}));
        QStringList found;
        for (const auto& spec : kindInfo(kind).parameters(complete))
            found << QString::fromStdString(std::string(spec.name) + " " + toText(spec.shape));
        QCOMPARE(found.join(", "), parameters);
    }
};

QTEST_GUILESS_MAIN(TestKinds)
#include "test_kinds.moc"
