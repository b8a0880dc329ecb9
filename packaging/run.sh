#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh clone to the running program: installs what is missing, configures, builds, starts.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/run.sh [--headless] [--out DIR] [--libtorch DIR]

Installs the Debian packages that are missing (as root or with sudo), builds the program in build/release and starts it.
Where there is no display it trains the demonstration network in the four textbook ways instead, on ten generated
pictures a class, prints the result table, writes the curves as SVG and CSV, and pictures of the window in use as PNG.

  --headless      no window, even where there is a display
  --out DIR       the folder for the headless results (layerbench-demo in the current folder if left out)
  --libtorch DIR  build against this LibTorch instead of Debian's, for example one with CUDA, in a build folder of its own
  --help          this text
TEXT
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$project/packaging/setup.sh"

headless=no
out=${PWD%/}/layerbench-demo
libtorch=
while [ $# -gt 0 ]; do
    case $1 in
    --headless) headless=yes ;;
    --out | --libtorch)
        [ $# -ge 2 ] || die "$1 needs a folder; --help says more."
        if [ "$1" = --out ]; then out=$2; else libtorch=$2; fi
        shift
        ;;
    --help | -h)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    shift
done
case $out in /*) ;; *) out=${PWD%/}/$out ;; esac

preset=release
build=$project/build/release
sections=(tools core engine window)
configuration=()
if [ -n "$libtorch" ]; then
    [ -f "$libtorch/share/cmake/Torch/TorchConfig.cmake" ] ||
        die "“$libtorch” is no LibTorch: it has no share/cmake/Torch/TorchConfig.cmake. Name the folder that holds include, lib and share."
    libtorch=$(cd "$libtorch" && pwd -P)
    build=$project/build/libtorch-$(printf '%s' "$libtorch" | cksum | cut -d ' ' -f 1)
    sections=(tools core window)
    configuration=("-DCMAKE_PREFIX_PATH=$libtorch")
fi

install_packages "${sections[@]}"
configure_preset "$preset" "$build" ${configuration[@]+"${configuration[@]}"}
cmake --build "$build" || die "the build failed; the compiler's message is above."

program=$build/bin/layerbench
if [ "$headless" = no ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$program"
elif [ "$headless" = no ]; then
    say "There is no display: doing the main job without a window."
fi

# The main job on what is built in: one network, four ways of transferring it, ten pictures a class.
command_line=$build/bin/layerbench-cli
results=$out/demonstration.layerbench
samples='samples:similar?per-class=10'
if ! mkdir -p "$out" 2>/dev/null || [ ! -w "$out" ]; then
    die "cannot write into “$out”. Name another folder with --out DIR."
fi
rm -f "$results" "$results-wal" "$results-shm"

for case in 1 2 3 4; do
    case $case in
    1) say "" "Case 1: a new head on the frozen network" ;;
    2) say "" "Case 2: the convolutional part kept and frozen, a new head behind it" ;;
    3) say "" "Case 3: a new head, everything trained from the pretrained weights" ;;
    4) say "" "Case 4: a new head, everything trained from random weights" ;;
    esac
    cut=()
    [ "$case" = 2 ] && cut=(--cut features.8)
    "$command_line" train demo --data "$samples" --case "$case" ${cut[@]+"${cut[@]}"} --out "$results" ||
        die "case $case could not be trained; the message is above."
done
"$command_line" runs "$results" --curves "$out" >"$out/results.txt" || die "the results could not be read back."
say "" "The demonstration network on ten pictures of each of its new classes ($samples):" ""
cat "$out/results.txt"

# The window itself, drawn without a display and used as a newcomer would use it; once as on a large screen.
say "" "Using the window: pictures of every view, in light and dark"
for scale in 1 2; do
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$scale "$program" --tour "$out/window-$scale" ||
        die "the window could not be used; the message is above."
done
say "" "The project, this table, the curves (SVG, CSV) and the pictures of the window are in $out"
