// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/cell_texts.h"

#include "core/study/cases.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CaseBoard)
};

int runsIn(const BoardCell& cell, BoardRun::State state) {
    return static_cast<int>(std::ranges::count(cell.runs, state, &BoardRun::state));
}

QString progressText(const BoardCell& cell) {
    const auto total = static_cast<int>(cell.runs.size());
    const auto running = std::ranges::find(cell.runs, BoardRun::State::running, &BoardRun::state);
    if (running != cell.runs.end()) {
        const auto number = static_cast<int>(running - cell.runs.begin()) + 1;
        return Words::tr("Seed %1 of %2, epoch %3 of %4")
            .arg(number)
            .arg(total)
            .arg(fullCount(static_cast<std::int64_t>(running->accuracy.size())), fullCount(running->epochs));
    }
    const int finished = runsIn(cell, BoardRun::State::finished);
    const int waiting = runsIn(cell, BoardRun::State::waiting);
    if (waiting == total)
        return total == 0 ? QString() : Words::tr("Waits for its turn");
    if (waiting > 0)
        return Words::tr("%1 of %2 seeds finished").arg(finished).arg(total);
    return {};
}

/// A square in the case's colour and its name.
QString signOf(std::string_view caseName) {
    return QStringLiteral("<span style='color:%1'>&#9632;</span> %2")
        .arg(colourOfCase(caseName).name(), caseLabel(caseName).toHtmlEscaped());
}

QString epochRow(std::string_view caseName, const MeanCurve& curve, std::size_t index) {
    QString value = percent(curve.mean[index]);
    if (curve.high[index] > curve.low[index])
        value += Words::tr(" (%1 to %2)").arg(percent(curve.low[index]), percent(curve.high[index]));
    return QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>").arg(signOf(caseName), value.toHtmlEscaped());
}

}  // namespace

QString caseLabel(std::string_view caseName) {
    if (caseName == "4-finetune")
        return Words::tr("Case 4, fine-tuned");
    return Words::tr("Case %1").arg(toQString(caseName));
}

QString caseTitle(std::string_view caseName) {
    const auto which = caseFromName(caseName);
    return which ? translated(title(*which)) : QString();
}

QString caseExplanation(std::string_view caseName) {
    const auto which = caseFromName(caseName);
    return which ? translated(explanation(*which)) : QString();
}

QString caseBelongs(std::string_view caseName) {
    if (caseName == "1")
        return Words::tr("small, similar");
    if (caseName == "2")
        return Words::tr("small, different");
    if (caseName == "3")
        return Words::tr("large, similar");
    return caseName == "4" || caseName == "4-finetune" ? Words::tr("large, different") : QString();
}

QString spreadText(double spread) {
    return std::isfinite(spread) ? Words::tr("± %1").arg(percent(spread)) : QString();
}

QString trainedText(const BoardCell& cell) {
    if (cell.totalParameters <= 0)
        return {};
    if (cell.trainableParameters >= cell.totalParameters)
        return Words::tr("all %1 trained").arg(shortCount(cell.totalParameters));
    return Words::tr("%1 trained of %2").arg(shortCount(cell.trainableParameters), shortCount(cell.totalParameters));
}

QString secondsText(const BoardCell& cell) {
    double sum = 0;
    int count = 0;
    for (const auto& run : cell.runs)
        if (run.state == BoardRun::State::finished && std::isfinite(run.seconds)) {
            sum += run.seconds;
            ++count;
        }
    return count > 0 ? duration(sum / count) : QString();
}

int failedRuns(const BoardCell& cell) {
    return runsIn(cell, BoardRun::State::failed);
}

QString statusText(const BoardCell& cell) {
    QStringList sentences;
    if (const int failed = failedRuns(cell); failed > 0)
        sentences << Words::tr("%1 of %2 runs failed.").arg(failed).arg(cell.runs.size());
    if (const QString rest = cell.verdict.isEmpty() ? progressText(cell) : cell.verdict; !rest.isEmpty())
        sentences << rest;
    return sentences.join(QLatin1Char(' '));
}

QString forgettingText(const BoardCell& cell) {
    return cell.forgets() ? Words::tr("Forgets the original task: %1 right before training, %2 after")
                                .arg(percent(cell.originalBefore), percent(cell.originalAfter))
                          : QString();
}

QString forgetsInNumbers(const BoardCell& cell) {
    if (!cell.forgets())
        return {};
    const QString before = percent(cell.originalBefore);
    const QString after = percent(cell.originalAfter);
    return cell.caseName == "4-finetune" ? Words::tr("fine-tuned forgets: %1 → %2 on the old task").arg(before, after)
                                         : Words::tr("forgets: %1 → %2 on the old task").arg(before, after);
}

QString spokenText(const BoardCell& cell) {
    QStringList parts{caseLabel(cell.caseName) + QStringLiteral(", ") + caseTitle(cell.caseName)};
    parts << caseBelongs(cell.caseName);
    if (cell.recommended)
        parts << Words::tr("recommended");
    if (std::isfinite(cell.accuracy))
        parts << Words::tr("accuracy %1 %2").arg(percent(cell.accuracy), spreadText(cell.spread)).trimmed();
    if (const QString seconds = secondsText(cell); !seconds.isEmpty())
        parts << Words::tr("%1 per seed").arg(seconds);
    parts << trainedText(cell);
    if (cell.negativeTransfer)
        parts << Words::tr("negative transfer");
    parts << forgettingText(cell);
    parts << (cell.runs.empty() ? Words::tr("not run yet") : statusText(cell)) << cell.lesson;
    parts.removeAll(QString());
    return parts.join(QStringLiteral("; "));
}

QString epochText(const BoardCurves& curves, std::int64_t epoch, std::string_view first) {
    const auto index = static_cast<std::size_t>(epoch - 1);
    QString rows;
    const auto add = [&](std::string_view caseName, const MeanCurve& curve) {
        if (index < curve.mean.size() && std::isfinite(curve.mean[index]))
            rows += epochRow(caseName, curve, index);
    };
    if (epoch < 1)
        return {};
    if (const MeanCurve* own = curves.find(first))
        add(first, *own);
    for (const auto& [caseName, curve] : curves.ofCase)
        if (caseName != first && !curve.empty())
            add(caseName, curve);
    if (rows.isEmpty())
        return {};
    const QString heading = Words::tr("Epoch %1").arg(fullCount(epoch));
    return QStringLiteral("<b>%1</b><table>%2</table>").arg(heading.toHtmlEscaped(), rows);
}

QString imagesText(double images) {
    const double whole = std::clamp(std::isfinite(images) ? std::round(images) : 0.0, 0.0, 1e15);
    return Words::tr("%1 images").arg(fullCount(static_cast<std::int64_t>(whole)));
}

QString placeText(const BoardPlace& place) {
    const QString images = Words::tr("Your data: %1 to train on").arg(imagesText(place.images));
    if (!std::isfinite(place.difference))
        return Words::tr("%1, difference not measured").arg(images);
    const QString difference = number(place.difference, 2);
    return place.judged ? Words::tr("%1, difference about %2, judged by the features: the original data is not at hand")
                              .arg(images, difference)
                        : Words::tr("%1, difference %2").arg(images, difference);
}

}  // namespace layerbench
