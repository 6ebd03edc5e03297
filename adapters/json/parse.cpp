#include "adapters/json/json.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace atranka::json {

namespace {

constexpr std::size_t number_length_max =
    64;  // sign, point, 34 digits, and zeros before the first that counts

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::string& out, unsigned code) {
    const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

// Every member that reads returns false once a fault is noted; `at_` then no longer matters.
class Parser {
public:
    explicit Parser(std::string_view text) : text_{text} {}

    tl::expected<Value, Fault> document() {
        Value value;
        if (encoding() && read(value, 1) && end()) return value;
        return tl::unexpected{located()};
    }

private:
    bool fail(std::size_t at, std::string message) {
        fault_at_ = at;
        message_ = std::move(message);
        return false;
    }

    Fault located() const {
        const std::string_view before = text_.substr(0, fault_at_);
        const std::size_t line_break = before.rfind('\n');
        const std::size_t line_start = line_break == std::string_view::npos ? 0 : line_break + 1;
        return {static_cast<int>(std::ranges::count(before, '\n')) + 1,
                static_cast<int>(code_points(before.substr(line_start))) + 1, message_};
    }

    bool encoding() {
        if (text_.starts_with("\xEF\xBB\xBF"))
            return fail(0, "a byte order mark is not JSON: save as UTF-8 without one");
        if (const auto at = utf8_fault(text_)) return fail(*at, "this is not valid UTF-8");
        return true;
    }

    bool end() {
        skip_blanks();
        return at_ == text_.size() || fail(at_, "one JSON value is expected, and here another begins");
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool is_at_end() const { return at_ >= text_.size(); }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
    }

    bool take(char c) {
        skip_blanks();
        if (is_at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool read(Value& out, int depth) {
        skip_blanks();
        if (is_at_end()) return fail(at_, "the text ends where a value is expected");
        const char c = peek();
        if (c == '{' || c == '[') {
            if (depth > depth_max)
                return fail(at_, "values are nested deeper than " + std::to_string(depth_max) + " levels");
            return c == '{' ? object(out, depth) : list(out, depth);
        }
        if (c == '"') {
            std::string text;
            if (!string(text)) return false;
            out = std::move(text);
            return true;
        }
        if (c == '-' || c == '+' || c == '.' || is_digit(c)) return number(out);
        return word(out);
    }

    bool word(Value& out) {
        std::size_t end = at_;
        while (end < text_.size() &&
               ((text_[end] >= 'a' && text_[end] <= 'z') || (text_[end] >= 'A' && text_[end] <= 'Z')))
            ++end;
        const std::string_view name = text_.substr(at_, end - at_);
        if (name == "true" || name == "false")
            out = name == "true";
        else if (name == "null")
            out = nullptr;
        else if (name == "NaN" || name == "Infinity")
            return fail(at_, std::string{name} + " is not a number that can be read");
        else if (name.empty())
            return fail(at_,
                        "a value is expected: text in double quotes, a number, true, false, null, a list or "
                        "an object");
        else
            return fail(at_,
                        std::string{name.substr(0, 32)} + " is no JSON value: text stands in double quotes");
        at_ = end;
        return true;
    }

    bool number(Value& out) {
        const std::size_t start = at_;
        std::size_t end = start;
        while (end < text_.size() && (is_digit(text_[end]) || (text_[end] >= 'a' && text_[end] <= 'z') ||
                                      (text_[end] >= 'A' && text_[end] <= 'Z') ||
                                      std::string_view{"+-._"}.find(text_[end]) != std::string_view::npos))
            ++end;
        const std::string_view token = text_.substr(start, end - start);
        const std::string_view digits = token.starts_with('-') ? token.substr(1) : token;
        if (digits == "NaN" || digits == "Infinity")
            return fail(start, std::string{token} + " is not a number that can be read");
        if (token.size() > number_length_max) return fail(start, "a number has at most 34 digits");
        if (token.starts_with('+')) return fail(start, "a number has no plus sign");
        if (const std::size_t e = digits.find_first_of("eE");
            e != std::string_view::npos && e > 0 &&
            digits.find_first_not_of("0123456789.eE+-") == std::string_view::npos)
            return fail(start, "a number is written without an exponent: 1000, not 1e3");
        if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]))
            return fail(start, "a number does not begin with a needless zero");
        const auto decimal = Decimal::parse(token);
        if (!decimal) {
            const bool plain = !digits.empty() && is_digit(digits.front()) && is_digit(digits.back()) &&
                               digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                               std::ranges::count(digits, '.') <= 1;
            return fail(start,
                        plain ? "a number has at most 34 digits"
                              : "this is no JSON number: digits, and perhaps a point with digits behind it");
        }
        std::int64_t integer = 0;
        const auto [rest, error] = std::from_chars(token.data(), token.data() + token.size(), integer);
        if (error == std::errc{} && rest == token.data() + token.size())
            out = integer;
        else
            out = *decimal;
        at_ = end;
        return true;
    }

    bool list(Value& out, int depth) {
        ++at_;
        Value::List items;
        if (!take(']')) {
            do {
                Value item;
                if (!read(item, depth + 1)) return false;
                items.push_back(std::move(item));
            } while (take(','));
            if (!take(']')) return fail(at_, "a list goes on with a comma or ends with ]");
        }
        out = std::move(items);
        return true;
    }

    bool object(Value& out, int depth) {
        ++at_;
        Value::Object members;
        if (!take('}')) {
            do {
                skip_blanks();
                const std::size_t key_at = at_;
                std::string key;
                if (peek() != '"') return fail(at_, "the name of a member, in double quotes, is expected");
                if (!string(key)) return false;
                if (!take(':')) return fail(at_, "a colon is expected between a member's name and its value");
                if (members.contains(key))
                    return fail(key_at, "the member \"" + key + "\" stands here a second time");
                Value member;
                if (!read(member, depth + 1)) return false;
                members.emplace(std::move(key), std::move(member));
            } while (take(','));
            if (!take('}')) return fail(at_, "an object goes on with a comma or ends with }");
        }
        out = std::move(members);
        return true;
    }

    bool string(std::string& out) {
        const std::size_t start = at_++;
        for (;;) {
            if (is_at_end()) return fail(start, "the text that begins here has no closing double quote");
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return fail(at_, "a control character in text is written with a backslash, such as \\n");
            if (c == '\\') {
                if (!escape(out)) return false;
            } else {
                out += c;
                ++at_;
            }
        }
    }

    bool escape(std::string& out) {
        const std::size_t start = at_++;
        const char c = peek();
        constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        if (const std::size_t i = letters.find(c); !is_at_end() && i != std::string_view::npos) {
            out += meanings[i];
            ++at_;
            return true;
        }
        if (c != 'u') return fail(start, "after a backslash stands one of \" \\ / b f n r t u");
        auto unit = hex4();
        if (!unit) return fail(start, "after \\u stand four hexadecimal digits");
        unsigned code = *unit;
        if (code >= 0xDC00 && code <= 0xDFFF)
            return fail(start, "a low surrogate without a high one is no character");
        if (code >= 0xD800 && code <= 0xDBFF) {
            if (!text_.substr(at_).starts_with("\\u"))
                return fail(start, "a high surrogate without a low one is no character");
            ++at_;
            const auto low = hex4();
            if (!low || *low < 0xDC00 || *low > 0xDFFF)
                return fail(start, "a high surrogate without a low one is no character");
            code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
        }
        append_utf8(out, code);
        return true;
    }

    // The four digits after the `u` at `at_`.
    std::optional<unsigned> hex4() {
        ++at_;
        if (at_ + 4 > text_.size()) return std::nullopt;
        unsigned unit = 0;
        const char* first = text_.data() + at_;
        const auto [rest, error] = std::from_chars(first, first + 4, unit, 16);
        if (error != std::errc{} || rest != first + 4) return std::nullopt;
        at_ += 4;
        return unit;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t fault_at_ = 0;
    std::string message_;
};

}  // namespace

tl::expected<Value, Fault> parse(std::string_view text) { return Parser{text}.document(); }

}  // namespace atranka::json
