#pragma once
// One typed value of a form or a parameter → its canonical spelling, or a sentence that says what is wrong
// with it.
// Shape:  as form.hpp describes; none of these looks at limits.

#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"

#include <string>
#include <tl/expected.hpp>

namespace atranka::definition {

using Scalar = tl::expected<Value, std::string>;

Scalar read_text(const Value& typed);
Scalar read_money(const Value& typed);
Scalar read_number(const Value& typed);
Scalar read_integer(const Value& typed);
Scalar read_boolean(const Value& typed);
Scalar read_date(const Value& typed);
Scalar read_datetime(const Value& typed);

// Nothing was typed: null, or no text at all.
bool is_blank(const Value& typed);
// The sentence by which a value breaks its limits, or nothing.
std::string limit_fault(const Decimal& value, const std::optional<Decimal>& minimum,
                        const std::optional<Decimal>& maximum);

}  // namespace atranka::definition
