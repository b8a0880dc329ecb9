// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_view.h"

#include "ui/data/augmentation_choice.h"
#include "ui/data/class_size_slider.h"
#include "ui/data/data_title.h"
#include "ui/data/skipped_files_dialog.h"
#include "widgets/basics/icons.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/gallery/class_gallery.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr int margin = 12;
constexpr int signSize = 36;

/// Training pictures that the largest class could have.
std::int64_t availablePerClass(const Dataset& dataset) {
    auto counts = classCounts(dataset, Part::training);
    for (const auto& item : dataset.unused)
        ++counts[static_cast<std::size_t>(item.label)];
    return counts.empty() ? 0 : *std::ranges::max_element(counts);
}

/// samples:base?per-class=20 has a limit of its own; samples:base draws as many as are asked for.
bool isUnlimited(const Dataset& dataset) {
    return dataset.generated && dataset.description.find("per-class=") == std::string::npos;
}

}  // namespace

DataView::DataView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("dataView"));
    pages_ = new QStackedWidget;
    pages_->addWidget(makeEmptyPage());
    pages_->addWidget(makeDataPage());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, 8, margin, margin);
    layout->setSpacing(8);
    layout->addWidget(makeProgress());
    layout->addWidget(pages_, 1);
    setMinimumWidth(200);
    showNothing();
}

QWidget* DataView::makeProgress() {
    progress_ = new QWidget;
    progress_->setObjectName(QStringLiteral("openingProgress"));
    progressText_ = new QLabel;
    progressText_->setObjectName(QStringLiteral("openingText"));
    progressText_->setProperty("muted", true);
    progressBar_ = new QProgressBar;
    progressBar_->setObjectName(QStringLiteral("openingBar"));
    progressBar_->setTextVisible(false);
    auto* cancel = new QToolButton;
    cancel->setObjectName(QStringLiteral("cancelOpening"));
    cancel->setIcon(icon(Icon::close));
    cancel->setAutoRaise(true);
    cancel->setToolTip(tr("Stop opening; what was open before stays"));
    cancel->setStatusTip(cancel->toolTip());
    cancel->setAccessibleName(tr("Cancel"));
    connect(cancel, &QToolButton::clicked, this, [this] {
        hideProgress();
        Q_EMIT cancelRequested();
    });
    auto* layout = new QGridLayout(progress_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(4);
    layout->addWidget(progressText_, 0, 0);
    layout->addWidget(progressBar_, 1, 0);
    layout->addWidget(cancel, 0, 1, 2, 1);
    progress_->hide();
    return progress_;
}

QWidget* DataView::makeEmptyPage() {
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("noData"));
    emptySign_ = new QLabel;
    emptySign_->setAlignment(Qt::AlignCenter);
    auto* text = new QLabel(tr("Drop a folder of pictures here,\none folder per class"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    text->setProperty("muted", true);
    auto* choose = new QPushButton(tr("Choose data…"));
    choose->setObjectName(QStringLiteral("chooseDataWhenEmpty"));
    choose->setStatusTip(tr("Sample pictures, a folder of your own, or a CSV list"));
    connect(choose, &QPushButton::clicked, this, &DataView::chooseRequested);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addStretch(2);
    layout->addWidget(emptySign_);
    layout->addWidget(text);
    layout->addWidget(choose, 0, Qt::AlignCenter);
    layout->addStretch(3);
    showEmptySign();
    return page;
}

QWidget* DataView::makeDataPage() {
    auto* page = new QWidget;
    title_ = new QLabel;
    title_->setObjectName(QStringLiteral("dataTitle"));
    title_->setProperty("heading", true);
    title_->setMinimumWidth(20);
    auto* choose = new QToolButton;
    choose->setObjectName(QStringLiteral("chooseData"));
    choose->setIcon(icon(Icon::open));
    choose->setAutoRaise(true);
    choose->setToolTip(tr("Choose data…"));
    choose->setStatusTip(tr("Sample pictures, a folder of your own, or a CSV list"));
    choose->setAccessibleName(tr("Choose data"));
    connect(choose, &QToolButton::clicked, this, &DataView::chooseRequested);
    summary_ = new QLabel;
    summary_->setObjectName(QStringLiteral("dataSummary"));
    summary_->setProperty("muted", true);
    summary_->setWordWrap(true);
    skipped_ = new QPushButton;
    skipped_->setObjectName(QStringLiteral("skippedButton"));
    skipped_->setProperty("link", true);
    skipped_->setCursor(Qt::PointingHandCursor);
    skipped_->setToolTip(tr("Which files, and why"));
    skipped_->setStatusTip(skipped_->toolTip());
    connect(skipped_, &QPushButton::clicked, this,
            [this] { (new SkippedFilesDialog(data_->dataset.skipped, this))->show(); });
    gallery_ = new ClassGallery;
    connect(gallery_, &ClassGallery::thumbnailsWanted, this, [this](int classIndex, int count) {
        if (loader_ && pictured_)
            loader_->requestThumbnails(pictured_, classIndex, count);
    });
    connect(gallery_, &ClassGallery::pictureActivated, this, [this](int classIndex, int position) {
        viewedClass_ = classIndex;
        viewedPosition_ = position;
        requestViews();
        Q_EMIT pictureActivated(classIndex, position);
    });
    perClass_ = new ClassSizeSlider;
    connect(perClass_, &ClassSizeSlider::changed, this, [this](std::optional<std::int64_t> perClass) {
        auto wanted = request();
        wanted.options.perClass = perClass;
        Q_EMIT requestChanged(wanted);
    });
    shareRow_ = new QWidget;
    share_ = new QSpinBox;
    share_->setObjectName(QStringLiteral("validationShare"));
    share_->setRange(1, 90);
    share_->setSuffix(QStringLiteral("\u202f%"));
    share_->setAlignment(Qt::AlignRight);
    share_->setKeyboardTracking(false);
    share_->setToolTip(tr("How much of each class is kept aside to judge by; it is not trained on.\nThe data has no "
                          "validation part of its own."));
    share_->setStatusTip(tr("How much of each class is kept aside to judge by"));
    connect(share_, &QSpinBox::valueChanged, this, [this](int value) {
        auto wanted = request();
        wanted.options.validationFraction = value / 100.0;
        Q_EMIT requestChanged(wanted);
    });
    auto* shareTitle = new QLabel(tr("Validation share"));
    shareTitle->setProperty("heading", true);
    shareTitle->setBuddy(share_);
    auto* shareLayout = new QHBoxLayout(shareRow_);
    shareLayout->setContentsMargins(0, 0, 0, 0);
    shareLayout->addWidget(shareTitle, 1);
    shareLayout->addWidget(share_);
    augmentation_ = new AugmentationChoice;
    connect(augmentation_, &AugmentationChoice::changed, this, [this](Augmentation augmentation) {
        requestViews();
        Q_EMIT augmentationChanged(augmentation);
    });

    auto* titleRow = new QHBoxLayout;
    titleRow->setSpacing(4);
    titleRow->addWidget(title_, 1);
    titleRow->addWidget(choose);
    auto* head = new QVBoxLayout;
    head->setSpacing(1);
    head->addLayout(titleRow);
    head->addWidget(summary_);
    head->addWidget(skipped_, 0, Qt::AlignLeft);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addLayout(head);
    layout->addWidget(gallery_, 1);
    layout->addWidget(perClass_);
    layout->addWidget(shareRow_);
    layout->addWidget(augmentation_);
    return page;
}

void DataView::setLoader(DataLoader* loader) {
    loader_ = loader;
    connect(loader, &DataLoader::thumbnail, gallery_, &ClassGallery::setThumbnail);
    connect(loader, &DataLoader::views, augmentation_, &AugmentationChoice::setViews);
}

void DataView::setInput(const InputSpec& input) {
    if (input_ == input)
        return;
    input_ = input;
    requestViews();
}

void DataView::showData(std::shared_ptr<const RunData> data) {
    hideProgress();
    const bool samePictures = data_ && data_->dataset.description == data->dataset.description &&
                              data_->dataset.classes == data->dataset.classes &&
                              data_->dataset.parts == data->dataset.parts;
    data_ = std::move(data);
    title_->setToolTip(dataExplanation(data_->dataset.description));
    fitTexts();
    showSkipped();
    // The thumbnails stay where nothing about the pictures has changed.
    if (!samePictures)
        showClasses();
    showAmounts();
    augmentation_->setAugmentation(data_->augmentation);
    pages_->setCurrentIndex(1);
    requestViews();
}

void DataView::showNothing() {
    hideProgress();
    data_.reset();
    endThumbnails();
    gallery_->setClasses({});
    pages_->setCurrentIndex(0);
}

void DataView::showProgress(qint64 done, qint64 all) {
    progressText_->setText(all > 0 ? tr("%1 of %2 pictures").arg(shortCount(done), shortCount(all))
                                   : tr("Listing the pictures…"));
    // Thousandths: counts may exceed what a bar can hold.
    progressBar_->setRange(0, all > 0 ? 1000 : 0);
    progressBar_->setValue(all > 0 ? static_cast<int>(done * 1000 / all) : 0);
    progress_->show();
}

void DataView::hideProgress() {
    progress_->hide();
    // What was asked for did not come: the controls say what there is.
    if (data_)
        showAmounts();
}

void DataView::endThumbnails() {
    pictured_.reset();
    if (loader_)
        loader_->endThumbnails();
}

void DataView::showClasses() {
    endThumbnails();
    pictured_ = data_;
    const auto& dataset = data_->dataset;
    const auto training = classCounts(dataset, Part::training);
    const auto validation = classCounts(dataset, Part::validation);
    std::vector<GalleryClass> classes;
    for (std::size_t i = 0; i < dataset.classes.size(); ++i)
        classes.push_back({toQString(dataset.classes[i]), training[i], validation[i]});
    gallery_->setClasses(std::move(classes));
    viewedClass_ = 0;
    viewedPosition_ = 0;
}

void DataView::showAmounts() {
    const auto available = availablePerClass(data_->dataset);
    if (isUnlimited(data_->dataset))
        perClass_->setGenerated(available);
    else
        perClass_->setFiles(available, data_->options.perClass);
    shareRow_->setVisible(data_->dataset.validationWasSplit);
    const QSignalBlocker silent(share_);
    share_->setValue(static_cast<int>(std::lround(data_->options.validationFraction * 100)));
}

void DataView::showSkipped() {
    const auto count = std::ssize(data_->dataset.skipped);
    skipped_->setVisible(count > 0);
    skipped_->setText(count == 1 ? tr("1 file left out") : tr("%1 files left out").arg(fullCount(count)));
    skipped_->setIcon(icon(Icon::warning));
}

void DataView::showEmptySign() {
    emptySign_->setPixmap(iconPixmap(Icon::data, signSize, Theme::of(this).mutedText, devicePixelRatioF()));
}

void DataView::requestViews() {
    augmentation_->setViews({});
    if (loader_ && data_)
        loader_->requestViews(data_, input_, augmentation_->augmentation(), viewedClass_, viewedPosition_,
                              AugmentationChoice::viewCount);
}

DataRequest DataView::request() const {
    return {data_->dataset.description, data_->options, augmentation_->augmentation()};
}

void DataView::fitTexts() {
    if (!data_)
        return;
    const auto& dataset = data_->dataset;
    const auto classes = tr("%1 classes").arg(fullCount(std::ssize(dataset.classes)));
    const auto pictures = tr("%1 training · %2 validation")
                              .arg(fullCount(std::ssize(dataset.items(Part::training))),
                                   fullCount(std::ssize(dataset.items(Part::validation))));
    const auto inOneLine = tr("%1 · %2").arg(classes, pictures);
    const bool fits = summary_->fontMetrics().horizontalAdvance(inOneLine) <= pages_->width();
    summary_->setText(fits ? inOneLine : classes + QLatin1Char('\n') + pictures);
    const auto title = dataTitle(dataset.description);
    title_->setText(title_->fontMetrics().elidedText(title, Qt::ElideRight, title_->width()));
}

void DataView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitTexts();
}

void DataView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && emptySign_)
        showEmptySign();
}

}  // namespace layerbench
