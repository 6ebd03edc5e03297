"""Breaks each fence on purpose, in a fixture of five rooms made with the project's own cmake/, and sees it hold."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

CMAKE_DIR = pathlib.Path(os.environ["ATRANKA_CMAKE_DIR"])
FIXTURE = pathlib.Path(os.environ["ATRANKA_FIXTURE_DIR"])
CMAKE = os.environ.get("CMAKE", "cmake")

# low <- middle <- high: high reaches low's view through middle, and its USES does not name it.
ROOMS = """\
cmake_minimum_required(VERSION 3.25)
project(fixture LANGUAGES CXX)
include({cmake}/options.cmake)
include({cmake}/room.cmake)
vocabulary(tl/)
room(engine/low)
room(engine/middle  USES engine/low)
room(engine/high    USES engine/middle)
room(adapters/json  USES engine/low)
room(adapters/disk  USES engine/low adapters/json  OUTSIDE sqlite3.h)
"""


def header(room, uses=""):
    return f"#pragma once\n{uses}namespace {room} {{ int answer(); }}\n"


def source(room, folder, includes="", body="42"):
    return f'#include "{folder}/{room}/{room}.hpp"\n{includes}int {room}::answer() {{ return {body}; }}\n'


CLEAN = {
    "CMakeLists.txt": ROOMS.format(cmake=CMAKE_DIR),
    "engine/low/low.hpp": header("low"),
    "engine/low/shape.hpp": "#pragma once\ninline int area() { return 42; }\n",
    "engine/low/low.cpp": source("low", "engine", "#include <algorithm>\n", "std::max(1, 42)"),
    "engine/middle/middle.hpp": header("middle", '#include "engine/low/low.hpp"\n'),
    "engine/middle/middle.cpp": source("middle", "engine", body="low::answer()"),
    "engine/high/high.hpp": header("high"),
    "engine/high/high.cpp": source("high", "engine", '#include "engine/middle/middle.hpp"\n', "middle::answer()"),
    "adapters/json/json.hpp": header("json"),
    "adapters/json/json.cpp": source("json", "adapters"),
    "adapters/disk/disk.hpp": header("disk"),
    "adapters/disk/disk.cpp": source("disk", "adapters", "#include <fstream>\n#include <unistd.h>\n"),
}


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def lay(changed):
    """The clean fixture with some files replaced; an untouched file keeps its time, so that little is rebuilt."""
    wanted = {**CLEAN, **changed}
    for path in FIXTURE.rglob("*"):
        shown = path.relative_to(FIXTURE)
        if path.is_file() and shown.parts[0] != "build" and str(shown) not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = FIXTURE / name
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def configure():
    return run(CMAKE, "-S", FIXTURE, "-B", FIXTURE / "build/x", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug")


def build(*targets):
    return run(CMAKE, "--build", FIXTURE / "build/x", "--target", *(targets or ["all"]))


def fences(*words):
    return run(sys.executable, CMAKE_DIR / "fences.py", *words)


def libraries():
    return [FIXTURE / f"build/x/lib{room}.a" for room in ("low", "middle", "high")]


class FencesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FIXTURE, ignore_errors=True)

    def passes(self, outcome):
        code, printed = outcome
        self.assertEqual(code, 0, printed)

    def fails(self, outcome, *said):
        code, printed = outcome
        self.assertNotEqual(code, 0, printed)
        # CMake breaks its lines.
        flat = " ".join(printed.split())
        for words in said:
            self.assertIn(words, flat)

    def with_rooms(self, old, new):
        self.assertIn(old, CLEAN["CMakeLists.txt"])
        lay({"CMakeLists.txt": CLEAN["CMakeLists.txt"].replace(old, new)})
        return configure()

    def built_with(self, changed):
        lay(changed)
        self.passes(configure())
        return build()

    def test_a_clean_tree_passes_every_fence(self):
        self.passes(self.built_with({}))
        self.passes(build("all_verify_interface_header_sets"))
        self.passes(fences("includes", FIXTURE))
        self.passes(fences("names", FIXTURE))
        self.passes(fences("symbols", *libraries()))

    def test_a_room_that_is_reached_but_not_used_may_not_be_included(self):
        code = source("high", "engine", '#include "engine/low/low.hpp"\n')
        said = 'engine/high/high.cpp:2: error: "engine/low/low.hpp": engine/high does not USE engine/low'
        self.fails(self.built_with({"engine/high/high.cpp": code}), said)
        self.fails(fences("includes", FIXTURE), said)

    def test_a_source_includes_its_own_header_first(self):
        code = "#include <algorithm>\n" + source("low", "engine", body="std::max(1, 42)")
        said = 'engine/low/low.cpp:1: error: "algorithm" comes before "engine/low/low.hpp", which has to compile alone'
        self.fails(self.built_with({"engine/low/low.cpp": code}), said)
        self.fails(fences("includes", FIXTURE), said)

    def test_a_room_that_is_not_reached_does_not_compile(self):
        self.fails(self.built_with({"engine/low/low.cpp": source("low", "engine", '#include "engine/high/high.hpp"\n')}),
                   "engine/low does not USE engine/high")
        # The view alone stops it too: the same file by the compiler's own command.
        commands = json.loads((FIXTURE / "build/x/compile_commands.json").read_text())
        [entry] = [entry for entry in commands if entry["file"].endswith("engine/low/low.cpp")]
        self.fails(run("sh", "-c", f"cd '{entry['directory']}' && {entry['command']}"),
                   "engine/high/high.hpp: No such file or directory")

    def test_a_room_may_not_be_entered_from_its_own_folder(self):
        self.fails(self.built_with({"engine/low/low.cpp": '#include "low.hpp"\nint low::answer() { return 1; }\n'}),
                   '"low.hpp" lies in no room')

    def test_includes_do_not_climb(self):
        climbing = source("high", "engine", '#include "engine/middle/../low/low.hpp"\n')
        self.fails(self.built_with({"engine/high/high.cpp": climbing}), 'without ".."')

    def test_a_room_may_not_use_a_room_below_it(self):
        self.fails(self.with_rooms("room(engine/low)", "room(engine/low USES engine/high)"),
                   "engine/low uses engine/high, which is not on a line above it")

    def test_targets_may_not_link_in_a_circle(self):
        self.fails(self.with_rooms("room(engine/low)", "room(engine/low LINKS high)"), "cycle")

    def test_an_adapter_may_not_use_another(self):
        self.fails(self.with_rooms("USES engine/low adapters/json  OUTSIDE sqlite3.h)",
                                   "USES engine/low)\nroom(adapters/mail USES adapters/disk)"),
                   "adapters/mail uses adapters/disk: adapters use the engine and adapters/json, never each other")

    def test_the_engine_includes_no_posix_and_no_impure_standard_header(self):
        for impure in ("unistd.h", "sys/stat.h", "fstream", "iostream", "random", "thread", "mutex", "atomic", "future",
                       "filesystem", "ctime", "cassert", "sqlite3.h"):
            with self.subTest(header=impure):
                lay({"engine/low/low.cpp": source("low", "engine", f"#include <{impure}>\n")})
                self.fails(fences("includes", FIXTURE, "--room", "engine/low"),
                           f"engine/low/low.cpp:2: error: <{impure}>: the engine is pure")
        self.fails(self.built_with({"engine/low/low.cpp": source("low", "engine", "#include <unistd.h>\n")}),
                   "<unistd.h>: the engine is pure")

    def test_an_adapter_includes_from_outside_what_its_line_names(self):
        lay({"adapters/disk/disk.cpp": source("disk", "adapters", "#include <sqlite3.h>\n#include <tl/expected.hpp>\n")})
        self.passes(fences("includes", FIXTURE))
        lay({"adapters/json/json.cpp": source("json", "adapters", "#include <sqlite3.h>\n")})
        self.fails(fences("includes", FIXTURE), "<sqlite3.h>: OUTSIDE of adapters/json does not name it")
        lay({"adapters/disk/disk.cpp": source("disk", "adapters", "#include <cassert>\n")})
        self.fails(fences("includes", FIXTURE), "<cassert>")

    def test_a_folder_without_a_line_is_no_room(self):
        lay({"engine/stray/stray.cpp": "int stray;\n"})
        self.fails(fences("includes", FIXTURE), "engine/stray/stray.cpp:1: error: lies in a folder")

    def test_the_engine_calls_no_clock_file_environment_chance_thread_or_socket(self):
        # Each is declared by hand or comes with an allowed header, so that only the linker's names give it away.
        self.passes(self.built_with({
            "engine/low/low.cpp": source("low", "engine", "#include <chrono>\n",
                                         "static_cast<int>(::time(nullptr) + "
                                         "std::chrono::system_clock::now().time_since_epoch().count())"),
            "engine/middle/middle.cpp": source("middle", "engine", "#include <cstdlib>\n#include <cstdio>\n",
                                               'std::getenv("HOME") && std::fopen("x", "r") && std::rand() > 1'),
            "engine/high/high.cpp": source("high", "engine", 'extern "C" int socket(int, int, int);\n'
                                           'extern "C" int pthread_create(void*, void*, void*, void*);\n',
                                           "socket(1, 2, 3) + pthread_create(nullptr, nullptr, nullptr, nullptr)"),
        }))
        self.fails(fences("symbols", *libraries()),
                   "low.cpp.o: error: needs `time`: the engine asks for a clock nowhere",
                   "needs `std::chrono::_V2::system_clock::now()`", "needs `getenv`", "needs `fopen`", "needs `rand`",
                   "high.cpp.o: error: needs `socket`: the engine asks for a socket nowhere", "needs `pthread_create`")

    def test_a_header_that_leans_on_its_includer_is_found(self):
        leaning = "#pragma once\ninline std::string name() { return {}; }\n"
        lender = "#include <string>\n#include \"engine/low/shape.hpp\"\n"
        self.passes(self.built_with({"engine/low/shape.hpp": leaning,
                                     "engine/high/high.cpp": source("high", "engine", "#include <string>\n"),
                                     "engine/low/low.cpp": source("low", "engine", lender)}))
        self.fails(build("all_verify_interface_header_sets"), "engine/low/shape.hpp", "string")
        # One that has a source is seen by that source alone.
        self.fails(self.built_with({"engine/low/low.hpp": leaning + header("low")[len("#pragma once"):]}), "string")

    def test_names_depth_and_columns(self):
        lay({"CMakeLists.txt": CLEAN["CMakeLists.txt"] + "room(engine/util)\n",
             "engine/util/any.hpp": "#pragma once\n",
             "engine/high/a/b/deep.hpp": "#pragma once\n",
             "engine/high/wide.hpp": "// " + "x" * 108 + "\n"})
        self.fails(fences("names", FIXTURE), "engine/util: a room is named after what it knows",
                   "engine/high/a/b/deep.hpp:1: error: lies more than 3 folders deep",
                   "engine/high/wide.hpp:1: error: 111 columns; at most 110")


if __name__ == "__main__":
    unittest.main()
