#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC1111  # typographic quotes are meant
# Builds the engine against the LibTorch of python3's torch, checks it on the GPU and races PyTorch, in one call.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: tests/gpu/check.sh [--device auto|cpu|cuda] [--build DIR] [--out FILE] [--page FILE] [--seconds N] [--batch N]
                          [--no-races]

Builds core/network and core/training against the LibTorch that `python3 -c "import torch"` brings, runs the engine's
checks on CUDA (where there is no GPU, on the CPU, and says so) and races PyTorch eager and torch.compile on ResNet-50 at
224. Needs python3 with torch, cmake 3.25 and a C++20 compiler; nothing is installed. Prints each figure and writes all of
them as JSON. Exits with 1 when a check fails, or when the engine runs at less than half of eager's speed.

  --device D   where to compute (auto: the first GPU, else the CPU)
  --build DIR  build folder (build/gpu in the project if left out)
  --out FILE   the figures (figures.json in the build folder if left out)
  --page FILE  the figures of a GPU as a page in Markdown
  --seconds N  the time for all of it (570 if left out); races that it is not enough for are left out, with words
  --batch N    pictures in a batch of the races (if left out, what fits three times into the memory of the GPU)
  --no-races   the checks alone

Environment: PYTHON (python3 if unset) names the Python whose torch is used; CXX the compiler.
TEXT
}

say() { printf '%s\n' "$@"; }
die() {
    printf 'check.sh: %s\n' "$*" >&2
    exit 2
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
device=auto
build=$project/build/gpu
out=
page=
seconds=570
batch=
races=yes
while [ $# -gt 0 ]; do
    case $1 in
    --device | --build | --out | --page | --seconds | --batch)
        [ $# -ge 2 ] || die "$1 needs a value; --help says more."
        declare "${1#--}=$2"
        shift
        ;;
    --no-races) races=no ;;
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
case $device in auto | cpu | cuda | cuda:[0-9]) ;; *) die "“$device” is no device; write auto, cpu, cuda or cuda:0." ;; esac
[[ $seconds =~ ^[1-9][0-9]*$ ]] || die "“$seconds” is no number of seconds."
[[ -z $batch || $batch =~ ^[1-9][0-9]*$ ]] || die "“$batch” is no number of pictures."
case $build in /*) ;; *) build=$PWD/$build ;; esac
out=${out:-$build/figures.json}
case $out in /*) ;; *) out=$PWD/$out ;; esac
case $page in /* | "") ;; *) page=$PWD/$page ;; esac
left() { echo $((seconds - SECONDS > 1 ? seconds - SECONDS : 1)); }
mkdir -p "$build" "$(dirname "$out")" 2>/dev/null || die "cannot write into “$build”. Name another folder with --build."

# What Python's torch is, as shell assignments; nothing where there is none.
python=${PYTHON:-python3}
command -v "$python" >/dev/null || die "there is no “$python”. Name a Python with torch: PYTHON=… tests/gpu/check.sh"
torch_version='' torch_root='' torch_cuda=no torch_compile=no gpu_name='' gpu_gigabytes=0 old_abi=no
facts=$("$python" - <<'PYTHON' || true
import os, shlex, sys
try:
    import torch
except ImportError:
    sys.exit()
cuda = torch.cuda.is_available()
facts = {
    "torch_version": torch.__version__,
    # PREFIX/share/cmake is named; PREFIX itself holds include and lib.
    "torch_root": os.path.dirname(os.path.dirname(torch.utils.cmake_prefix_path)),
    "torch_cuda": "yes" if cuda else "no",
    "torch_compile": "yes" if hasattr(torch, "compile") else "no",
    "gpu_name": torch.cuda.get_device_name(0) if cuda else "",
    "gpu_gigabytes": torch.cuda.get_device_properties(0).total_memory // 10**9 if cuda else 0,
    "old_abi": "no" if torch.compiled_with_cxx11_abi() else "yes",
}
for name, value in facts.items():
    print(f"{name}={shlex.quote(str(value))}")
PYTHON
)
eval "$facts"
[ "$old_abi" = no ] || die "this torch ($torch_version) is built for the C++ library's former ABI; take version 2.7 or later."

# Found beside Python too: both come as Python packages.
tool() {
    local beside
    beside=$("$python" -c 'import os, sys; print(os.path.dirname(sys.executable))')/$1
    if command -v "$1" >/dev/null; then command -v "$1"; elif [ -x "$beside" ]; then echo "$beside"; fi
}
cmake=$(tool cmake)
ninja=$(tool ninja)
[ -n "$cmake" ] || die "there is no cmake. Install cmake 3.25 or later (as a system or a Python package)."
compiler=${CXX:-c++}
command -v "$compiler" >/dev/null || die "there is no C++ compiler “$compiler”. Install one, or name it with CXX."
if ! printf '#include <tl/expected.hpp>\n' | "$compiler" -std=c++20 -fsyntax-only -xc++ - 2>/dev/null &&
    ! printf '#include <expected>\nstd::expected<int, int> e;\n' | "$compiler" -std=c++23 -fsyntax-only -xc++ - 2>/dev/null; then
    die "“$compiler” has no <expected> (GCC 12 or later has), and there is no tl/expected.hpp: install libexpected-dev."
fi

configuration=(-DCMAKE_BUILD_TYPE=Release -DLAYERBENCH_ENGINE_ONLY=ON -DLAYERBENCH_GUI=OFF -DLAYERBENCH_TESTS=OFF
    -DLAYERBENCH_GPU_CHECK=ON "-DCMAKE_CXX_COMPILER=$compiler")
[ -n "$ninja" ] && configuration+=(-G Ninja "-DCMAKE_MAKE_PROGRAM=$ninja")
say "python: $("$python" -c 'import sys; print(sys.executable, sys.version.split()[0])')"
if [ -z "$torch_version" ]; then
    say "torch: this Python has none; CMake looks for a LibTorch of the system, and PyTorch's side of the races is left out." \
        "       (another Python: PYTHON=… tests/gpu/check.sh)"
elif [ -e "$torch_root/lib/libtorch_cpu.so" ]; then
    say "torch: $torch_version in $torch_root"
    configuration+=("-DCMAKE_PREFIX_PATH=$torch_root")
else
    say "torch: $torch_version; $torch_root holds no LibTorch to build with, so CMake looks for the system's."
fi
if [ "$torch_cuda" = yes ]; then say "GPU: $gpu_name, $gpu_gigabytes GB"; else say "GPU: none that torch can use"; fi
say "cmake: $("$cmake" --version | head -n 1 | cut -d ' ' -f 3), compiler: $("$compiler" --version | head -n 1), cores: $(nproc)"
if [ "$device" = auto ]; then
    if [ "$torch_cuda" = yes ]; then device=cuda; else device=cpu; fi
fi

# Three networks share the GPU in a race; on the CPU the script is only tried.
if [ "$device" = cpu ]; then
    batch=${batch:-4} steps=2
else
    steps=30
    if [ -z "$batch" ]; then
        if [ "$gpu_gigabytes" -ge 60 ]; then batch=128
        elif [ "$gpu_gigabytes" -ge 30 ]; then batch=64
        elif [ "$gpu_gigabytes" -ge 14 ]; then batch=32
        else batch=16; fi
    fi
fi

# torch.compile fills its cache on disk while the compiler builds the engine: the GPU has nothing to do meanwhile.
peers=
warming=()
trap 'kill "${warming[@]}" 2>/dev/null || true' EXIT
if [ -n "$torch_version" ]; then
    peers=eager
    if [ "$torch_compile" = yes ] && [ "$races" = yes ] && [ "$device" != cpu ]; then
        peers=eager,compile
        export TORCHINDUCTOR_CACHE_DIR=$build/inductor TORCHINDUCTOR_FX_GRAPH_CACHE=1 TORCHINDUCTOR_AUTOGRAD_CACHE=1
        # A process for each: compiling is one thread's work for the most part.
        for race in train frozen head; do
            for precision in float32 bfloat16; do
                "$python" "$project/tests/gpu/peer.py" warm $race $precision --device "$device" --batch "$batch" \
                    >"$build/warm-$race-$precision.log" 2>&1 &
                warming+=($!)
            done
        done
    fi
fi

say "" "== build ($SECONDS s so far)"
if ! "$cmake" -S "$project" -B "$build" "${configuration[@]}" >"$build/configure.log" 2>&1; then
    tail -n 20 "$build/configure.log" >&2
    die "CMake could not configure the project; its message is above."
fi
if ! timeout "$(left)" "$cmake" --build "$build" --target layerbench-gpu-check --parallel "$(nproc)" >"$build/build.log" 2>&1; then
    tail -n 40 "$build/build.log" >&2
    die "the build failed, or took all of the $seconds s; the end of its log is above."
fi
program=$build/bin/layerbench-gpu-check

say "" "== checks ($SECONDS s so far)"
status=0
timeout "$(left)" "$program" checks --device "$device" --json "$build/checks.json" || status=$?
if [ "$status" -ne 0 ]; then say "FAIL  the checks ended with exit status $status"; fi
if [ "$races" = no ]; then exit "$status"; fi

if [ ${#warming[@]} -gt 0 ]; then
    say "" "== waiting until torch.compile has filled its cache ($SECONDS s so far)"
    # At most a third of what is left: races without it are worth more than none.
    deadline=$((SECONDS + $(left) / 3))
    while kill -0 "${warming[@]}" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 1; done
    if kill "${warming[@]}" 2>/dev/null; then say "it is not done; each race compiles what is missing."; fi
    for one in "${warming[@]}"; do
        wait "$one" || true
    done
    tail -qn 1 "$build"/warm-*.log | grep -i error || true
    warming=()
fi

say "" "== races ($SECONDS s so far; batch of $batch)"
describe=$("$python" - "$torch_version" "$gpu_name" "$device" <<'PYTHON'
import json, os, platform, sys
print(json.dumps({"torch": sys.argv[1], "gpu": sys.argv[2], "device": sys.argv[3], "cores": os.cpu_count(),
                  "system": platform.platform()}))
PYTHON
)
"$python" "$project/tests/gpu/races.py" --program "$program" --python "$python" --device "$device" --batch "$batch" \
    --steps "$steps" --seconds "$(($(left) - 5))" --out "$out" --checks "$build/checks.json" --peer "$peers" \
    --describe "$describe" ${page:+--page "$page"} || status=1
say "" "done in $SECONDS s"
exit "$status"
