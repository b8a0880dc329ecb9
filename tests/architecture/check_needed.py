#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says whether a program or module of ours links a library itself that its room must not know.

Usage: check_needed.py FILE WITHOUT...       WITHOUT is `qt` or `torch`
       check_needed.py --expect FILE WITH... the other way round, so that the check itself is seen to work
Only direct NEEDED entries count: Debian's LibTorch pulls Qt 5 itself, through OpenCV.
"""

import re
import subprocess
import sys

FAMILIES = {
    "qt": re.compile(r"lib(Qt\d|qcustomplot)", re.I),
    "torch": re.compile(r"lib(torch|c10|caffe2|shm\.)"),
}


def needed_entries(dynamic_section):
    return re.findall(r"\(NEEDED\).*\[(.+?)\]", dynamic_section)


def forbidden_entries(entries, families):
    return [entry for entry in entries if any(FAMILIES[family].match(entry) for family in families)]


def main():
    arguments = sys.argv[1:]
    expect = arguments[:1] == ["--expect"]
    arguments = arguments[1:] if expect else arguments
    if len(arguments) < 2 or not set(arguments[1:]) <= set(FAMILIES):
        print(__doc__, file=sys.stderr)
        return 2
    path, families = arguments[0], arguments[1:]
    answer = subprocess.run(["readelf", "-dW", path], capture_output=True, text=True, check=False)
    entries = needed_entries(answer.stdout)
    if answer.returncode != 0 or not entries:
        print(f"{path}: readelf finds no dynamic section here: {answer.stderr.strip()}")
        return 1
    found = forbidden_entries(entries, families)
    print(f"{path}: needs {', '.join(entries)}")
    if expect:
        missing = [family for family in families if not forbidden_entries(entries, [family])]
        print(f"expected to need {', '.join(missing)} and does not" if missing else "as expected")
        return 1 if missing else 0
    print(f"must not need {', '.join(found)}" if found else f"nothing of {', '.join(families)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
