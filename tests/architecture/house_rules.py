# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house as data: which room may know which, which library, and what each library's headers look like.

A new room or a new library is one line here, beside its reason in that room's README.md.
"""

import re

# Folders with our C++ code. Direction is enforced in ROOMS; the general rules hold in all of these.
SOURCE_FOLDERS = ("core", "widgets", "ui", "tests", "resources")

CORE_BELOW_PROJECT = {"core/network", "core/weights", "core/models", "core/data", "core/training", "core/study",
                      "core/insight"}
CORE = CORE_BELOW_PROJECT | {"core/project", "core/report", "core/lesson"}

# room: the other rooms it may include, and the libraries beside the standard library and tl::expected.
ROOMS = {
    "core/network": (set(), {"processor"}),
    "core/weights": ({"core/network"}, {"posix", "zip", "zlib", "json"}),
    "core/models": ({"core/network", "core/weights"}, {"json"}),
    "core/data": ({"core/network"}, {"posix", "opencv", "zlib", "pictures"}),
    "core/training": ({"core/network"}, {"torch", "posix"}),
    "core/study": (CORE_BELOW_PROJECT - {"core/study", "core/insight"}, {"torch", "eigen"}),
    "core/insight": (CORE_BELOW_PROJECT - {"core/study", "core/insight"}, {"torch"}),
    "core/project": (CORE_BELOW_PROJECT, {"posix", "sqlite", "json", "zlib"}),
    "core/report": (CORE_BELOW_PROJECT | {"core/project"}, {"posix"}),
    "core/lesson": (CORE_BELOW_PROJECT | {"core/project"}, {"json", "posix"}),
    "core/cli": (CORE, {"cli11", "json", "posix"}),
    # Widgets take values and emit intents: value headers of these rooms, no files, no threads.
    "widgets": ({"core/network", "core/data", "core/training", "core/study", "core/insight"}, {"qt", "qcustomplot"}),
    "ui": (CORE | {"widgets"}, {"qt", "qcustomplot", "posix"}),
}

# Headers that a room's job forbids although they belong to a library it may use.
FORBIDDEN_HEADERS = {
    "widgets": {"fstream", "filesystem", "thread", "mutex", "future", "QFile", "QDir", "QSaveFile", "QThread",
                "QtConcurrent", "QThreadPool"},
}

# CUDA C++ that is compiled while the program runs lies in a folder of this name.
KERNEL_FOLDER = "cuda"

# Rooms that may see LibTorch, and where: .cpp files and private headers, those in a folder `engine`.
PRIVATE_FOLDER = "engine"

# library: what its headers look like as they stand in an #include. The first that matches counts.
LIBRARIES = (
    ("torch", re.compile(r"(torch|ATen|c10|caffe2|TH|THC)(/|\.h$)")),
    ("qcustomplot", re.compile(r"(QCustomPlot|qcustomplot)(\.h)?$")),
    ("qt", re.compile(r"(Qt?[A-Z][A-Za-z0-9]*|Qt[A-Za-z]*/.+|q[a-z]+\.h|private/q.+\.h)$")),
    ("opencv", re.compile(r"(opencv2/|opencv\.hpp$)")),
    ("eigen", re.compile(r"(unsupported/)?Eigen/")),
    ("expected", re.compile(r"tl/expected\.hpp$")),
    ("json", re.compile(r"nlohmann/")),
    ("sqlite", re.compile(r"sqlite3\.h$")),
    ("cli11", re.compile(r"CLI/")),
    ("pictures", re.compile(r"(jpeglib|jerror|jmorecfg|png|tiff|tiffio)\.h$|webp/")),
    ("zip", re.compile(r"zip\.h$")),
    ("zlib", re.compile(r"zlib\.h$")),
    ("processor", re.compile(r"immintrin\.h$")),  # the compiler's own, for what it has no words for
    ("posix", re.compile(r"(unistd|fcntl|dlfcn|pthread|poll|termios|dirent|signal|glob|pwd|link|malloc)\.h$|sys/.+\.h$")),
)

STANDARD_HEADERS = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits
clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint
cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution expected filesystem format forward_list
fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map
memory memory_resource mutex new numbers numeric optional ostream print queue random ranges ratio regex
scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf string
string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set
utility valarray variant vector version
""".split())

# QCustomPlot's header needs Qt's keywords, LibTorch's headers break under them.
NEVER_TOGETHER = ("qcustomplot", "torch")

MOST_LINES = 400
