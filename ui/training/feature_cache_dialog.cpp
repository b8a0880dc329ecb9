// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/feature_cache_dialog.h"

#include "core/project/caches.h"
#include "ui/background/in_background.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>
#include <utility>

namespace layerbench {

namespace {

namespace fs = std::filesystem;

constexpr int usualWidth = 560;
constexpr int limitWidth = 130;
constexpr std::int64_t megabyte = 1'000'000;  // as layerbench-cli cache counts

struct Found {
    CacheUse features;
    std::int64_t freeBytes = -1;  ///< on the folder's disk; negative: not known
};

/// Takes as long as the disk does.
Found lookInto(const fs::path& folder, const fs::path& features) {
    Found found{.features = cacheUse(features)};
    // The folder comes with the first features; until then the disk is that of the place where it will be.
    std::error_code error;
    fs::path there = folder;
    while (!fs::exists(there, error) && there.has_relative_path())
        there = there.parent_path();
    const auto space = fs::space(there, error);
    if (!error)
        found.freeBytes = static_cast<std::int64_t>(space.available);
    return found;
}

QLabel* wrapped(const char* id, const char* look) {
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(id));
    label->setProperty(look, true);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel* captionFor(QWidget* field, const QString& text) {
    auto* caption = new QLabel(text);
    caption->setBuddy(field);
    return caption;
}

QPushButton* button(const char* id, const QString& text, const QString& help) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(id));
    made->setToolTip(help);
    // Return means OK, wherever the keyboard is.
    made->setAutoDefault(false);
    return made;
}

QSpinBox* limitBox(const char* id, const QString& name, const QString& help, std::int64_t bytes,
                   std::int64_t mostBytes) {
    constexpr int step = 100;
    constexpr std::int64_t largest = std::numeric_limits<int>::max();
    const auto now = static_cast<int>(std::min(largest, bytes / megabyte));
    auto* box = new QSpinBox;
    box->setObjectName(QLatin1String(id));
    box->setAccessibleName(name);
    box->setAccessibleDescription(help);
    box->setToolTip(help);
    // What was set by other means may be more than what makes sense here, and must not shrink by being looked at.
    box->setRange(0, std::max(now, static_cast<int>(std::min(largest, mostBytes / megabyte))));
    box->setSingleStep(step);
    box->setGroupSeparatorShown(true);
    box->setSuffix(FeatureCacheDialog::tr(" MB"));
    box->setAlignment(Qt::AlignRight);
    box->setValue(now);
    box->setFixedWidth(limitWidth);
    return box;
}

/// The limit that a box says: to the byte what it was, where nobody has turned it.
std::int64_t limitOf(const QSpinBox& box, std::int64_t before) {
    return before / megabyte == box.value() ? before : box.value() * megabyte;
}

QString pathText(const fs::path& path) {
    return toQString(path.string());
}

}  // namespace

FeatureCacheDialog::FeatureCacheDialog(fs::path folder, QWidget* parent)
    : QDialog(parent), folder_(std::move(folder)), limits_(cacheLimits(folder_)),
      meaning_(wrapped("cacheMeaning", "muted")), fields_(new QWidget), path_(new QLineEdit),
      open_(button("openCacheFolder", tr("&Open"), tr("Show the folder in the file manager"))),
      kept_(wrapped("cacheKept", "plain")),
      clear_(button("clearCache", tr("D&elete what is kept"),
                    tr("Deletes the files, now. A run that is going on keeps what it uses; later ones compute their "
                       "features anew."))),
      free_(wrapped("diskFree", "muted")), problem_(wrapped("cacheProblem", "problem")),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel)) {
    setObjectName(QStringLiteral("featureCacheDialog"));
    setWindowTitle(tr("Feature cache"));
    meaning_->setText(tr("What frozen layers make of each picture, their features, is kept. The next run with the same "
                         "frozen layers on the same pictures needs no forward pass through them, also after the "
                         "program was closed. Nothing is lost by deleting: it is computed anew."));

    auto* grid = new QGridLayout(fields_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(1, 1);
    addFolder(*grid);
    addKept(*grid);
    addLimits(*grid);

    problem_->hide();
    buttons_->setObjectName(QStringLiteral("cacheButtons"));
    // As everywhere in the program, words alone.
    for (auto* each : buttons_->buttons())
        each->setIcon({});
    connect(buttons_, &QDialogButtonBox::accepted, this, &FeatureCacheDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &FeatureCacheDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(14);
    column->addWidget(meaning_);
    column->addWidget(fields_);
    column->addWidget(problem_);
    column->addStretch();
    column->addWidget(buttons_);
    setMinimumWidth(usualWidth);

    memory_->setFocus();
    if (folder_.empty())
        showOff();
    else
        look();
}

void FeatureCacheDialog::addFolder(QGridLayout& grid) {
    path_->setObjectName(QStringLiteral("cacheFolder"));
    path_->setAccessibleName(tr("Folder of the feature cache"));
    path_->setReadOnly(true);
    path_->setText(pathText(folder_));
    path_->setCursorPosition(0);
    path_->setToolTip(tr("%1\nThe environment variable LAYERBENCH_CACHE names another one.").arg(path_->text()));
    const int row = grid.rowCount();
    grid.addWidget(captionFor(path_, tr("&Folder")), row, 0);
    grid.addWidget(path_, row, 1);
    grid.addWidget(open_, row, 2);
    connect(open_, &QPushButton::clicked, this, &FeatureCacheDialog::openFolder);
}

void FeatureCacheDialog::addKept(QGridLayout& grid) {
    kept_->setAccessibleName(tr("Kept at the moment"));
    const int row = grid.rowCount();
    grid.addWidget(new QLabel(tr("Kept now")), row, 0);
    grid.addWidget(kept_, row, 1);
    grid.addWidget(clear_, row, 2);
    connect(clear_, &QPushButton::clicked, this, &FeatureCacheDialog::clear);
}

void FeatureCacheDialog::addLimits(QGridLayout& grid) {
    constexpr std::int64_t mostOnDisk = 1'000'000'000'000;
    memory_ = limitBox("memoryLimit", tr("Most megabytes of features in memory"),
                       tr("Features of one run that take more are used from the disk, which is a little slower.\nIn "
                          "all, the longest unused make room."),
                       limits_.memoryBytes, machineMemory());
    disk_ = limitBox("diskLimit", tr("Most megabytes of features on the disk"),
                     tr("When the next features are written, the longest unused files make room.\n0: none is kept on "
                        "the disk."),
                     limits_.diskBytes, mostOnDisk);
    auto* memoryThere = wrapped("memoryThere", "muted");
    memoryThere->setText(tr("of %1 in this computer").arg(byteCount(machineMemory())));
    const auto add = [&grid](const QString& caption, QSpinBox* box, QLabel* beside) {
        auto* both = new QHBoxLayout;
        both->setSpacing(12);
        both->addWidget(box);
        both->addWidget(beside, 1);
        const int row = grid.rowCount();
        grid.addWidget(captionFor(box, caption), row, 0);
        grid.addLayout(both, row, 1, 1, 2);
    };
    add(tr("&Memory, at most"), memory_, memoryThere);
    add(tr("&Disk, at most"), disk_, free_);
}

void FeatureCacheDialog::showOff() {
    meaning_->setText(qEnvironmentVariable("LAYERBENCH_CACHE") == QStringLiteral("off")
                          ? tr("Nothing is kept from one start of the program to the next: the environment variable "
                               "LAYERBENCH_CACHE is “off”. Start the program without it to keep features.")
                          : tr("Nothing is kept from one start of the program to the next, because no home folder is "
                               "known. Name a folder in the environment variable LAYERBENCH_CACHE to keep features."));
    kept_->setText(tr("nothing"));
    fields_->setEnabled(false);
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(false);
    buttons_->button(QDialogButtonBox::Cancel)->setFocus();
}

void FeatureCacheDialog::look() {
    clear_->setEnabled(false);
    kept_->setText(tr("counting …"));
    inBackground(
        this, [folder = folder_, features = fs::path(limits_.folder)] { return lookInto(folder, features); },
        [this](const Found& found) {
            const auto [files, bytes] = found.features;
            kept_->setText(files == 0   ? tr("nothing")
                           : files == 1 ? tr("%1 in one file").arg(byteCount(bytes))
                                        : tr("%1 in %2 files").arg(byteCount(bytes), fullCount(files)));
            free_->setText(found.freeBytes < 0 ? QString() : tr("%1 are free").arg(byteCount(found.freeBytes)));
            clear_->setEnabled(true);
        });
}

void FeatureCacheDialog::openFolder() {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error)
        showProblem(tr("The folder “%1” cannot be made: %2. Name another one in LAYERBENCH_CACHE.")
                        .arg(pathText(folder_), toQString(error.message())));
    else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(pathText(folder_))))
        showProblem(tr("No program to show folders with was found. The folder is “%1”.").arg(pathText(folder_)));
    else
        showProblem({});
}

void FeatureCacheDialog::clear() {
    showProblem({});
    clear_->setEnabled(false);
    kept_->setText(tr("deleting …"));
    inBackground(
        this, [folder = folder_] { return clearCache(folder); },
        [this](const Result<void>& outcome) {
            if (!outcome)
                showProblem(translated(outcome.error()));
            look();
        });
}

void FeatureCacheDialog::accept() {
    const std::int64_t memory = limitOf(*memory_, limits_.memoryBytes);
    const std::int64_t disk = limitOf(*disk_, limits_.diskBytes);
    if (memory != limits_.memoryBytes || disk != limits_.diskBytes) {
        if (const auto written = setCacheLimits(folder_, memory, disk); !written) {
            showProblem(translated(written.error()));
            return;
        }
        keepFeatures(cacheLimits(folder_));
    }
    QDialog::accept();
}

void FeatureCacheDialog::showProblem(const QString& text) {
    problem_->setText(text);
    problem_->setVisible(!text.isEmpty());
    // It needs room that a dialog does not take by itself, and would have taken from the fields.
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

}  // namespace layerbench
