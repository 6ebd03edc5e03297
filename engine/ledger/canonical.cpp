#include "engine/ledger/canonical.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace atranka::ledger {

namespace {

// UTF-8 sorts as UTF-16 does, except that what UTF-16 spells with surrogates (UTF-8 from F0) comes before
// U+E000–U+FFFF (UTF-8 from EE).
bool is_before(std::string_view a, std::string_view b) {
    const auto [x, y] = std::ranges::mismatch(a, b);
    if (x == a.end() || y == b.end()) return x == a.end() && y != b.end();
    const auto p = static_cast<unsigned char>(*x), q = static_cast<unsigned char>(*y);
    if (p >= 0xEE && q >= 0xEE && (p < 0xF0) != (q < 0xF0)) return q < 0xF0;
    return p < q;
}

// Text without such a byte sorts as its bytes do, which is the order of an object's members.
bool sorts_otherwise(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xEE; });
}

constexpr std::string_view escaped = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";

// By byte, whether it is written as it is.
constexpr auto is_plain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0x20; byte < plain.size(); ++byte) plain[byte] = byte != '"' && byte != '\\';
    return plain;
}();

void write_text(std::string& out, std::string_view text) {
    constexpr char hex[] = "0123456789abcdef";
    invariant(!utf8_fault(text), "what is recorded is UTF-8");
    out += '"';
    std::size_t plain = 0;  // from here on nothing was written yet, and nothing needs escaping
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const auto byte = static_cast<unsigned char>(c);
        if (is_plain[byte]) continue;
        out.append(text, plain, at - plain);
        plain = at + 1;
        if (const std::size_t i = escaped.find(c); i != std::string_view::npos) {
            out += '\\';
            out += letters[i];
        } else {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 0xF];
        }
    }
    out.append(text, plain);
    out += '"';
}

void write(std::string& out, const Value& value, int depth);

void write_object(std::string& out, const Value::Object& object, int depth) {
    bool is_first = true;
    const auto put = [&](const Value::Object::value_type& member) {
        if (!is_first) out += ',';
        is_first = false;
        write_text(out, member.first);
        out += ':';
        write(out, member.second, depth);
    };
    out += '{';
    if (std::ranges::none_of(object, [](const auto& member) { return sorts_otherwise(member.first); })) {
        for (const auto& member : object) put(member);
    } else {
        std::vector<const Value::Object::value_type*> members;
        members.reserve(object.size());
        for (const auto& member : object) members.push_back(&member);
        std::ranges::sort(members,
                          [](const auto* a, const auto* b) { return is_before(a->first, b->first); });
        for (const auto* member : members) put(*member);
    }
    out += '}';
}

void write(std::string& out, const Value& value, int depth) {
    invariant(depth <= depth_max, "what is recorded is at most 128 levels deep");
    if (value.is_null()) {
        out += "null";
    } else if (value.is_bool()) {
        out += value.as_bool() ? "true" : "false";
    } else if (value.is_int()) {
        const std::int64_t n = value.as_int();
        const bool exact = n >= -integer_max && n <= integer_max;
        exact ? out += std::to_string(n) : out += '"' + std::to_string(n) + '"';
    } else if (value.is_decimal()) {
        out += '"' + value.as_decimal().text() + '"';
    } else if (value.is_text()) {
        write_text(out, value.as_text());
    } else if (value.is_list()) {
        out += '[';
        const Value::List& items = value.as_list();
        for (const Value& item : items) {
            if (&item != &items.front()) out += ',';
            write(out, item, depth + 1);
        }
        out += ']';
    } else {
        write_object(out, value.as_object(), depth + 1);
    }
}

// Reads only what `write` writes; everything else leaves it false at once.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_{bytes} {}

    bool read_all(Value& out) { return read(out, 0) && rest_.empty(); }

private:
    bool take(std::string_view token) {
        if (!rest_.starts_with(token)) return false;
        rest_.remove_prefix(token.size());
        return true;
    }

    bool read(Value& out, int depth) {
        if (depth > depth_max || rest_.empty()) return false;
        switch (rest_.front()) {
            case '{': return object(out, depth + 1);
            case '[': return list(out, depth + 1);
            case '"': {
                std::string text;
                if (!string(text)) return false;
                out = std::move(text);
                return true;
            }
            case 't': out = true; return take("true");
            case 'f': out = false; return take("false");
            case 'n': out = nullptr; return take("null");
            default: return integer(out);
        }
    }

    bool integer(Value& out) {
        std::int64_t n = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), n);
        if (error != std::errc{} || n > integer_max || n < -integer_max) return false;
        // -0, 007: numbers that have another spelling.
        const auto length = static_cast<std::size_t>(end - rest_.data());
        if (rest_.substr(0, length) != std::to_string(n)) return false;
        rest_.remove_prefix(length);
        out = n;
        return true;
    }

    bool list(Value& out, int depth) {
        Value::List items;
        rest_.remove_prefix(1);
        if (!take("]")) {
            do {
                Value item;
                if (!read(item, depth)) return false;
                items.push_back(std::move(item));
            } while (take(","));
            if (!take("]")) return false;
        }
        out = std::move(items);
        return true;
    }

    bool object(Value& out, int depth) {
        Value::Object members;
        rest_.remove_prefix(1);
        if (!take("}")) {
            const std::string* before = nullptr;
            do {
                std::string key;
                if (!string(key) || (before != nullptr && !is_before(*before, key)) || !take(":"))
                    return false;
                const auto member = members.try_emplace(members.end(), std::move(key));
                before = &member->first;
                if (!read(member->second, depth)) return false;
            } while (take(","));
            if (!take("}")) return false;
        }
        out = std::move(members);
        return true;
    }

    bool string(std::string& out) {
        if (!take("\"")) return false;
        while (!rest_.empty()) {
            std::size_t plain = 0;
            while (plain < rest_.size() && static_cast<unsigned char>(rest_[plain]) >= 0x20 &&
                   rest_[plain] != '"' && rest_[plain] != '\\')
                ++plain;
            if (plain == rest_.size()) return false;
            out.append(rest_, 0, plain);
            const char c = rest_[plain];
            rest_.remove_prefix(plain + 1);
            if (c == '"') return true;
            if (c != '\\' || !escape(out)) return false;
        }
        return false;
    }

    bool escape(std::string& out) {
        if (rest_.empty()) return false;
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (const std::size_t i = letters.find(c); i != std::string_view::npos) {
            out += escaped[i];
            return true;
        }
        constexpr std::string_view digits = "0123456789abcdef";
        if (c != 'u' || rest_.size() < 4 || !take("00")) return false;
        const std::size_t high = digits.find(rest_[0]), low = digits.find(rest_[1]);
        if (high > 1 || low > 15) return false;
        const auto code = static_cast<char>(high * 16 + low);
        if (escaped.find(code) != std::string_view::npos) return false;
        rest_.remove_prefix(2);
        out += code;
        return true;
    }

    std::string_view rest_;
};

}  // namespace

std::string canonical(const Value& value) {
    std::string out;
    write(out, value, 0);
    return out;
}

std::optional<Value> canonical_value(std::string_view bytes) {
    Value value;
    if (utf8_fault(bytes) || !Reader{bytes}.read_all(value)) return std::nullopt;
    return value;
}

}  // namespace atranka::ledger
