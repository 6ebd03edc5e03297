#pragma once
// Who asks, where a proxy stands between: the last address that was not written by a trusted proxy.
// Errors: what is no address or scheme is not believed, and the peer itself remains.
// Source: RFC 7239 section 8.1 (what others write there is not to be trusted).

#include "adapters/http/message.hpp"

namespace atranka::http {

// An address as it is always written, or nothing. An IPv4 address in an IPv6 one is written as the former.
std::optional<std::string> address_text(std::string_view text);

struct Origin {
    std::string peer, scheme;
    friend bool operator==(const Origin&, const Origin&) = default;
};

// `connection` is what the socket says; `trusted` are addresses as address_text writes them.
Origin origin(const Origin& connection, const Pairs& headers, const std::vector<std::string>& trusted);

}  // namespace atranka::http
