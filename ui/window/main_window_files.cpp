// SPDX-License-Identifier: GPL-3.0-or-later
// Files in the main window: what is dropped or named, and recipes.
#include "core/data/files.h"
#include "core/project/recipe_json.h"
#include "ui/data/dropped_files.h"
#include "ui/document/document.h"
#include "ui/networks/network_opener.h"
#include "ui/window/comparison_control.h"
#include "ui/window/data_control.h"
#include "ui/window/file_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/network_editor.h"
#include "ui/window/training_control.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/translated.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QSaveFile>

namespace layerbench {

namespace {

constexpr std::int64_t largestRecipeFile = std::int64_t{64} << 20;

}  // namespace

void MainWindow::openNetwork(const QString& description) {
    opener_->open(description.toStdString());
}

void MainWindow::openData(const QString& description) {
    data_->open(description.toStdString());
    remember(QStringLiteral("recent/data"), description);
}

void MainWindow::open(const QString& path) {
    const auto dropped = classifyDrop({QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath())});
    if (!dropped) {
        problem(translated(dropped.error()));
        return;
    }
    const QString file = toQString(dropped->path);
    switch (dropped->kind) {
    case Dropped::Kind::weights:
        openNetwork(file);
        remember(QStringLiteral("recent/networks"), file);
        break;
    case Dropped::Kind::data:
        openData(file);
        break;
    case Dropped::Kind::project:
        if (training_->session()->active() || comparison_->session()->active())
            problem(tr("Something is training. Stop it, then open “%1”.").arg(file));
        else
            document_->openProject(file);
        break;
    case Dropped::Kind::recipe:
        applyRecipeFile(file);
        break;
    }
}

void MainWindow::remember(const QString& key, const QString& value) {
    constexpr int kept = 10;
    QStringList list = settings_.value(key).toStringList();
    list.removeAll(value);
    list.prepend(value);
    settings_.setValue(key, list.mid(0, kept));
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
        hint(tr("Drop a weight file, a folder of pictures, a project or a recipe."));
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    const auto dropped = classifyDrop(event->mimeData()->urls());
    if (dropped)
        open(toQString(dropped->path));
    else
        problem(translated(dropped.error()));
}

void MainWindow::chooseRecipe() {
    auto* dialog = makeFileDialog(this, tr("Apply a recipe"), tr("Recipes (*.json)"), QFileDialog::AcceptOpen);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::applyRecipeFile);
    dialog->open();
}

void MainWindow::applyRecipeFile(const QString& path) {
    const auto file = readFile(pathFromUtf8(path.toStdString()), largestRecipeFile);
    if (!file) {
        problem(translated(file.error()));
        return;
    }
    const auto recipe = recipeFromJson({reinterpret_cast<const char*>(file->data()), file->size()});
    if (!recipe)
        problem(tr("“%1” is no recipe. %2").arg(path, translated(recipe.error())));
    else
        editor_->applyRecipe(*recipe);
}

void MainWindow::saveRecipe() {
    if (!document_->hasNetwork() || document_->history().recipe(document_->classCount()).edits.empty()) {
        problem(tr("There is no edit to save yet."));
        return;
    }
    auto* dialog =
        makeFileDialog(this, tr("Save the edits as a recipe"), tr("Recipes (*.json)"), QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        const std::string text = recipeToJson(document_->history().recipe(document_->classCount()));
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0 ||
            !file.commit())
            problem(tr("“%1” cannot be written: %2. Choose another name or folder.").arg(path, file.errorString()));
        else
            strip_->show(MessageStrip::Kind::good, tr("The recipe is in “%1”.").arg(path));
    });
    dialog->open();
}

}  // namespace layerbench
