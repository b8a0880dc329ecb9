// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/history.h"

#include "core/study/cases.h"
#include "core/study/variants.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace layerbench {

namespace {

std::vector<Edit> editsOf(std::span<const EditStep> steps) {
    std::vector<Edit> edits;
    for (const auto& step : steps)
        edits.insert(edits.end(), step.recipe.edits.begin(), step.recipe.edits.end());
    return edits;
}

}  // namespace

History::History(Network source) : values_{std::move(source)} {}

Result<History> History::replay(Network source, const EditHistory& kept) {
    History history(std::move(source));
    for (const auto& step : kept.steps)
        LB_CHECK(history.add(step));
    history.done_ = static_cast<std::size_t>(kept.done);
    return history;
}

Result<void> History::add(EditStep step) {
    LB_TRY(Network next, apply(step.fromSource ? source() : current(), step.recipe, step.classCount));
    steps_.resize(done_);
    values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(done_) + 1, values_.end());
    steps_.push_back(std::move(step));
    values_.push_back(std::move(next));
    ++done_;
    return {};
}

void History::undo() {
    assert(canUndo());
    --done_;
}

void History::redo() {
    assert(canRedo());
    ++done_;
}

std::size_t History::firstOfRecipe() const {
    for (std::size_t i = done_; i > 0; --i)
        if (steps_[i - 1].fromSource)
            return i - 1;
    return 0;
}

Recipe History::recipe(std::int64_t classCount) const {
    Recipe recipe;
    for (std::size_t i = firstOfRecipe(); i < done_; ++i) {
        recipe.name += (recipe.name.empty() ? "" : ", ") + nameOf(steps_[i]).english();
        for (Edit edit : steps_[i].recipe.edits) {
            if (auto* head = std::get_if<ReplaceHead>(&edit);
                head && head->classCount == 0 && steps_[i].classCount != classCount)
                head->classCount = steps_[i].classCount;
            recipe.edits.push_back(std::move(edit));
        }
    }
    const std::string name = caseName();
    if (const auto which = caseFromName(name))
        recipe.name = title(*which);
    else if (const auto variant = variantFromName(name))
        recipe.name = title(*variant);
    return recipe;
}

std::string History::caseName() const {
    const auto edits = editsOf(std::span(steps_).subspan(firstOfRecipe(), done_ - firstOfRecipe()));
    if (edits.empty())
        return "recipe";
    // Some variants differ from a case in how they are trained alone, so the step's name counts.
    const EditStep& last = steps_[done_ - 1];
    for (const Variant which : allVariants()) {
        if (last.recipe.name != title(which))
            continue;
        const auto recipe = variantRecipe(which, source(), last.classCount);
        if (recipe && recipe->edits == edits)
            return std::string(name(which));
    }
    const auto isCase = [&](Case which, const std::string& cut) {
        const auto recipe = caseRecipe(which, source(), cut);
        return recipe && recipe->edits == edits;
    };
    for (const Case which : {Case::newHead, Case::fineTune, Case::fromScratch})
        if (isCase(which, {}))
            return std::string(name(which));
    // Case 2 is a slice and then case 1: asked first, because to find where a large network can be cut takes long.
    const auto* const slice = std::get_if<SliceAfter>(&edits.front());
    const auto newHead = caseRecipe(Case::newHead, source(), {});
    const bool cut = slice && newHead && std::ranges::equal(std::span(edits).subspan(1), newHead->edits);
    return cut && isCase(Case::cutAndNewHead, slice->layer) ? std::string(name(Case::cutAndNewHead)) : "recipe";
}

Text nameOf(const EditStep& step) {
    if (!step.recipe.name.empty())
        return Text{step.recipe.name, {}};
    return step.recipe.edits.empty() ? text(LB_TEXT("ui", "Nothing")) : describe(step.recipe.edits.front());
}

}  // namespace layerbench
