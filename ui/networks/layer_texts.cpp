// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/layer_texts.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QCoreApplication>
#include <QStringList>

#include <cassert>

namespace layerbench {

namespace {

QString pairText(const Pair& pair) {
    return QString::fromStdString(toText(AttributeValue(pair)));
}

/// 3 for 3 × 3: strides and paddings are read that way.
QString sideText(const Pair& pair) {
    return pair[0] == pair[1] ? QString::number(pair[0]) : pairText(pair);
}

QString strideText(const Attributes& attributes) {
    return QCoreApplication::translate("layers", "stride %1").arg(sideText(attributes.pair("stride")));
}

}  // namespace

QString kindLine(const Layer& layer) {
    const Attributes& attributes = layer.attributes;
    QString line = toQString(kindInfo(layer.kind).name);
    QStringList details;
    switch (layer.kind) {
    case Kind::conv2d:
        line += QLatin1Char(' ') + pairText(attributes.pair("kernel_size"));
        details << strideText(attributes);
        if (attributes.integer("groups") != 1)
            details << QCoreApplication::translate("layers", "groups %1").arg(attributes.integer("groups"));
        break;
    case Kind::maxPool2d:
    case Kind::avgPool2d:
        line += QLatin1Char(' ') + pairText(attributes.pair("kernel_size"));
        details << strideText(attributes);
        break;
    case Kind::adaptiveAvgPool2d:
        line += QCoreApplication::translate("layers", " to %1").arg(pairText(attributes.pair("output_size")));
        break;
    case Kind::linear:
        line += QStringLiteral(" %1 → %2")
                    .arg(fullCount(attributes.integer("in_features")), fullCount(attributes.integer("out_features")));
        break;
    case Kind::dropout:
        details << QStringLiteral("p = %1").arg(number(attributes.number("p")));
        break;
    case Kind::shortcutA:
        details << QCoreApplication::translate("layers", "stride %1").arg(attributes.integer("stride"));
        break;
    case Kind::batchNorm2d:
    case Kind::relu:
    case Kind::relu6:
    case Kind::flatten:
    case Kind::add:
    case Kind::concat:
        break;
    }
    details.prepend(line);
    return details.join(QStringLiteral(", "));
}

QString attributeLines(const Layer& layer) {
    QStringList lines;
    for (const AttributeSpec& spec : kindInfo(layer.kind).attributes)
        lines << QStringLiteral("%1: %2").arg(
            attributeTitle(spec.name), QString::fromStdString(toText(layer.attributes.all().find(spec.name)->second)));
    return lines.join(QLatin1Char('\n'));
}

QString attributeTitle(std::string_view attribute) {
    struct Title {
        std::string_view name;
        const char* title;
    };
    static constexpr Title titles[] = {
        {"in_channels", QT_TRANSLATE_NOOP("layers", "Input channels")},
        {"out_channels", QT_TRANSLATE_NOOP("layers", "Output channels")},
        {"in_features", QT_TRANSLATE_NOOP("layers", "Input features")},
        {"out_features", QT_TRANSLATE_NOOP("layers", "Output features")},
        {"num_features", QT_TRANSLATE_NOOP("layers", "Channels")},
        {"kernel_size", QT_TRANSLATE_NOOP("layers", "Kernel size")},
        {"stride", QT_TRANSLATE_NOOP("layers", "Stride")},
        {"padding", QT_TRANSLATE_NOOP("layers", "Padding")},
        {"dilation", QT_TRANSLATE_NOOP("layers", "Dilation")},
        {"groups", QT_TRANSLATE_NOOP("layers", "Groups")},
        {"bias", QT_TRANSLATE_NOOP("layers", "Bias")},
        {"ceil_mode", QT_TRANSLATE_NOOP("layers", "Round sizes up")},
        {"output_size", QT_TRANSLATE_NOOP("layers", "Output size")},
        {"eps", QT_TRANSLATE_NOOP("layers", "Epsilon")},
        {"momentum", QT_TRANSLATE_NOOP("layers", "Momentum")},
        {"p", QT_TRANSLATE_NOOP("layers", "Probability")},
    };
    for (const auto& row : titles)
        if (row.name == attribute)
            return QCoreApplication::translate("layers", row.title);
    return toQString(attribute);
}

QString schemeTitle(Scheme scheme) {
    switch (scheme) {
    case Scheme::standard:
        return QCoreApplication::translate("layers", "PyTorch's default");
    case Scheme::kaimingNormal:
        return QCoreApplication::translate("layers", "Kaiming normal");
    case Scheme::kaimingUniform:
        return QCoreApplication::translate("layers", "Kaiming uniform");
    case Scheme::xavierUniform:
        return QCoreApplication::translate("layers", "Xavier uniform");
    case Scheme::smallNormal:
        return QCoreApplication::translate("layers", "Small normal");
    }
    assert(false);
    return {};
}

QString schemeExplanation(Scheme scheme) {
    switch (scheme) {
    case Scheme::standard:
        return QCoreApplication::translate("layers", "Even within ±1/√inputs, biases too: what PyTorch's layers do.");
    case Scheme::kaimingNormal:
        return QCoreApplication::translate("layers",
                                           "Bell-shaped, variance 2/outputs: keeps gradients alive through ReLUs "
                                           "(He et al. 2015).");
    case Scheme::kaimingUniform:
        return QCoreApplication::translate("layers", "Even within ±√(6/inputs): keeps activations alive through ReLUs "
                                                     "(He et al. 2015).");
    case Scheme::xavierUniform:
        return QCoreApplication::translate("layers", "Even within ±√(6/(inputs + outputs)): for layers without ReLU "
                                                     "(Glorot and Bengio 2010).");
    case Scheme::smallNormal:
        return QCoreApplication::translate("layers",
                                           "Bell-shaped, deviation 0.01: a head that starts by preferring no class.");
    }
    assert(false);
    return {};
}

QString policyTitle(BatchNormPolicy policy) {
    switch (policy) {
    case BatchNormPolicy::frozen:
        return QCoreApplication::translate("layers", "frozen");
    case BatchNormPolicy::statisticsOnly:
        return QCoreApplication::translate("layers", "statistics only");
    case BatchNormPolicy::trained:
        return QCoreApplication::translate("layers", "trained");
    }
    assert(false);
    return {};
}

QString policyExplanation(BatchNormPolicy policy) {
    switch (policy) {
    case BatchNormPolicy::frozen:
        return QCoreApplication::translate("layers", "Uses stored statistics; nothing moves.");
    case BatchNormPolicy::statisticsOnly:
        return QCoreApplication::translate("layers", "Statistics move; scale and shift stay.");
    case BatchNormPolicy::trained:
        return QCoreApplication::translate("layers", "Statistics, scale and shift all move.");
    }
    assert(false);
    return {};
}

}  // namespace layerbench
