// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerbench::bench {

/// PyTorch and torchvision in a process of their own (peers/peer.py), asked line by line so that both sides can take
/// turns in one run.
class Peer {
public:
    Peer();
    ~Peer();

    /// Whether Debian's Python with PyTorch and torchvision answered.
    bool there() const { return there_; }
    const QJsonObject& versions() const { return versions_; }
    /// The answer to one request; empty when the peer has died.
    QJsonObject ask(const QJsonObject& request);

    /// A Python that has PyTorch, and the script; first the program, then its arguments.
    static QStringList command();

private:
    QJsonObject readLine();

    QProcess process_;
    bool there_ = false;
    QJsonObject versions_;
};

/// The folder of real weights and photos (LAYERBENCH_TEST_DATA, else ../shared/data); nothing where it is not there.
std::optional<QString> realData();

/// Seconds of a whole process, its standard output in `output`. Negative where it failed, with its errors on ours.
/// `environment`: "NAME=VALUE", or "NAME" to take it away.
double secondsOfProcess(const QString& program, const QStringList& arguments, QByteArray* output = nullptr,
                        const QStringList& environment = {});

}  // namespace layerbench::bench
