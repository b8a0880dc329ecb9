#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Races the engine against PyTorch on ResNet-50 at 224 and writes every figure to one JSON file.

Usage: races.py --program FILE --python FILE --device D --batch N --steps N --seconds N --out FILE
                [--checks FILE] [--peer eager,compile] [--describe JSON]

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
RACES = [(race, precision) for precision in ("float32", "bfloat16") for race in ("train", "frozen", "head")]
TITLES = {"train": "training every layer", "frozen": "frozen trunk, forward each step", "head": "head on cached features"}
MOST_ROUNDS = 7
LOOSE_BOUND = 0.5  # a race is a measurement, no test: only what is plainly broken fails


class Contestant:
    def __init__(self, name, command):
        self.name = name
        self.rates = []
        self.messages = []
        self.problem = None
        self.ready = False
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
        self.ready = self.answer("ready", deadline) is not None

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
    sizes = ["--device", given.device, "--batch", str(given.batch), "--steps", str(given.steps), "--epochs", epochs]
    out = {"ours": [given.program, "contend", race, precision, *sizes]}
    for mode in filter(None, given.peer.split(",")):
        out[mode] = [given.python, os.path.join(HERE, "peer.py"), race, precision, mode, *sizes]
    return out


def run_race(given, race, precision, deadline):
    contestants = [Contestant(name, command) for name, command in commands(given, race, precision).items()]
    try:
        # Being ready may take most of the share: compiling does.
        ready_by = time.monotonic() + 0.75 * (deadline - time.monotonic())
        for one in contestants:
            one.wait_until_ready(ready_by)
        for number in range(MOST_ROUNDS):
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
    parser.add_argument("--peer", default="")
    parser.add_argument("--describe", default="{}")
    given = parser.parse_args()

    gpu = given.device.startswith("cuda")
    races = RACES if gpu else [race for race in RACES if race[1] == "float32"]
    end = time.monotonic() + given.seconds
    rows = []
    for i, (race, precision) in enumerate(races):
        left = end - time.monotonic()
        if left < 10:
            print(f"{precision}, {TITLES[race]}: not measured, the time is spent", flush=True)
            continue
        rows.append(report(race, precision,
                           run_race(given, race, precision, time.monotonic() + left / (len(races) - i))))
    if not gpu:
        print("No GPU was at hand: figures on CUDA are not measured; those above are of the CPU, to try the script.")
    figures = {"date": time.strftime("%Y-%m-%d"), "machine": json.loads(given.describe), "network": "ResNet-50 at 224",
               "batch": given.batch, "steps_per_round": given.steps, "gpu": rows if gpu else "not measured",
               "cpu": "not measured" if gpu else rows, "checks": read_json(given.checks)}
    with open(given.out, "w", encoding="utf-8") as stream:
        json.dump(figures, stream, indent=2)
        stream.write("\n")
    print(f"figures in {given.out}")
    broken = failures(rows)
    for sentence in broken:
        print("FAIL  " + sentence)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
