#pragma once
// Base64, in the one spelling that the log's formats have.
// Shape:  the standard alphabet, padded, without line breaks.
// Errors: any other spelling is nothing: blanks, missing padding, bits that are set behind the last
//         byte.
// Source: RFC 4648 §4 and, for refusing what is not canonical, §3.5; by libsodium.

#include <optional>
#include <string>
#include <string_view>

namespace atranka::ledger {

std::string base64(std::string_view bytes);
std::optional<std::string> unbase64(std::string_view text);

}  // namespace atranka::ledger
