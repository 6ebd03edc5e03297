#include "engine/explanation/worked_sum.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace atranka::explanation {

namespace {

constexpr std::size_t steps_most = 500, bytes_most = 4'000;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool begins_word(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_in_word(char c) { return begins_word(c) || is_digit(c); }

// "if … then … else …": its condition, and the branch that was taken unless that is a literal.
bool is_condition(const feel::Derivation& d) {
    return d.expression.starts_with("if") && d.expression.size() > 2 && !is_in_word(d.expression[2]) &&
           !d.parts.empty();
}

// What goes round has no one value to stand in its place.
bool is_iteration(const feel::Derivation& d) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"for ", "some ", "every "},
                               [&](std::string_view word) { return d.expression.starts_with(word); });
}

// Operators and functions as people write and say them; the rest of FEEL stands as it is.
std::string word_of(const std::string& feel_word, bool lt) {
    struct Said {
        const char *en, *lt;
    };
    static const std::map<std::string, Said> said = {
        {"*", {"×", "×"}},
        {"<=", {"≤", "≤"}},
        {">=", {"≥", "≥"}},
        {"!=", {"≠", "≠"}},
        {"and", {"and", "ir"}},
        {"or", {"or", "arba"}},
        {"not", {"not ", "ne "}},
        {"min", {"least of ", "mažiausias iš "}},
        {"max", {"greatest of ", "didžiausias iš "}},
        {"floor", {"rounded down ", "suapvalinta žemyn "}},
        {"ceiling", {"rounded up ", "suapvalinta aukštyn "}},
        {"count", {"number of ", "skaičius "}},
    };
    const auto it = said.find(feel_word);
    if (it == said.end()) return feel_word;
    return lt ? it->second.lt : it->second.en;
}

}  // namespace

WorkedSum::WorkedSum(Label label, bool in_lithuanian) : label_(std::move(label)), lt_(in_lithuanian) {}

void WorkedSum::work(const feel::Derivation& d, const std::string& name) {
    if (lines_.size() > steps_most) return;
    if (is_condition(d)) {
        work(d.parts.front());
        if (d.parts.size() > 1) return work(d.parts.back(), name);
    } else if (!d.is_reading()) {
        for (const feel::Derivation& part : d.parts) work(part);
    }
    const bool is_step = !d.is_reading() && !is_condition(d) && (!d.parts.empty() || d.value.is_null());
    if (is_step || !name.empty()) tell(d, name);
}

std::vector<std::string> WorkedSum::lines() { return std::exchange(lines_, {}); }

void WorkedSum::tell(const feel::Derivation& d, const std::string& name) {
    const bool is_of_readings = std::ranges::all_of(d.parts, &feel::Derivation::is_reading);
    const std::string value = feel::verdict(d, lt_ ? feel::Tongue::lt : feel::Tongue::en, text(d.value));
    const bool is_sum = !is_iteration(d) && !is_condition(d) && !d.is_reading();
    const std::string values = is_sum ? with_values(d) : std::string{};
    std::string line = name;
    if (line.empty() && (is_of_readings || values.empty() || values == value)) line = named(d);
    const bool is_named = !line.empty(), is_verdict = d.value.is_boolean();
    const bool has_values = !values.empty() && values != line && values != text(d.value);
    if (has_values) line += (is_named ? (is_verdict ? ": " : " = ") : "") + values;
    line += (is_verdict ? (is_named && has_values ? ", " : ": ") : " = ") + value;
    if (told_.insert(line).second) lines_.push_back(std::move(line));
}

// The source, with what it reads as people call it.
std::string WorkedSum::named(const feel::Derivation& d) const {
    if (d.is_reading()) {
        const std::string label = label_(d.path);
        return label.empty() ? d.path : label;
    }
    if (is_iteration(d)) return feel::one_line(d.expression);
    return feel::one_line(d.written([this](const feel::Derivation& part) { return named(part); },
                                    [this](std::string_view source) { return between(source); }));
}

std::string WorkedSum::with_values(const feel::Derivation& d) const {
    std::string sum;
    for (const feel::Value& item : d.addends()) {
        sum += (sum.empty() ? "" : " + ") + text(item);
        if (sum.size() > bytes_most) return sum + " + …";
    }
    if (!sum.empty()) return sum;
    return feel::one_line(d.written([this](const feel::Derivation& part) { return text(part.value); },
                                    [this](std::string_view source) { return between(source); }));
}

std::string WorkedSum::between(std::string_view source) const {
    std::string out;
    while (!source.empty()) {
        const char c = source.front();
        std::size_t size = 1;
        std::string said;
        if (c == '"') {
            while (size < source.size() && source[size] != '"') size += source[size] == '\\' ? 2 : 1;
            size = std::min(size + 1, source.size());
            said = source.substr(0, size);
        } else if (begins_word(c)) {
            while (size < source.size() && is_in_word(source[size])) ++size;
            said = word_of(std::string{source.substr(0, size)}, lt_);
        } else if (is_digit(c)) {
            while (size < source.size() && (is_digit(source[size]) || source[size] == '.')) ++size;
            said = number(source.substr(0, size));
        } else if (c == ',' && lt_) {
            said = ";";  // a comma begins decimals
        } else {
            if (source.size() > 1 && source[1] == '=') size = 2;
            said = word_of(std::string{source.substr(0, size)}, lt_);
        }
        out += said;
        source.remove_prefix(size);
    }
    return out;
}

std::string WorkedSum::text(const feel::Value& value) const {
    if (value.is_number()) return number(value.text());
    if (value.is_list()) {
        std::string items;
        for (const feel::Value& item : value.as_list()) {
            if (items.size() > bytes_most) return items + "; …";
            items += (items.empty() ? "" : "; ") + text(item);
        }
        return items;
    }
    if (value.is_boolean()) return value.as_boolean() ? (lt_ ? "taip" : "yes") : (lt_ ? "ne" : "no");
    auto [words, is_cut] = value.text_within(200);
    if (is_cut) words += "…";
    return value.is_text() ? (lt_ ? "„" + words + "“" : "“" + words + "”") : words;
}

std::string WorkedSum::number(std::string_view digits) const {
    const bool is_negative = digits.starts_with('-');
    if (is_negative) digits.remove_prefix(1);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::string_view whole = digits.substr(0, point);
    std::string_view decimals = digits.substr(std::min(point + 1, digits.size()));
    while (decimals.size() > 2 && decimals.ends_with('0')) decimals.remove_suffix(1);
    constexpr std::size_t decimals_most = 8;
    const bool is_cut = decimals.size() > decimals_most;
    decimals = decimals.substr(0, decimals_most);
    std::string out = is_negative ? "-" : "";
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (i > 0 && (whole.size() - i) % 3 == 0) out += lt_ ? "\u00a0" : ",";
        out += whole[i];
    }
    if (!decimals.empty()) (out += lt_ ? "," : ".") += decimals;
    return is_cut ? out + "…" : out;
}

}  // namespace atranka::explanation
