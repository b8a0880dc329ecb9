#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every #include of the project and says where the direction between the rooms is broken.

Usage: check_architecture.py PROJECT_FOLDER
Prints one line a fault, `FILE:LINE: what and what to do`; exits with 1 if there is any. The rules are in house_rules.py.
"""

import os
import posixpath
import re
import sys

import house_rules as rules

INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(?:<([^>\n]+)>|"([^"\n]+)"|(\S.*))', re.M)
MODULE_IMPORT = re.compile(r"^[ \t]*(?:export[ \t]+)?import[ \t]+[\w.:<\"]", re.M)
# What may hide an #include that does not count, or look like one: comments, strings, raw strings, characters.
HIDING = re.compile(r'//(?:\\\n|[^\n])*|/\*.*?\*/|R"([^ ()\\\n]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'
                    r"(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE_LINE = re.compile(r"[ \t]*#[ \t]*(?:include|include_next|import)\b")


def without_comments(text):
    """The text with comments and literals blanked, line numbers kept; the "file" of an #include stays."""
    def blank(match):
        found = match.group(0)
        if found.startswith('"'):
            line_start = text.rfind("\n", 0, match.start()) + 1
            if INCLUDE_LINE.match(text, line_start, match.start()):
                return found
        return re.sub(r"[^\n]", " ", found)
    return HIDING.sub(blank, text)


class SourceFile:
    """One file of ours: its path from the project's folder, its text and its includes as (line, name, quoted)."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.room = room_of(path)
        self.is_header = path.endswith(".h")
        parts = path.split("/")
        self.is_private = self.is_header and rules.PRIVATE_FOLDER in parts[:-1]
        code = without_comments(text)
        self.includes = []
        self.other_faults = []
        for match in INCLUDE.finditer(code):
            line = code.count("\n", 0, match.start(0)) + 1
            if match.group(3):
                self.other_faults.append((line, "an #include of a macro cannot be checked: name the header"))
            else:
                self.includes.append((line, match.group(1) or match.group(2), match.group(1) is None))
        for match in MODULE_IMPORT.finditer(code):
            self.other_faults.append((code.count("\n", 0, match.start()) + 1, "no C++ modules here: use #include"))


def room_of(path):
    """core/network/x.h -> core/network; ui/sub/x.h -> ui; what lies in core itself belongs to no room."""
    parts = path.split("/")
    if parts[0] == "core":
        return "/".join(parts[:2]) if len(parts) > 2 else "core"
    return parts[0]


def read_files(project):
    files = {}
    for folder in rules.SOURCE_FOLDERS:
        for where, _, names in os.walk(os.path.join(project, folder)):
            for name in sorted(names):
                if name.endswith((".cpp", ".h", ".cc", ".cxx", ".hpp", ".c", ".ipp", ".inl", ".cu")):
                    full = os.path.join(where, name)
                    path = os.path.relpath(full, project).replace(os.sep, "/")
                    with open(full, encoding="utf-8") as stream:
                        files[path] = SourceFile(path, stream.read())
    return files


def library_of(header):
    if header in rules.STANDARD_HEADERS:
        return "standard"
    for library, pattern in rules.LIBRARIES:
        if pattern.match(header):
            return library
    return None


def resolve(source, name, files):
    """The project's file that this include means, or None: beside the including file, or from the project's folder."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), name))
    for candidate in (beside, posixpath.normpath(name)):
        if candidate in files:
            return candidate
    return None


def check_own_include(source, target, line):
    """Direction between rooms, and who may see a private header."""
    if source.room not in rules.ROOMS:
        return
    if target.room != source.room:
        allowed, _ = rules.ROOMS[source.room]
        if target.room not in allowed:
            yield line, (f"{source.room} must not know {target.room}: turn the dependency round or move the value "
                         "that both need down")
    if target.is_private:
        sees_torch = "torch" in rules.ROOMS[source.room][1]
        if not sees_torch or (source.is_header and not source.is_private):
            yield line, (f"{target.path} is a private header (folder {rules.PRIVATE_FOLDER}): only .cpp files and "
                         "private headers of rooms that see LibTorch include it")


def check_library_include(source, header, library, line):
    if library is None:
        yield line, f"<{header}> is unknown: if the room may use it, name its library in tests/architecture/house_rules.py"
        return
    if source.room not in rules.ROOMS:
        return
    _, allowed = rules.ROOMS[source.room]
    if header in rules.FORBIDDEN_HEADERS.get(source.room, ()):
        yield line, f"{source.room} must not use <{header}>"
    elif library not in ("standard", "expected") and library not in allowed:
        yield line, f"{source.room} must not know {library} (<{header}>)"
    elif library == "torch" and source.is_header and not source.is_private:
        yield line, (f"<{header}> in a public header: LibTorch stays in .cpp files and in headers of a folder "
                     f"{rules.PRIVATE_FOLDER}")


def check_includes(source, files):
    for line, name, quoted in source.includes:
        target = resolve(source, name, files)
        if target:
            yield from check_own_include(source, files[target], line)
        elif source.room == "tests":
            continue  # tests may use any library, and include what moc writes
        elif quoted and library_of(name) is None:
            yield line, f"“{name}” is no file of the project"
        else:
            yield from check_library_include(source, name, library_of(name), line)


def libraries_reached(path, files, known):
    """All libraries whose headers this file sees, through other files of ours too."""
    if path not in known:
        seen, waiting, libraries = {path}, [path], set()
        while waiting:
            source = files[waiting.pop()]
            for _, name, _ in source.includes:
                target = resolve(source, name, files)
                if target is None:
                    libraries.add(library_of(name))
                elif target not in seen:
                    seen.add(target)
                    waiting.append(target)
        known[path] = libraries
    return known[path]


def check_form(source):
    lines = source.text.count("\n") + (0 if source.text.endswith("\n") or not source.text else 1)
    if lines > rules.MOST_LINES:
        yield rules.MOST_LINES + 1, f"{lines} lines, more than {rules.MOST_LINES}: it does more than one thing, split it"
    if not source.text.startswith("// SPDX-License-Identifier: GPL-3.0-or-later\n"):
        yield 1, "the first line must be // SPDX-License-Identifier: GPL-3.0-or-later"
    kernels = source.path.endswith(".cu") and rules.KERNEL_FOLDER in source.path.split("/")
    if not source.path.endswith((".cpp", ".h")) and not kernels:
        yield 1, f"sources are called .cpp and .h here, and .cu in a folder {rules.KERNEL_FOLDER}"
    if source.is_header and not re.search(r"^#pragma once$", source.text, re.M):
        yield 1, "a header needs #pragma once"


def check_rooms(project, files):
    """Each room stands in the table and says in a README.md what it owns."""
    for room in sorted({source.room for source in files.values()} - {"tests", "resources"}):
        first = min(path for path, source in files.items() if source.room == room)
        if room not in rules.ROOMS:
            yield first, 1, f"{room} is no room of the house: add it to ROOMS in tests/architecture/house_rules.py"
        elif not os.path.isfile(os.path.join(project, room, "README.md")):
            yield f"{room}/README.md", 1, "is missing: say in a few lines what the room owns and what it must not know"


def check_project(project):
    """All faults as (path, line, text), in the order of the paths."""
    files = read_files(project)
    faults = []
    if not any(path.startswith("core/") for path in files):
        faults.append(("core", 0, f"no source found under {project}: wrong folder?"))
    known = {}
    for path, source in files.items():
        faults += [(path, line, text) for line, text in source.other_faults]
        faults += [(path, line, text) for line, text in check_includes(source, files)]
        faults += [(path, line, text) for line, text in check_form(source)]
        if set(rules.NEVER_TOGETHER) <= libraries_reached(path, files, known):
            faults.append((path, 1, f"includes both {' and '.join(rules.NEVER_TOGETHER)}, directly or through other files"))
    faults += check_rooms(project, files)
    return sorted(faults), len(files)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    faults, count = check_project(os.path.abspath(sys.argv[1]))
    for path, line, text in faults:
        print(f"{path}:{line}: {text}")
    print(f"{count} files read, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
