// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_export.h"

#include "core/report/transferability.h"
#include "core/weights/atomic_file.h"

#include <QBuffer>

namespace layerbench {

Result<void> writeStudy(const TransferabilityResult& study, const QPixmap& picture, const std::filesystem::path& path,
                        const QString& format) {
    if (study.runs.empty())
        return failure(LB_TEXT("ui", "Nothing is measured yet, so there is nothing to save. Let one run end."));
    if (format == QLatin1String("svg"))
        return writeText(path, transferabilitySvg(
                                   study, {.title = "How transferable are the blocks of " + study.architecture + "?"}));
    if (format == QLatin1String("csv"))
        return writeText(path, transferabilityTable(study, TableFormat::csv));
    if (format == QLatin1String("md"))
        return writeText(path, transferabilityPage(study));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (format != QLatin1String("png") || !buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "PNG"))
        return failure(LB_TEXT("ui", "A study cannot be saved as “%1”. Choose svg, png, csv or md."),
                       format.toStdString());
    return writeText(path, bytes.toStdString());
}

}  // namespace layerbench
