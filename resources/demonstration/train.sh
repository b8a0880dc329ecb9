#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains the demonstration network anew on the built-in base set and writes its weights, base.safetensors, beside this
# script. The same program, number of threads and kind of processor give the same bytes; some minutes on two cores.
#
#   resources/demonstration/train.sh [LAYERBENCH_CLI] [SEED]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cli=${1:-$here/../../build/release/bin/layerbench-cli}
seed=${2:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cli" train demo:random --data "samples:base?per-class=2000&validation=200" --case 4 --out "$work/base.layerbench" \
    --seed "$seed" --augment flip --optimizer adamw --learning-rate 0.002 --weight-decay 0.01 --schedule one-cycle \
    --epochs 14 --batch-size 64 --threads 2
"$cli" export "$work/base.layerbench" --run 1 --format safetensors --out "$here/base.safetensors"
# Pictures of another seed: neither trained on nor used to choose the best epoch.
"$cli" evaluate "$work/base.layerbench#1" --data "samples:base?validation=200&seed=1001" --part validation
