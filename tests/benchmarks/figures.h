// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <functional>
#include <vector>

// What the parts of layerbench-bench share.
namespace layerbench::bench {

struct Options {
    bool quick = false;  ///< fewer samples and smaller sets: bounds, not figures for the page
};

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration duration);
double secondsOf(const std::function<void()>& work);
/// 0 where there are no values. The median is quantile 0.5.
double quantile(std::vector<double> values, double share);
/// To two decimals below 100, to whole numbers from 10,000 on.
double rounded(double value);
/// Memory of this process as /proc/self/status names it ("VmRSS", "RssAnon": what no file backs), in MB of 10^6 bytes.
double processMegabytes(const char* of);
/// Turns the event loop until the condition holds.
void turnUntil(const std::function<bool()>& condition);

/// Each part measures and says what it found; names end in their unit.
QJsonObject measurePrefix(const Options& options);
QJsonObject measureTraining(const Options& options);
QJsonObject measureLoading(const Options& options);
QJsonObject measureWindow(const Options& options);
QJsonObject measurePlots(const Options& options);
QJsonObject measureLargeNetworks(const Options& options);
QJsonObject measureGrowth(const Options& options);

/// The child process of the window's part: see window.cpp.
int firstPaintChild(std::int64_t started);
/// Of the growth's: see growth.cpp.
int growthChild(std::int64_t pictures);

}  // namespace layerbench::bench
