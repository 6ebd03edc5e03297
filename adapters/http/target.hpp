#pragma once
// The target of a request, read once and strictly: whoever looks at a path afterwards never decodes again.
// Shape:  origin-form alone: "/path" or "/path?query". The path is decoded from percent-encoding once, and
//         has no empty, "." or ".." segment; "/" alone may end it. The query is name=value joined by "&",
//         each decoded once, "+" a blank, in the order given, repeated names kept.
// Units:  bytes; what was decoded is UTF-8.
// Errors: a sentence without any of the input. Refused are: another form, a byte that RFC 3986 does not allow
//         there, a percent sign without two digits, an encoded slash, backslash, dot or control character,
//         what is not UTF-8, more than 128 parameters.
// Source: RFC 9112 section 3.2, RFC 3986, application/x-www-form-urlencoded of the WHATWG URL standard.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace atranka::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t parameters_max = 128;

struct Target {
    std::string path;
    Pairs query = {};
    friend bool operator==(const Target&, const Target&) = default;
};

tl::expected<Target, std::string_view> read_target(std::string_view text);
// A query alone, or a form's body: without the question mark.
tl::expected<Pairs, std::string_view> read_query(std::string_view text);

}  // namespace atranka::http
