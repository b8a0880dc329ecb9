// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/run_session.h"
#include "ui/data/data_loader.h"
#include "ui/data/data_request.h"

#include <QObject>

#include <memory>

namespace layerbench {

class DataView;
class Document;
class MessageStrip;

/// The data of the document: opened away from the window, shown in its dock, remembered in the project.
class DataControl final : public QObject {
    Q_OBJECT

public:
    DataControl(Document& document, DataView& view, MessageStrip& strip, QObject* parent);

    void open(const DataRequest& request);
    /// Folder, .csv or samples:NAME with the options that suit it.
    void open(const std::string& description);
    /// What the project says; the built-in similar shapes where it says nothing and `fallback` holds.
    void openRemembered(bool fallback);
    const std::shared_ptr<const RunData>& data() const { return data_; }
    bool opening() const { return loader_->opening(); }

Q_SIGNALS:
    void changed();

private:
    void giveUp();  ///< back to what is open
    void show(std::shared_ptr<const RunData> data);

    Document& document_;
    DataView& view_;
    MessageStrip& strip_;
    DataLoader* loader_;
    DataRequest request_;
    std::shared_ptr<const RunData> data_;
};

DataRequest requestOf(const RunData& data);
/// As a project keeps it, and back; a text that is no request gives the built-in similar shapes.
std::string requestToJson(const DataRequest& request);
DataRequest requestFromJson(const std::string& text);
DataRequest firstData();

}  // namespace layerbench
