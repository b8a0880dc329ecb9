#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh clone to all tests passed: installs what is missing, configures, builds, runs every test with ctest.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/test.sh [--asan | --tsan] [--label REGEX] [--without REGEX]

Installs the Debian packages that are missing (as root or with sudo), builds with assertions on and warnings as errors
in build/dev, and runs every test. Tests of real weights and photos look in the folder that LAYERBENCH_TEST_DATA names,
../shared/data if unset, and skip with a message where there is none.

  --asan           address and undefined behaviour sanitizers, in build/asan
  --tsan           thread sanitizer, in build/tsan, without LibTorch
  --label REGEX    only the tests whose label matches, for example a room's name
  --without REGEX  not the tests whose label matches
  --help           this text
TEXT
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$project/packaging/setup.sh"

preset=dev
selection=()
while [ $# -gt 0 ]; do
    case $1 in
    --asan) preset=asan ;;
    --tsan) preset=tsan ;;
    --label | --without)
        [ $# -ge 2 ] || die "$1 needs a label; --help says more."
        if [ "$1" = --label ]; then selection+=(--label-regex "$2"); else selection+=(--label-exclude "$2"); fi
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

install_packages tools core engine window test
configure_preset "$preset" "$project/build/$preset"
cmake --build "$project/build/$preset" || die "the build failed; the compiler's message is above."
cd "$project"
exec ctest --preset "$preset" ${selection[@]+"${selection[@]}"}
