// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/recipe_comparison.h"

#include "core/network/recipe_differences.h"
#include "core/report/settings_table.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace layerbench {

namespace {

constexpr QSize usualSize{920, 700};
constexpr int diagramHeight = 170;
constexpr int listHeight = 84;

/// "features.3 (frozen in one, rate), classifier.1": what differs, layer by layer.
QString whatDiffers(const LayerDifference& layer) {
    QStringList parts;
    if (!layer.inA || !layer.inB)
        parts << (layer.inA ? RecipeComparison::tr("only above") : RecipeComparison::tr("only below"));
    if (layer.trainable)
        parts << RecipeComparison::tr("frozen in one");
    if (layer.weights)
        parts << RecipeComparison::tr("other weights");
    if (layer.rate)
        parts << RecipeComparison::tr("learning rate");
    if (layer.attributes)
        parts << RecipeComparison::tr("size or kind");
    return toQString(layer.name) + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
}

}  // namespace

RecipeComparison::RecipeComparison(Network source, std::int64_t classCount, std::vector<NamedRecipe> recipes,
                                   QWidget* parent)
    : QDialog(parent), source_(std::move(source)), classCount_(classCount), recipes_(std::move(recipes)),
      first_(makeSide("first")), second_(makeSide("second")), summary_(new QLabel), steps_(new QListWidget) {
    setObjectName(QStringLiteral("recipeComparison"));
    setWindowTitle(tr("Compare two recipes"));
    summary_->setObjectName(QStringLiteral("recipeSummary"));
    summary_->setWordWrap(true);
    summary_->setProperty("heading", true);
    steps_->setObjectName(QStringLiteral("recipeSteps"));
    steps_->setAccessibleName(tr("Steps that differ"));
    steps_->setMaximumHeight(listHeight);
    steps_->setWordWrap(true);
    auto* file = new QPushButton(tr("Recipe file…"));
    file->setObjectName(QStringLiteral("recipeFile"));
    file->setAutoDefault(false);
    file->setToolTip(tr("Read a recipe from a file and compare with it"));
    connect(file, &QPushButton::clicked, this, &RecipeComparison::fileWanted);

    auto* column = new QVBoxLayout(this);
    for (const Side* side : {&first_, &second_}) {
        auto* row = new QHBoxLayout;
        auto* letter = new QLabel(side == &first_ ? tr("A") : tr("B"));
        letter->setProperty("heading", true);
        row->addWidget(letter);
        row->addWidget(side->choice, 1);
        if (side == &second_)
            row->addWidget(file);
        else
            row->addStretch(1);
        column->addLayout(row);
        column->addWidget(side->problem);
        column->addWidget(side->diagram, 1);
    }
    column->addWidget(summary_);
    column->addWidget(steps_);
    resize(usualSize);
    // One that edits alike, such as the case that was just pressed, has nothing to show.
    const auto asTheFirst = [this](const NamedRecipe& recipe) {
        const NamedRecipe& first = recipes_.front();
        return recipe.recipe.edits == first.recipe.edits &&
               (!recipe.training || !first.training || trainingDifferences(*recipe.training, *first.training).empty());
    };
    int second = 1;
    while (second + 1 < static_cast<int>(recipes_.size()) && asTheFirst(recipes_[static_cast<std::size_t>(second)]))
        ++second;
    choose(0, second);
}

RecipeComparison::Side RecipeComparison::makeSide(const char* name) {
    const QString id = QLatin1String(name);
    Side side{new QComboBox, new LayerDiagram, new QLabel};
    side.choice->setObjectName(id + QStringLiteral("Recipe"));
    side.choice->setAccessibleName(id == QStringLiteral("first") ? tr("The recipe above") : tr("The recipe below"));
    for (const auto& recipe : recipes_)
        side.choice->addItem(recipe.name);
    side.diagram->setObjectName(id + QStringLiteral("Diagram"));
    side.diagram->setReadOnly(true);
    side.diagram->setTrainingShown(true);
    side.diagram->setMinimumHeight(diagramHeight);
    side.problem->setObjectName(id + QStringLiteral("Problem"));
    side.problem->setProperty("problem", true);
    side.problem->setWordWrap(true);
    connect(side.choice, qOverload<int>(&QComboBox::currentIndexChanged), this, &RecipeComparison::compare);
    return side;
}

void RecipeComparison::add(const NamedRecipe& recipe) {
    recipes_.push_back(recipe);
    for (const Side* side : {&first_, &second_}) {
        const QSignalBlocker quiet(side->choice);
        side->choice->addItem(recipe.name);
    }
    choose(first_.choice->currentIndex(), static_cast<int>(recipes_.size()) - 1);
}

void RecipeComparison::choose(int first, int second) {
    {
        const QSignalBlocker quietFirst(first_.choice);
        const QSignalBlocker quietSecond(second_.choice);
        first_.choice->setCurrentIndex(first);
        second_.choice->setCurrentIndex(second);
    }
    compare();
}

void RecipeComparison::showSide(const Side& side) {
    const auto& recipe = recipes_[static_cast<std::size_t>(side.choice->currentIndex())].recipe;
    const auto network = apply(source_, recipe, classCount_);
    side.diagram->setVisible(network.has_value());
    side.problem->setVisible(!network);
    if (network)
        side.diagram->setNetwork(*network);
    else
        side.problem->setText(translated(network.error()));
}

void RecipeComparison::compare() {
    showSide(first_);
    showSide(second_);
    const NamedRecipe& first = recipes_[static_cast<std::size_t>(first_.choice->currentIndex())];
    const NamedRecipe& second = recipes_[static_cast<std::size_t>(second_.choice->currentIndex())];
    const Recipe& a = first.recipe;
    const Recipe& b = second.recipe;
    steps_->clear();
    for (const auto& difference : recipeDifferences(a, b))
        steps_->addItem(translated(difference.text));
    const int edits = steps_->count();
    if (first.training && second.training)
        for (const auto& [setting, inA, inB] : trainingDifferences(*first.training, *second.training))
            steps_->addItem(
                tr("%1: %2 in A, %3 in B.").arg(translated(Text{setting, {}}), toQString(inA), toQString(inB)));
    steps_->setVisible(steps_->count() > 0);
    const auto layers = layerDifferences(source_, a, b, classCount_);
    if (!layers) {
        summary_->setText(translated(layers.error()));
        return;
    }
    for (const bool above : {true, false}) {
        const LayerDiagram& diagram = above ? *first_.diagram : *second_.diagram;
        std::vector<LayerId> marked;
        for (const auto& layer : *layers)
            if ((above ? layer.inA : layer.inB) && diagram.network().find(layer.name))
                marked.push_back(diagram.network().find(layer.name)->id);
        (above ? first_ : second_).diagram->setSelection(marked);
    }
    QStringList words;
    for (const auto& layer : *layers)
        words << whatDiffers(layer);
    summary_->setText(layers->empty() && steps_->count() > edits
                          ? tr("They leave the same network and train it differently.")
                      : layers->empty()     ? tr("They leave the same network.")
                      : layers->size() == 1 ? tr("One layer differs; it is outlined.")
                                            : tr("%1 layers differ; they are outlined.").arg(layers->size()));
    summary_->setToolTip(words.join(QLatin1Char('\n')));
}

}  // namespace layerbench
