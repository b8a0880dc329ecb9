// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <QDialog>

#include <cstdint>
#include <filesystem>

class QDialogButtonBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace layerbench {

/// Features of frozen layers that are kept from run to run: in which folder, how many there are, how many there may be.
/// Deleting acts at once, limits with OK. Files are looked at and deleted away from the window's thread.
class FeatureCacheDialog final : public QDialog {
    Q_OBJECT

public:
    /// `folder` as cacheFolder() of core/project says; where it is empty, nothing is kept and nothing can be set.
    explicit FeatureCacheDialog(std::filesystem::path folder, QWidget* parent = nullptr);

    /// Writes the limits and tells the engine. Where they cannot be written, it says why and stays open.
    void accept() override;

private:
    void addFolder(QGridLayout& grid);
    void addKept(QGridLayout& grid);
    void addLimits(QGridLayout& grid);
    void showOff();
    void look();
    void openFolder();
    void clear();
    void showProblem(const QString& text);

    std::filesystem::path folder_;
    FeatureKeeping limits_;
    QLabel* meaning_;
    QWidget* fields_;
    QLineEdit* path_;
    QPushButton* open_;
    QLabel* kept_;
    QPushButton* clear_;
    QSpinBox* memory_;
    QSpinBox* disk_;
    QLabel* free_;
    QLabel* problem_;
    QDialogButtonBox* buttons_;
};

}  // namespace layerbench
