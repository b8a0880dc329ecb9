// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/results_model.h"

#include "core/study/cases.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QApplication>
#include <QDateTime>
#include <QLocale>
#include <QPalette>

#include <algorithm>
#include <cmath>
#include <limits>

namespace layerbench {

namespace {

/// NaN where no epoch was measured.
double accuracyOf(const RunSummary& run) {
    return run.result.bestEpoch > 0 ? run.result.validationAccuracy : std::numeric_limits<double>::quiet_NaN();
}

/// Data may be named by a folder: its last part says enough.
QString shortData(const RunSummary& run) {
    const QString name = toQString(run.data);
    const auto end = name.size() - (name.endsWith(QLatin1Char('/')) ? 1 : 0);
    const auto slash = name.lastIndexOf(QLatin1Char('/'), end - 1 - name.size());
    return name.mid(slash + 1, end - slash - 1);
}

QString trainableText(const RunSummary& run) {
    const QString count = fullCount(run.result.trainableParameters);
    if (run.result.totalParameters <= 0)
        return count;
    return count + QStringLiteral(" · ") +
           percent(static_cast<double>(run.result.trainableParameters) /
                   static_cast<double>(run.result.totalParameters));
}

bool rightAligned(int column) {
    return column == ResultsModel::runColumn ||
           (column >= ResultsModel::accuracyColumn && column <= ResultsModel::savedColumn);
}

}  // namespace

ResultRow resultRow(const RunSummary& run) {
    const auto which = caseFromName(run.caseName);
    return {.run = run.id,
            .caseName = run.caseName,
            .title = which ? title(*which) : run.recipe,
            .seed = run.seed,
            .accuracy = accuracyOf(run),
            .bestEpoch = run.result.bestEpoch,
            .trainableParameters = run.result.trainableParameters,
            .totalParameters = run.result.totalParameters,
            .seconds = run.result.seconds,
            .secondsSaved = run.result.cache.secondsSaved,
            .status = std::string(name(run.status)),
            .network = run.architecture,
            .data = run.data};
}

QString caseTitle(const RunSummary& run) {
    if (const auto which = caseFromName(run.caseName))
        return toQString(run.caseName) + QStringLiteral(" · ") + translated(title(*which));
    return toQString(run.recipe);
}

bool canResume(const RunSummary& run) {
    const bool stopped =
        run.status == RunStatus::paused || run.status == RunStatus::interrupted || run.status == RunStatus::failed;
    return stopped && run.hasCheckpoint;
}

void ResultsModel::setRuns(std::vector<RunSummary> runs) {
    if (std::ranges::equal(runs, runs_, {}, &RunSummary::id, &RunSummary::id)) {
        runs_ = std::move(runs);
        if (!runs_.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnTotal - 1));
        return;
    }
    beginResetModel();
    runs_ = std::move(runs);
    endResetModel();
}

int ResultsModel::rowOf(std::int64_t id) const {
    const auto found = std::ranges::find(runs_, id, &RunSummary::id);
    return found == runs_.end() ? -1 : static_cast<int>(found - runs_.begin());
}

int ResultsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columnTotal;
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const {
    const RunSummary& run = at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(run, column);
    case Qt::ToolTipRole:
        return tip(run, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (rightAligned(column) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        if (column == statusColumn && run.status == RunStatus::failed)
            return Theme::of(QApplication::palette()).warning;
        return {};
    case shareRole:
        return accuracyOf(run);
    case colourRole:
        return colourOfCase(run.caseName);
    case filterRole: {
        QStringList words;
        for (const int each : {runColumn, caseColumn, networkColumn, accuracyColumn, statusColumn})
            words << text(run, each);
        return (words << toQString(run.data)).join(QLatin1Char('\n'));
    }
    case sortRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case runColumn:
        return static_cast<qlonglong>(run.id);
    case accuracyColumn: {
        // What was not measured stands below everything.
        const double share = accuracyOf(run);
        return std::isfinite(share) ? share : -1;
    }
    case epochColumn:
        return static_cast<qlonglong>(run.result.bestEpoch);
    case trainableColumn:
        return static_cast<qlonglong>(run.result.trainableParameters);
    case timeColumn:
        return run.result.seconds;
    case savedColumn:
        return run.result.cache.secondsSaved;
    default:
        return text(run, column).toLower();
    }
}

QString ResultsModel::text(const RunSummary& run, int column) const {
    switch (column) {
    case runColumn:
        return fullCount(run.id);
    case caseColumn:
        return caseTitle(run);
    case networkColumn:
        return toQString(run.architecture);
    case dataColumn:
        return shortData(run);
    case accuracyColumn:
        return percent(accuracyOf(run));
    case epochColumn:
        return run.result.bestEpoch > 0 ? fullCount(run.result.bestEpoch) : QStringLiteral("–");
    case trainableColumn:
        return trainableText(run);
    case timeColumn:
        return duration(run.result.seconds);
    case savedColumn:
        return run.result.cache.secondsSaved > 0 ? duration(run.result.cache.secondsSaved) : QStringLiteral("–");
    default:
        break;
    }
    switch (run.status) {
    case RunStatus::running:
        return tr("running");
    case RunStatus::finished:
        return tr("finished");
    case RunStatus::paused:
        return tr("paused");
    case RunStatus::interrupted:
        return tr("interrupted");
    case RunStatus::failed:
        return tr("failed");
    }
    return {};
}

QString ResultsModel::tip(const RunSummary& run, int column) const {
    switch (column) {
    case runColumn: {
        const auto created = QDateTime::fromString(toQString(run.created), Qt::ISODate).toLocalTime();
        return tr("Seed %1, started %2").arg(run.seed).arg(QLocale().toString(created, QLocale::ShortFormat));
    }
    case dataColumn:
        return toQString(run.data);
    case caseColumn:
    case networkColumn:
        return text(run, column);
    case epochColumn:
        return tr("%1 epochs in all").arg(fullCount(run.epochs));
    case trainableColumn:
        return tr("%1 of %2 parameters train")
            .arg(fullCount(run.result.trainableParameters), fullCount(run.result.totalParameters));
    case savedColumn:
        return run.result.cache.secondsSaved <= 0 ? QString()
               : run.result.cache.images > 0
                   ? tr("Saved by computing the frozen part once for each picture")
                   : tr("Saved because an earlier run had computed the frozen part, and it was kept");
    case statusColumn:
        return run.result.explanation.source.empty() ? QString() : translated(run.result.explanation);
    default:
        return {};
    }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (rightAligned(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == accuracyColumn)
        return tr("On the validation pictures, at the best epoch");
    if (role == Qt::ToolTipRole && section == epochColumn)
        return tr("The best epoch, which the accuracy is of");
    if (role == Qt::ToolTipRole && section == trainableColumn)
        return tr("Parameters that train, and their share of all");
    if (role == Qt::ToolTipRole && section == savedColumn)
        return tr("Saved by computing the frozen part once for each picture, or by having it from an earlier run");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case runColumn:
        return tr("Run");
    case caseColumn:
        return tr("Case");
    case networkColumn:
        return tr("Network");
    case dataColumn:
        return tr("Data");
    case accuracyColumn:
        return tr("Accuracy");
    case epochColumn:
        return tr("Epoch");
    case trainableColumn:
        return tr("Trainable");
    case timeColumn:
        return tr("Time");
    case savedColumn:
        return tr("Saved");
    case statusColumn:
        return tr("Status");
    default:
        return {};
    }
}

}  // namespace layerbench
