#!/usr/bin/env python3
"""The fences of the architecture that neither the compiler nor CMake puts up.

    fences.py includes <root> [--room <folder>] [--stamp <file>]   what the sources include, against the room() lines
    fences.py names <root>                                         folders, depth of paths, length of lines
    fences.py symbols <library>...                                 the engine reaches no clock, file, socket or thread

Each fault is one line on stderr, `file:line: error: what is wrong`; the exit code is 1 if there is any.
"""

import argparse
import pathlib
import re
import subprocess
import sys

# The engine computes: from the standard library it takes what depends on its arguments alone.
ENGINE_STANDARD = set("""
    algorithm array bit bitset cctype charconv chrono climits cmath compare concepts cstddef cstdint cstdio cstdlib
    cstring deque exception functional initializer_list iosfwd iterator limits list map memory new numbers numeric
    optional queue ranges ratio set source_location span sstream stack stdexcept string string_view tuple type_traits
    typeindex typeinfo unordered_map unordered_set utility variant vector version
""".split())

# The adapters are where the outside world is: all of the standard library, and POSIX. Not <cassert>, which release
# builds switch off: kernel::invariant stays.
ADAPTER_STANDARD = ENGINE_STANDARD | set("""
    any atomic barrier cerrno cfloat clocale codecvt condition_variable coroutine csetjmp csignal ctime cwchar
    execution filesystem format fstream future iomanip ios iostream istream latch locale memory_resource mutex ostream
    random regex scoped_allocator semaphore shared_mutex stop_token streambuf strstream syncstream system_error thread
    valarray cinttypes
""".split())
POSIX = re.compile(r"(sys/\w+|netinet/\w+|arpa/inet|net/if|dirent|fcntl|grp|langinfo|netdb|poll|pthread|pwd|signal|"
                   r"spawn|syslog|termios|time|unistd)\.h")

# What an engine library may not ask of the linker, by demangled name.
IMPURE = [
    ("a clock", r"clock|clock_gettime|gettimeofday|time|timespec_get|localtime(_r)?|gmtime(_r)?|mktime|strftime|tzset|"
                r"nanosleep|usleep|sleep|std::chrono::.*clock::now\(\)|date::.*"),
    ("the environment", r"(secure_)?getenv|setenv|putenv|unsetenv|environ|setlocale|gethostname|getpid|system|popen|"
                        r"fork|exec[vl]p?e?|posix_spawnp?"),
    ("a file", r"(f|fre|fd)open(64)?|open(at)?(64)?|creat(64)?|read|pread(64)?|pwrite(64)?|unlink(at)?|rename(at)?|"
               r"mkdir|rmdir|stat(64)?|fstat(64)?|mmap(64)?|tmpfile|mkstemp|"
               r"std::(__cxx11::)?basic_(i|o)?f(stream|ilebuf).*|std::filesystem::.*"),
    # Not std::ios_base::Init, which Boost.Multiprecision's headers bring along.
    ("the console", r"std::w?c(out|err|in|log)|getchar|gets|scanf|getline"),
    ("chance", r"s?rand(om)?(_r)?|[dlmn]rand48|arc4random.*|getrandom|getentropy|std::random_device::.*|RAND_.*"),
    ("a socket", r"socket|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|getaddrinfo|poll|e?select|epoll_.*"),
    # Not pthread_mutex_lock, which guards a cache within Boost.Regex.
    ("a thread", r"pthread_(create|join|detach|cond_.*)|std::thread::.*|std::condition_variable.*|sem_.*"),
    ("an adapter's library", r"soci::.*|sqlite3_.*|spdlog::.*|YAML::.*|CLI::.*|PQ\w+"),
]

FORBIDDEN_ROOMS = {"common", "util", "utils", "helper", "helpers", "base", "misc", "manager"}
DEPTH_MAX = 3  # folders, as in adapters/cli/help
COLUMNS_MAX = 110
SOURCE_SUFFIXES = {".cpp", ".hpp", ".def"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LINE = re.compile(r"^(vocabulary|room|program)\(([^)]*)\)", re.MULTILINE)
KEYWORDS = ("NAMED", "USES", "OUTSIDE", "LINKS")


class Room:
    def __init__(self, folder, words, is_program):
        self.folder = folder
        self.is_program = is_program
        lists = {keyword: [] for keyword in KEYWORDS}
        current = None
        for word in words:
            if word in KEYWORDS:
                current = lists[word]
            elif current is None:
                raise SystemExit(f"CMakeLists.txt: {folder}: `{word}` belongs to no keyword")
            else:
                current.append(word)
        self.uses = lists["USES"]
        self.outside = lists["OUTSIDE"]


def rooms_of(root):
    text = re.sub(r"#.*", "", (root / "CMakeLists.txt").read_text())
    rooms, vocabulary = {}, []
    for kind, body in LINE.findall(text):
        if kind == "vocabulary":
            vocabulary += body.split()
            continue
        folder, *words = body.split()
        rooms[folder] = Room(folder, words, kind == "program")
        rooms[folder].outside += vocabulary
    if not rooms:
        raise SystemExit(f"{root}/CMakeLists.txt: no room() line found")
    return rooms


def sources_in(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in SOURCE_SUFFIXES and path.is_file())


def include_fault(room, rooms, quote, included):
    """What is wrong with one include of a room, or None."""
    if ".." in included.split("/"):
        return f'"{included}": includes are written from the root, without ".."'
    if quote == '"':
        owner = "/".join(included.split("/")[:2])
        if owner not in rooms:
            return f'"{included}" lies in no room; an include of ours starts at the root, one from outside has <>'
        if owner == room.folder:
            return None
        if rooms[owner].is_program:
            return f'"{included}" belongs to a program, which no room includes'
        if owner not in room.uses and room.uses != ["ALL"]:
            return f'"{included}": {room.folder} does not USE {owner}'
        return None
    if any(included.startswith(prefix) for prefix in room.outside):
        return None
    if any(included.startswith(folder + "/") for folder in rooms):
        return f"<{included}>: includes of ours are quoted"
    if room.folder.startswith("engine/"):
        return None if included in ENGINE_STANDARD else f"<{included}>: the engine is pure, and OUTSIDE does not name it"
    if included in ADAPTER_STANDARD or POSIX.fullmatch(included):
        return None
    return f"<{included}>: OUTSIDE of {room.folder} does not name it"


def include_faults(root, only=None):
    rooms = rooms_of(root)
    if only is not None and only not in rooms:
        raise SystemExit(f"CMakeLists.txt has no room {only}")
    for folder in [only] if only else rooms:
        for path in sources_in(root / folder):
            own = path.with_suffix(".hpp")
            is_first = path.suffix == ".cpp" and own.exists()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                fault = include_fault(rooms[folder], rooms, *match.groups())
                if is_first and match.group(2) != str(own.relative_to(root)):
                    fault = fault or f'"{match.group(2)}" comes before "{own.relative_to(root)}", which has to compile alone'
                is_first = False
                if fault:
                    yield f"{path.relative_to(root)}:{number}: {fault}"
    if only is None:
        for top in ("engine", "adapters"):
            for path in sources_in(root / top):
                if "/".join(path.relative_to(root).parts[:2]) not in rooms:
                    yield f"{path.relative_to(root)}:1: lies in a folder that CMakeLists.txt has no room() line for"


def name_faults(root):
    for folder in rooms_of(root):
        if folder.split("/")[-1] in FORBIDDEN_ROOMS:
            yield f"CMakeLists.txt:1: {folder}: a room is named after what it knows"
    tops = [root / top for top in ("engine", "adapters", "tests", "bench", "fuzz") if (root / top).is_dir()]
    for path in (path for top in tops for path in sources_in(top)):
        shown = path.relative_to(root)
        if "node_modules" in shown.parts:
            continue
        if len(shown.parts) - 1 > DEPTH_MAX:
            yield f"{shown}:1: lies more than {DEPTH_MAX} folders deep"
        for folder in shown.parts[:-1]:
            if folder in FORBIDDEN_ROOMS:
                yield f"{shown}:1: a folder is named after what it holds, not `{folder}`"
        if path.suffix == ".def":
            continue  # a table: a line an entry, a sentence in each
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if len(line) > COLUMNS_MAX and shown.parts[0] != "tests":  # a sample there is as wide as it is
                yield f"{shown}:{number}: {len(line)} columns; at most {COLUMNS_MAX}"


def symbol_faults(libraries):
    rules = [(what, re.compile(pattern)) for what, pattern in IMPURE]
    for library in libraries:
        if not pathlib.Path(library).exists():
            yield f"{library}:1: was not built"
            continue
        listed = subprocess.run(["nm", "--demangle", "--print-file-name", library],
                                capture_output=True, text=True, check=True).stdout
        if not listed.strip():
            yield f"{library}:1: holds no symbol at all, which cannot be"
        for line in listed.splitlines():
            # libcall.a:decide.cpp.o:                 U std::terminate()
            match = re.match(r"(.*?):\s+[Uwv] (.*)", line)
            if not match:
                continue
            where, symbol = match.groups()
            bare = re.sub(r"@.*", "", symbol)
            for what, rule in rules:
                if rule.fullmatch(bare):
                    yield f"{pathlib.PurePath(where).name}: needs `{symbol}`: the engine asks for {what} nowhere"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    includes = commands.add_parser("includes")
    includes.add_argument("root", type=pathlib.Path)
    includes.add_argument("--room")
    includes.add_argument("--stamp", type=pathlib.Path)
    names = commands.add_parser("names")
    names.add_argument("root", type=pathlib.Path)
    symbols = commands.add_parser("symbols")
    symbols.add_argument("libraries", nargs="+")
    asked = parser.parse_args()

    if asked.command == "includes":
        faults = list(include_faults(asked.root.resolve(), asked.room))
    elif asked.command == "names":
        faults = list(name_faults(asked.root.resolve()))
    else:
        faults = list(symbol_faults(asked.libraries))
    for fault in faults:
        print(fault.replace(": ", ": error: ", 1), file=sys.stderr)
    if not faults and getattr(asked, "stamp", None):
        asked.stamp.parent.mkdir(parents=True, exist_ok=True)
        asked.stamp.write_text("")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
