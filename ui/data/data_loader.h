// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/input_spec.h"
#include "core/project/run_session.h"
#include "ui/data/data_request.h"

#include <QImage>
#include <QList>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <optional>

namespace layerbench {

/// The picture at `position` of a class as the gallery counts them: its training pictures, then its validation
/// pictures. nullptr beyond them.
const DataItem* pictureOfClass(const Dataset& dataset, int classIndex, int position);

/// Opens data and decodes small pictures of it on threads of its own, so that a large folder holds nothing else up.
/// All functions and signals belong to the window's thread. The destructor stops what is under way and waits for it.
class DataLoader final : public QObject {
    Q_OBJECT

public:
    explicit DataLoader(QObject* parent = nullptr);
    ~DataLoader() override;

    /// Opens data and looks at every picture once. What is being opened is stopped and never heard of again. The
    /// pictures are kept decoded for networks with that input, where one is at hand.
    void open(const DataRequest& request, const std::optional<InputSpec>& input = {});
    /// Stops opening; says cancelled() where something was being opened.
    void cancel();
    bool opening() const { return opening_ != nullptr; }

    /// The first `count` pictures of a class, one signal thumbnail() each. Requests for other data end those before.
    void requestThumbnails(const std::shared_ptr<const RunData>& data, int classIndex, int count);
    /// None of those that were asked for comes any more.
    void endThumbnails();
    /// `count` views of one picture as training shows it to a network with this input; signal views(). A later request
    /// takes the place of one that is not done.
    void requestViews(const std::shared_ptr<const RunData>& data, const InputSpec& input, Augmentation augmentation,
                      int classIndex, int position, int count);

Q_SIGNALS:
    /// Pictures looked at; at most twenty times a second.
    void progress(qint64 done, qint64 all);
    void opened(std::shared_ptr<const layerbench::RunData> data);
    void failed(const layerbench::Error& error);
    void cancelled();

    /// In its own proportions, the longer side at most 160 pixels.
    void thumbnail(int classIndex, int position, const QImage& picture, const QString& name);
    void views(const QList<QImage>& pictures);

private:
    using Stop = std::shared_ptr<std::atomic<bool>>;

    void finish(const std::shared_ptr<RunControl>& job, Result<RunData> result);

    std::shared_ptr<RunControl> opening_;  ///< the job under way
    std::shared_ptr<const RunData> shown_;
    Stop stopThumbnails_;
    Stop stopViews_;
    // Last: it waits for its threads before anything else goes.
    QThreadPool openers_;
    QThreadPool decoders_;
};

}  // namespace layerbench
