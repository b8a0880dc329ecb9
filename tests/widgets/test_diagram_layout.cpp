// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "tests/widgets/tangled_networks.h"
#include "widgets/diagram/diagram_layout.h"

#include <QElapsedTimer>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QMap>

#include <algorithm>
#include <functional>
#include <set>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr double touch = 0.01;

struct Box {
    QString what;
    int unit;  ///< -1: of a frame
    QRectF rect;
};

bool overlap(const QRectF& a, const QRectF& b) {
    const QRectF both = a.intersected(b);
    return both.width() > touch && both.height() > touch;
}

std::vector<Box> boxesOf(const DiagramLayout& layout) {
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < layout.units.size(); ++i) {
        const auto& unit = layout.units[i];
        const int at = static_cast<int>(i);
        boxes.push_back({unit.key + QStringLiteral(" body"), at, unit.body});
        boxes.push_back({unit.key + QStringLiteral(" title"), at, unit.titleBox});
        boxes.push_back({unit.key + QStringLiteral(" subtitle"), at, unit.subtitleBox});
    }
    for (const auto& frame : layout.frames)
        boxes.push_back({frame.block + QStringLiteral(" frame title"), -1, frame.titleBox});
    return boxes;
}

/// Faults as sentences; empty where all is well.
using Faults = QStringList;

void checkBoxes(const DiagramLayout& layout, Faults& faults) {
    auto boxes = boxesOf(layout);
    for (const auto& box : boxes)
        if (!layout.bounds.adjusted(-touch, -touch, touch, touch).contains(box.rect))
            faults << box.what + QStringLiteral(" is out of bounds");
    std::ranges::sort(boxes, {}, [](const Box& box) { return box.rect.left(); });
    for (std::size_t i = 0; i < boxes.size(); ++i)
        for (std::size_t k = i + 1; k < boxes.size() && boxes[k].rect.left() < boxes[i].rect.right(); ++k)
            if (overlap(boxes[i].rect, boxes[k].rect))
                faults << boxes[i].what + QStringLiteral(" overlaps ") + boxes[k].what;
}

void checkTexts(const DiagramLayout& layout, const QFont& font, Faults& faults) {
    const QFontMetricsF metrics(font);
    const auto fits = [&](const QString& text, const QRectF& box) {
        if (text.isEmpty())
            faults << QStringLiteral("a text is empty");
        if (metrics.horizontalAdvance(text) > box.width() || metrics.height() > box.height() + touch)
            faults << text + QStringLiteral(" does not fit its box");
    };
    for (const auto& unit : layout.units) {
        fits(unit.title, unit.titleBox);
        fits(unit.subtitle, unit.subtitleBox);
        if (unit.titleBox.top() < unit.body.bottom() || unit.subtitleBox.top() < unit.titleBox.bottom() - touch)
            faults << unit.key + QStringLiteral(" has its texts in the wrong order");
        if (!unit.body.adjusted(-touch, -touch, touch, touch).contains(unit.front))
            faults << unit.key + QStringLiteral(" has its front outside its body");
    }
    for (const auto& frame : layout.frames)  // 18: the sign before the name
        if (metrics.horizontalAdvance(frame.block) + 18 > frame.titleBox.width())
            faults << frame.block + QStringLiteral(" does not fit its frame title");
}

void checkFrames(const DiagramLayout& layout, const QSet<QString>& unfolded, Faults& faults) {
    QSet<QString> framed;
    for (const auto& frame : layout.frames) {
        framed.insert(frame.block);
        if (!frame.box.contains(frame.titleBox))
            faults << frame.block + QStringLiteral(": the frame does not hold its title");
        for (const auto& unit : layout.units) {
            const bool inside =
                frame.box.contains(unit.body) && frame.box.contains(unit.titleBox.united(unit.subtitleBox));
            if (unit.block == frame.block && !inside)
                faults << unit.key + QStringLiteral(" sticks out of its frame");
            if (unit.block != frame.block && frame.box.intersects(unit.body.united(unit.titleBox)))
                faults << unit.key + QStringLiteral(" stands in the frame of ") + frame.block;
        }
        for (const auto& other : layout.frames)
            if (other.block != frame.block && overlap(other.box, frame.box))
                faults << frame.block + QStringLiteral(" and ") + other.block + QStringLiteral(" overlap");
    }
    if (framed != unfolded || framed.size() != std::ssize(layout.frames))
        faults << QStringLiteral("not every unfolded block has one frame");
}

void checkLayers(const DiagramLayout& layout, const Network& network, Faults& faults) {
    std::map<LayerId, int> unitOf;
    std::set<QString> keys;
    for (std::size_t i = 0; i < layout.units.size(); ++i) {
        if (!keys.insert(layout.units[i].key).second)
            faults << layout.units[i].key + QStringLiteral(" is the key of two units");
        for (const LayerId id : layout.units[i].layers)
            if (!unitOf.emplace(id, static_cast<int>(i)).second)
                faults << layout.units[i].key + QStringLiteral(" holds a layer that another unit holds");
    }
    if (unitOf.size() != network.layers().size() + 1 || unitOf[LayerId::input] != 0)
        faults << QStringLiteral("not every layer has a unit");
    std::set<std::pair<int, int>> wanted;
    for (const auto& layer : network.layers())
        for (const LayerId input : layer.inputs)
            if (unitOf[input] != unitOf[layer.id])
                wanted.emplace(unitOf[input], unitOf[layer.id]);
    std::set<std::pair<int, int>> drawn;
    for (const auto& connection : layout.connections) {
        if (!drawn.emplace(connection.from, connection.to).second)
            faults << QStringLiteral("a connection is drawn twice");
        if (layout.units[static_cast<std::size_t>(connection.from)].column >=
            layout.units[static_cast<std::size_t>(connection.to)].column)
            faults << layout.units[static_cast<std::size_t>(connection.to)].key +
                          QStringLiteral(" does not stand right of its input");
    }
    if (drawn != wanted)
        faults << QStringLiteral("the connections are not those of the network");
}

struct Segment {
    int from;
    int to;
    QPointF a;
    QPointF b;
    bool upright() const { return std::abs(a.x() - b.x()) < touch; }
    QRectF rect() const { return QRectF(a, b).normalized(); }
};

std::vector<Segment> segmentsOf(const DiagramLayout& layout, Faults& faults) {
    std::vector<Segment> segments;
    for (const auto& connection : layout.connections)
        for (qsizetype p = 1; p < connection.path.size(); ++p) {
            segments.push_back({connection.from, connection.to, connection.path[p - 1], connection.path[p]});
            const QRectF rect = segments.back().rect();
            if (rect.width() > touch && rect.height() > touch)
                faults << QStringLiteral("a connection is slanted");
        }
    return segments;
}

/// Through the inside of a box, not along its edge.
bool through(const Segment& segment, const QRectF& box) {
    const QRectF line = segment.rect().adjusted(-touch, -touch, touch, touch);
    return line.intersects(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

void checkConnections(const DiagramLayout& layout, Faults& faults) {
    const auto segments = segmentsOf(layout, faults);
    const auto boxes = boxesOf(layout);
    const auto key = [&](int unit) { return layout.units[static_cast<std::size_t>(unit)].key; };
    for (const auto& segment : segments) {
        for (const auto& box : boxes)
            if (box.unit != segment.from && box.unit != segment.to && through(segment, box.rect))
                faults
                    << QStringLiteral("%1 to %2 passes through %3").arg(key(segment.from), key(segment.to), box.what);
        for (const int end : {segment.from, segment.to}) {
            const auto& unit = layout.units[static_cast<std::size_t>(end)];
            if (through(segment, unit.titleBox) || through(segment, unit.subtitleBox))
                faults << QStringLiteral("%1 to %2 passes through a text of its end")
                              .arg(key(segment.from), key(segment.to));
        }
    }
    for (std::size_t i = 0; i < segments.size(); ++i)
        for (std::size_t k = i + 1; k < segments.size(); ++k) {
            const Segment& a = segments[i];
            const Segment& b = segments[k];
            if (a.from == b.from || a.upright() != b.upright())
                continue;
            const QRectF one = a.rect();
            const QRectF two = b.rect();
            const double apart = a.upright() ? std::abs(a.a.x() - b.a.x()) : std::abs(a.a.y() - b.a.y());
            const double common = a.upright() ? std::min(one.bottom(), two.bottom()) - std::max(one.top(), two.top())
                                              : std::min(one.right(), two.right()) - std::max(one.left(), two.left());
            if (apart < 1 && common > 1)
                faults
                    << QStringLiteral("%1 to %2 lies on %3 to %4").arg(key(a.from), key(a.to), key(b.from), key(b.to));
        }
    for (const auto& connection : layout.connections) {
        const auto& from = layout.units[static_cast<std::size_t>(connection.from)];
        const auto& to = layout.units[static_cast<std::size_t>(connection.to)];
        const QPointF start = connection.path.front();
        const QPointF end = connection.path.back();
        const bool starts =
            from.body.adjusted(-touch, -touch, touch, touch).contains(start) && start.x() >= from.front.right() - touch;
        const bool atLeft =
            std::abs(end.x() - to.front.left()) < touch && end.y() > to.front.top() && end.y() < to.front.bottom();
        const bool atTop =
            std::abs(end.y() - to.body.top()) < touch && end.x() > to.body.left() && end.x() < to.body.right();
        if (!starts || !(atLeft || atTop))
            faults << QStringLiteral("%1 to %2 does not join them").arg(from.key, to.key);
    }
}

void checkCuts(const DiagramLayout& layout, Faults& faults) {
    for (int i = 0; i < std::ssize(layout.units); ++i) {
        const auto& unit = layout.units[static_cast<std::size_t>(i)];
        const double x = layout.cutAfter(i);
        int last = -1;
        for (int k = 0; k < std::ssize(layout.units); ++k) {
            const auto& other = layout.units[static_cast<std::size_t>(k)];
            if (other.column <= unit.column)
                last = k;
            if (other.column <= unit.column ? other.body.right() > x || other.titleBox.right() > x
                                            : other.body.left() < x || other.titleBox.left() < x)
                faults << QStringLiteral("the cut behind %1 touches %2").arg(unit.key, other.key);
        }
        if (layout.unitCutAt(x) != last)
            faults << QStringLiteral("the cut behind %1 is found as one behind another").arg(unit.key);
    }
}

using Make = std::function<Network()>;

Network built(const char* name) {
    return required(buildArchitecture(name));
}

Network longChain(int layers) {
    NetworkParts parts;
    parts.architecture = "long";
    parts.input.channels = 3;
    parts.input.height = parts.input.width = 8;
    parts.input.mean.assign(3, 0.5f);
    parts.input.std.assign(3, 0.25f);
    const std::vector<Shape> shapes{parts.input.shape()};
    for (int i = 1; i <= layers; ++i) {
        const bool convolves = i % 2 == 1;
        Layer layer = required(convolves ? makeLayer(Kind::conv2d, convolution(3), shapes, {})
                                         : makeLayer(Kind::relu, {}, shapes, {}));
        layer.id = static_cast<LayerId>(i);
        layer.name = "features." + std::to_string(i - 1);
        layer.inputs = {static_cast<LayerId>(i - 1)};
        parts.layers.push_back(std::move(layer));
    }
    parts.head = LayerId::input;
    return required(Network::create(std::move(parts)));
}

}  // namespace

class TestDiagramLayout final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingHasItsPlace_data() {
        QTest::addColumn<Make>("make");
        const auto add = [](const QByteArray& name, Make make) { QTest::newRow(name.constData()) << make; };
        for (const char* name : {"demo", "squeezenet1_1", "mobilenet_v2", "resnet18", "resnet50", "resnet152", "vgg19",
                                 "vgg19_bn", "alexnet", "resnet20"})
            add(name, [name] { return built(name); });
        add("chain", chain);
        add("residual", residual);
        add("fire", fire);
        add("tangled", tangled);
        add("interleaved", interleaved);
        for (unsigned seed = 0; seed < 200; ++seed)
            add("random " + QByteArray::number(seed), [seed] { return random(seed); });
        add("resnet18 sliced in a block", [] {
            const Network network = built("resnet18");
            return required(sliceAfter(network, id(network, "layer2.0.conv2")));
        });
        add("squeezenet1_1 sliced", [] {
            const Network network = built("squeezenet1_1");
            return required(sliceAfter(network, id(network, "features.8")));
        });
        add("resnet18 with a layer in a branch", [] {
            const Network network = built("resnet18");
            const LayerId input = network.layer(id(network, "layer2.0.downsample.0")).inputs[0];
            return required(insertLayer(network, input, id(network, "layer2.0.downsample.0"), Kind::relu, {}));
        });
        add("resnet18 with a layer in a shortcut", [] {
            const Network network = built("resnet18");
            const LayerId junction = id(network, "layer1.0.add");
            const LayerId input = network.layer(junction).inputs[1];
            return required(insertLayer(network, input, junction, Kind::batchNorm2d, {}));
        });
        add("resnet18 with another head", [] { return required(replaceHead(built("resnet18"), 2)); });
        add("demo sliced, with a head", [] {
            const Network network = built("demo");
            const LayerId last = network.layers()[network.layers().size() / 2].id;
            return required(replaceHead(required(sliceAfter(network, last)), 3));
        });
    }

    void everythingHasItsPlace() {
        QFETCH(const Make, make);
        const Network network = make();
        const QFont font = QGuiApplication::font();
        const auto all = foldableBlocks(network);
        std::vector<QSet<QString>> ways{{}, all};
        if (!all.isEmpty()) {
            QStringList sorted(all.begin(), all.end());
            sorted.sort();
            const auto nested = std::ranges::find_if(sorted, [](const QString& name) { return name.contains(u'.'); });
            ways.push_back({nested == sorted.end() ? sorted.front() : *nested});
        }
        for (const auto& unfolded : ways) {
            const DiagramLayout layout = layoutDiagram(network, unfolded, font);
            Faults faults;
            checkBoxes(layout, faults);
            checkTexts(layout, font, faults);
            checkFrames(layout, unfolded, faults);
            checkLayers(layout, network, faults);
            checkConnections(layout, faults);
            checkCuts(layout, faults);
            const QString where = QStringList(unfolded.begin(), unfolded.end()).join(QLatin1Char(' ')).left(60);
            QVERIFY2(faults.isEmpty(), qPrintable(QStringLiteral("unfolded: %1\n%2 faults\n%3")
                                                      .arg(where)
                                                      .arg(faults.size())
                                                      .arg(faults.mid(0, 12).join(QLatin1Char('\n')))));
        }
    }

    void aChainStandsInOneRow() {
        const DiagramLayout layout = layoutDiagram(chain(), {}, QGuiApplication::font());
        QStringList keys;
        for (const auto& unit : layout.units) {
            keys << unit.key;
            QCOMPARE(unit.lane, 0);
        }
        QCOMPARE(keys.first(), QStringLiteral("input"));
        for (int i = 0; i < std::ssize(layout.units); ++i) {
            QCOMPARE(layout.unitCutAt(layout.cutAfter(i)), i);
            QCOMPARE(layout.unitAt(layout.units[static_cast<std::size_t>(i)].front.center()), i);
            QCOMPARE(layout.unitAt(layout.units[static_cast<std::size_t>(i)].subtitleBox.center()), i);
        }
        QCOMPARE(layout.unitCutAt(layout.bounds.left()), -1);
        QCOMPARE(layout.unitAt(layout.bounds.topLeft()), -1);
        QCOMPARE(layout.unitOf(LayerId::input), 0);
        QCOMPARE(layout.unitOf(static_cast<LayerId>(999)), -1);
    }

    void frameTitlesAreFound() {
        const Network network = residual();
        const DiagramLayout layout =
            layoutDiagram(network, {QStringLiteral("layer1.0"), QStringLiteral("layer2.0")}, QGuiApplication::font());
        QCOMPARE(std::ssize(layout.frames), 2);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(layout.frameTitleAt(layout.frames[static_cast<std::size_t>(i)].titleBox.center()), i);
        QCOMPARE(layout.frameTitleAt(layout.units[1].body.center()), -1);
    }

    void formsFollowTheLayers() {
        const Network network = chain();
        const DiagramLayout layout = layoutDiagram(network, foldableBlocks(network), QGuiApplication::font());
        const auto form = [&](const char* name) {
            return layout.units[static_cast<std::size_t>(layout.unitOf(id(network, name)))].form;
        };
        QCOMPARE(layout.units[0].form, UnitForm::picture);
        QCOMPARE(form("features.0"), UnitForm::slab);
        QCOMPARE(form("features.2"), UnitForm::plate);
        QCOMPARE(form("fc"), UnitForm::column);
        const Network branched = residual();
        const DiagramLayout second = layoutDiagram(branched, foldableBlocks(branched), QGuiApplication::font());
        QCOMPARE(second.units[static_cast<std::size_t>(second.unitOf(id(branched, "layer1.0.add")))].form,
                 UnitForm::junction);
    }

    void tenThousandLayers() {
        const Network network = longChain(10'000);
        for (const bool unfold : {false, true}) {
            const auto unfolded = unfold ? foldableBlocks(network) : QSet<QString>();
            QElapsedTimer timer;
            timer.start();
            const DiagramLayout layout = layoutDiagram(network, unfolded, QGuiApplication::font());
            qInfo("%zu units laid out in %lld ms", layout.units.size(), timer.elapsed());
            QCOMPARE(layout.units.size(), unfold ? 10'001u : 5'001u);
            for (std::size_t i = 0; i < layout.units.size(); ++i) {
                const auto& unit = layout.units[i];
                const QRectF all = unit.body.united(unit.titleBox).united(unit.subtitleBox);
                QVERIFY2(layout.bounds.contains(all), qPrintable(unit.key));
                if (i > 0) {
                    const auto& before = layout.units[i - 1];
                    QVERIFY2(all.left() > before.body.united(before.titleBox).united(before.subtitleBox).right(),
                             qPrintable(unit.key));
                }
            }
        }
    }
};

QTEST_MAIN(TestDiagramLayout)
#include "test_diagram_layout.moc"
