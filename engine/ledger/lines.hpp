#pragma once
// What the log's text formats have in common: lines that end in a line feed, and whole numbers in one
// spelling.
// Errors: nothing where the text is not so; `lines_fault` says in words what is wrong with the text as
//         a whole.
// Source: C2SP signed-note, tlog-checkpoint and tlog-proof.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::ledger {

// What keeps the text from being UTF-8 lines that end in a line feed, without control characters.
std::optional<std::string> lines_fault(std::string_view text);
// Takes the first line off, without its line feed; nothing, and nothing taken, where none ends in one.
std::optional<std::string_view> take_line(std::string_view& rest);
// A size or an index: ASCII digits without a leading zero, within 2^63-1.
std::optional<std::int64_t> read_count(std::string_view text);

}  // namespace atranka::ledger
