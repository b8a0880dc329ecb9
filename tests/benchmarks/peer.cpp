// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/peer.h"

#include "tests/benchmarks/figures.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QProcessEnvironment>

#include <cstdio>

namespace layerbench::bench {

namespace {

constexpr int longest = 1'800'000;  // milliseconds

}  // namespace

QStringList Peer::command() {
    // Debian's packages belong to Debian's Python, which need not be the first in PATH.
    const QString own = qEnvironmentVariable("PYTHON", QStringLiteral("/usr/bin/python3"));
    return {own, QStringLiteral(LAYERBENCH_SOURCE_DIR "/tests/benchmarks/peers/peer.py")};
}

Peer::Peer() {
    process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // As it comes: how threads wait is this program's setting, not Python's.
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    variables.remove(QStringLiteral("OMP_WAIT_POLICY"));
    variables.remove(QStringLiteral("GOMP_SPINCOUNT"));
    process_.setProcessEnvironment(variables);
    process_.start(command()[0], {command()[1], QStringLiteral("serve")});
    versions_ = readLine();
    there_ = !versions_.isEmpty();
}

Peer::~Peer() {
    process_.closeWriteChannel();
    process_.waitForFinished(10'000);
}

QJsonObject Peer::ask(const QJsonObject& request) {
    process_.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    return readLine();
}

QJsonObject Peer::readLine() {
    while (!process_.canReadLine())
        if (!process_.waitForReadyRead(longest))
            return {};
    return QJsonDocument::fromJson(process_.readLine()).object();
}

std::optional<QString> realData() {
    const QString folder =
        qEnvironmentVariable("LAYERBENCH_TEST_DATA", QStringLiteral(LAYERBENCH_SOURCE_DIR "/../shared/data"));
    const QFileInfo weights(folder + QStringLiteral("/weights/squeezenet1_1-imagenet.pth"));
    return weights.exists() ? std::optional(QFileInfo(folder).canonicalFilePath()) : std::nullopt;
}

double secondsOfProcess(const QString& program, const QStringList& arguments, QByteArray* output,
                        const QStringList& environment) {
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const QString& each : environment)
        if (const QString name = each.section(QLatin1Char('='), 0, 0); each.contains(QLatin1Char('=')))
            variables.insert(name, each.section(QLatin1Char('='), 1));
        else
            variables.remove(name);
    process.setProcessEnvironment(variables);
    const auto begin = Clock::now();
    process.start(program, arguments);
    const bool ended = process.waitForFinished(longest);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return -1;
    if (output)
        *output = process.readAllStandardOutput();
    return seconds;
}

}  // namespace layerbench::bench
