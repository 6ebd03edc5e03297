#include "adapters/http/outgoing.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace atranka::http {

namespace {

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_';
    });
}

bool is_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || c == '\t';
    });
}

bool is_same(std::string_view a, std::string_view b) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return low(x) == low(y); });
}

bool is_of_server(std::string_view name) {
    constexpr std::array<std::string_view, 4> names{"content-length", "transfer-encoding", "connection",
                                                    "date"};
    return std::any_of(names.begin(), names.end(), [&](auto one) { return is_same(one, name); });
}

// "Mon, 23 Nov 2026 00:10:13 GMT"
std::string date_text(Instant at) {
    const auto seconds = static_cast<std::time_t>(at.ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

void add(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::optional<std::string> head_text(const Response& response, const Frame& frame) {
    if (response.status < 200 || response.status > 599) return {};
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head.append(reason(response.status)).append("\r\n");
    if (frame.date) add(head, "Date", date_text(*frame.date));
    bool has_cache_control = false;
    for (const auto& [name, value] : response.headers) {
        if (!is_token(name) || !is_value(value)) return {};
        if (is_of_server(name) || is_same(name, "x-content-type-options")) continue;
        has_cache_control = has_cache_control || is_same(name, "cache-control");
        add(head, name, value);
    }
    add(head, "X-Content-Type-Options", "nosniff");
    if (!has_cache_control) add(head, "Cache-Control", "no-store");
    if (frame.framing == Framing::chunks) add(head, "Transfer-Encoding", "chunked");
    if (frame.framing == Framing::length && has_body(response.status))
        add(head, "Content-Length", std::to_string(frame.length));
    if (!frame.is_persistent) add(head, "Connection", "close");
    return head + "\r\n";
}

}  // namespace atranka::http
