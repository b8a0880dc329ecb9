// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/initialisation.h"

#include "core/network/random.h"

#include <array>
#include <cmath>

namespace layerbench {

namespace {

struct SchemeName {
    Scheme scheme;
    std::string_view name;
};
constexpr std::array schemeNames{
    SchemeName{Scheme::standard, "standard"},
    SchemeName{Scheme::kaimingNormal, "kaiming_normal"},
    SchemeName{Scheme::kaimingUniform, "kaiming_uniform"},
    SchemeName{Scheme::xavierUniform, "xavier_uniform"},
    SchemeName{Scheme::smallNormal, "small_normal"},
};
constexpr std::array schemes{Scheme::standard, Scheme::kaimingNormal, Scheme::kaimingUniform, Scheme::xavierUniform,
                             Scheme::smallNormal};

Tensor filled(const Shape& shape, const auto& draw) {
    return Tensor::make(ScalarType::float32, shape, [&](std::span<std::byte> bytes) {
        auto* out = reinterpret_cast<float*>(bytes.data());
        for (std::int64_t i = 0; i < elementCount(shape); ++i)
            out[i] = static_cast<float>(draw());
    });
}

}  // namespace

std::string_view name(Scheme scheme) {
    for (const auto& row : schemeNames)
        if (row.scheme == scheme)
            return row.name;
    return {};
}

bool schemeFromName(std::string_view name, Scheme& scheme) {
    for (const auto& row : schemeNames)
        if (row.name == name) {
            scheme = row.scheme;
            return true;
        }
    return false;
}

std::span<const Scheme> allSchemes() {
    return schemes;
}

Tensor drawParameter(const Initialisation& initialisation, std::uint64_t seed, std::string_view name,
                     const Shape& shape, const Shape& weightShape) {
    const bool isBias = name.ends_with(".bias");
    if (weightShape.size() < 2) {  // batch-norm: scale 1, shift 0
        const double value = isBias ? 0 : 1;
        return filled(shape, [&] { return value; });
    }
    // Weights are [out, in / groups, kh, kw] or [out, in].
    const double receptive =
        static_cast<double>(elementCount(weightShape)) / static_cast<double>(weightShape[0] * weightShape[1]);
    const double fanIn = static_cast<double>(weightShape[1]) * receptive;
    const double fanOut = static_cast<double>(weightShape[0]) * receptive;

    Random random(mixSeed(mixSeed(seed, initialisation.stream), name));
    const auto uniform = [&](double bound) { return filled(shape, [&] { return random.uniform(-bound, bound); }); };
    const auto normal = [&](double deviation) { return filled(shape, [&] { return deviation * random.normal(); }); };

    if (initialisation.scheme == Scheme::standard)
        return uniform(1 / std::sqrt(fanIn));
    if (isBias)
        return filled(shape, [] { return 0.0; });
    switch (initialisation.scheme) {
    case Scheme::kaimingNormal:
        return normal(std::sqrt(2 / fanOut));
    case Scheme::kaimingUniform:
        return uniform(std::sqrt(6 / fanIn));
    case Scheme::xavierUniform:
        return uniform(std::sqrt(6 / (fanIn + fanOut)));
    case Scheme::smallNormal:
        return normal(0.01);
    case Scheme::standard:
        break;
    }
    assert(false);
    return {};
}

}  // namespace layerbench
