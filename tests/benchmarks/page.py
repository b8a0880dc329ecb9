#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns what layerbench-bench printed into a page of Markdown and the plots of growth beside it.

page.py FIGURES.json PAGE.md
"""
import datetime
import json
import math
import os
import pathlib
import platform
import sys


def machine():
    names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return f"{os.cpu_count()} cores ({names[0] if names else platform.machine()}), {memory:.0f} GB of memory"


def number(value):
    if not isinstance(value, (int, float)):
        return "not measured"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def at(figures, path):
    for key in path.split("."):
        figures = figures.get(key) if isinstance(figures, dict) else None
    return figures


def table(head, rows):
    marks = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, marks, *rows])


def goals(figures, rows):
    """A line a figure: what, its path, what it should be, and whether smaller is better."""
    lines = []
    for what, path, goal, smaller in rows:
        value = at(figures, path)
        reached = "" if goal is None or value is None else (
            "yes" if (value <= goal if smaller else value >= goal) else "no")
        lines.append([what, number(value), "" if goal is None else ("at most " if smaller else "at least ") + number(goal),
                      reached])
    return table(["figure", "measured", "goal", "reached"], lines)


def plot(path, title, across, curves):
    """Both axes logarithmic: what grows in proportion is a line with the slope of the grey ones."""
    width, height, left, right, top, bottom = 580, 360, 78, 36, 38, 52
    points = [point for _, _, curve in curves for point in curve if point[1] > 0]
    if not points:
        return
    low = [math.floor(math.log10(min(point[i] for point in points)) + 1e-9) for i in (0, 1)]
    high = [max(low[i] + 1, math.ceil(math.log10(max(point[i] for point in points)) - 1e-9)) for i in (0, 1)]

    def place(x, y):
        return (left + (math.log10(x) - low[0]) / (high[0] - low[0]) * (width - left - right),
                height - bottom - (math.log10(y) - low[1]) / (high[1] - low[1]) * (height - top - bottom))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
           f'<text x="{left}" y="22" font-size="14" font-weight="bold" fill="#222222">{title}</text>']
    for axis, count in ((0, high[0] - low[0]), (1, high[1] - low[1])):
        for step in range(count + 1):
            value = 10.0 ** (low[axis] + step)
            x, y = place(value, 10.0 ** low[1]) if axis == 0 else place(10.0 ** low[0], value)
            if axis == 0:
                out.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{height - bottom}" stroke="#eeeeee"/>'
                           f'<text x="{x:.1f}" y="{height - bottom + 17}" text-anchor="middle" fill="#444444">'
                           f'{value:,.0f}</text>')
            else:
                out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{width - right}" y2="{y:.1f}" stroke="#eeeeee"/>'
                           f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{value:g}</text>')
    # In proportion: one line a decade, inside the frame.
    for start in range(low[1] - (high[0] - low[0]), high[1]):
        ends = []
        for x in (low[0], high[0]):
            ends.append((x, start + x - low[0]))
        (x0, y0), (x1, y1) = ends
        if y0 < low[1]:
            x0, y0 = x0 + low[1] - y0, low[1]
        if y1 > high[1]:
            x1, y1 = x1 - (y1 - high[1]), high[1]
        if x1 > x0:
            a, b = place(10.0 ** x0, 10.0 ** y0), place(10.0 ** x1, 10.0 ** y1)
            out.append(f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" stroke="#dddddd" '
                       f'stroke-dasharray="3 4"/>')
    out.append(f'<rect x="{left + 4}" y="{top + 2}" width="190" height="{17 * len(curves) + 6}" fill="#ffffff" '
               f'fill-opacity="0.9"/>')
    for index, (name, colour, curve) in enumerate(curves):
        placed = [place(*point) for point in curve if point[1] > 0]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
        out.append(f'<circle cx="{left + 14}" cy="{top + 13 + 17 * index}" r="4" fill="{colour}"/>'
                   f'<text x="{left + 24}" y="{top + 17 + 17 * index}" fill="#222222">{name}</text>')
    out.append(f'<text x="{(left + width - right) / 2:.0f}" y="{height - 12}" text-anchor="middle" fill="#444444">'
               f'{across}</text></svg>')
    path.write_text("\n".join(out) + "\n")


GREEN, BLUE, VERMILION = "#009E73", "#0072B2", "#D55E00"


def growth(figures, folder):
    parts = []
    for key, title, across, curves in (
            ("pictures", "Pictures", "pictures", (("first epoch, s", "first_epoch_seconds", VERMILION),
                                                  ("later epoch, s", "later_epoch_seconds", BLUE),
                                                  ("memory, MB", "memory_mb", GREEN))),
            ("layers", "Layers", "layers", (("an epoch of one step, ms", "epoch_of_one_step_ms", VERMILION),
                                            ("made and checked, ms", "create_ms", BLUE),
                                            ("an edit of all, ms", "freeze_ms", GREEN))),
            ("runs", "Stored runs", "runs in the project", (("add one with 3 epochs, ms", "add_one_ms", VERMILION),
                                                            ("open and list all, ms", "open_and_list_ms", BLUE)))):
        rows = at(figures, f"growth.{key}") or []
        plot(folder / f"growth-{key}.svg", title, across,
             [(name, colour, [(row[key], row[column]) for row in rows]) for name, column, colour in curves])
        parts.append(f"![{title}](growth-{key}.svg)")
        parts.append(table([across] + [name for name, _, _ in curves],
                           [[number(row[key])] + [number(row[column]) for _, column, _ in curves] for row in rows]))
    return "\n\n".join(parts)


def page(figures, folder):
    train = "training.{}.{}"
    networks = (("mobilenet_v2", 2.2), ("alexnet", 1.3), ("squeezenet1_1", 1.15), ("resnet18", 1.1))
    races = table(
        ["full fine-tuning, images/s", "ours", "PyTorch", "channels-last by hand", "ratio", "goal", "ratio to channels-last",
         "ours in bfloat16", "share of the convolution peak"],
        [[name] + [number(at(figures, train.format(name, key))) for key in
                   ("images_per_second", "pytorch_images_per_second", "pytorch_channels_last_images_per_second", "ratio")]
         + [number(goal)]
         + [number(at(figures, train.format(name, key))) for key in
            ("channels_last_ratio", "bfloat16_images_per_second", "share_of_convolution_peak")]
         for name, goal in networks])
    return f"""# How fast it is

Measured on {datetime.date.today()} on {machine()} by
`tests/benchmarks/speed.sh`, which makes this page again. PyTorch and torchvision are Debian's, with the same LibTorch,
asked in turn in the same run; figures are medians. Ratios above 1 mean that Layerbench is faster. `tests/benchmarks/README.md` says what each part does.

## A new head on a frozen network

Ants and bees, SqueezeNet 1.1, case 1, 25 epochs in batches of 16: the whole program from its start to its end, against
PyTorch's transfer learning tutorial (frozen trunk, a forward pass in every epoch) on the same pictures and two threads.
The first run decodes every photo and sends it through the frozen part once; the second finds what came out on the disk.

{goals(figures, [("PyTorch's loop, s", "prefix.pytorch_seconds", None, True),
                 ("its validation accuracy", "prefix.pytorch_accuracy", None, False),
                 ("first run, s", "prefix.first_run_seconds", None, True),
                 ("second run of the same project, s", "prefix.second_run_seconds", None, True),
                 ("our validation accuracy", "prefix.accuracy", None, False),
                 ("floor: decode and one forward pass over all photos (`predict`), s", "prefix.floor_seconds", None, True),
                 ("first run, times as fast", "prefix.first_run_ratio", 30, False),
                 ("second run, times as fast", "prefix.second_run_ratio", 150, False)])}

## Training what is trainable

224 x 224, batches of 16, two threads, pictures that are there already; the steps alone, without the end of an epoch. The
floor is the convolution: a 3x3 one from 64 to 64 channels does {number(at(figures, "training.convolution_gigaflops"))} GFLOP/s in the same run, and a
step takes three times the forward pass.

{races}

## Feeding

Ants and bees, decoded, resized exactly as torchvision does and normalised, two threads against torchvision's loader with
two workers. Then the share of an epoch of full fine-tuning (SqueezeNet 1.1) that waits for pictures.

{goals(figures, [("torchvision, images/s", "loading.torchvision_images_per_second", None, False),
                 ("first pass, images/s", "loading.first_pass_images_per_second", None, False),
                 ("later passes, images/s", "loading.later_pass_images_per_second", None, False),
                 ("first pass, times as fast", "loading.first_pass_ratio", 1.3, False),
                 ("later passes, times as fast", "loading.later_pass_ratio", 5, False),
                 ("waiting in the first epoch, %", "loading.first_epoch_waiting_percent", None, True),
                 ("waiting in later epochs, %", "loading.later_epochs_waiting_percent", 3, True)])}

## A smooth window

While all layers of the demonstration network train on all cores.

{goals(figures, [("event-loop delay, 95th percentile, ms", "window.event_loop_delay_ms.training.p95", 16, True),
                 ("dragging the diagram, frames/s", "window.drag_frames_per_second.training", 30, False),
                 ("panning a plot, frames/s", "window.plot_pan_frames_per_second.training", 30, False),
                 ("training slowed by streaming curves, %", "window.streaming.slowed_by_percent", 5, True),
                 ("training alone, images/s", "window.training_images_per_second.undisturbed", None, False),
                 ("training while the diagram is dragged, images/s", "window.training_images_per_second.while_dragging",
                  None, False),
                 ("start to first paint, ms", "window.first_paint_ms", 700, True),
                 ("resident memory after start, MB", "window.resident_after_start_mb", 250, True)])}

A million points in each curve, both plots redrawn after a few more points have come:

{goals(figures, PLOTS)}

A network of 10,000 layers, a chain and one of residual blocks with long shortcuts:

{goals(figures, LARGE)}

## Growth

Pictures: generated ones, the demonstration network cut after its first block, its maps kept on the disk; decoded pictures
and features together may take {number(at(figures, "growth.allowed_mb"))} MB of memory each, far less than they are.
Layers: chains of small convolutions. Runs: a project file. The dashed lines are growth in proportion.

{growth(figures, folder)}

## GPU

[On a page of its own](gpu.md), made by `tests/gpu/check.sh`, which says what it needs.
"""


PLOTS = []
LARGE = []


def main(source, target):
    figures = json.loads(pathlib.Path(source).read_text())
    target = pathlib.Path(target)
    large = figures.get("large_networks") or {}
    for kind in large:
        LARGE.extend([(f"{kind}: opened and painted, ms", f"large_networks.{kind}.open_ms", 1000, True),
                      (f"{kind}: all unfolded, ms", f"large_networks.{kind}.unfold_all_ms", None, True),
                      (f"{kind}: pan, unfolded, frames/s", f"large_networks.{kind}.unfolded_frames_per_second.pan", 30, False),
                      (f"{kind}: wheel zoom, unfolded, frames/s",
                       f"large_networks.{kind}.unfolded_frames_per_second.wheel_zoom", 30, False)])
    for kind in figures.get("plots") or {}:
        if isinstance(figures["plots"][kind], dict):
            for view, what in (("everything", "all in view"), ("part", "a part"), ("near", "some thousand points")):
                PLOTS.append((f"{kind.replace('_', ' ')}, {what}, ms (95th percentile)",
                              f"plots.{kind}.redraw_ms.{view}.p95", 16, True))
    target.write_text(page(figures, target.parent))


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
