// SPDX-License-Identifier: GPL-3.0-or-later
// Which options there are, what they are called and what they mean, in the words of a lecture.
#include "ui/training/number_field.h"
#include "ui/training/options_form.h"

#include <QAbstractItemView>
#include <QStyledItemDelegate>

#include <concepts>

namespace layerbench {

namespace {

/// How the features of frozen layers are kept: two of the options, one choice for the user.
enum class Features { single, half, off };

Features featuresOf(const TrainingOptions& options) {
    return !options.featureCache ? Features::off : options.halfFeatures ? Features::half : Features::single;
}

template <class Value>
QComboBox* choiceBox(const std::vector<std::pair<QString, Value>>& choices) {
    auto* box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    for (const auto& [label, value] : choices)
        box->addItem(label, static_cast<int>(value));
    return box;
}

constexpr int meaningRole = Qt::UserRole + 1;

/// A list that is open has room for what its entries mean; the box has not.
class MeaningDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->text = index.data(meaningRole).toString();
    }
};

}  // namespace

template <class Member>
NumberField* OptionsForm::addNumber(Place place, const char* id, const QString& name, const QString& help, double least,
                                    double most, Member member, const QString& zero) {
    using Value = std::remove_cvref_t<decltype(member(values_))>;
    constexpr bool whole = std::integral<Value>;
    auto* field = new NumberField(whole ? NumberField::Kind::whole : NumberField::Kind::real, least, most, zero);
    add(place, id,
        {.caption = nullptr,
         .editor = field,
         .name = name,
         .help = help,
         .number = field,
         .read =
             [field, member](TrainingOptions& o) {
                 if constexpr (whole) {
                     if (const auto value = field->whole())
                         member(o) = static_cast<Value>(*value);
                 } else if (const auto value = field->real()) {
                     member(o) = *value;
                 }
             },
         .show =
             [field, member](const TrainingOptions& o) {
                 if constexpr (whole)
                     field->setWhole(static_cast<std::uint64_t>(member(o)));
                 else
                     field->setReal(member(o));
             },
         .same = [member](const auto& a, const auto& b) { return member(a) == member(b); },
         .copy = [member](const auto& from, auto& to) { member(to) = member(from); }});
    connect(field, &QLineEdit::textEdited, this, &OptionsForm::edited);
    connect(field, &QLineEdit::editingFinished, this, &OptionsForm::commit);
    return field;
}

template <class Value, class Member>
void OptionsForm::addChoice(Place place, const char* id, const QString& name, const QString& help,
                            const std::vector<std::pair<QString, Value>>& choices, Member member) {
    auto* box = choiceBox(choices);
    add(place, id,
        {.caption = nullptr,
         .editor = box,
         .name = name,
         .help = help,
         .number = nullptr,
         .read = [box, member](TrainingOptions& o) { member(o) = static_cast<Value>(box->currentData().toInt()); },
         .show = [box, member](
                     const TrainingOptions& o) { box->setCurrentIndex(box->findData(static_cast<int>(member(o)))); },
         .same = [member](const auto& a, const auto& b) { return member(a) == member(b); },
         .copy = [member](const auto& from, auto& to) { member(to) = member(from); }});
    connect(box, &QComboBox::activated, this, &OptionsForm::commit);
}

void OptionsForm::addMain() {
    addNumber(
        Place::main, "epochs", tr("Epochs"),
        tr("How often training goes through all training pictures.\nIn PyTorch: the outer loop, num_epochs."), 1, 1e6,
        [](auto& o) -> auto& { return o.epochs; });
    addNumber(
        Place::main, "batchSize", tr("Batch size"),
        tr("Pictures in one step: their mean gradient moves the weights once.\nIn PyTorch: "
           "DataLoader(batch_size=…)."),
        1, 65536, [](auto& o) -> auto& { return o.batchSize; });
    addChoice<Optimizer>(
        Place::main, "optimizer", tr("Optimiser"),
        tr("How a gradient moves the weights. SGD with momentum is steady; the Adams choose a step for "
           "each weight.\nIn PyTorch: torch.optim.SGD, Adam, AdamW, RMSprop."),
        {{QStringLiteral("SGD"), Optimizer::sgd},
         {QStringLiteral("Adam"), Optimizer::adam},
         {QStringLiteral("AdamW"), Optimizer::adamw},
         {QStringLiteral("RMSprop"), Optimizer::rmsprop}},
        [](auto& o) -> auto& { return o.optimizer; });
    addNumber(
        Place::main, "momentum", tr("Momentum"),
        tr("How much of the last move goes on in the next one; 0: none.\nOf SGD and RMSprop; Adam and AdamW have "
           "their betas, 0.9 and 0.999.\nIn PyTorch: SGD(momentum=…)."),
        0, 0.99999, [](auto& o) -> auto& { return o.momentum; });
    addNumber(
        Place::main, "learningRate", tr("Learning rate"),
        tr("How far one step moves the weights. Too high: the loss jumps or grows; too low: it hardly falls.\n0.001 "
           "and 1e-3 are the same. In PyTorch: lr=…"),
        1e-12, 1000, [](auto& o) -> auto& { return o.learningRate; });
    addChoice<Schedule>(
        Place::main, "schedule", tr("Schedule"),
        tr("How the learning rate changes over the run: not at all, in steps, along a cosine down to 0, "
           "or up and then down.\nIn PyTorch: StepLR, CosineAnnealingLR, OneCycleLR."),
        {{tr("constant"), Schedule::constant},
         {tr("step"), Schedule::step},
         {tr("cosine"), Schedule::cosine},
         {tr("one-cycle"), Schedule::oneCycle}},
        [](auto& o) -> auto& { return o.schedule; });
    addNumber(
        Place::main, "seed", tr("Seed"),
        tr("Decides every random draw: new weights, the order of the pictures, dropout. The same seed gives the "
           "same run.\nIn PyTorch: torch.manual_seed(…)."),
        0, 18446744073709551615.0, [](auto& o) -> auto& { return o.seed; });

    device_ = new DeviceBox;
    add(Place::main, "device",
        {.caption = nullptr,
         .editor = device_,
         .name = tr("Device"),
         .help = tr("What computes: the GPU where there is one, else the CPU.\nIn PyTorch: torch.device(…)."),
         .number = nullptr,
         .read = [this](TrainingOptions& o) { o.compute.device = device_->device(); },
         .show = [this](const TrainingOptions& o) { device_->setDevice(o.compute.device); },
         .same = [](const auto& a, const auto& b) { return a.compute.device == b.compute.device; },
         .copy = [](const auto& from, auto& to) { to.compute.device = from.compute.device; }});
    connect(device_, &QComboBox::activated, this, &OptionsForm::commit);
}

void OptionsForm::addMore() {
    addNumber(
        Place::more, "weightDecay", tr("Weight decay"),
        tr("Pulls trained weights towards 0 a little in each step, against overfitting.\nIn PyTorch: "
           "weight_decay=…"),
        0, 100, [](auto& o) -> auto& { return o.weightDecay; });
    addChoice<Precision>(
        Place::more, "precision", tr("Precision"),
        tr("float32 is exact and right for a CPU; bfloat16 is faster on GPUs that know it.\nIn PyTorch: "
           "torch.autocast(dtype=torch.bfloat16)."),
        {{QStringLiteral("float32"), Precision::float32}, {QStringLiteral("bfloat16"), Precision::bfloat16}},
        [](auto& o) -> auto& { return o.compute.precision; });
    addNumber(
        Place::more, "stepSize", tr("Step size"),
        tr("Of the step schedule: after so many epochs the learning rate falls.\nIn PyTorch: StepLR(step_size=…)."), 1,
        1e6, [](auto& o) -> auto& { return o.stepSize; });
    addNumber(
        Place::more, "gamma", tr("Gamma"),
        tr("Of the step schedule: what the learning rate is multiplied by.\nIn PyTorch: StepLR(gamma=…)."), 1e-9, 10,
        [](auto& o) -> auto& { return o.gamma; });
    addFeatureCache();
    addNumber(
        Place::more, "cachedViews", tr("Cached views"),
        tr("With augmentation and the feature cache: so many random views of each picture are kept and used in "
           "turn.\nPyTorch has no name for it."),
        1, 1000, [](auto& o) -> auto& { return o.cachedViews; });
    addNumber(
        Place::more, "earlyStopping", tr("Early stopping"),
        tr("Ends the run after so many epochs without a better validation accuracy.\nIn PyTorch code: patience."), 0,
        1e6, [](auto& o) -> auto& { return o.earlyStopping; }, tr("never"));
    addNumber(
        Place::more, "timeLimit", tr("Time limit, s"),
        tr("Ends the run after so many seconds of training; the best epoch is kept."), 0, 1e9,
        [](auto& o) -> auto& { return o.timeLimit; }, tr("none"));
    addNumber(
        Place::more, "threads", tr("CPU threads"),
        tr("How many cores compute and decode pictures.\nIn PyTorch: torch.set_num_threads(…)."), 0, 1024,
        [](auto& o) -> auto& { return o.compute.threads; }, tr("all cores"));
}

void OptionsForm::addFeatureCache() {
    auto* box = choiceBox<Features>({{QStringLiteral("float32"), Features::single},
                                     {QStringLiteral("float16"), Features::half},
                                     {tr("off"), Features::off}});
    int row = 0;
    for (const QString& meaning :
         {tr("float32: as computed"), tr("float16: half the room"), tr("off: computed in every epoch")})
        box->setItemData(row++, meaning, meaningRole);
    box->setItemDelegate(new MeaningDelegate(box));
    box->view()->setMinimumWidth(box->view()->sizeHintForColumn(0) + 16);
    add(Place::more, "featureCache",
        {.caption = nullptr,
         .editor = box,
         .name = tr("Feature cache"),
         .help = tr("Frozen layers at the beginning give the same output in every epoch: it is computed once and kept. "
                    "With float32 the result is the same, only sooner; float16 takes half the room and changes last "
                    "digits.\nIn PyTorch: precomputing features, kept with features.half()."),
         .number = nullptr,
         .read =
             [box](TrainingOptions& o) {
                 const auto kept = static_cast<Features>(box->currentData().toInt());
                 o.featureCache = kept != Features::off;
                 o.halfFeatures = kept == Features::half;
             },
         .show =
             [box](const TrainingOptions& o) { box->setCurrentIndex(box->findData(static_cast<int>(featuresOf(o)))); },
         .same = [](const auto& a, const auto& b) { return featuresOf(a) == featuresOf(b); },
         .copy =
             [](const auto& from, auto& to) {
                 to.featureCache = from.featureCache;
                 to.halfFeatures = from.halfFeatures;
             }});
    connect(box, &QComboBox::activated, this, &OptionsForm::commit);
}

}  // namespace layerbench
