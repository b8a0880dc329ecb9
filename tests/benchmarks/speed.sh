#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures everything that layerbench-bench knows and writes resources/figures/speed.md with its plots: half an hour on an
# idle machine. Real weights and photos from LAYERBENCH_TEST_DATA, else ../shared/data; what needs them is "not measured"
# without. Arguments are parts to measure alone; the others then stay as they were last measured in build/speed.json.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=${LAYERBENCH_BUILD:-$project/build/dev}
kept=$build/speed.json
[ -e "$kept" ] || echo '{}' >"$kept"
new=$(mktemp)
trap 'rm -f "$new"' EXIT
QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} "$build/bin/layerbench-bench" "$@" >"$new"
python3 - "$kept" "$new" <<'PYTHON'
import json
import sys
kept, new = (json.load(open(name)) for name in sys.argv[1:])
json.dump({**kept, **new}, open(sys.argv[1], "w"), indent=1)
PYTHON
python3 "$project/tests/benchmarks/page.py" "$kept" "$project/resources/figures/speed.md"
