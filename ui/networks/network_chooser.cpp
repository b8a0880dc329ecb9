// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network_chooser.h"

#include "ui/background/in_background.h"
#include "ui/networks/network_preview.h"
#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>
#include <vector>

namespace layerbench {

namespace {

constexpr int listWidth = 320;
constexpr int titleWidth = 150;
constexpr int rowHeight = 25;
constexpr int headingHeight = 30;

/// A row that can be chosen. Headings and notes are plain items, which cannot.
class ChoiceItem final : public QTreeWidgetItem {
public:
    explicit ChoiceItem(NetworkChoice wanted)
        : QTreeWidgetItem(QStringList{wanted.title, wanted.detail}, UserType), choice(std::move(wanted)) {
        setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        setSizeHint(0, {0, rowHeight});
        for (const int column : {0, 1})
            setToolTip(column, choice.file.isEmpty() ? choice.title : choice.file);
    }

    const NetworkChoice choice;
};

const ChoiceItem* choiceItem(const QTreeWidgetItem* item) {
    return item && item->type() == QTreeWidgetItem::UserType ? static_cast<const ChoiceItem*>(item) : nullptr;
}

std::vector<std::filesystem::path> pathsOf(const QStringList& folders) {
    auto paths = weightFolders();
    for (const auto& folder : folders)
        paths.emplace_back(folder.toStdString());
    return paths;
}

}  // namespace

NetworkChooser::NetworkChooser(const QStringList& extraFolders, QWidget* parent)
    : QDialog(parent), folders_(extraFolders) {
    setObjectName(QStringLiteral("networkChooser"));
    setWindowTitle(tr("Choose a network"));
    preview_ = new NetworkPreview;
    auto* columns = new QHBoxLayout;
    columns->setSpacing(20);
    columns->addWidget(makeList());
    columns->addWidget(preview_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(14);
    layout->addLayout(columns, 1);
    layout->addLayout(makeButtons());

    addBelow(addHeading(tr("Ready to use")), {demonstrationChoice()});
    weights_ = addHeading(tr("Weights on this computer"));
    addBelow(addHeading(tr("Architectures with random weights")), randomChoices());
    connect(list_, &QTreeWidget::currentItemChanged, this, &NetworkChooser::showCurrent);
    selectFirst();
    lookForWeights();
    searchField_->setFocus();
    resize(880, 500);
}

QWidget* NetworkChooser::makeList() {
    searchField_ = new QLineEdit;
    searchField_->setObjectName(QStringLiteral("networkSearch"));
    searchField_->setPlaceholderText(tr("Search networks"));
    searchField_->setAccessibleName(searchField_->placeholderText());
    searchField_->setToolTip(tr("Part of a title, an architecture or a file's name"));
    searchField_->setClearButtonEnabled(true);
    searchField_->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
    searchField_->installEventFilter(this);
    connect(searchField_, &QLineEdit::textChanged, this, [this] {
        filter();
        selectFirst();
    });

    list_ = new QTreeWidget;
    list_->setObjectName(QStringLiteral("networkList"));
    list_->setAccessibleName(tr("Networks"));
    list_->setColumnCount(2);
    list_->setHeaderHidden(true);
    list_->setRootIsDecorated(false);
    list_->setIndentation(0);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->header()->setStretchLastSection(true);
    list_->setColumnWidth(0, titleWidth);
    // Not itemActivated(): Return also presses the default button, and some desktops activate with a single click.
    connect(list_, &QTreeWidget::itemDoubleClicked, this, [this](const QTreeWidgetItem* item) {
        if (choiceItem(item))  // a tree's headings take double clicks though they are disabled
            openCurrent();
    });

    auto* left = new QWidget;
    left->setFixedWidth(listWidth);
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(searchField_);
    layout->addWidget(list_, 1);
    return left;
}

QLayout* NetworkChooser::makeButtons() {
    auto* add = new QPushButton(tr("Add folder…"));
    add->setObjectName(QStringLiteral("addWeightFolder"));
    add->setToolTip(tr("Also look for weight files in another folder, now and from now on"));
    connect(add, &QPushButton::clicked, this, &NetworkChooser::askForFolder);
    auto* file = new QPushButton(tr("Open weight file…"));
    file->setObjectName(QStringLiteral("openWeightFile"));
    file->setToolTip(tr("A weight file of PyTorch (.pth, .pt, .th) or a .safetensors file"));
    connect(file, &QPushButton::clicked, this, &NetworkChooser::askForFile);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("cancelChoosing"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    open_ = new QPushButton(tr("Open"));
    open_->setObjectName(QStringLiteral("openChosenNetwork"));
    open_->setDefault(true);
    connect(open_, &QPushButton::clicked, this, &NetworkChooser::openCurrent);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(add);
    buttons->addWidget(file);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(open_);
    return buttons;
}

// ---- The list

QTreeWidgetItem* NetworkChooser::addHeading(const QString& text) {
    auto* heading = new QTreeWidgetItem(list_, {text});
    // Disabled, so that the keyboard passes over it; its rows stand beside it, for they would be disabled with it.
    heading->setFlags(Qt::NoItemFlags);
    heading->setFirstColumnSpanned(true);
    heading->setSizeHint(0, {0, headingHeight});
    QFont font = list_->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(0, font);
    return heading;
}

void NetworkChooser::addBelow(QTreeWidgetItem* heading, const QList<NetworkChoice>& choices) {
    int at = list_->indexOfTopLevelItem(heading);
    for (const auto& choice : choices)
        list_->insertTopLevelItem(++at, new ChoiceItem(choice));
    colourRows();
}

void NetworkChooser::colourRows() {
    const Theme& theme = Theme::of(this);
    for (int at = 0; at < list_->topLevelItemCount(); ++at) {
        auto* item = list_->topLevelItem(at);
        if (choiceItem(item)) {
            item->setForeground(1, theme.mutedText);
        } else {
            item->setForeground(0, theme.text);
        }
    }
}

void NetworkChooser::lookForWeights() {
    const int search = ++search_;
    const auto paths = pathsOf(folders_);
    QStringList places;
    for (const auto& path : paths)
        places.append(toQString(path.string()));
    weights_->setToolTip(0, places.join(QLatin1Char('\n')));
    inBackground(
        this, [paths] { return findWeightFiles(paths); },
        [this, search](const std::vector<WeightFile>& files) {
            if (search == search_)
                showWeights(files);
        });
}

void NetworkChooser::showWeights(const std::vector<WeightFile>& files) {
    const auto* before = choiceItem(list_->currentItem());
    const QString kept = before ? before->choice.description : QString();
    {
        const QSignalBlocker quiet(list_);  // no preview of rows that the selection only passes
        const int first = list_->indexOfTopLevelItem(weights_) + 1;
        while (choiceItem(list_->topLevelItem(first)))
            delete list_->takeTopLevelItem(first);
        weights_->setText(0,
                          files.empty() ? tr("Weights on this computer: none found") : tr("Weights on this computer"));
        addBelow(weights_, weightChoices(files));
        filter();
        list_->setCurrentItem(nullptr);
    }
    for (int at = 0; at < list_->topLevelItemCount(); ++at) {
        const auto* row = choiceItem(list_->topLevelItem(at));
        if (row && row->choice.description == kept && !row->isHidden()) {
            list_->setCurrentItem(list_->topLevelItem(at));
            return;
        }
    }
    selectFirst();
}

void NetworkChooser::filter() {
    const auto search = searchField_->text();
    bool shown = false;
    // From below, so that a heading knows whether any of its rows is shown.
    for (int at = list_->topLevelItemCount() - 1; at >= 0; --at) {
        auto* item = list_->topLevelItem(at);
        if (const auto* row = choiceItem(item)) {
            const bool matches = row->choice.matches(search);
            item->setHidden(!matches);
            shown = shown || matches;
        } else {
            // Where there are no weight files, their heading says so.
            item->setHidden(!std::exchange(shown, false) && !(item == weights_ && search.isEmpty()));
        }
    }
}

void NetworkChooser::selectFirst() {
    for (int at = 0; at < list_->topLevelItemCount(); ++at) {
        auto* item = list_->topLevelItem(at);
        if (choiceItem(item) && !item->isHidden()) {
            list_->setCurrentItem(item);
            list_->scrollToTop();  // its heading, too
            return;
        }
    }
    list_->setCurrentItem(nullptr);
}

void NetworkChooser::showCurrent() {
    const auto* row = choiceItem(list_->currentItem());
    open_->setEnabled(row != nullptr);
    if (row) {
        preview_->show(row->choice);
    } else {
        preview_->clear();
    }
}

bool NetworkChooser::eventFilter(QObject* watched, QEvent* event) {
    // The arrow keys move in the list while the search keeps the keyboard.
    if (watched == searchField_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(list_, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void NetworkChooser::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourRows();
}

// ---- What is chosen

void NetworkChooser::openCurrent() {
    if (const auto* row = choiceItem(list_->currentItem()))
        choose(row->choice.description);
}

void NetworkChooser::choose(const QString& description) {
    accept();
    Q_EMIT chosen(description);
}

void NetworkChooser::askForFolder() {
    auto* dialog = new QFileDialog(this, tr("Add a folder of weight files"));
    dialog->setObjectName(QStringLiteral("weightFolderDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &NetworkChooser::addFolder);
    dialog->open();
}

void NetworkChooser::askForFile() {
    auto* dialog = new QFileDialog(this, tr("Open a weight file"));
    dialog->setObjectName(QStringLiteral("weightFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Weight files (*.pth *.pt *.th *.safetensors)"), tr("All files (*)")});
    // Without an architecture: the file's tensors tell it more surely than its name.
    connect(dialog, &QFileDialog::fileSelected, this, &NetworkChooser::choose);
    dialog->open();
}

void NetworkChooser::addFolder(const QString& folder) {
    if (folder.isEmpty() || folders_.contains(folder))
        return;
    folders_.append(folder);
    Q_EMIT foldersChanged(folders_);
    lookForWeights();
}

}  // namespace layerbench
