// SPDX-License-Identifier: GPL-3.0-or-later
// layerbench-bench: what is fast, as figures in JSON.
#include "tests/benchmarks/bounds.h"
#include "tests/benchmarks/figures.h"

#include "ui/background/yielding_threads.h"

#include <QApplication>
#include <QJsonDocument>

#include <array>
#include <cstdio>
#include <string_view>
#include <thread>

using namespace layerbench;
using namespace layerbench::bench;

namespace {

struct Part {
    const char* name;
    QJsonObject (*measure)(const Options&);
};
constexpr std::array parts{
    Part{"prefix", measurePrefix}, Part{"training", measureTraining}, Part{"loading", measureLoading},
    Part{"window", measureWindow}, Part{"plots", measurePlots},       Part{"large_networks", measureLargeNetworks},
    Part{"growth", measureGrowth},
};

constexpr const char* usage = R"(Usage: layerbench-bench [--quick] [--check] [PART...]

Measures and prints one JSON object. Parts: prefix, training, loading, window, plots, large_networks, growth.
Without one, all of them; with --check, those that have bounds.
  --quick  fewer samples and smaller sets
  --check  fails where a ratio has fallen below its bound (bounds.cpp)
)";

}  // namespace

int main(int argc, char* argv[]) {
    useYieldingThreads(argv);
    QApplication application(argc, argv);
    QStringList wanted = QApplication::arguments().mid(1);
    if (wanted.size() == 2 && wanted[0] == QStringLiteral("--first-paint"))
        return firstPaintChild(wanted[1].toLongLong());
    if (wanted.size() == 2 && wanted[0] == QStringLiteral("--growth"))
        return growthChild(wanted[1].toLongLong());
    const bool check = wanted.removeAll(QStringLiteral("--check")) > 0;
    const Options options{.quick = wanted.removeAll(QStringLiteral("--quick")) > 0};

    QJsonObject all{{QStringLiteral("platform"), QApplication::platformName()},
                    {QStringLiteral("cores"), static_cast<int>(std::thread::hardware_concurrency())},
                    {QStringLiteral("quick"), options.quick}};
    if (check && wanted.isEmpty())
        wanted = {QStringLiteral("prefix"), QStringLiteral("training"), QStringLiteral("loading"),
                  QStringLiteral("window")};
    const bool everything = wanted.isEmpty();
    for (const Part& part : parts)
        if (everything || wanted.removeAll(QLatin1String(part.name)) > 0)
            all[QLatin1String(part.name)] = part.measure(options);
    if (!everything && !wanted.isEmpty()) {
        std::fputs(usage, stderr);
        return 2;
    }
    std::printf("%s", QJsonDocument(all).toJson().constData());
    return check && !boundsHold(all) ? 1 : 0;
}
