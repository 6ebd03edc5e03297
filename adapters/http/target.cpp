#include "adapters/http/target.hpp"

#include "engine/kernel/text.hpp"

namespace atranka::http {

namespace {

using Text = tl::expected<std::string, std::string_view>;

constexpr std::string_view bad_percent =
    "a percent sign in the target is not followed by two hexadecimal digits";

tl::unexpected<std::string_view> refused(std::string_view why) { return tl::unexpected{why}; }

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_of_path(char c) {
    return is_alphanumeric(c) || std::string_view{"-._~!$&'()*+,;=:@/"}.find(c) != std::string_view::npos;
}

// Brackets are not of RFC 3986, but browsers and curl send them as they are.
bool is_of_query(char c) { return is_of_path(c) || c == '?' || c == '[' || c == ']'; }

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte that "%xx" at `at` stands for, or -1.
int encoded(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const int high = digit(text[at + 1]), low = digit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool is_control(int byte) { return byte < 0x20 || byte == 0x7f; }

Text decoded_path(std::string_view text) {
    std::string path;
    path.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            if (!is_of_path(text[i])) return refused("the path has a character that must be encoded");
            path += text[i];
            continue;
        }
        const int byte = encoded(text, i);
        if (byte < 0) return refused(bad_percent);
        if (is_control(byte)) return refused("the path has an encoded control character");
        if (byte == '/' || byte == '\\' || byte == '.')
            return refused("the path has an encoded slash, backslash or dot");
        path += static_cast<char>(byte);
        i += 2;
    }
    if (utf8_fault(path)) return refused("the path is not UTF-8");
    return path;
}

bool has_odd_segment(std::string_view path) {
    std::size_t begin = 1;
    while (true) {
        const std::size_t end = path.find('/', begin);
        const std::string_view segment = path.substr(begin, end == path.npos ? path.npos : end - begin);
        if (segment == "." || segment == "..") return true;
        if (end == path.npos) return false;
        if (segment.empty()) return true;
        begin = end + 1;
    }
}

Text decoded_parameter(std::string_view text) {
    std::string value;
    value.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        int byte = static_cast<unsigned char>(text[i]);
        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%') {
            byte = encoded(text, i);
            if (byte < 0) return refused(bad_percent);
            i += 2;
        } else if (!is_of_query(text[i])) {
            return refused("the query has a character that must be encoded");
        }
        const bool is_blank = byte == '\t' || byte == '\n' || byte == '\r';
        if (is_control(byte) && !is_blank) return refused("the query has a control character");
        value += static_cast<char>(byte);
    }
    if (utf8_fault(value)) return refused("the query is not UTF-8");
    return value;
}

}  // namespace

tl::expected<Pairs, std::string_view> read_query(std::string_view text) {
    Pairs pairs;
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (pair.empty()) continue;
        if (pairs.size() == parameters_max) return refused("the query has more than 128 parameters");
        const std::size_t sign = pair.find('=');
        auto name = decoded_parameter(pair.substr(0, sign));
        if (!name) return refused(name.error());
        auto value = decoded_parameter(sign == pair.npos ? std::string_view{} : pair.substr(sign + 1));
        if (!value) return refused(value.error());
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

tl::expected<Target, std::string_view> read_target(std::string_view text) {
    if (text.empty() || text.front() != '/') return refused("the target does not begin with a slash");
    const std::size_t mark = text.find('?');
    auto path = decoded_path(text.substr(0, mark));
    if (!path) return refused(path.error());
    if (has_odd_segment(*path)) return refused("the path has an empty segment, or one of dots");
    auto query = read_query(mark == text.npos ? std::string_view{} : text.substr(mark + 1));
    if (!query) return refused(query.error());
    return Target{std::move(*path), std::move(*query)};
}

}  // namespace atranka::http
