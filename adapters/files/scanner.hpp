#pragma once
// A virus scanner that is asked before a file is kept: clamd, by its command INSTREAM.
// Shape:  `unix:/run/clamav/clamd.ctl`, or `host:port`. A connection a file: zINSTREAM, pieces each with
//         its length in four bytes, and one of none; answered `stream: OK` or `stream: <name> FOUND`.
// Units:  10 s for each piece and for connecting, 60 s for the verdict.
// Errors: whatever is neither of the two answers is no verdict, and nothing is accepted without one.
// Source: clamd(8), "COMMANDS".

#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace atranka::files {

struct Scanner {
    std::string socket = {};           // a path
    std::string host = {}, port = {};  // or these
};

// Nothing where it is spelled in neither way.
std::optional<Scanner> read_scanner(const std::string& text);

struct Verdict {
    bool is_clean = false;
    std::string found = {};  // as the scanner calls it
};
// No verdict: why, in words.
tl::expected<Verdict, std::string> scan(const Scanner& scanner, const std::string& content);

}  // namespace atranka::files
