#include "adapters/api/disposition.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::api {

namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes += text[i];
            continue;
        }
        if (i + 2 >= text.size() || digit_of(text[i + 1]) < 0 || digit_of(text[i + 2]) < 0)
            return std::nullopt;
        bytes += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
        i += 2;
    }
    return bytes;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// A parameter's value, and where it ends.
std::string value_at(std::string_view text, std::size_t& at) {
    std::string value;
    if (at < text.size() && text[at] == '"') {
        for (++at; at < text.size() && text[at] != '"'; ++at) {
            if (text[at] == '\\' && at + 1 < text.size()) ++at;
            value += text[at];
        }
        at = std::min(text.find(';', at), text.size());
        return value;
    }
    const std::size_t end = std::min(text.find(';', at), text.size());
    value = trimmed(text.substr(at, end - at));
    at = end;
    return value;
}

}  // namespace

std::optional<std::string> name_in(std::string_view disposition) {
    std::optional<std::string> plain, extended;
    std::size_t at = std::min(disposition.find(';'), disposition.size());
    while (at < disposition.size()) {
        const std::size_t equals = disposition.find('=', ++at);
        if (equals == std::string_view::npos) break;
        std::string key{trimmed(disposition.substr(at, equals - at))};
        std::ranges::transform(key, key.begin(),
                               [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        at = equals + 1;
        const std::string value = value_at(disposition, at);
        constexpr std::string_view charset = "utf-8'";
        if (key == "filename" && !plain) plain = value;
        if (key != "filename*" || value.size() < charset.size() || extended) continue;
        std::string begin = value.substr(0, charset.size());
        std::ranges::transform(begin, begin.begin(),
                               [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        const std::size_t quote = value.find('\'', charset.size());
        if (begin == charset && quote != std::string::npos) extended = unescaped(value.substr(quote + 1));
    }
    for (const auto& name : {extended, plain})
        if (name && !kernel::utf8_fault(*name)) return name;
    return std::nullopt;
}

std::string disposition_of(std::string_view name) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string ascii, extended;
    for (const char c : name) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '.' || c == '-' || c == '_';
        ascii += plain || c == ' ' ? c : '_';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            extended += c;
        else
            extended += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + extended;
}

}  // namespace atranka::api
