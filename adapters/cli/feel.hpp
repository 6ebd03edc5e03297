#pragma once
// What the verbs that evaluate expressions by hand share.

#include "engine/feel/derivation.hpp"
#include "engine/kernel/value.hpp"

#include <string>

namespace atranka::cli {

// The clock and the time zones of this machine.
feel::Surroundings here_and_now();
// A JSON object, or a file that holds one, or nothing.
Value input_object(const std::string& text);
// "column 4: the expression ends too early"; of several lines the line comes first.
std::string fault_line(const std::string& source, const feel::Fault& fault);
// The source, and below it what is at fault underlined, of a fault in one line of it.
std::string underlined(const std::string& source, const feel::Fault& fault);

}  // namespace atranka::cli
