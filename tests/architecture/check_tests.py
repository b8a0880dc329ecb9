#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test that ctest knows has a label and a time budget.

Usage: check_tests.py CTEST BUILD_FOLDER
"""

import json
import subprocess
import sys


def faults_of(listing):
    """Sentences about the tests in ctest's listing (--show-only=json-v1) that lack a label or a time budget."""
    tests = listing["tests"]
    if not tests:
        return ["ctest knows no test at all"]
    faults = []
    for test in tests:
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        if not properties.get("LABELS"):
            faults.append(f"{test['name']} has no label")
        if not properties.get("TIMEOUT"):
            faults.append(f"{test['name']} has no time budget")
    return faults


def self_test():
    good = {"name": "a", "properties": [{"name": "LABELS", "value": ["x"]}, {"name": "TIMEOUT", "value": 5.0}]}
    assert faults_of({"tests": [good]}) == []
    assert faults_of({"tests": []}) == ["ctest knows no test at all"]
    assert faults_of({"tests": [good, {"name": "b"}]}) == ["b has no label", "b has no time budget"]


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    self_test()
    listing = subprocess.run([sys.argv[1], "--test-dir", sys.argv[2], "--show-only=json-v1"], capture_output=True,
                             text=True, check=True).stdout
    faults = faults_of(json.loads(listing))
    print("\n".join(faults) or "every test has a label and a time budget")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
