// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/proof.h"

#include "core/network/sha256.h"

#include <cmath>

namespace layerbench {

namespace {

const Tensor& valueOf(const Parameter& parameter) {
    return std::get<Tensor>(parameter.value);
}

std::string hashOf(const Layer& layer) {
    Sha256 hash;
    for (const auto& parameter : layer.parameters) {
        hash.add(parameter.name);
        hash.add(valueOf(parameter).bytes());
    }
    return hash.hex();
}

double squaredChange(const Tensor& before, const Tensor& after) {
    const Tensor a = before.toFloat32();
    const Tensor b = after.toFloat32();
    double sum = 0;
    for (std::size_t i = 0; i < a.as<float>().size(); ++i) {
        const double difference = static_cast<double>(b.as<float>()[i]) - static_cast<double>(a.as<float>()[i]);
        sum += difference * difference;
    }
    return sum;
}

}  // namespace

std::vector<std::string> layerHashes(const Network& network) {
    std::vector<std::string> hashes;
    for (const auto& layer : network.layers())
        hashes.push_back(layer.parameters.empty() ? std::string() : hashOf(layer));
    return hashes;
}

std::vector<LayerProof> proveFreezing(const Network& before, const std::vector<std::string>& hashesBefore,
                                      const Network& after, const std::unordered_set<LayerId>& everTrained) {
    std::vector<LayerProof> proofs;
    for (std::size_t i = 0; i < before.layers().size(); ++i) {
        const Layer& was = before.layers()[i];
        const Layer& is = after.layers()[i];
        if (was.parameters.empty())
            continue;
        LayerProof proof;
        proof.layer = was.id;
        proof.name = was.name;
        proof.frozen = !everTrained.contains(was.id);
        proof.before = hashesBefore[i];
        proof.after = hashOf(is);
        const bool statisticsMay = was.kind == Kind::batchNorm2d && was.batchNorm == BatchNormPolicy::statisticsOnly;
        bool moved = false;  // what must not
        double change = 0;
        for (std::size_t p = 0; p < was.parameters.size(); ++p) {
            if (valueOf(was.parameters[p]) == valueOf(is.parameters[p]))
                continue;
            change += squaredChange(valueOf(was.parameters[p]), valueOf(is.parameters[p]));
            moved = moved || !(statisticsMay && was.parameters[p].buffer);
        }
        proof.change = std::sqrt(change);
        proof.unchanged = statisticsMay ? !moved : !moved && proof.before == proof.after;
        proofs.push_back(std::move(proof));
    }
    return proofs;
}

}  // namespace layerbench
