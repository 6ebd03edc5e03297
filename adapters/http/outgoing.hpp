#pragma once
// The head of an answer as bytes.
// Errors: nothing where a header of the response could not stand in it: that is answered 500.
// Source: RFC 9112 section 4, RFC 9110 sections 5 and 8.6.

#include "adapters/http/message.hpp"

namespace atranka::http {

// How the other side learns where the answer ends.
enum class Framing { length, chunks, close };

struct Frame {
    Framing framing = Framing::length;
    std::uint64_t length = 0;
    bool is_persistent = false;
    std::optional<Instant> date = {};
};

std::optional<std::string> head_text(const Response& response, const Frame& frame);
// Neither 204 nor 304 has one.
bool has_body(int status);

}  // namespace atranka::http
