// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

#include <string>

namespace layerbench {

/// "Choose data": a sample set, a folder, a CSV list, or what was open lately. open() it; it says chosen() and closes.
class DataChooser final : public QDialog {
    Q_OBJECT

public:
    /// `recent`: descriptions as openDataset() takes them, the latest first.
    explicit DataChooser(const QStringList& recent, QWidget* parent = nullptr);

    /// What was chosen; empty before.
    const std::string& description() const { return description_; }

Q_SIGNALS:
    void chosen(const QString& description);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeSamples();
    QWidget* makeOwn();
    QWidget* makeRecent(const QStringList& recent);
    void choose(const QString& description);
    void askForFolder();
    void askForCsv();

    std::string description_;
};

}  // namespace layerbench
