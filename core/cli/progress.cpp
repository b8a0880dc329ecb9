// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/progress.h"

#include "core/cli/numbers.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace layerbench {

namespace {

using Json = nlohmann::ordered_json;

Json labelled(const char* event, const RunLabel& label) {
    return {{"event", event}, {"run", label.run}, {"case", label.caseName}, {"seed", label.seed}};
}

}  // namespace

void JsonLines::onEpoch(const EpochMetrics& metrics) {
    Json line = labelled("epoch", label_);
    line["epoch"] = metrics.epoch;
    line["train_loss"] = jsonNumber(metrics.trainLoss);
    line["train_accuracy"] = jsonNumber(metrics.trainAccuracy);
    line["validation_loss"] = jsonNumber(metrics.validationLoss);
    line["validation_accuracy"] = jsonNumber(metrics.validationAccuracy);
    line["learning_rate"] = jsonNumber(metrics.learningRate);
    line["seconds"] = jsonNumber(metrics.seconds);
    line["images_per_second"] = jsonNumber(metrics.imagesPerSecond);
    std::cout << line.dump() << std::endl;
}

void JsonLines::onMessage(const Text& message) {
    std::cerr << "layerbench-cli: " << message.english() << std::endl;
}

void JsonLines::finished(const RunResult& result) const {
    Json line = labelled("finished", label_);
    line["reason"] = name(result.reason);
    line["best_epoch"] = result.bestEpoch;
    line["validation_accuracy"] = jsonNumber(result.validationAccuracy);
    line["last_validation_accuracy"] = jsonNumber(result.lastValidationAccuracy);
    line["trainable_parameters"] = result.trainableParameters;
    line["total_parameters"] = result.totalParameters;
    line["frozen_unchanged"] = result.frozenUnchanged;
    line["seconds"] = jsonNumber(result.seconds);
    if (!result.cache.prefix.empty())
        line["feature_cache"] = {{"prefix", result.cache.prefix},
                                 {"images", result.cache.images},
                                 {"views", result.cache.views},
                                 {"seconds_saved", jsonNumber(result.cache.secondsSaved)}};
    else
        line["feature_cache"] = nullptr;
    std::cout << line.dump() << std::endl;
}

void describeData(const Dataset& dataset) {
    const auto training = classCounts(dataset, Part::training);
    const auto validation = classCounts(dataset, Part::validation);
    std::cout << dataset.description << ": " << dataset.classes.size() << " classes, "
              << dataset.items(Part::training).size() << " training and " << dataset.items(Part::validation).size()
              << " validation pictures" << (dataset.validationWasSplit ? " (split by seed)" : "") << '\n';
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, dataset.classes.size()); ++i)
        std::cout << (i > 0 ? ", " : "  ") << dataset.classes[i] << ' ' << training[i] << " + " << validation[i];
    std::cout << (dataset.classes.size() > shown ? ", …" : "") << std::endl;
}

std::string duration(double seconds) {
    const auto total = static_cast<std::int64_t>(std::llround(seconds));
    if (total < 60)
        return std::to_string(total) + " s";
    if (total < 3600)
        return std::to_string(total / 60) + " min " + std::to_string(total % 60) + " s";
    return std::to_string(total / 3600) + " h " + std::to_string(total % 3600 / 60) + " min";
}

ProgressBar::ProgressBar(std::int64_t epochs, std::int64_t epochsDone, std::int64_t stepsPerEpoch,
                         const std::optional<RunLabel>& label)
    : label_(label ? "case " + label->caseName + ", seed " + std::to_string(label->seed) + ": " : std::string()),
      epochs_(epochs), epochsDone_(epochsDone), stepsPerEpoch_(stepsPerEpoch), terminal_(isatty(STDERR_FILENO) == 1),
      begin_(std::chrono::steady_clock::now()) {}

void ProgressBar::draw(double share, const std::string& label) {
    const auto now = std::chrono::steady_clock::now();
    if (!terminal_ || now - drawn_ < std::chrono::milliseconds(100))
        return;
    drawn_ = now;
    constexpr int width = 30;
    const int filled = static_cast<int>(share * width);
    std::string bar;
    for (int i = 0; i < width; ++i)
        bar += i < filled ? "█" : "░";
    std::cerr << "\r\033[K" << bar << ' ' << label_ << label << std::flush;
}

void ProgressBar::clearLine() const {
    if (terminal_)
        std::cerr << "\r\033[K" << std::flush;
}

void ProgressBar::onFeatures(std::int64_t done, std::int64_t total) {
    draw(static_cast<double>(done) / static_cast<double>(total),
         "frozen part: " + std::to_string(done) + " of " + std::to_string(total) + " pictures");
}

void ProgressBar::onStep(const StepMetrics& metrics) {
    const double all = static_cast<double>(epochs_ * stepsPerEpoch_);
    const double first = static_cast<double>(epochsDone_ * stepsPerEpoch_);
    const double done = static_cast<double>(metrics.step);
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const double left = spent / (done - first) * (all - done);
    draw(done / all,
         "epoch " + std::to_string(metrics.epoch) + " of " + std::to_string(epochs_) + ", " + duration(left) + " left");
}

void ProgressBar::onEpoch(const EpochMetrics& metrics) {
    clearLine();
    if (!label_.empty())
        return;
    char text[160];
    std::snprintf(text, sizeof text, "epoch %3lld  loss %.4f  accuracy %s  validation %s",
                  static_cast<long long>(metrics.epoch), metrics.trainLoss, percent(metrics.trainAccuracy).c_str(),
                  percent(metrics.validationAccuracy).c_str());
    std::cout << text << std::endl;
}

void ProgressBar::onMessage(const Text& message) {
    clearLine();
    std::cerr << label_ << message.english() << std::endl;
}

void ProgressBar::finished(const RunResult& result) const {
    clearLine();
    std::cout << label_ << "best: " << percent(result.validationAccuracy);
    if (result.bestEpoch > 0)
        std::cout << " in epoch " << result.bestEpoch;
    std::cout << "; " << result.trainableParameters << " of " << result.totalParameters << " parameters trained in "
              << duration(result.seconds);
    if (!result.cache.prefix.empty()) {
        std::cout << "; frozen part up to " << result.cache.prefix
                  << (result.cache.images > 0 ? " computed once" : " computed by an earlier run");
        if (result.cache.views > 1)
            std::cout << " for each of " << result.cache.views << " views";
        std::cout << ": " << duration(result.cache.secondsSaved) << " saved";
    }
    std::cout << '\n';
    if (std::ranges::any_of(result.proof, &LayerProof::frozen) && (label_.empty() || !result.frozenUnchanged))
        std::cout << "frozen layers: " << (result.frozenUnchanged ? "proved unchanged" : "CHANGED, please report this")
                  << '\n';
    if (result.reason != FinishReason::completed && result.reason != FinishReason::stopped)
        std::cout << "ended early: " << name(result.reason) << '\n';
    std::cout << std::flush;
}

}  // namespace layerbench
