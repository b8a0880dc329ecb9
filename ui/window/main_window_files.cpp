// SPDX-License-Identifier: GPL-3.0-or-later
// Files in the main window: what is dropped or named, and recipes.
#include "core/data/files.h"
#include "core/project/recipe_json.h"
#include "core/study/cases.h"
#include "core/study/variants.h"
#include "ui/compare/compared.h"
#include "ui/data/dropped_files.h"
#include "ui/document/document.h"
#include "ui/networks/network_opener.h"
#include "ui/networks/recipe_comparison.h"
#include "ui/window/data_control.h"
#include "ui/window/file_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/network_editor.h"
#include "ui/window/sessions.h"
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
        if (!sessions_->atWork().isEmpty())
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

std::optional<RecipeFile> MainWindow::readRecipe(const QString& path) {
    const auto file = readFile(pathFromUtf8(path.toStdString()), largestRecipeFile);
    if (!file) {
        problem(translated(file.error()));
        return std::nullopt;
    }
    auto read = recipeFileFromJson({reinterpret_cast<const char*>(file->data()), file->size()});
    if (read)
        return *std::move(read);
    problem(tr("“%1” is no recipe. %2").arg(path, translated(read.error())));
    return std::nullopt;
}

void MainWindow::applyRecipeFile(const QString& path) {
    const auto read = readRecipe(path);
    if (read && editor_->applyRecipe(read->recipe) && read->training)
        training_->useRecipeTraining(*read->training);
}

void MainWindow::compareRecipes() {
    if (!document_->hasNetwork() || document_->classCount() == 0) {
        problem(tr("Open a network and data first: recipes are compared on them."));
        return;
    }
    const Network& source = document_->source().network;
    const std::int64_t classes = document_->classCount();
    constexpr std::int64_t assumed = 1000;
    const auto pictures = data_->data() ? std::ssize(data_->data()->dataset.items(Part::training)) : assumed;
    std::vector<NamedRecipe> recipes;
    if (const Recipe own = document_->history().recipe(classes); !own.edits.empty())
        recipes.push_back({tr("This network's edits (%1)").arg(toQString(own.name)), own, training_->options()});
    for (const Case which : allCases())
        if (const auto recipe = caseRecipe(which, source, usualCut(source)))
            recipes.push_back({tr("Case %1: %2").arg(toQString(name(which)), translated(title(which))), *recipe,
                               defaultOptions(which, source, pictures)});
    for (const Variant which : allVariants())
        if (const auto recipe = variantRecipe(which, source, classes))
            recipes.push_back({translated(title(which)), *recipe, defaultOptions(which, source, pictures)});
    auto* dialog = new RecipeComparison(source, classes, std::move(recipes), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RecipeComparison::fileWanted, this, [this, dialog] {
        auto* files =
            makeFileDialog(dialog, tr("Compare with a recipe"), tr("Recipes (*.json)"), QFileDialog::AcceptOpen);
        connect(files, &QFileDialog::fileSelected, dialog, [this, dialog](const QString& path) {
            if (const auto read = readRecipe(path))
                dialog->add({QFileInfo(path).fileName(), read->recipe, read->training});
        });
        files->open();
    });
    dialog->open();
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
        const std::string text =
            recipeFileToJson({document_->history().recipe(document_->classCount()), training_->options()});
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
