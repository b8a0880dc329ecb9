// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/forgetting.h"

#include "core/study/cases.h"
#include "tests/network/networks.h"

#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

Network prepared(Case which, const Network& source) {
    return required(apply(source, required(caseRecipe(which, source, "features.3")), 3));
}

/// Every float a little larger, as training would leave it.
Network moved(const Network& network) {
    std::vector<std::pair<std::string, Tensor>> values;
    for (const auto& named : namedParameters(network))
        if (const auto* tensor = std::get_if<Tensor>(&named.parameter->value);
            tensor && tensor->type() == ScalarType::float32)
            values.emplace_back(named.name, Tensor::make(ScalarType::float32, tensor->shape(), [&](auto bytes) {
                                    auto* out = reinterpret_cast<float*>(bytes.data());
                                    for (const float value : tensor->template as<float>())
                                        *out++ = value + 1;
                                }));
    return withParameters(network, values);
}

const Tensor& weight(const Network& network, const char* layer) {
    return std::get<Tensor>(network.find(layer)->parameters.front().value);
}

}  // namespace

class TestForgetting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void frozenLayersLeaveTheSource() {
        const Network source = chain();
        QVERIFY(withTunedLayers(source, prepared(Case::newHead, source)) == source);
        QVERIFY(withTunedLayers(source, prepared(Case::cutAndNewHead, source)) == source);
    }

    void tunedLayersComeBackUnderTheOldHead() {
        const Network source = chain();
        const Network tuned = moved(initialised(prepared(Case::fineTune, source), 1));
        const Network back = withTunedLayers(source, tuned);
        QCOMPARE(back.classCount(), source.classCount());
        QVERIFY(weight(back, "features.0") == weight(tuned, "features.0"));
        const std::string head = source.layer(source.head()).name;
        QVERIFY(weight(back, head.c_str()) == weight(source, head.c_str()));
    }

    // Layers that were cut off are the source's; those that were kept and moved are not.
    void afterACut() {
        const Network source = chain();
        const Network tuned = moved(initialised(prepared(Case::cutAndNewHead, source), 1));
        const Network back = withTunedLayers(source, tuned);
        QVERIFY(weight(back, "features.0") == weight(tuned, "features.0"));
        const std::string head = source.layer(source.head()).name;
        QVERIFY(weight(back, head.c_str()) == weight(source, head.c_str()));
    }

    void aLayerOfAnotherSizeIsNotTheSame() {
        const Network source = chain();
        Recipe recipe;
        recipe.edits = {ReplaceLayer{"features.0", Kind::conv2d, convolution(4, 5), {}}};
        const Network replaced = initialised(required(apply(source, recipe, 3)), 1);
        QVERIFY(weight(withTunedLayers(source, replaced), "features.0") == weight(source, "features.0"));
    }

    void whoKeepsWeights_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<bool>("keeps");
        QTest::newRow("new head") << int(Case::newHead) << true;
        QTest::newRow("cut") << int(Case::cutAndNewHead) << true;
        QTest::newRow("fine-tuned") << int(Case::fineTune) << true;
        QTest::newRow("from scratch") << int(Case::fromScratch) << false;
    }
    void whoKeepsWeights() {
        QFETCH(const int, which);
        const Network source = chain();
        QTEST(keepsWeights(source, prepared(Case(which), source)), "keeps");
    }
};

QTEST_APPLESS_MAIN(TestForgetting)
#include "test_forgetting.moc"
