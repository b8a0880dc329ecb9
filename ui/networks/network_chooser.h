// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/networks/network_choices.h"

#include <QDialog>
#include <QList>
#include <QStringList>

#include <vector>

class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace layerbench {

class NetworkPreview;

/// "Choose a network": the demonstration network, the weight files on this computer, and all architectures with random
/// weights, with a preview. open() it; it says chosen() and closes. Weight files are looked for in the background.
class NetworkChooser final : public QDialog {
    Q_OBJECT

public:
    /// `extraFolders`: where weight files are looked for besides torch.hub's own folder.
    explicit NetworkChooser(const QStringList& extraFolders, QWidget* parent = nullptr);

Q_SIGNALS:
    /// `description`: a NETWORK of core/project/network_source.h.
    void chosen(const QString& description);
    /// The extra folders with one more that the user has added: to be kept.
    void foldersChanged(const QStringList& folders);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeList();
    QLayout* makeButtons();
    QTreeWidgetItem* addHeading(const QString& text);
    void addBelow(QTreeWidgetItem* heading, const QList<NetworkChoice>& choices);
    void colourRows();
    void lookForWeights();
    void showWeights(const std::vector<WeightFile>& files);
    void filter();
    void selectFirst();
    void showCurrent();
    void openCurrent();
    void choose(const QString& description);
    void askForFolder();
    void askForFile();
    void addFolder(const QString& folder);

    QStringList folders_;
    int search_ = 0;  ///< number of the newest look for weights
    QLineEdit* searchField_;
    QTreeWidget* list_;
    QTreeWidgetItem* weights_;  ///< the heading that the weight files stand below
    NetworkPreview* preview_;
    QPushButton* open_;
};

}  // namespace layerbench
