#pragma once
// What is asked and what is answered, as those see it who know nothing of sockets.
// Shape:  a request that was read to its last byte. Names of headers are lower-case; a name that came twice
//         is there twice. HEAD comes as GET: the server leaves the body out.
// Units:  bytes; `arrived` by the clock of the settings.
// Errors: a response whose headers cannot be written (a line break in them) is answered 500.
// Source: RFC 9110, RFC 9112, RFC 9457 (problems).

#include "adapters/http/target.hpp"
#include "engine/kernel/instant.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace atranka::http {

struct Request {
    std::string id;  // of this request alone, made by the server
    std::string method;
    bool is_head = false;
    std::string path;  // decoded
    Pairs query = {};  // decoded
    Pairs headers = {};
    std::string body = {};
    std::filesystem::path spooled = {};           // where the body went, when it was admitted to a folder
    std::shared_ptr<const void> spool_file = {};  // with the last copy, what is still at `spooled` is removed
    std::string peer = {};                        // an address, as its forwarding proxy tells it
    std::string scheme = {};                      // "http" or "https", likewise
    Instant arrived = {};                         // its last byte

    // The first of that lower-case name.
    std::optional<std::string_view> header(std::string_view name) const;
    std::optional<std::string_view> parameter(std::string_view name) const;
};

struct File {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length = {};  // to its end
};

// Content-Length, Transfer-Encoding, Connection and Date are the server's own. It adds
// X-Content-Type-Options: nosniff, and Cache-Control: no-store where none is given.
struct Response {
    int status = 200;
    Pairs headers = {};
    std::string body = {};
    std::optional<File> file = {};  // in the place of `body`
};

std::string_view reason(int status);
// application/problem+json of type about:blank. The sentence is the program's, never of the input.
Response problem(int status, std::string_view detail);

}  // namespace atranka::http
