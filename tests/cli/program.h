// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

/// What one call of layerbench-cli gave.
struct Outcome {
    int status = -1;
    QByteArray output;
    QByteArray errors;

    QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
    /// The objects of --json-lines with this event, in order.
    QList<QJsonObject> events(const QString& event) const {
        QList<QJsonObject> found;
        for (const auto& line : output.split('\n'))
            if (const auto object = QJsonDocument::fromJson(line).object(); object["event"] == event)
                found.append(object);
        return found;
    }
};

/// Runs the real program to its end.
inline Outcome layerbench(const QStringList& arguments, const QString& folder = {}) {
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(LAYERBENCH_CLI, arguments);
    Outcome outcome;
    if (!process.waitForFinished(300'000))
        return outcome;
    outcome.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    outcome.output = process.readAllStandardOutput();
    outcome.errors = process.readAllStandardError();
    return outcome;
}

/// The folder of real weights and photos; empty where there is none.
inline QString testData() {
    const QString folder = qEnvironmentVariable("LAYERBENCH_TEST_DATA", LAYERBENCH_SOURCE_DIR "/../shared/data");
    return QDir(folder + "/weights").exists() ? QDir(folder).absolutePath() : QString();
}
