// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/layer_facts.h"

#include "core/network/cost.h"
#include "ui/networks/layer_texts.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace layerbench {

namespace {

QString said(const char* source) {
    return QCoreApplication::translate("layers", source);
}

double shareOf(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

Fact parametersFact(std::int64_t parameters, std::int64_t all) {
    Fact fact{QStringLiteral("parameters"), said(QT_TRANSLATE_NOOP("layers", "Parameters")), shortCount(parameters),
              said(QT_TRANSLATE_NOOP("layers", "This layer has none."))};
    if (parameters > 0) {
        fact.share = shareOf(parameters, all);
        fact.tip = said(QT_TRANSLATE_NOOP("layers", "%1, which is %2 of the network's"))
                       .arg(fullCount(parameters), percent(fact.share));
    }
    return fact;
}

Fact multiplyAddsFact(std::int64_t multiplyAdds, std::int64_t all) {
    Fact fact{QStringLiteral("multiply-adds"), said(QT_TRANSLATE_NOOP("layers", "Multiply-adds")),
              shortCount(multiplyAdds), said(QT_TRANSLATE_NOOP("layers", "None for one picture"))};
    if (multiplyAdds > 0) {
        fact.share = shareOf(multiplyAdds, all);
        fact.tip = said(QT_TRANSLATE_NOOP("layers", "%1 for one picture, which is %2 of the network's"))
                       .arg(fullCount(multiplyAdds), percent(fact.share));
    }
    return fact;
}

Fact activationsFact(std::int64_t bytes) {
    return {QStringLiteral("activations"), said(QT_TRANSLATE_NOOP("layers", "Activations")), byteCount(bytes),
            said(QT_TRANSLATE_NOOP("layers", "Memory for the output of one picture, as float32"))};
}

Fact trainableFact(const Cost& total) {
    const double share = shareOf(total.trainableParameters, total.parameters);
    return {QStringLiteral("trainable"),
            said(QT_TRANSLATE_NOOP("layers", "Trainable")),
            shortCount(total.trainableParameters),
            said(QT_TRANSLATE_NOOP("layers", "%1 of %2 parameters train (%3); the others are frozen"))
                .arg(fullCount(total.trainableParameters), fullCount(total.parameters), percent(share)),
            total.parameters > 0 ? share : -1,
            ShareBar::Role::trainable};
}

QString nameOf(const Network& network, LayerId id) {
    return id == LayerId::input ? said(QT_TRANSLATE_NOOP("layers", "picture")) : toQString(network.layer(id).name);
}

}  // namespace

std::int64_t weightBytes(const Layer& layer) {
    std::int64_t bytes = 0;
    for (const auto& parameter : layer.parameters)
        bytes += elementCount(parameter.shape) * static_cast<std::int64_t>(byteSize(parameter.type));
    return bytes;
}

std::vector<Fact> networkFacts(const Network& network) {
    const Cost total = cost(network);
    std::int64_t weights = 0;
    for (const auto& layer : network.layers())
        weights += weightBytes(layer);
    const std::int64_t largest = std::max(weights, total.activationBytes);
    QStringList names;
    for (const auto& name : network.classNames())
        names << toQString(name);
    const QString classes = fullCount(network.classCount());
    return {
        {QStringLiteral("input"), said(QT_TRANSLATE_NOOP("layers", "Input")), shapeText(network.input().shape()),
         said(QT_TRANSLATE_NOOP("layers", "Channels × height × width of a picture"))},
        {QStringLiteral("classes"),
         said(QT_TRANSLATE_NOOP("layers", "Classes")),
         names.isEmpty() ? classes : QStringLiteral("%1: %2").arg(classes, names.join(QStringLiteral(", "))),
         {}},
        {QStringLiteral("layers"),
         said(QT_TRANSLATE_NOOP("layers", "Layers")),
         fullCount(static_cast<std::int64_t>(network.layers().size())),
         {}},
        {QStringLiteral("parameters"), said(QT_TRANSLATE_NOOP("layers", "Parameters")), shortCount(total.parameters),
         fullCount(total.parameters)},
        trainableFact(total),
        {QStringLiteral("multiply-adds"), said(QT_TRANSLATE_NOOP("layers", "Multiply-adds")),
         shortCount(total.multiplyAdds),
         said(QT_TRANSLATE_NOOP("layers", "%1 for one picture")).arg(fullCount(total.multiplyAdds))},
        {QStringLiteral("weights"), said(QT_TRANSLATE_NOOP("layers", "Memory: weights")), byteCount(weights),
         said(QT_TRANSLATE_NOOP("layers", "All parameters and stored statistics")), shareOf(weights, largest)},
        {QStringLiteral("activations"), said(QT_TRANSLATE_NOOP("layers", "Memory: activations")),
         byteCount(total.activationBytes),
         said(
             QT_TRANSLATE_NOOP("layers", "The outputs of all layers for one picture, as float32: what training keeps")),
         shareOf(total.activationBytes, largest)},
    };
}

std::vector<Fact> layerFacts(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const KindInfo& info = kindInfo(layer.kind);
    // "Convolution" before "Conv2d", but not "ReLU" before "ReLU".
    const bool named = info.name != info.title;
    const Cost all = cost(network);
    const Cost one = cost(network, id);
    QStringList inputs;
    QStringList shapes;
    for (const LayerId input : layer.inputs) {
        inputs << nameOf(network, input);
        shapes << QStringLiteral("%1: %2").arg(nameOf(network, input), shapeText(network.shapeOf(input)));
    }
    return {
        {QStringLiteral("kind"), named ? translated(info.title) : said(QT_TRANSLATE_NOOP("layers", "Kind")),
         kindLine(layer),
         QStringList{translated(info.explanation), attributeLines(layer)}.join(QLatin1Char('\n')).trimmed()},
        {QStringLiteral("input"),
         inputs.size() == 1 ? said(QT_TRANSLATE_NOOP("layers", "Input")) : said(QT_TRANSLATE_NOOP("layers", "Inputs")),
         inputs.join(QStringLiteral(", ")), shapes.join(QLatin1Char('\n'))},
        {QStringLiteral("output"), said(QT_TRANSLATE_NOOP("layers", "Output")), shapeText(network.shapeOf(id)),
         network.shapeOf(id).size() == 3 ? said(QT_TRANSLATE_NOOP("layers", "A map: channels × height × width"))
                                         : said(QT_TRANSLATE_NOOP("layers", "A list of features"))},
        parametersFact(one.parameters, all.parameters),
        multiplyAddsFact(one.multiplyAdds, all.multiplyAdds),
        activationsFact(one.activationBytes),
    };
}

std::vector<Fact> layersFacts(const Network& network, std::span<const LayerId> layers) {
    const Cost all = cost(network);
    Cost sum;
    for (const LayerId id : layers) {
        const Cost one = cost(network, id);
        sum.parameters += one.parameters;
        sum.trainableParameters += one.trainableParameters;
        sum.multiplyAdds += one.multiplyAdds;
        sum.activationBytes += one.activationBytes;
    }
    std::vector<Fact> facts{
        {QStringLiteral("first"), said(QT_TRANSLATE_NOOP("layers", "First")), nameOf(network, layers.front()), {}},
        {QStringLiteral("last"), said(QT_TRANSLATE_NOOP("layers", "Last")), nameOf(network, layers.back()), {}},
        parametersFact(sum.parameters, all.parameters)};
    if (sum.parameters > 0)
        facts.push_back(trainableFact(sum));
    facts.push_back(multiplyAddsFact(sum.multiplyAdds, all.multiplyAdds));
    facts.push_back(activationsFact(sum.activationBytes));
    return facts;
}

}  // namespace layerbench
