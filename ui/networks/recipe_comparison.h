// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/training/options.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLabel;
class QListWidget;

namespace layerbench {

class LayerDiagram;

/// A recipe that can be chosen for one of the two sides.
struct NamedRecipe {
    QString name;
    Recipe recipe;
    std::optional<TrainingOptions> training = {};  ///< none: the recipe does not say
};

/// Two recipes on one network: what each leaves of it, one diagram above the other, with the layers that they leave
/// differently marked in both; and, as a list, their steps and what of their training differs.
class RecipeComparison final : public QDialog {
    Q_OBJECT

public:
    /// `classCount`: the data's, for heads that follow it. At least two recipes.
    RecipeComparison(Network source, std::int64_t classCount, std::vector<NamedRecipe> recipes,
                     QWidget* parent = nullptr);

    /// One more for both sides, chosen for the second.
    void add(const NamedRecipe& recipe);
    void choose(int first, int second);

Q_SIGNALS:
    /// A recipe file is to be read and add()ed.
    void fileWanted();

private:
    struct Side {
        QComboBox* choice;
        LayerDiagram* diagram;
        QLabel* problem;
    };
    Side makeSide(const char* name);
    void showSide(const Side& side);
    void compare();

    Network source_;
    std::int64_t classCount_;
    std::vector<NamedRecipe> recipes_;
    Side first_;
    Side second_;
    QLabel* summary_;
    QListWidget* steps_;
};

}  // namespace layerbench
