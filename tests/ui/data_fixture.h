// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/samples.h"
#include "core/data/write_samples.h"
#include "ui/data/data_loader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

// What the tests of the data dock share: folders of small pictures.

namespace layerbench::fixture {

/// train/ and val/ of the set “similar”, eight classes.
inline bool writeParts(const QString& folder, std::int64_t perClass, std::int64_t validation) {
    return writeSampleFolder(
               "similar", folder.toStdString(),
               {.perClass = perClass, .validationPerClass = validation, .size = smallestSampleSize, .seed = 1})
        .has_value();
}

inline void write(const QString& path, const QByteArray& content) {
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

/// A valid picture of one colour.
inline void writePicture(const QString& path, char value = 100) {
    write(path, QByteArrayLiteral("P6 4 4 255\n") + QByteArray(48, value));
}

/// Classes cats and dogs without parts, `count` pictures each.
inline void writeTwoClasses(const QString& folder, int count) {
    for (const auto* name : {"cats", "dogs"})
        for (int i = 0; i < count; ++i)
            writePicture(
                QStringLiteral("%1/%2/%3.ppm").arg(folder, QLatin1String(name)).arg(i, 4, 10, QLatin1Char('0')),
                static_cast<char>(i));
}

/// Opened at once, for views; nullptr with a failed check where that does not work.
inline std::shared_ptr<const RunData> open(const DataRequest& request) {
    auto data = openRunData(request.description, request.options, request.augmentation, 1);
    return data ? std::make_shared<const RunData>(*std::move(data)) : nullptr;
}

}  // namespace layerbench::fixture
