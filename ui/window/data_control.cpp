// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/data_control.h"

#include "ui/data/data_view.h"
#include "ui/document/document.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/translated.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace layerbench {

namespace {

constexpr std::int64_t firstPerClass = 20;

bool isSamples(const std::string& description) {
    return description.starts_with("samples:");
}

/// Equal but for the augmentation: then nothing has to be read again.
bool sameFiles(const DataRequest& a, const DataRequest& b) {
    return a.description == b.description && a.options.seed == b.options.seed &&
           a.options.perClass == b.options.perClass && a.options.validationFraction == b.options.validationFraction;
}

}  // namespace

DataRequest requestOf(const RunData& data) {
    return {data.dataset.description, data.options, data.augmentation};
}

std::string requestToJson(const DataRequest& request) {
    QJsonObject json{{QStringLiteral("description"), toQString(request.description)},
                     {QStringLiteral("seed"), static_cast<qint64>(request.options.seed)},
                     {QStringLiteral("validation_fraction"), request.options.validationFraction},
                     {QStringLiteral("augmentation"), toQString(name(request.augmentation))}};
    if (request.options.perClass)
        json[QStringLiteral("per_class")] = static_cast<qint64>(*request.options.perClass);
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

DataRequest requestFromJson(const std::string& text) {
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    DataRequest request;
    request.description = json[QStringLiteral("description")].toString().toStdString();
    if (request.description.empty())
        return firstData();
    request.options.seed = static_cast<std::uint64_t>(json[QStringLiteral("seed")].toInteger(1));
    request.options.validationFraction = json[QStringLiteral("validation_fraction")].toDouble(0.2);
    if (const auto perClass = json[QStringLiteral("per_class")].toInteger(0); perClass > 0)
        request.options.perClass = perClass;
    if (const auto augmentation = augmentationFromName(json[QStringLiteral("augmentation")].toString().toStdString()))
        request.augmentation = *augmentation;
    return request;
}

DataRequest firstData() {
    DataRequest request;
    request.description = "samples:similar";
    request.options.perClass = firstPerClass;
    return request;
}

DataControl::DataControl(Document& document, DataView& view, MessageStrip& strip, QObject* parent)
    : QObject(parent), document_(document), view_(view), strip_(strip), loader_(new DataLoader(this)) {
    view_.setLoader(loader_);
    connect(loader_, &DataLoader::progress, &view_, &DataView::showProgress);
    connect(loader_, &DataLoader::opened, this, &DataControl::show);
    connect(loader_, &DataLoader::failed, this, [this](const Error& error) {
        strip_.show(MessageStrip::Kind::error, translated(error));
        giveUp();
    });
    connect(loader_, &DataLoader::cancelled, this, &DataControl::giveUp);
    connect(&view_, &DataView::requestChanged, this, qOverload<const DataRequest&>(&DataControl::open));
    connect(&view_, &DataView::cancelRequested, loader_, &DataLoader::cancel);
    connect(&view_, &DataView::augmentationChanged, this, [this](Augmentation augmentation) {
        if (!data_)
            return;
        auto data = std::make_shared<RunData>(*data_);
        data->augmentation = augmentation;
        request_.augmentation = augmentation;
        show(std::move(data));
    });
    connect(&document_, &Document::networkChanged, this, [this] { view_.setInput(document_.network().input()); });
}

void DataControl::open(const DataRequest& request) {
    request_ = request;
    view_.showProgress(0, 0);
    loader_->open(request, document_.hasNetwork() ? std::optional(document_.network().input()) : std::nullopt);
}

void DataControl::open(const std::string& description) {
    DataRequest request;
    request.description = description;
    if (isSamples(description))
        request.options.perClass = firstPerClass;
    open(request);
}

void DataControl::openRemembered(bool fallback) {
    const std::string kept = document_.setting(dataSetting);
    if (kept.empty() && !fallback)
        return;
    const DataRequest request = kept.empty() ? firstData() : requestFromJson(kept);
    const bool there = data_ || opening();
    if (kept.empty() && there)
        // A new project begins with what stands in the window.
        document_.setSetting(dataSetting, requestToJson(request_));
    else if (!there || !sameFiles(request, request_))
        open(request);
}

void DataControl::giveUp() {
    if (data_)
        request_ = requestOf(*data_);
    view_.hideProgress();
    Q_EMIT changed();
}

void DataControl::show(std::shared_ptr<const RunData> data) {
    data_ = std::move(data);
    request_ = requestOf(*data_);
    document_.setClassCount(std::ssize(data_->dataset.classes));
    document_.setSetting(dataSetting, requestToJson(request_));
    view_.showData(data_);
    Q_EMIT changed();
}

}  // namespace layerbench
