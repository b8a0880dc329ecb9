#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Races the four cases in known scenarios and writes down which was best and what the adviser had said.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: tests/benchmarks/cases.sh samples|real [--build DIR] [--work DIR] [--seed N] [--out FILE]

  samples  the textbook's four scenarios with the demonstration network and generated pictures; a quarter of an hour
  real     SqueezeNet 1.1, MobileNetV2 and ResNet-20 on ants/bees, CIFAR-10 and Fashion-MNIST, up to two hours; weights and
           pictures from LAYERBENCH_TEST_DATA, else ../shared/data

Prints the table as Markdown, and writes it to FILE where one is named.

  --build DIR  where the programs are built (build/dev if left out)
  --work DIR   folder for the projects (one a scenario, in build/cases if left out); scenarios whose project is there
               are not run again
  --seed N     the first of the seeds (1 if left out)
TEXT
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
which=
build=$project/build/dev
work=
seed=1
out=
while [ $# -gt 0 ]; do
    case $1 in
    samples | real) which=$1 ;;
    --build | --work | --seed | --out)
        [ $# -ge 2 ] || { usage >&2; exit 2; }
        declare "${1#--}=$2"
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
[ -n "$which" ] || { usage >&2; exit 2; }
build=$(realpath "$build")
work=$(realpath -m "${work:-$project/build/cases/$which}")
[ -z "$out" ] || out=$(realpath -m "$out")
cli=$build/bin/layerbench-cli
mkdir -p "$work"
export OMP_WAIT_POLICY=passive

scenarios=()
# scenario NAME SEEDS NETWORK DATA [OPTION...]: the project appears under its name when it is complete.
scenario() {
    local name=$1 seeds=$2 network=$3 data=$4
    shift 4
    scenarios+=("$work/$name.layerbench")
    [ ! -e "$work/$name.layerbench" ] || return 0
    echo "$name" >&2
    rm -f "$work/running.layerbench"*
    "$cli" compare "$network" --data "$data" --seeds "$seeds" --seed "$seed" --out "$work/running.layerbench" \
        --json-lines "$@" >"$work/$name.jsonl"
    mv "$work/running.layerbench" "$work/$name.layerbench"
}

machine() {
    echo "Measured on $(date +%F) on $(nproc) cores ($(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)) by" \
        "\`tests/benchmarks/cases.sh $which --seed $seed\`; $("$cli" devices | head -1)."
}

page() {
    started=$SECONDS
    if [ "$which" = samples ]; then
        # The seed draws which pictures are taken, new weights and the order.
        scenario small-similar 3 demo samples:similar --per-class 5
        scenario small-different 3 demo samples:different --per-class 10
        scenario large-similar 3 demo samples:similar --per-class 400
        scenario large-different 3 demo samples:different --per-class 400
        cat <<'TEXT'
# The textbook's four scenarios on generated pictures

The demonstration network (ten shapes) on eight other shapes and on eight textures, few pictures and many (5, 10 and 400
a class), validated on 400 pictures. Accuracies are means and standard deviations over three seeds, each of which takes
other training pictures; the budget is the program's own. "Best" and "as good as the best" are Welch's test at 5 %
(`core/study/verdict.h`). Sizes, budgets and the adviser's thresholds were settled on seeds 1 to 3; these are others.

TEXT
        machine
        echo
        echo "All four took $((SECONDS - started)) s."
        echo
        "$cli" record "${scenarios[@]}" --markdown
    else
        cd "${LAYERBENCH_TEST_DATA:-$project/../shared/data}"
        local resnet=resnet20:weights/resnet20-12fca82f.th squeeze=squeezenet1_1:weights/squeezenet1_1-imagenet.pth
        local mobile=mobilenet_v2:weights/mobilenet_v2-imagenet.pth
        # Forty or twenty pictures a class to validate on: all of them would cost hours and tell little more. The large
        # networks at 224 x 224 pixels get half the epochs as well.
        local cifar=(cifar10_small --validation-fraction 0.08) fashion=(fashion_mnist --validation-fraction 0.00667)
        local few=(--per-class 10) many=(--per-class 100) short=(--per-class 100 --epochs 10)
        scenario resnet20-ants-10 3 $resnet ants_bees "${few[@]}"
        scenario resnet20-ants-100 3 $resnet ants_bees "${many[@]}"
        scenario resnet20-fashion-10 3 $resnet "${fashion[@]}" "${few[@]}"
        scenario resnet20-fashion-100 3 $resnet "${fashion[@]}" "${short[@]}"
        scenario resnet20-cifar-10 3 $resnet "${cifar[@]}" "${few[@]}"
        scenario resnet20-cifar-100 3 $resnet "${cifar[@]}" "${short[@]}"
        cifar=(cifar10_small --validation-fraction 0.04) fashion=(fashion_mnist --validation-fraction 0.00334)
        few=(--per-class 10 --epochs 12) many=(--per-class 100 --epochs 12)
        scenario squeezenet-ants-10 3 $squeeze ants_bees --per-class 10
        scenario squeezenet-cifar-10 1 $squeeze "${cifar[@]}" "${few[@]}"
        scenario squeezenet-fashion-10 1 $squeeze "${fashion[@]}" "${few[@]}"
        scenario mobilenet-ants-10 1 $mobile ants_bees "${few[@]}"
        scenario squeezenet-ants-100 1 $squeeze ants_bees "${many[@]}"
        scenario mobilenet-cifar-10 1 $mobile "${cifar[@]}" "${few[@]}"
        scenario mobilenet-fashion-10 1 $mobile "${fashion[@]}" "${few[@]}"
        scenario mobilenet-ants-100 1 $mobile ants_bees "${many[@]}"
        scenario squeezenet-cifar-100 1 $squeeze "${cifar[@]}" "${short[@]}"
        scenario squeezenet-fashion-100 1 $squeeze "${fashion[@]}" "${short[@]}"
        scenario mobilenet-cifar-100 1 $mobile "${cifar[@]}" "${short[@]}"
        scenario mobilenet-fashion-100 1 $mobile "${fashion[@]}" "${short[@]}"
        cat <<'TEXT'
# Three pretrained networks on three real data sets

What each case reaches, and what the adviser had said before. Accuracies are of the best epoch's weights on the validation
pictures, means over the seeds; 40 (ResNet-20) or 20 (the others) validation pictures a class of CIFAR-10 and
Fashion-MNIST, the own 153 of ants/bees. The budget, the same for every case of a line, is the program's own 25 epochs
for ResNet-20 and for SqueezeNet on ten ants and bees a class; 10 where there are 1,000 pictures, 12 for the rest.
"Advised" is what the adviser's rules say with thresholds that were fitted on the two other data sets alone; "given away"
is the best case's accuracy less the advised one's. ResNet-20 was trained on CIFAR-10 itself: shown, and counted nowhere.

The MobileNetV2 weights at hand have their batch-norm folded into the convolutions (mean 0 and variance 1 throughout,
dequantised from 8 bit): it stays frozen in case 3, because statistics of batches would take the features away.

TEXT
        machine
        echo
        "$build/bin/layerbench-adviser-fit" "${scenarios[@]}"
    fi
}

if [ -n "$out" ]; then
    page | tee "$out"
else
    page
fi
