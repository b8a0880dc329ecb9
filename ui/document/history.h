// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/project/project.h"

#include <string>
#include <vector>

namespace layerbench {

/// The steps from a source network to the current one, with the value after each: undo shows the value before, redo the
/// one behind. Weights are shared, so a hundred values cost little more than one. No thread, no file.
class History {
public:
    explicit History(Network source);
    /// The history that a project keeps, done again from its source; the error says which step no longer works.
    static Result<History> replay(Network source, const EditHistory& kept);

    const Network& source() const { return values_.front(); }
    const Network& current() const { return values_[done_]; }
    const std::vector<EditStep>& steps() const { return steps_; }  ///< undone ones too
    std::size_t done() const { return done_; }

    /// Does one more step; the undone ones are dropped. After an error nothing has changed.
    Result<void> add(EditStep step);
    bool canUndo() const { return done_ > 0; }
    bool canRedo() const { return done_ < steps_.size(); }
    void undo();  ///< canUndo() must hold
    void redo();

    /// All that leads from the source to the current network as one recipe. Heads that follow the data have the number
    /// of classes that they had when they were made, where that is not `classCount`.
    Recipe recipe(std::int64_t classCount) const;
    /// The case or variant that these edits are: "1" … "4", "gradual-unfreezing"; "recipe" where they are of one's own.
    std::string caseName() const;

private:
    std::size_t firstOfRecipe() const;  ///< the last done step that starts from the source; else 0

    std::vector<EditStep> steps_;
    std::vector<Network> values_;  ///< one more than steps_; [0] is the source
    std::size_t done_ = 0;
};

/// What undo calls a step: the recipe's name, else what its edit does.
Text nameOf(const EditStep& step);

}  // namespace layerbench
