#include "adapters/json/json.hpp"

namespace atranka::json {

namespace {

void write_text(std::string& out, const std::string& text) {
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (const auto byte = static_cast<unsigned char>(c); byte < 0x20) {
                    out += "\\u00";
                    out += hex[byte >> 4];
                    out += hex[byte & 0xF];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
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
        write_text(out, value.as_text());
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
            write_text(out, key);
            out += indent < 0 ? ":" : ": ";
            write_value(out, member, indent < 0 ? indent : indent + 1);
            first = false;
        }
        if (!first && indent >= 0) begin_item(true, indent);
        out += '}';
    }
}

}  // namespace

std::string write(const Value& value) {
    std::string out;
    write_value(out, value, -1);
    return out;
}

std::string write_pretty(const Value& value) {
    std::string out;
    write_value(out, value, 0);
    out += '\n';
    return out;
}

}  // namespace atranka::json
