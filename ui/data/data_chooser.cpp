// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_chooser.h"

#include "core/data/samples.h"
#include "ui/data/data_title.h"
#include "ui/data/sample_card.h"
#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int mostRecent = 5;
constexpr int recentRowHeight = 26;
constexpr int recentTitleWidth = 190;

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("heading", true);
    return label;
}

QVBoxLayout* section(QWidget* owner) {
    auto* layout = new QVBoxLayout(owner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    return layout;
}

}  // namespace

DataChooser::DataChooser(const QStringList& recent, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("dataChooser"));
    setWindowTitle(tr("Choose data"));
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("cancelChoosing"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(18);
    layout->addWidget(makeSamples());
    layout->addWidget(makeOwn());
    if (!recent.isEmpty())
        layout->addWidget(makeRecent(recent));
    layout->addWidget(cancel, 0, Qt::AlignRight);
    layout->setSizeConstraint(QLayout::SetFixedSize);
}

QWidget* DataChooser::makeSamples() {
    auto* samples = new QWidget;
    auto* layout = section(samples);
    layout->addWidget(heading(tr("Sample pictures")));
    auto* cards = new QHBoxLayout;
    cards->setSpacing(12);
    for (const auto& set : sampleSets()) {
        auto* card = new SampleCard(set);
        connect(card, &SampleCard::clicked, this,
                [this, name = QStringLiteral("samples:") + QString::fromStdString(set.name)] { choose(name); });
        cards->addWidget(card);
    }
    layout->addLayout(cards);
    return samples;
}

QWidget* DataChooser::makeOwn() {
    auto* own = new QWidget;
    auto* layout = section(own);
    layout->addWidget(heading(tr("Your own pictures")));
    auto* text =
        new QLabel(tr("A folder with one folder per class, or with train and val of such; MNIST and CIFAR files; "
                      "a CSV list with the columns path and label."));
    text->setWordWrap(true);
    text->setProperty("muted", true);
    layout->addWidget(text);
    auto* folder = new QPushButton(icon(Icon::open), tr("Open folder…"));
    folder->setObjectName(QStringLiteral("openFolder"));
    auto* csv = new QPushButton(tr("Open CSV…"));
    csv->setObjectName(QStringLiteral("openCsv"));
    connect(folder, &QPushButton::clicked, this, &DataChooser::askForFolder);
    connect(csv, &QPushButton::clicked, this, &DataChooser::askForCsv);
    for (auto* button : {folder, csv})
        button->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(folder);
    buttons->addWidget(csv);
    buttons->addStretch();
    layout->addLayout(buttons);
    return own;
}

QWidget* DataChooser::makeRecent(const QStringList& recent) {
    auto* lately = new QWidget;
    auto* layout = section(lately);
    auto* title = heading(tr("Recent"));
    layout->addWidget(title);
    auto* list = new QTreeWidget;
    list->setObjectName(QStringLiteral("recentData"));
    list->setAccessibleName(title->text());
    list->setColumnCount(2);
    list->setHeaderHidden(true);
    list->setRootIsDecorated(false);
    list->setCursor(Qt::PointingHandCursor);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setTextElideMode(Qt::ElideMiddle);
    for (const auto& description : recent.first(std::min<qsizetype>(recent.size(), mostRecent))) {
        const auto explanation = dataExplanation(description.toStdString());
        auto* item = new QTreeWidgetItem(list, {dataTitle(description.toStdString()), explanation});
        item->setData(0, Qt::UserRole, description);
        item->setForeground(1, Theme::of(this).mutedText);
        item->setSizeHint(0, {0, recentRowHeight});
        for (const int column : {0, 1})
            item->setToolTip(column, description);
    }
    list->setColumnWidth(0, recentTitleWidth);
    list->setFixedHeight(recentRowHeight * list->topLevelItemCount() + 2 * list->frameWidth());
    const auto take = [this](const QTreeWidgetItem* item) { choose(item->data(0, Qt::UserRole).toString()); };
    connect(list, &QTreeWidget::itemClicked, this, take);
    connect(list, &QTreeWidget::itemActivated, this, take);
    layout->addWidget(list);
    return lately;
}

void DataChooser::keyPressEvent(QKeyEvent* event) {
    // There is no default button: Return does what has the focus, and a list that has taken it would press it as well.
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        QDialog::keyPressEvent(event);
    } else if (auto* button = qobject_cast<QPushButton*>(focusWidget())) {
        button->click();
    }
}

void DataChooser::choose(const QString& description) {
    // A double click on a recent one is a click and an activation.
    if (!description_.empty() || description.isEmpty())
        return;
    description_ = description.toStdString();
    accept();
    Q_EMIT chosen(description);
}

void DataChooser::askForFolder() {
    auto* dialog = new QFileDialog(this, tr("Open a folder of pictures"));
    dialog->setObjectName(QStringLiteral("folderDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &DataChooser::choose);
    dialog->open();
}

void DataChooser::askForCsv() {
    auto* dialog = new QFileDialog(this, tr("Open a list of pictures"));
    dialog->setObjectName(QStringLiteral("csvDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Lists of pictures (*.csv)"));
    connect(dialog, &QFileDialog::fileSelected, this, &DataChooser::choose);
    dialog->open();
}

}  // namespace layerbench
