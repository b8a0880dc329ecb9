// SPDX-License-Identifier: GPL-3.0-or-later
// The engine on a GPU: its checks, and our side of the races. check.sh builds and runs it.
#include "core/training/engine/module.h"
#include "tests/gpu/checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string_view>

using namespace layerbench;
using namespace layerbench::gpu;

namespace {

constexpr const char* usage =
    "Usage: layerbench-gpu-check checks [GROUP] [--device auto|cpu|cuda] [--json FILE]\n"
    "       layerbench-gpu-check contend train|frozen|head float32|bfloat16 [--device D] [--batch N] [--steps N]\n"
    "                            [--epochs N] [--run N]\n"
    "`checks` prints each check with its figure and bound, and exits with 1 if one fails; GROUP is steps, transfers, "
    "runs,\n"
    "graphs, control, lanes or precision, all of them if left out. `contend` is one side of a race: races.py tells it "
    "what\n"
    "to do on standard input.\n";

struct Group {
    const char* name;
    void (*check)(Report&, const Place&);
};
constexpr std::array groups{Group{"steps", checkSteps},        Group{"transfers", checkTransfers},
                            Group{"runs", checkRuns},          Group{"graphs", checkGraphs},
                            Group{"control", checkControl},    Group{"lanes", checkLanes},
                            Group{"precision", checkPrecision}};

struct Arguments {
    std::string device = "auto";
    std::string json;
    std::vector<std::string> words;
    Contest contest;
};

std::int64_t count(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1)
        giveUp("“" + std::string(text) + "” is no number from 1 on");
    return value;
}

Arguments read(int argc, char** argv) {
    Arguments out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (!word.starts_with("--")) {
            out.words.emplace_back(word);
            continue;
        }
        if (i + 1 == argc)
            giveUp(std::string(word) + " needs a value");
        const std::string_view value = argv[++i];
        if (word == "--device")
            out.device = value;
        else if (word == "--json")
            out.json = value;
        else if (word == "--batch")
            out.contest.batchSize = count(value);
        else if (word == "--steps")
            out.contest.steps = count(value);
        else if (word == "--epochs")
            out.contest.epochs = static_cast<int>(count(value));
        else if (word == "--run")
            out.contest.run = count(value);
        else
            giveUp(std::string(word) + " is no option\n" + usage);
    }
    return out;
}

/// "auto" is the first GPU where there is one.
Place placeOf(const std::string& device) {
    std::optional<std::string> gpu;
    for (const DeviceInfo& info : torchEngine().devices()) {
        std::printf("device %s: %s%s%s\n", info.name.c_str(), info.description.c_str(),
                    info.available ? "" : ", not usable: ", info.available ? "" : info.reason.english().c_str());
        if (info.available && info.name.starts_with("cuda") && !gpu)
            gpu = info.name;
    }
    if (device == "cpu" || (device == "auto" && !gpu))
        return {"cpu", false};
    if (!gpu)
        giveUp("there is no usable GPU for --device " + device);
    return {device == "auto" ? *gpu : device, true};
}

int runChecks(const Arguments& arguments) {
    std::printf("%s\n", torchEngine().version().c_str());
    const Place place = placeOf(arguments.device);
    std::printf("checks on %s%s\n", place.device.c_str(),
                place.gpu ? "" : " (no GPU: the CPU is compared with itself)");
    Report report;
    {
        const ExactFloat32 exact;
        for (const Group& group : groups)
            if (arguments.words.size() == 1 || arguments.words[1] == group.name)
                group.check(report, place);
    }
    if (!arguments.json.empty()) {
        std::ofstream file(arguments.json);
        file << "{\"device\": \"" << place.device << "\", \"torch\": \"" << torchEngine().version()
             << "\", \"checks\": " << report.json() << "}\n";
        if (!file.flush())
            giveUp("“" + arguments.json + "” cannot be written");
    }
    std::printf("%zu checks, %d failed\n", report.checks(), report.failures());
    return report.failures() == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments = read(argc, argv);
    const auto& words = arguments.words;
    const bool known = words.size() == 2 && std::ranges::find(groups, words[1], &Group::name) != groups.end();
    if ((words.size() == 1 || known) && words[0] == "checks")
        return runChecks(arguments);
    if (words.size() == 3 && words[0] == "contend") {
        Contest& contest = arguments.contest;
        contest.race = words[1];
        contest.precision = required(precisionFromName(words[2]));
        contest.device = arguments.device;
        if (contest.race == "train" || contest.race == "frozen" || contest.race == "head")
            return contend(contest);
    }
    std::fputs(usage, stderr);
    return 2;
}
