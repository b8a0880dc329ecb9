// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_loader.h"

#include "ui/data/picture_image.h"
#include "widgets/basics/translated.h"

#include <QThread>

#include <algorithm>
#include <chrono>
#include <utility>

namespace layerbench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto betweenProgress = std::chrono::milliseconds(50);
constexpr int thumbnailSide = 160;
constexpr int viewSide = 96;
constexpr std::uint64_t viewSeed = 1;

std::vector<const DataItem*> picturesOfClass(const Dataset& dataset, int classIndex, int count) {
    std::vector<const DataItem*> found;
    for (const auto part : {Part::training, Part::validation})
        for (const auto& item : dataset.items(part)) {
            if (static_cast<int>(found.size()) == count)
                return found;
            if (item.label == classIndex)
                found.push_back(&item);
        }
    return found;
}

/// The file's name without its folders.
QString shortName(const Dataset& dataset, const DataItem& item) {
    const auto name = toQString(itemName(dataset, item));
    return item.path.empty() ? name : name.section(QLatin1Char('/'), -1);
}

/// One core stays for the window and for a run that may be training.
int decodingThreads() {
    return std::max(1, QThread::idealThreadCount() - 1);
}

}  // namespace

const DataItem* pictureOfClass(const Dataset& dataset, int classIndex, int position) {
    const auto found = picturesOfClass(dataset, classIndex, position + 1);
    return position >= 0 && position < static_cast<int>(found.size()) ? found.back() : nullptr;
}

DataLoader::DataLoader(QObject* parent) : QObject(parent) {
    // A superseded job may still list a folder on a slow disk: the next one does not wait for it.
    openers_.setMaxThreadCount(4);
    // One decodes the gallery's pictures, the other has the views that somebody waits for.
    decoders_.setMaxThreadCount(2);
}

DataLoader::~DataLoader() {
    if (opening_)
        opening_->stop();
    for (const auto& stop : {stopThumbnails_, stopViews_})
        if (stop)
            *stop = true;
    openers_.clear();
    decoders_.clear();
    openers_.waitForDone();
    decoders_.waitForDone();
}

void DataLoader::open(const DataRequest& request, const std::optional<InputSpec>& input) {
    if (opening_)
        opening_->stop();
    opening_ = std::make_shared<RunControl>();
    openers_.start([this, request, input, job = opening_] {
        Clock::time_point told{};
        const auto tell = [this, job, &told](std::int64_t done, std::int64_t all) {
            const auto now = Clock::now();
            if (now - told < betweenProgress && done != all)
                return;
            told = now;
            QMetaObject::invokeMethod(
                this,
                [this, job, done, all] {
                    if (job == opening_)
                        Q_EMIT progress(done, all);
                },
                Qt::QueuedConnection);
        };
        auto result = std::make_shared<Result<RunData>>(openRunData(request.description, request.options,
                                                                    request.augmentation, decodingThreads(), job.get(),
                                                                    tell, input ? &*input : nullptr));
        QMetaObject::invokeMethod(
            this, [this, job, result] { finish(job, std::move(*result)); }, Qt::QueuedConnection);
    });
}

void DataLoader::finish(const std::shared_ptr<RunControl>& job, Result<RunData> result) {
    if (job != opening_)
        return;
    opening_.reset();
    if (result)
        Q_EMIT opened(std::make_shared<const RunData>(*std::move(result)));
    else
        Q_EMIT failed(result.error());
}

void DataLoader::cancel() {
    if (!opening_)
        return;
    std::exchange(opening_, nullptr)->stop();
    Q_EMIT cancelled();
}

void DataLoader::endThumbnails() {
    if (stopThumbnails_)
        *stopThumbnails_ = true;
    stopThumbnails_.reset();
    shown_.reset();
}

void DataLoader::requestThumbnails(const std::shared_ptr<const RunData>& data, int classIndex, int count) {
    if (shown_ != data || !stopThumbnails_) {
        endThumbnails();
        stopThumbnails_ = std::make_shared<std::atomic<bool>>(false);
        shown_ = data;
    }
    decoders_.start([this, data, classIndex, count, stop = stopThumbnails_] {
        const auto items = picturesOfClass(data->dataset, classIndex, count);
        for (std::size_t i = 0; i < items.size() && !*stop; ++i) {
            const auto picture = readItem(data->dataset, *items[i], thumbnailSide);
            if (!picture)  // it has gone since it was looked at; training will say so
                continue;
            QMetaObject::invokeMethod(
                this,
                [this, stop, classIndex, position = static_cast<int>(i), image = thumbnailOf(*picture, thumbnailSide),
                 name = shortName(data->dataset, *items[i])] {
                    if (!*stop)
                        Q_EMIT thumbnail(classIndex, position, image, name);
                },
                Qt::QueuedConnection);
        }
    });
}

void DataLoader::requestViews(const std::shared_ptr<const RunData>& data, const InputSpec& input,
                              Augmentation augmentation, int classIndex, int position, int count) {
    if (stopViews_)
        *stopViews_ = true;
    stopViews_ = std::make_shared<std::atomic<bool>>(false);
    const auto decode = [this, data, input, augmentation, classIndex, position, count, stop = stopViews_] {
        const auto* item = pictureOfClass(data->dataset, classIndex, position);
        if (*stop || !item)
            return;
        auto picture = readItem(data->dataset, *item, static_cast<int>(std::max(input.height, input.width)));
        if (!picture)
            return;
        const auto base = augmentationBase(*std::move(picture), input, augmentation);
        QList<QImage> images;
        for (int i = 0; i < count && !*stop; ++i)
            images.append(thumbnailOf(
                augmentedPicture(base, input, augmentation, Random(mixSeed(viewSeed, std::to_string(i)))), viewSide));
        QMetaObject::invokeMethod(
            this,
            [this, stop, images] {
                if (!*stop)
                    Q_EMIT views(images);
            },
            Qt::QueuedConnection);
    };
    // Before the gallery's rows: one picture, and somebody has just pressed a button for it.
    decoders_.start(decode, 1);
}

}  // namespace layerbench
