#include "engine/definition/scalar.hpp"

#include "engine/definition/fields.hpp"
#include "engine/kernel/text.hpp"

namespace atranka::definition {

namespace {

// Text as a person reads it in a message: short, and without what a terminal would obey.
std::string shown(const Value& typed) {
    if (typed.is_bool()) return typed.as_bool() ? "`true`" : "`false`";
    if (typed.is_number()) return "`" + typed.as_decimal().text() + "`";
    if (typed.is_list()) return "A list";
    if (typed.is_object()) return "An object";
    if (!typed.is_text()) return "Nothing";
    constexpr std::size_t shown_max = 40;
    const std::string& text = typed.as_text();
    if (kernel::text_fault(text) || text.size() > shown_max || text.find('\n') != std::string::npos)
        return "This text";
    return "`" + text + "`";
}

tl::expected<Decimal, std::string> decimal(const Value& typed) {
    if (typed.is_number()) return typed.as_decimal();
    if (typed.is_text())
        if (const auto number = parse_decimal(typed.as_text())) return *number;
    return tl::unexpected{
        shown(typed) +
        " is not an exact decimal: write digits with at most one point, such as 25000.00, without "
        "commas, blanks or exponents."};
}

// What a double could not carry and no budget reaches; it keeps every later sum within 34 digits.
const Decimal magnitude_max = Decimal::scaled(1, 15);

}  // namespace

bool is_blank(const Value& typed) { return typed.is_null() || (typed.is_text() && typed.as_text().empty()); }

Scalar read_text(const Value& typed) {
    if (!typed.is_text()) return tl::unexpected{shown(typed) + " is not a text."};
    if (const auto fault = kernel::text_fault(typed.as_text()))
        return tl::unexpected{"This text is refused: " + *fault + "."};
    return typed;
}

Scalar read_number(const Value& typed) {
    const auto number = decimal(typed);
    if (!number) return tl::unexpected{number.error()};
    if (*number > magnitude_max || *number < -magnitude_max)
        return tl::unexpected{shown(typed) + " is larger than any number taken here."};
    return Value{number->normalised().text()};
}

Scalar read_money(const Value& typed) {
    const auto number = decimal(typed);
    if (!number) return tl::unexpected{number.error()};
    if (*number > magnitude_max || *number < -magnitude_max)
        return tl::unexpected{shown(typed) + " is larger than any amount taken here."};
    const Decimal cents = number->rounded(2, Rounding::half_even);
    if (cents != *number) return tl::unexpected{shown(typed) + " is not a whole number of cents."};
    // Adding 0.00 gives whole amounts their two digits.
    return Value{(cents + Decimal::scaled(0, -2)).text()};
}

Scalar read_integer(const Value& typed) {
    const auto number = decimal(typed);
    if (!number) return tl::unexpected{number.error()};
    if (!number->is_integer()) return tl::unexpected{shown(typed) + " is not a whole number."};
    return read_number(typed);
}

Scalar read_boolean(const Value& typed) {
    if (typed.is_bool()) return typed;
    if (typed.is_text() && (typed.as_text() == "true" || typed.as_text() == "false"))
        return Value{typed.as_text() == "true"};
    return tl::unexpected{shown(typed) + " is neither true nor false."};
}

Scalar read_date(const Value& typed) {
    const auto day = typed.is_text() ? parse_day(typed.as_text()) : std::nullopt;
    if (!day) return tl::unexpected{shown(typed) + " is not a date: write it as 2026-11-23."};
    return Value{day_text(*day)};
}

Scalar read_datetime(const Value& typed) {
    const auto instant = typed.is_text() ? Instant::parse(typed.as_text()) : std::nullopt;
    if (!instant)
        return tl::unexpected{shown(typed) + " is not a moment: write it as 2026-11-23T21:59:59Z, in UTC."};
    return Value{instant->text()};
}

std::string limit_fault(const Decimal& value, const std::optional<Decimal>& minimum,
                        const std::optional<Decimal>& maximum) {
    if (minimum && value < *minimum) return value.text() + " is below " + minimum->text() + ".";
    if (maximum && value > *maximum) return value.text() + " is above " + maximum->text() + ".";
    return {};
}

}  // namespace atranka::definition
