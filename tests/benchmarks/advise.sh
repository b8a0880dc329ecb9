#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How long the adviser takes on some 400 photos, beside one forward pass over the same photos in the same run: `advise`
# and `predict` in turn, with SqueezeNet 1.1 on ants/bees. Prints the medians in seconds.
#
#   tests/benchmarks/advise.sh [LAYERBENCH_CLI] [TIMES]
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cli=$(realpath "${1:-$project/build/dev/bin/layerbench-cli}")
times=${2:-5}
data=$(realpath "${LAYERBENCH_TEST_DATA:-$project/../shared/data}")
network=squeezenet1_1:$data/weights/squeezenet1_1-imagenet.pth
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_WAIT_POLICY=passive

# All photos as training pictures; the two of a class that validate are among them.
photos=()
echo path,label,part >"$work/photos.csv"
for label in ants bees; do
    for photo in "$data"/ants_bees/{train,val}/"$label"/*.jpg; do
        photos+=("$photo")
        echo "$photo,$label,train" >>"$work/photos.csv"
    done
    echo "$photo,$label,val" >>"$work/photos.csv"
done

seconds() {
    local begin=$EPOCHREALTIME
    "$@" >"$work/answer"
    echo "$begin $EPOCHREALTIME" | awk '{ printf "%.2f\n", $2 - $1 }'
}
median() { sort -n "$1" | awk '{ value[NR] = $1 } END { printf "%.2f", value[int((NR + 1) / 2)] }'; }

for ((i = 0; i < times; i++)); do
    seconds "$cli" predict "$network" "${photos[@]}" --json >>"$work/predict"
    seconds "$cli" advise "$network" --data "$work/photos.csv" --json >>"$work/advise"
    for part in looking probing; do
        sed -n "s/.*\"$part\": \([0-9.]*\).*/\1/p" "$work/answer" >>"$work/$part"
    done
done
echo "${#photos[@]} photos, medians of $times: predict (decoding and one forward pass) $(median "$work/predict") s," \
    "advise $(median "$work/advise") s" \
    "(of it looking $(median "$work/looking") s, probes $(median "$work/probing") s)"
