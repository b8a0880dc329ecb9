#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Races the engine against PyTorch on ResNet-50 at 224 and writes every figure to one JSON file.

Usage: races.py --program FILE --python FILE --device D --batch N --steps N --seconds N --out FILE
                [--checks FILE] [--peer eager,compile] [--describe JSON] [--page FILE]

Each contestant is a process of its own that stays: it prints `ready SECONDS` when it is warm, then for every line
`round` on its standard input trains and prints `images N seconds S`. Rounds go in turn, so that what disturbs the
machine disturbs all; the median round counts. A race has its share of the time that is left; who is not ready by then
is left out, with words. Exits with 1 when the engine runs at less than half of eager's speed, or does not run.
Needs Python's standard library alone.
"""

import argparse
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PRECISIONS = ("float32", "bfloat16")
TITLES = {"train": "training every layer", "frozen": "frozen trunk, forward each step", "head": "head on cached features",
          "small": "training every layer, 16 pictures a step"}
# Parts of the time: compiling a backward pass takes longest. What runs out of time comes last.
SHARES = {"train": 3, "frozen": 1.5, "head": 1, "small": 1}
RACES = [(race, precision) for race in TITLES for precision in PRECISIONS]
# A small data set: 16 pictures a step, and so few epochs that the engine does without cuDNN's search. Not compiled, for
# want of time.
SMALL = 16
SMALL_RUN = 6
# Multiplications and additions of a picture's forward pass through ResNet-50 at 224, and how many such a step takes.
FORWARD_FLOP = 2 * 4.089e9
PASSES = {"train": 3, "frozen": 1, "small": 3}
MOST_ROUNDS = 5
LOOSE_BOUND = 0.5  # a race is a measurement, no test: only what is plainly broken fails


class Contestant:
    def __init__(self, name, command):
        self.name = name
        self.rates = []
        self.messages = []
        self.problem = None
        self.ready = False
        self.first_epoch = None
        self.errors = []
        self.lines = queue.Queue()
        # As the program itself has it: threads that spin while another contestant runs would slow it.
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env={**os.environ, "OMP_WAIT_POLICY": "passive"})
        threading.Thread(target=self.listen, daemon=True).start()
        threading.Thread(target=self.keep_errors, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put(None)

    def keep_errors(self):
        for line in self.process.stderr:
            self.errors = (self.errors + [line.rstrip()])[-5:]

    def answer(self, word, deadline):
        """The rest of the next line that begins with `word`, or None with self.problem set."""
        while True:
            try:
                line = self.lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                self.problem = f"its share of the time was spent after {len(self.rates)} rounds"
                return None
            if line is None:
                self.process.wait()
                time.sleep(0.1)  # its last words may still be on their way
                self.problem = "it ended: " + " | ".join(self.errors or ["without a word"])
                return None
            if line.startswith("message "):
                self.messages.append(line[len("message "):])
            elif line.startswith(word + " "):
                return line[len(word) + 1:]

    def wait_until_ready(self, deadline):
        first = self.answer("ready", deadline)
        if first is not None:
            self.ready, self.first_epoch = True, float(first)

    def round(self, deadline):
        try:
            self.process.stdin.write("round\n")
            self.process.stdin.flush()
        except OSError:
            pass  # answer() finds out why
        found = self.answer("images", deadline)
        if found is not None:
            images, _, seconds = found.split()
            self.rates.append(float(images) / float(seconds))

    def end(self):
        self.process.kill()
        self.process.wait()


def commands(given, race, precision):
    """The head alone takes microseconds a step: many epochs make a round."""
    epochs = str(20 if race == "head" else 1)
    batch = min(SMALL, given.batch) if race == "small" else given.batch
    sizes = ["--device", given.device, "--batch", str(batch), "--steps", str(given.steps), "--epochs", epochs]
    peers = given.peer.replace("compile", "") if race == "small" else given.peer
    ours = ["--run", str(SMALL_RUN)] if race == "small" else []
    race = "train" if race == "small" else race
    out = {"ours": [given.program, "contend", race, precision, *sizes, *ours]}
    for mode in filter(None, peers.split(",")):
        out[mode] = [given.python, os.path.join(HERE, "peer.py"), race, precision, mode, *sizes]
    return out


def run_race(given, race, precision, deadline):
    contestants = [Contestant(name, command) for name, command in commands(given, race, precision).items()]
    try:
        # Being ready may take most of the share: compiling does.
        ready_by = time.monotonic() + 0.75 * (deadline - time.monotonic())
        for one in contestants:
            one.wait_until_ready(ready_by)
        for number in range(SMALL_RUN - 2 if race == "small" else MOST_ROUNDS):
            if number > 2 and time.monotonic() > ready_by:
                break
            for one in contestants:
                if one.ready and not one.problem:
                    one.round(deadline)
    finally:
        for one in contestants:
            one.end()
    return contestants


def ratio(rates, a, b):
    return rates[a] / rates[b] if rates.get(a) and rates.get(b) else None


def shown(value):
    return "not measured" if value is None else f"{value:.2f}"


def report(race, precision, contestants):
    rates = {one.name: statistics.median(one.rates) if one.rates else None for one in contestants}
    row = {"race": race, "precision": precision, "images_per_second": rates,
           "rounds": {one.name: one.rates for one in contestants},
           "first_epoch_seconds": {one.name: one.first_epoch for one in contestants},
           "ours_over_eager": ratio(rates, "ours", "eager"), "ours_over_compile": ratio(rates, "ours", "compile"),
           "remarks": []}
    for one in contestants:
        row["remarks"] += [f"{one.name}: {message}" for message in one.messages]
        if one.problem:
            row["remarks"].append(f"{one.name}: {one.problem}")
    figures = ", ".join(f"{name} {'not measured' if rate is None else f'{rate:.1f}'}" for name, rate in rates.items())
    print(f"{precision}, {TITLES[race]}: {figures} images/s; ours/eager {shown(row['ours_over_eager'])}, "
          f"ours/compile {shown(row['ours_over_compile'])}", flush=True)
    for remark in row["remarks"]:
        print(f"  {remark}", flush=True)
    return row


def peaks(given):
    """TFLOP/s of large products by precision; nothing where Python has no torch."""
    if not given.peer:
        return {}
    command = [given.python, os.path.join(HERE, "peer.py"), "peak", "--device", given.device]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return {words[1]: float(words[2]) for words in map(str.split, lines) if words[0] == "peak"}


def share(row, found):
    """Of the peak, what the network's own arithmetic reaches with us."""
    rate, peak = row["images_per_second"]["ours"], found.get(row["precision"])
    if row["race"] not in PASSES or not rate or not peak:
        return None
    return rate * FORWARD_FLOP * PASSES[row["race"]] / (peak * 1e12)


def page(figures):
    """The figures as Markdown."""
    machine = figures["machine"]
    lines = ["# On a GPU", "",
             f"Measured on {figures['date']} on one {machine['gpu']} with {machine['cores']} processor cores, PyTorch "
             f"{machine['torch']}, by one command: `tests/gpu/check.sh --page FILE`. It checks the engine on the GPU and "
             "races PyTorch, eager and `torch.compile`, in turn in one run; medians of the rounds.", "",
             f"{figures['network']}, batches of {figures['batch']} (16 in the last race), pictures a second. In float32 "
             "both sides have TF32 in convolutions alone, in bfloat16 PyTorch has autocast. PyTorch is written as a "
             "careful person writes it: channels-last, cuDNN's search, pinned asynchronous copies of batches that lie "
             "ready in pinned memory, no synchronisation in a step.", "",
             "| race | precision | Layerbench | eager | torch.compile | of eager | of torch.compile | share of the peak |",
             "|---|---|---:|---:|---:|---:|---:|---:|"]
    for row in figures["gpu"]:
        rates = [row["images_per_second"].get(name) for name in ("ours", "eager", "compile")]
        part = row["share_of_peak"]
        cells = [TITLES[row["race"]], row["precision"]]
        cells += ["not measured" if rate is None else f"{rate:,.0f}" for rate in rates]
        cells += [shown(row["ours_over_eager"]), shown(row["ours_over_compile"]), "" if part is None else f"{part:.0%}"]
        lines.append("| " + " | ".join(cells) + " |")
    found = figures["peaks"]
    if found:
        lines += ["", "The peak is what products of 8192 x 8192 matrices reach in the same run: " +
                  ", ".join(f"{value:,.0f} TFLOP/s in {name}" for name, value in found.items()) +
                  ". A ResNet-50 stays far below it: much of its time goes into passes over memory."]
    remarks = [f"- {row['precision']}, {TITLES[row['race']]}: {remark}" for row in figures["gpu"]
               for remark in row["remarks"]]
    if remarks:
        lines += ["", "Remarks of the run:", ""] + remarks
    checks = (figures["checks"] or {}).get("checks", [])
    if checks:
        failed = sum(not check["passed"] for check in checks)
        lines += ["", f"{len(checks)} checks of the engine on the GPU, {failed} failed:", "",
                  "| check | figure | at most |", "|---|---:|---:|"]
        lines += [f"| {check['name']} | {'' if check['figure'] is None else format(check['figure'], '.2g')} | "
                  f"{format(check['bound'], '.2g')} |" for check in checks if check["bound"]]
    return "\n".join(lines) + "\n"


def failures(rows):
    out = []
    for row in rows:
        what = f"{row['precision']}, {TITLES[row['race']]}"
        late = any(remark.startswith("ours: its share of the time") for remark in row["remarks"])
        if row["images_per_second"]["ours"] is None and not late:
            out.append(f"{what}: the engine did not run")
        elif row["ours_over_eager"] is not None and row["ours_over_eager"] < LOOSE_BOUND:
            out.append(f"{what}: the engine runs at {row['ours_over_eager']:.2f} of eager's speed")
    return out


def read_json(path):
    if not path or not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as stream:
        return json.load(stream)


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "python", "device", "out"):
        parser.add_argument("--" + name, required=True)
    for name in ("batch", "steps"):
        parser.add_argument("--" + name, type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--checks")
    parser.add_argument("--page")
    parser.add_argument("--peer", default="")
    parser.add_argument("--describe", default="{}")
    given = parser.parse_args()

    gpu = given.device.startswith("cuda")
    races = RACES if gpu else [race for race in RACES if race[1] == "float32" and race[0] != "small"]
    end = time.monotonic() + given.seconds
    found = peaks(given)
    rows = []
    for i, (race, precision) in enumerate(races):
        left = end - time.monotonic()
        if left < 10:
            print(f"{precision}, {TITLES[race]}: not measured, the time is spent", flush=True)
            continue
        mine = left * SHARES[race] / sum(SHARES[other] for other, _ in races[i:])
        rows.append(report(race, precision, run_race(given, race, precision, time.monotonic() + mine)))
        rows[-1]["share_of_peak"] = share(rows[-1], found)
    if not gpu:
        print("No GPU was at hand: figures on CUDA are not measured; those above are of the CPU, to try the script.")
    figures = {"date": time.strftime("%Y-%m-%d"), "machine": json.loads(given.describe), "network": "ResNet-50 at 224",
               "batch": given.batch, "steps_per_round": given.steps, "peaks": found, "gpu": rows if gpu else "not measured",
               "cpu": "not measured" if gpu else rows, "checks": read_json(given.checks)}
    with open(given.out, "w", encoding="utf-8") as stream:
        json.dump(figures, stream, indent=2)
        stream.write("\n")
    print(f"figures in {given.out}")
    if given.page and gpu:
        with open(given.page, "w", encoding="utf-8") as stream:
            stream.write(page(figures))
    broken = failures(rows)
    for sentence in broken:
        print("FAIL  " + sentence)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
