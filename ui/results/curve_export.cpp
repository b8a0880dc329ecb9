// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/curve_export.h"

#include "core/report/curves.h"
#include "core/weights/atomic_file.h"

#include <QBuffer>

#include <algorithm>

namespace layerbench {

namespace {

std::vector<RunCurve> curvesOf(const std::vector<PlotRun>& runs) {
    std::vector<RunCurve> curves;
    for (const auto& run : runs)
        curves.push_back({.caseName = run.caseName,
                          .label = run.label.toStdString(),
                          .seed = run.seed,
                          .epochs = run.epochs,
                          .bestEpoch = run.bestEpoch,
                          .run = run.id});
    return curves;
}

Result<std::string> contentOf(const std::vector<PlotRun>& runs, const QPixmap& picture, const QString& format) {
    if (format == QLatin1String("png")) {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        if (!buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "PNG"))
            return failure(LB_TEXT("ui", "There is no picture of the curves to save. Train first."));
        return bytes.toStdString();
    }
    if (std::ranges::all_of(runs, [](const PlotRun& run) { return run.epochs.empty(); }))
        return failure(LB_TEXT("ui", "No epoch is finished yet, so there are no curves to save. Let one epoch end."));
    if (format == QLatin1String("svg"))
        return lossAccuracySvg(curvesOf(runs));
    if (format == QLatin1String("csv"))
        return curvesCsv(curvesOf(runs));
    return failure(LB_TEXT("ui", "Curves cannot be saved as “%1”. Choose png, svg or csv."), format.toStdString());
}

}  // namespace

Result<void> writeCurves(const std::vector<PlotRun>& runs, const QPixmap& picture, const std::filesystem::path& path,
                         const QString& format) {
    LB_TRY(const std::string content, contentOf(runs, picture, format));
    return writeText(path, content);
}

}  // namespace layerbench
