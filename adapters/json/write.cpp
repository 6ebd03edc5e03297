#include "adapters/json/encode.hpp"

#include <algorithm>

namespace atranka::json {

namespace {

// Whether it stands for itself within quotes.
bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void write_escaped(std::string& out, char c) {
    constexpr char hex[] = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: {
            const auto byte = static_cast<unsigned char>(c);
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 0xF];
        }
    }
}

// `indent` < 0: on one line.
void write_value(std::string& out, const Value& value, int indent) {
    const auto begin_item = [&](bool first, int level) {
        if (!first) out += ',';
        if (indent >= 0) out.append(1, '\n').append(static_cast<std::size_t>(level) * 2, ' ');
    };
    if (value.is_null()) {
        out += "null";
    } else if (value.is_bool()) {
        out += value.as_bool() ? "true" : "false";
    } else if (value.is_int()) {
        out += std::to_string(value.as_int());
    } else if (value.is_decimal()) {
        out += value.as_decimal().text();
    } else if (value.is_text()) {
        append_text(out, value.as_text());
    } else if (value.is_list()) {
        out += '[';
        bool first = true;
        for (const Value& item : value.as_list()) {
            begin_item(first, indent + 1);
            write_value(out, item, indent < 0 ? indent : indent + 1);
            first = false;
        }
        if (!first && indent >= 0) begin_item(true, indent);
        out += ']';
    } else {
        out += '{';
        bool first = true;
        for (const auto& [key, member] : value.as_object()) {
            begin_item(first, indent + 1);
            append_text(out, key);
            out += indent < 0 ? ":" : ": ";
            write_value(out, member, indent < 0 ? indent : indent + 1);
            first = false;
        }
        if (!first && indent >= 0) begin_item(true, indent);
        out += '}';
    }
}

}  // namespace

void append_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto end = std::ranges::find_if_not(text, is_plain);
        out.append(text.begin(), end);
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
        if (text.empty()) break;
        write_escaped(out, text.front());
        text.remove_prefix(1);
    }
    out += '"';
}

void append(std::string& out, const Value& value) { write_value(out, value, -1); }

std::string write(const Value& value) {
    std::string out;
    append(out, value);
    return out;
}

std::string write_pretty(const Value& value) {
    std::string out;
    write_value(out, value, 0);
    out += '\n';
    return out;
}

}  // namespace atranka::json
