#pragma once
// JSON text ↔ Value, strictly and exactly.
// Shape:  one document of RFC 8259, 32 levels deep at most. An integer that fits 64 bits becomes an integer;
//         any other plain number becomes the exact decimal that stands there, trailing zeros kept (an amount
//         never passes through a double). `write` spells a decimal as a JSON number in plain notation, for
//         people and exports; what is recorded is spelled by engine/ledger/canonical.hpp.
// Units:  lines and columns from 1; a column is one code point.
// Errors: the first fault, where it stands. Refused, beyond what RFC 8259 refuses: a repeated key, an
//         exponent, more than 34 digits, a lone surrogate, invalid UTF-8, a byte order mark. Nothing is
//         thrown.
// Source: RFC 8259, RFC 7493 (I-JSON). Boost.JSON was not taken: its numbers are doubles.

#include "engine/kernel/value.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace atranka::json {

constexpr int depth_max = 32;

struct Fault {
    int line = 1, column = 1;
    std::string message;
    friend bool operator==(const Fault&, const Fault&) = default;
};

tl::expected<Value, Fault> parse(std::string_view text);

std::string write(const Value& value);         // on one line, without blanks
std::string write_pretty(const Value& value);  // two blanks a level, and a line feed at the end

}  // namespace atranka::json
