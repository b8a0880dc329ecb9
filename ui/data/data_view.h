// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/input_spec.h"
#include "ui/data/data_loader.h"

#include <QPointer>
#include <QWidget>

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace layerbench {

class AugmentationChoice;
class ClassGallery;
class ClassSizeSlider;

/// The data dock: what the data is, its classes with pictures, how much of it is used and how training varies it. It
/// shows what it is given and says what the user wants; opening is its owner's.
class DataView final : public QWidget {
    Q_OBJECT

public:
    explicit DataView(QWidget* parent = nullptr);

    /// Where thumbnails and views come from. The view asks it for nothing else.
    void setLoader(DataLoader* loader);
    /// What the network is shown: decides what the views look like.
    void setInput(const InputSpec& input);

    void showData(std::shared_ptr<const RunData> data);
    void showNothing();
    /// Above what is shown; showData(), showNothing() and hideProgress() take it away. `all` 0 is not known yet.
    /// hideProgress() belongs after an error or a cancellation: the controls go back to what is open.
    void showProgress(qint64 done, qint64 all);
    void hideProgress();

    const std::shared_ptr<const RunData>& data() const { return data_; }

Q_SIGNALS:
    void chooseRequested();
    void cancelRequested();
    /// Another number of images per class or validation share: the data must be opened anew.
    void requestChanged(const layerbench::DataRequest& request);
    /// The files stay as they are.
    void augmentationChanged(layerbench::Augmentation augmentation);
    void pictureActivated(int classIndex, int position);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeProgress();
    QWidget* makeEmptyPage();
    QWidget* makeDataPage();
    void fitTexts();
    void endThumbnails();
    void showClasses();
    void showAmounts();
    void showSkipped();
    void showEmptySign();
    void requestViews();
    DataRequest request() const;
    void resizeEvent(QResizeEvent* event) override;

    std::shared_ptr<const RunData> data_;
    std::shared_ptr<const RunData> pictured_;  ///< what the gallery's thumbnails are of: the same pictures as data_
    QPointer<DataLoader> loader_;
    InputSpec input_;
    int viewedClass_ = 0;  ///< the picture whose views are shown
    int viewedPosition_ = 0;

    QWidget* progress_ = nullptr;
    QLabel* progressText_ = nullptr;
    QProgressBar* progressBar_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    QLabel* emptySign_ = nullptr;
    QLabel* title_ = nullptr;
    QLabel* summary_ = nullptr;
    QPushButton* skipped_ = nullptr;
    ClassGallery* gallery_ = nullptr;
    ClassSizeSlider* perClass_ = nullptr;
    QWidget* shareRow_ = nullptr;
    QSpinBox* share_ = nullptr;
    AugmentationChoice* augmentation_ = nullptr;
};

}  // namespace layerbench
