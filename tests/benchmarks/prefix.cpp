// SPDX-License-Identifier: GPL-3.0-or-later
// A new head on a frozen network: the whole program against the tutorial's loop, end to end.
#include "tests/benchmarks/figures.h"
#include "tests/benchmarks/peer.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

namespace layerbench::bench {

namespace {

struct Program {
    QString path = QCoreApplication::applicationDirPath() + QStringLiteral("/layerbench-cli");
    QTemporaryDir folder;
    QString data;

    QStringList environment(const QString& cache) const {
        return {QStringLiteral("LAYERBENCH_CACHE=") + folder.filePath(cache)};
    }
    QString network() const {
        return QStringLiteral("squeezenet1_1:") + data + QStringLiteral("/weights/squeezenet1_1-imagenet.pth");
    }
    QString photos() const { return data + QStringLiteral("/ants_bees"); }

    /// One run of case 1, as a user starts it; the accuracy is of its "finished" line.
    double train(const QString& project, const QString& cache, int epochs, double& accuracy) const {
        QByteArray said;
        const double seconds = secondsOfProcess(
            path,
            {QStringLiteral("train"), network(), QStringLiteral("--data"), photos(), QStringLiteral("--case"),
             QStringLiteral("1"), QStringLiteral("--epochs"), QString::number(epochs), QStringLiteral("--batch-size"),
             QStringLiteral("16"), QStringLiteral("--out"), folder.filePath(project), QStringLiteral("--json-lines")},
            &said, environment(cache));
        const auto lines = said.trimmed().split('\n');
        accuracy = QJsonDocument::fromJson(lines.back()).object()[QStringLiteral("validation_accuracy")].toDouble();
        return seconds;
    }

    /// What none of it can be faster than: every photo decoded and through the network once.
    double predict() const {
        return secondsOfProcess(path,
                                {QStringLiteral("predict"), network(), photos() + QStringLiteral("/train"),
                                 photos() + QStringLiteral("/val"), QStringLiteral("--json")},
                                nullptr, {QStringLiteral("LAYERBENCH_CACHE=off")});
    }
};

}  // namespace

QJsonObject measurePrefix(const Options& options) {
    const auto data = realData();
    if (!data)
        return {{QStringLiteral("not_measured"), QStringLiteral("no real weights and photos at hand")}};
    Program program;
    program.data = *data;
    constexpr int epochs = 25;
    // Every epoch of the tutorial's loop is like the first: a quick look takes two of them for twenty-five.
    const int peerEpochs = options.quick ? 2 : epochs;
    const auto tutorial = [&](double& accuracy) {
        QByteArray said;
        const double seconds =
            secondsOfProcess(Peer::command()[0],
                             {Peer::command()[1], QStringLiteral("tutorial"), program.photos(),
                              *data + QStringLiteral("/weights/squeezenet1_1-imagenet.pth"),
                              QString::number(peerEpochs), QStringLiteral("16"), QStringLiteral("2")},
                             &said, {QStringLiteral("OMP_WAIT_POLICY"), QStringLiteral("GOMP_SPINCOUNT")});
        const auto answer = QJsonDocument::fromJson(said).object();
        accuracy = answer[QStringLiteral("accuracy")].toDouble();
        const double training = answer[QStringLiteral("seconds_without_start")].toDouble();
        return seconds < 0 ? seconds : seconds - training + training * epochs / peerEpochs;
    };

    std::vector<double> peer;
    std::vector<double> first;
    std::vector<double> second;
    std::vector<double> floors;
    double peerAccuracy = 0;
    double accuracy = 0;
    for (int i = 0; i < (options.quick ? 1 : 3); ++i) {
        const QString name = QString::number(i);
        // The peer's one run is the long one; the others stand around it.
        if (i == 0)
            peer.push_back(tutorial(peerAccuracy));
        const QString project = name + QStringLiteral(".layerbench");
        const QString cache = QStringLiteral("cache-") + name;
        first.push_back(program.train(project, cache, epochs, accuracy));
        second.push_back(program.train(project, cache, epochs, accuracy));
        floors.push_back(program.predict());
    }
    for (const auto& seconds : {peer, first, second, floors})
        if (quantile(seconds, 0) < 0)
            return {{QStringLiteral("failed"), QStringLiteral("a program failed; its message is above")}};
    const double slow = quantile(peer, 0.5);
    return {{QStringLiteral("network"), QStringLiteral("squeezenet1_1")},
            {QStringLiteral("epochs"), epochs},
            {QStringLiteral("pytorch_seconds"), rounded(slow)},
            {QStringLiteral("pytorch_epochs_run"), peerEpochs},
            {QStringLiteral("pytorch_accuracy"), rounded(peerAccuracy * 1000) / 1000},
            {QStringLiteral("first_run_seconds"), rounded(quantile(first, 0.5))},
            {QStringLiteral("second_run_seconds"), rounded(quantile(second, 0.5))},
            {QStringLiteral("accuracy"), rounded(accuracy * 1000) / 1000},
            {QStringLiteral("floor_seconds"), rounded(quantile(floors, 0.5))},
            {QStringLiteral("first_run_ratio"), rounded(slow / quantile(first, 0.5))},
            {QStringLiteral("second_run_ratio"), rounded(slow / quantile(second, 0.5))}};
}

}  // namespace layerbench::bench
