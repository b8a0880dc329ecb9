#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants faults in a small house built in a temporary folder: each must be found, and the clean house must pass."""

import os
import tempfile
import unittest

import check_architecture as checker
import check_needed
import house_rules as rules

SPDX = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
HEADER = SPDX + "#pragma once\n"

CLEAN_HOUSE = {
    "core/network/README.md": "values",
    "core/network/network.h": HEADER + "#include <tl/expected.hpp>\n#include <vector>\n",
    "core/network/network.cpp": SPDX + '#include "core/network/network.h"\n',
    "core/weights/README.md": "files",
    "core/weights/weights.h": HEADER + '#include "core/network/network.h"\n',
    "core/weights/weights.cpp": SPDX + '#include <zip.h>\n#include <zlib.h>\n#include "weights.h"\n',
    "core/data/README.md": "pictures",
    "core/data/data.h": HEADER + '#include "core/network/network.h"\n',
    "core/training/README.md": "trainer",
    "core/training/engine.h": HEADER + '#include "core/network/network.h"\n',
    "core/training/engine.cpp": SPDX + '#include "core/training/engine/executor.h"\n',
    "core/training/engine/executor.h": HEADER + "#include <ATen/ATen.h>\n",
    "core/insight/README.md": "insight",
    "core/insight/filters.cpp": SPDX + '#include <torch/torch.h>\n#include "core/training/engine/executor.h"\n',
    "core/cli/README.md": "commands",
    "core/cli/main.cpp": SPDX + '#include <CLI/CLI.hpp>\n#include "core/training/engine.h"\n',
    "widgets/README.md": "widgets",
    "widgets/curve_plot.h": HEADER + "#include <QWidget>\n#include <qcustomplot.h>\n",
    "ui/README.md": "window",
    "ui/main.cpp": SPDX + '#include <QtWidgets/QApplication>\n#include "widgets/curve_plot.h"\n',
    "tests/network/test_network.cpp": SPDX + '#include <QTest>\n#include "test_network.moc"\n',
}

# name: (path, text that replaces or joins the file, part of the fault's text that must be said, line it is said at)
PLANTED = {
    "Qt in core": ("core/network/network.cpp", SPDX + "#include <QString>\n", "must not know qt", 2),
    "Qt in core by module path": ("core/data/data.h", HEADER + "#include <QtCore/QString>\n", "must not know qt", 3),
    "Qt with blanks": ("core/cli/main.cpp", SPDX + "\n  #  include  <QFile>\n", "must not know qt", 3),
    "LibTorch in network": ("core/network/network.cpp", SPDX + "#include <c10/core/Device.h>\n", "must not know torch", 2),
    "LibTorch in data": ("core/data/data.h", HEADER + "#include <torch/data.h>\n", "must not know torch", 3),
    "LibTorch in cli": ("core/cli/main.cpp", SPDX + '#include "torch/torch.h"\n', "must not know torch", 2),
    "LibTorch in a public header": ("core/training/engine.h", HEADER + "#include <ATen/ATen.h>\n", "public header", 3),
    "private header in a public one": ("core/training/engine.h", HEADER + '#include "engine/executor.h"\n', "private", 3),
    "private header in another room": ("core/cli/main.cpp", SPDX + '#include "core/training/engine/executor.h"\n',
                                       "private header", 2),
    "network knows training": ("core/network/network.h", HEADER + '#include "core/training/engine.h"\n',
                               "core/network must not know core/training", 3),
    "training knows data": ("core/training/engine.cpp", SPDX + '#include "core/data/data.h"\n',
                            "core/training must not know core/data", 2),
    "by a relative path": ("core/training/engine.cpp", SPDX + '#include "../data/data.h"\n',
                           "core/training must not know core/data", 2),
    "by angle brackets": ("core/training/engine.cpp", SPDX + "#include <core/data/data.h>\n",
                          "core/training must not know core/data", 2),
    "core knows widgets": ("core/cli/main.cpp", SPDX + '#include "widgets/curve_plot.h"\n', "must not know widgets", 2),
    "widgets know ui": ("widgets/curve_plot.cpp", SPDX + '#include "ui/document.h"\n', "must not know ui", 2),
    "widgets know files": ("widgets/curve_plot.cpp", SPDX + "#include <QFile>\n", "must not use <QFile>", 2),
    "json in network": ("core/network/network.cpp", SPDX + "#include <nlohmann/json.hpp>\n", "must not know json", 2),
    "kernels elsewhere": ("core/network/fast.cu", SPDX, "sources are called .cpp and .h here", 1),
    "unknown library": ("core/network/network.cpp", SPDX + "#include <boost/any.hpp>\n", "is unknown", 2),
    "file that is not there": ("core/network/network.cpp", SPDX + '#include "core/network/gone.h"\n', "no file", 2),
    "after a comment": ("core/network/network.cpp", SPDX + '/* a */ const char* s = "//";\n#include <QString>\n',
                        "must not know qt", 3),
    "both in one file": ("tests/network/test_network.cpp", SPDX + "#include <torch/torch.h>\n#include <qcustomplot.h>\n",
                         "includes both", 1),
    "both through other files": ("tests/network/test_network.cpp", SPDX + '#include "core/training/engine/executor.h"\n'
                                 '#include "widgets/curve_plot.h"\n', "includes both", 1),
    "macro include": ("core/network/network.cpp", SPDX + "#include HEADER\n", "macro", 2),
    "module import": ("core/network/network.cpp", SPDX + "import std;\n", "modules", 2),
    "long file": ("core/network/network.cpp", SPDX + "\n" * rules.MOST_LINES, "lines, more than", rules.MOST_LINES + 1),
    "no licence line": ("core/network/network.cpp", "// hello\n", "SPDX", 1),
    "no pragma once": ("core/network/network.h", SPDX, "#pragma once", 1),
    "strange suffix": ("core/network/network.cc", SPDX, "called .cpp and .h", 1),
    "unknown room": ("core/attic/box.cpp", SPDX, "no room of the house", 1),
    "room without README": ("core/report/report.cpp", SPDX, "is missing", 1),
}

ALLOWED = {
    "commented out": ("core/network/network.cpp", SPDX + "// #include <QString>\n/*\n#include <QString>\n*/\n"),
    "in a raw string": ("core/network/network.cpp", SPDX + 'const char* s = R"(\n#include <QString>\n)";\n'),
    "digit separators": ("core/network/network.cpp", SPDX + "int a = 1'000; // '\n#include <vector>\n"),
    "longest file": ("core/network/network.cpp", SPDX + "\n" * (rules.MOST_LINES - 1)),
    "torch in a .cpp": ("core/study/study.cpp", SPDX + "#include <ATen/ATen.h>\n"),
}


def faults_of(house):
    with tempfile.TemporaryDirectory() as project:
        for path, text in house.items():
            full = os.path.join(project, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as stream:
                stream.write(text)
        return checker.check_project(project)[0]


class Architecture(unittest.TestCase):
    def test_clean_house_passes(self):
        self.assertEqual(faults_of(CLEAN_HOUSE), [])

    def test_planted_faults_are_found(self):
        for name, (path, text, said, line) in PLANTED.items():
            with self.subTest(name):
                house = CLEAN_HOUSE | {path: text}
                if "ui/document.h" in text:
                    house["ui/document.h"] = HEADER
                found = [fault for fault in faults_of(house) if said in fault[2]]
                self.assertEqual(len(found), 1, f"{name}: said {faults_of(house)}")
                self.assertEqual(found[0][1], line)

    def test_what_is_allowed_passes(self):
        for name, (path, text) in ALLOWED.items():
            with self.subTest(name):
                self.assertEqual(faults_of(CLEAN_HOUSE | {path: text, "core/study/README.md": "study"}), [])

    def test_wrong_folder_is_a_fault(self):
        self.assertIn("wrong folder", faults_of({"readme": ""})[0][2])

    def test_rooms_have_one_direction(self):
        """The table itself has no ring: following "may know" never comes back."""
        def reached(room, path):
            self.assertNotIn(room, path, f"ring: {path + [room]}")
            for other in rules.ROOMS[room][0]:
                reached(other, path + [room])
        for room in rules.ROOMS:
            reached(room, [])


class Needed(unittest.TestCase):
    DYNAMIC = """
 0x0000000000000001 (NEEDED)             Shared library: [libQt6Core.so.6]
 0x0000000000000001 (NEEDED)             Shared library: [libc10.so]
 0x0000000000000001 (NEEDED)             Shared library: [libtorch_cpu.so.1.13]
 0x0000000000000001 (NEEDED)             Shared library: [libqcustomplot.so.2.1]
 0x0000000000000001 (NEEDED)             Shared library: [libstdc++.so.6]
 0x000000000000001d (RUNPATH)            Library runpath: [/x]
"""

    def test_entries_are_read_and_judged(self):
        entries = check_needed.needed_entries(self.DYNAMIC)
        self.assertEqual(len(entries), 5)
        self.assertEqual(check_needed.forbidden_entries(entries, ["qt"]), ["libQt6Core.so.6", "libqcustomplot.so.2.1"])
        self.assertEqual(check_needed.forbidden_entries(entries, ["torch"]), ["libc10.so", "libtorch_cpu.so.1.13"])


if __name__ == "__main__":
    unittest.main()
