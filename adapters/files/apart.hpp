#pragma once
// The judgement in a process of its own, which has little memory, little time and nothing else: what
// breaks a library that reads files breaks that.
// Shape:  the program runs itself with the word `apart_word` as its first argument; main() hands such a
//         call to `judge_as_child` before anything else.
// Units:  address space 1 GiB (not under a sanitizer, which needs more), 20 s of work, 60 s in all.
// Errors: a child that dies or takes too long found the file unfit. What keeps a child from starting throws
//         std::runtime_error.

#include "adapters/files/inspect.hpp"

namespace atranka::files {

constexpr std::string_view apart_word = "judge-a-file-apart";

tl::expected<Found, Unfit> inspect_apart(const std::filesystem::path& file, const Wanted& wanted,
                                         const std::filesystem::path& clean);
int judge_as_child(int argc, const char* const* argv);

}  // namespace atranka::files
