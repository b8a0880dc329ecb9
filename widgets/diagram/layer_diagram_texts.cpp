// SPDX-License-Identifier: GPL-3.0-or-later
// What the LayerDiagram says about what it shows, and about what a release would do.
#include "core/network/cost.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram_state.h"

namespace layerbench {

namespace {

QString layerCount(std::size_t count) {
    return count == 1 ? LayerDiagram::tr("1 layer") : LayerDiagram::tr("%1 layers").arg(count);
}

/// "Conv2d 3 × 3": PyTorch's name, with the window's size where it has one.
QString kindText(const Layer& layer) {
    const QString name = toQString(kindInfo(layer.kind).name);
    if (layer.kind != Kind::conv2d && layer.kind != Kind::maxPool2d && layer.kind != Kind::avgPool2d)
        return name;
    const Pair size = layer.attributes.pair("kernel_size");
    return QStringLiteral("%1 %2 × %3").arg(name).arg(size[0]).arg(size[1]);
}

}  // namespace

QString LayerDiagram::State::describe(int unitIndex) const {
    const DiagramUnit& here = unit(unitIndex);
    if (unitIndex == 0)
        return tr("The picture: %1").arg(shapeText(network->shapeOf(LayerId::input)));
    Cost total;
    for (const LayerId id : here.layers) {
        const Cost one = cost(*network, id);
        total.parameters += one.parameters;
        total.multiplyAdds += one.multiplyAdds;
    }
    QStringList parts{here.key};
    parts << (here.folded ? layerCount(here.layers.size()) : kindText(network->layer(here.main)));
    parts << shapeText(network->shapeOf(here.layers.back()));
    if (total.parameters > 0)
        parts << tr("%1 parameters").arg(fullCount(total.parameters));
    if (total.multiplyAdds > 0)
        parts << tr("%1 multiply-adds").arg(shortCount(total.multiplyAdds));
    return parts.join(QStringLiteral(" · "));
}

QString LayerDiagram::State::tipOf(int unitIndex) const {
    if (unitIndex <= 0)
        return {};
    const DiagramUnit& here = unit(unitIndex);
    QString tip = describe(unitIndex);
    if (here.folded) {
        QStringList names;
        for (const LayerId id : here.layers)
            names << kindText(network->layer(id));
        constexpr int most = 6;
        if (names.size() > most)
            names = names.mid(0, most) << QStringLiteral("…");
        tip += QLatin1Char('\n') + names.join(QStringLiteral(", "));
    } else {
        tip += QLatin1Char('\n') + translated(kindInfo(here.kind).explanation);
    }
    return tip;
}

QString LayerDiagram::State::describeCut(int unitIndex) const {
    const auto layers = network->layers();
    std::size_t gone = 0;
    std::int64_t parameters = 0;
    for (std::size_t i = 0; i < layers.size(); ++i)
        stays[i] ? void(parameters += cost(*network, layers[i].id).parameters) : void(++gone);
    const QString name = unit(unitIndex).key;
    if (gone == 0)
        return tr("Nothing stands behind %1.").arg(name);
    const QString kept = shortCount(parameters);
    return gone == 1 ? tr("Release to slice after %1: 1 layer goes, %2 parameters stay.").arg(name, kept)
                     : tr("Release to slice after %1: %2 layers go, %3 parameters stay.").arg(name).arg(gone).arg(kept);
}

QString LayerDiagram::State::describeRange() const {
    const auto [low, high] = std::minmax(rangeFirst, rangeLast);
    const QString which = low == high ? unit(low).key : tr("%1 to %2").arg(unit(low).key, unit(high).key);
    return rangeTrains ? tr("Release to let %1 train.").arg(which) : tr("Release to freeze %1.").arg(which);
}

}  // namespace layerbench
