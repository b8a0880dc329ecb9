// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/training_arguments.h"

namespace layerbench {

namespace {

template <class T>
void put(T& place, const std::optional<T>& typed) {
    if (typed)
        place = *typed;
}

}  // namespace

void addComputeOptions(CLI::App& command, TrainingArguments& a) {
    command.add_option("--device", a.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
    command.add_option("--threads", a.threads, "CPU threads; 0: one per core")->capture_default_str();
    command.add_option("--precision", a.precision, "float32 or bfloat16")->capture_default_str();
}

void addTrainingOptions(CLI::App& command, TrainingArguments& a) {
    const auto* group = "Training (what is left out suits the case)";
    const auto option = [&](const char* flag, auto& place, const char* help) {
        return command.add_option(flag, place, help)->group(group);
    };
    option("--epochs", a.epochs, "Times that all training pictures are seen");
    option("--batch-size", a.batchSize, "Pictures per step");
    option("--optimizer", a.optimizer, "sgd, adam, adamw or rmsprop");
    option("--learning-rate", a.learningRate, "Step length");
    option("--momentum", a.momentum, "For sgd and rmsprop");
    option("--weight-decay", a.weightDecay, "Pull of the weights towards zero");
    option("--schedule", a.schedule, "constant, step, cosine or one-cycle");
    option("--step-size", a.stepSize, "Epochs between steps of --schedule step");
    option("--gamma", a.gamma, "Factor at each step of --schedule step");
    option("--augment", a.augment, "none, flip, standard or strong")->capture_default_str();
    option("--per-class", a.perClass, "Training pictures per class; smaller choices lie inside larger ones");
    option("--validation-fraction", a.validationFraction,
           "Share of each class that validates, where the data has no such part")
        ->capture_default_str();
    option("--seed", a.seed, "Decides the split, new weights, the order and dropout")->capture_default_str();
    option("--feature-cache", a.featureCache,
           "on, half or off: run the frozen part once per picture and keep what comes out, as float16 with half")
        ->capture_default_str();
    option("--cached-views", a.cachedViews, "With augmentation and feature cache: random views kept per picture");
    option("--early-stopping", a.earlyStopping, "Stop after so many epochs without a better one; 0: never");
    option("--time-limit", a.timeLimit, "Seconds; 0: none");
    addComputeOptions(command, a);
}

Result<ComputeOptions> computeOptions(const TrainingArguments& a) {
    ComputeOptions options;
    options.device = a.device;
    options.threads = a.threads;
    if (a.threads < 0 || a.threads > 1024)
        return failure(LB_TEXT("cli", "--threads is %1; it must lie between 0 (one per core) and 1024."), a.threads);
    LB_TRY(options.precision, precisionFromName(a.precision));
    return options;
}

Result<DatasetOptions> datasetOptions(const TrainingArguments& a) {
    if (!(a.validationFraction > 0 && a.validationFraction < 1))
        return failure(LB_TEXT("cli", "--validation-fraction is %1; it must lie between 0 and 1, such as 0.2."),
                       a.validationFraction);
    if (a.perClass && *a.perClass < 1)
        return failure(LB_TEXT("cli", "--per-class is %1; it must be at least 1."), *a.perClass);
    DatasetOptions options;
    options.seed = a.seed;
    options.validationFraction = a.validationFraction;
    options.perClass = a.perClass;
    return options;
}

Result<TrainingOptions> trainingOptions(const TrainingArguments& a, TrainingOptions options) {
    put(options.epochs, a.epochs);
    put(options.batchSize, a.batchSize);
    if (a.optimizer) {
        LB_TRY(options.optimizer, optimizerFromName(*a.optimizer));
    }
    put(options.learningRate, a.learningRate);
    put(options.momentum, a.momentum);
    put(options.weightDecay, a.weightDecay);
    if (a.schedule) {
        LB_TRY(options.schedule, scheduleFromName(*a.schedule));
    }
    put(options.stepSize, a.stepSize);
    put(options.gamma, a.gamma);
    options.seed = a.seed;
    if (a.featureCache != "on" && a.featureCache != "half" && a.featureCache != "off")
        return failure(LB_TEXT("cli", "--feature-cache is “%1”; write on, half or off."), a.featureCache);
    options.featureCache = a.featureCache != "off";
    options.halfFeatures = a.featureCache == "half";
    put(options.cachedViews, a.cachedViews);
    put(options.earlyStopping, a.earlyStopping);
    put(options.timeLimit, a.timeLimit);
    LB_TRY(options.compute, computeOptions(a));
    LB_CHECK(check(options));
    return options;
}

}  // namespace layerbench
