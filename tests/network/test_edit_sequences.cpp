// SPDX-License-Identifier: GPL-3.0-or-later
// Any edits in any order: each gives a consistent network or a sentence, and no older value ever changes.
#include "core/network/blocks.h"
#include "core/network/cost.h"
#include "core/network/random.h"
#include "core/network/recipe.h"
#include "tests/network/networks.h"

#include <QTest>

#include <limits>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// An edit drawn by chance, often a senseless one.
class Editor {
public:
    explicit Editor(std::uint64_t seed) : random_(seed) {}

    Edit draw(const Network& network) {
        switch (random_.below(14)) {
        case 0:
            return SliceAfter{layer(network)};
        case 1:
        case 2:
            return RemoveLayer{layer(network)};
        case 3:
        case 4:
        case 5:
            return InsertLayer{random_.below(8) == 0 ? "input" : layer(network),
                               random_.below(3) == 0 ? layer(network) : "",
                               kind(),
                               attributes(),
                               random_.below(3) == 0 ? layer(network) : "",
                               {}};
        case 6:
        case 7:
            return ReplaceLayer{layer(network), kind(), attributes(), {}};
        case 8:
            return ReplaceHead{static_cast<std::int64_t>(random_.below(6)), {Scheme::smallNormal, 1}};
        case 9:
            return SetTrainable{selection(network), random_.below(2) == 0};
        case 10:
            return SetBatchNormPolicy{selection(network), static_cast<BatchNormPolicy>(random_.below(3))};
        case 11:
            return Reinitialise{selection(network), {Scheme::kaimingUniform, 5}};
        case 12:
            return SetLearningRate{selection(network), random_.uniform(-1, 2)};
        default:
            return SetDropout{selection(network), random_.uniform(-0.5, 1.5)};
        }
    }

private:
    std::string layer(const Network& network) {
        if (random_.below(20) == 0)
            return "no.such.layer";
        return network.layers()[random_.below(network.layers().size())].name;
    }
    Kind kind() { return kindTable()[random_.below(kindTable().size())].kind; }

    Attributes attributes() {
        Attributes chosen;
        for (const char* name :
             {"out_channels", "out_features", "kernel_size", "stride", "padding", "groups", "in_channels"})
            if (random_.below(6) == 0)
                chosen.set(name, number());
        return chosen;
    }
    AttributeValue number() {
        switch (random_.below(12)) {
        case 0:
            return std::numeric_limits<std::int64_t>::max();
        case 1:
            return std::numeric_limits<std::int64_t>::min();
        case 2:
            return Pair{1, static_cast<std::int64_t>(random_.below(5))};
        case 3:
            return std::numeric_limits<double>::infinity();
        case 4:
            return std::int64_t{1} << 20;
        default:
            return static_cast<std::int64_t>(random_.below(7));
        }
    }
    Selection selection(const Network& network) {
        static const std::array roles{"all", "head", "backbone", "last_block", "batch_norm", "dropout", "neck"};
        switch (random_.below(5)) {
        case 0:
            return {Selection::By::names, {layer(network), layer(network)}};
        case 1:
            return {Selection::By::pattern, {layer(network).substr(0, 3) + "*"}};
        case 2:
            return {Selection::By::range, {layer(network), layer(network)}};
        case 3:
            return {Selection::By::block, {layer(network).substr(0, 8)}};
        default:
            return {Selection::By::role, {roles[random_.below(roles.size())]}};
        }
    }

    Random random_;
};

/// What Network promises of every value that exists, looked at from outside.
bool isConsistent(const Network& network) {
    const auto again = Network::create(network.parts());
    if (!again || !(*again == network))
        return false;
    for (const auto& layer : network.layers()) {
        if (layer.id != network.output() && network.consumersOf(layer.id).empty())
            return false;
        if (layer.kind == Kind::batchNorm2d && layer.trainable != (layer.batchNorm == BatchNormPolicy::trained))
            return false;
        if (!(layer.learningRateMultiplier > 0))
            return false;
        const auto specs = kindInfo(layer.kind).parameters(layer.attributes);
        if (specs.size() != layer.parameters.size())
            return false;
        for (std::size_t i = 0; i < specs.size(); ++i) {
            const auto& parameter = layer.parameters[i];
            if (parameter.name != specs[i].name || parameter.shape != specs[i].shape)
                return false;
            if (const auto* tensor = std::get_if<Tensor>(&parameter.value); tensor && tensor->shape() != specs[i].shape)
                return false;
        }
    }
    if (network.head() != LayerId::input) {
        const Kind head = network.layer(network.head()).kind;
        if (head != Kind::conv2d && head != Kind::linear)
            return false;
    }
    std::size_t folded = 0;
    for (const auto& block : blocks(network))
        folded += block.layers.size();
    return folded == network.layers().size() && cost(network).parameters >= cost(network).trainableParameters;
}

}  // namespace

class TestEditSequences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyOrder_data() {
        QTest::addColumn<int>("network");
        QTest::newRow("chain") << 0;
        QTest::newRow("residual") << 1;
        QTest::newRow("fire") << 2;
    }
    void anyOrder() {
        QFETCH(const int, network);
        const Network start = std::array{chain, residual, fire}[static_cast<std::size_t>(network)]();
        constexpr int sequences = 60;
        constexpr int length = 30;
        int done = 0;
        int refused = 0;
        for (std::uint64_t sequence = 0; sequence < sequences; ++sequence) {
            Editor editor(mixSeed(2026, sequence));
            std::vector<Network> undo{start};
            std::vector<NetworkParts> copies{deepCopy(start)};
            std::vector<Edit> edits;
            for (int step = 0; step < length; ++step) {
                const Edit edit = editor.draw(undo.back());
                const auto next = apply(undo.back(), edit, 3);
                if (!next) {
                    QVERIFY(!next.error().message().empty());
                    QVERIFY(!QString::fromStdString(next.error().message()).contains('%'));
                    ++refused;
                    continue;
                }
                if (!isConsistent(*next))
                    QFAIL(qPrintable(QString("sequence %1, step %2: after “%3” the network is not consistent")
                                         .arg(sequence)
                                         .arg(step)
                                         .arg(QString::fromStdString(describe(edit).english()))));
                undo.push_back(*next);
                copies.push_back(deepCopy(*next));
                edits.push_back(edit);
                ++done;
            }
            // Undo all: every older value is what it was, down to the last byte.
            for (std::size_t i = undo.size(); i-- > 0;)
                QVERIFY(undo[i].parts() == copies[i]);
            // Redo all: the same edits give the same values.
            Network again = start;
            for (std::size_t i = 0; i < edits.size(); ++i) {
                again = required(apply(again, edits[i], 3));
                QVERIFY(again == undo[i + 1]);
            }
        }
        // Both kinds of outcome are met often: otherwise the test would say little.
        qInfo("%d edits done, %d refused", done, refused);
        QVERIFY(done > sequences * length / 5);
        QVERIFY(refused > sequences * length / 5);
    }
};

QTEST_GUILESS_MAIN(TestEditSequences)
#include "test_edit_sequences.moc"
