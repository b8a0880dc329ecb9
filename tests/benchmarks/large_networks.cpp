// SPDX-License-Identifier: GPL-3.0-or-later
// Networks of 10,000 layers in the real window: opening, editing, folding, moving.
#include "tests/benchmarks/network_parts.h"
#include "tests/benchmarks/scene.h"
#include "ui/compare/compare_page.h"
#include "ui/document/document.h"
#include "widgets/board/case_board.h"
#include "widgets/diagram/layer_diagram.h"

#include <QApplication>

#include <malloc.h>

#include <optional>
#include <string>

namespace layerbench::bench {

namespace {

constexpr std::size_t layerCount = 10'000;

const Attributes convolution{{"out_channels", std::int64_t{8}}};

NetworkParts chain() {
    Parts all;
    all.parts.architecture = "chain";
    while (all.size() + 5 <= layerCount) {
        const std::string number = std::to_string(all.size() / 2);
        all.add("conv" + number, Kind::conv2d, convolution);
        all.add("relu" + number, Kind::relu);
    }
    all.addHead();
    return std::move(all.parts);
}

/// Residual blocks, and over every 25 of them one more shortcut.
NetworkParts residual() {
    Parts all;
    all.parts.architecture = "residual";
    LayerId last = all.add("stem", Kind::conv2d, convolution);
    LayerId far = last;
    for (int block = 0; all.size() + 10 <= layerCount; ++block) {
        const std::string name = "stage" + std::to_string(block / 25) + "." + std::to_string(block % 25) + ".";
        all.add(name + "conv1", Kind::conv2d, convolution, {last});
        all.add(name + "bn1", Kind::batchNorm2d);
        all.add(name + "relu1", Kind::relu);
        all.add(name + "conv2", Kind::conv2d, convolution);
        const LayerId branch = all.add(name + "bn2", Kind::batchNorm2d);
        const bool over = block % 25 == 24;
        all.add(name + "add", Kind::add, {},
                over ? std::vector<LayerId>{branch, last, far} : std::vector<LayerId>{branch, last});
        last = all.add(name + "relu2", Kind::relu);
        if (over)
            far = last;
    }
    all.addHead();
    return std::move(all.parts);
}

/// What is allocated, in MB of 10^6 bytes: of a network without numbers too little for the process's size to tell.
double heapMegabytes() {
    const auto heap = mallinfo2();
    return static_cast<double>(heap.uordblks + heap.hblkhd) / 1e6;
}

QJsonObject withNetwork(Scene& scene, NetworkParts parts, const Options& options) {
    const double seconds = options.quick ? 1 : 4;
    const std::size_t layers = parts.layers.size();
    LayerDiagram& diagram = scene.window.diagram();
    Document& document = scene.window.document();
    std::optional<Network> network;
    const double create = secondsOf([&] { network = *Network::create(std::move(parts)); }) * 1000;
    const auto untilShown = [&](const std::function<void()>& begin) {
        return rounded(busyUntilPainted(diagram, begin));
    };
    QJsonObject all{{QStringLiteral("layers"), static_cast<qint64>(layers)},
                    {QStringLiteral("create_ms"), rounded(create)}};
    const auto note = [&all](const char* name, double value) { all[QLatin1String(name)] = value; };
    {
        const double memory = heapMegabytes();
        const auto edited = apply(*network, SetTrainable{{Selection::By::role, {"all"}}, false}, 0);
        note("step_of_history_mb", rounded(heapMegabytes() - memory));
    }
    note("open_ms", untilShown([&] {
             document.setSource({*network, SourceRecord{network->architecture(), {}, {}, *network}, {}, {}});
         }));
    note("freeze_all_ms", untilShown([&] {
             [[maybe_unused]] const auto done = document.apply(SetTrainable{{Selection::By::role, {"all"}}, false});
         }));
    note("undo_ms", untilShown([&] { document.undo(); }));
    note("case_1_ms", untilShown([&] { scene.action("case1"); }));
    note("case_3_ms", untilShown([&] { scene.action("case3"); }));
    const LayerId middle = document.network().layers()[layers / 2].id;
    note("select_a_layer_ms", untilShown([&] { diagram.setSelection({middle}); }));
    note("select_all_ms", untilShown([&] {
             std::vector<LayerId> ids;
             for (const auto& layer : document.network().layers())
                 ids.push_back(layer.id);
             diagram.setSelection(ids);
         }));
    diagram.setSelection({});
    const auto move = [&](const char* name) {
        diagram.fit();
        diagram.reveal(middle);
        all[QLatin1String(name)] = QJsonObject{
            {QStringLiteral("pan"), rounded(dragFramesPerSecond(diagram, Qt::MiddleButton, diagram, seconds))},
            {QStringLiteral("wheel_zoom"), rounded(wheelFramesPerSecond(diagram, seconds))},
            {QStringLiteral("hover"), rounded(hoverFramesPerSecond(diagram, seconds))}};
        // As far out as it goes: the most units in view.
        diagram.zoomBy(1e-3);
        all[QLatin1String(name) + QStringLiteral("_far")] = QJsonObject{
            {QStringLiteral("pan"), rounded(dragFramesPerSecond(diagram, Qt::MiddleButton, diagram, seconds))}};
    };
    move("folded_frames_per_second");
    note("unfold_all_ms", untilShown([&] { diagram.unfoldAll(); }));
    move("unfolded_frames_per_second");
    const QStringList blocks = diagram.unfolded();
    note("fold_one_ms", untilShown([&] { diagram.setUnfolded(blocks.mid(1)); }));
    diagram.setTool(LayerDiagram::Tool::knife);
    note("knife_frames_per_second", rounded(hoverFramesPerSecond(diagram, seconds)));
    diagram.setTool(LayerDiagram::Tool::select);
    note("fold_all_ms", untilShown([&] { diagram.foldAll(); }));
    note("show_board_ms",
         rounded(busyUntilPainted(*scene.window.comparePage().board(), [&] { scene.action("boardPage"); })));
    note("show_diagram_ms", untilShown([&] { scene.action("networkPage"); }));
    return all;
}

}  // namespace

QJsonObject measureLargeNetworks(const Options& options) {
    Scene scene;
    scene.untilReady();
    scene.untilEngineIsThere();
    QJsonObject all{{QStringLiteral("chain"), withNetwork(scene, chain(), options)},
                    {QStringLiteral("residual"), withNetwork(scene, residual(), options)}};
    scene.window.close();
    return all;
}

}  // namespace layerbench::bench
