// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ways.h"

#include "core/study/cases.h"
#include "core/study/variants.h"

namespace layerbench {

std::vector<std::string> wayNames() {
    std::vector<std::string> names;
    for (const Case which : allCases())
        names.emplace_back(name(which));
    for (const Variant which : allVariants())
        names.emplace_back(name(which));
    return names;
}

Result<Way> wayNamed(const std::string& wanted, const WayContext& context) {
    if (const auto which = variantFromName(wanted)) {
        LB_TRY(Recipe recipe, variantRecipe(*which, context.network, context.classCount));
        return Way{wanted, std::move(recipe),
                   defaultOptions(*which, context.network, context.trainingPictures, context.epochs)};
    }
    const auto which = caseFromName(wanted);
    if (!which) {
        std::string known;
        for (const auto& each : wayNames())
            known += (known.empty() ? "" : ", ") + each;
        return failure(LB_TEXT("study", "There is no case or variant “%1”; there are %2."), wanted, known);
    }
    LB_TRY(Recipe recipe, caseRecipe(*which, context.network, context.cut));
    TrainingOptions options = defaultOptions(*which, context.network, context.trainingPictures);
    if (context.epochs > 0)
        options.epochs = context.epochs;
    return Way{wanted, std::move(recipe), std::move(options)};
}

}  // namespace layerbench
