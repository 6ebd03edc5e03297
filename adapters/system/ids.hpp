#pragma once
// Names and nonces made of unpredictable bytes: nobody can guess one, and nobody has to keep count.
// Shape:  an id is a prefix, a hyphen and 16 of 0-9a-z without i, l, o, u (80 bits), such as
//         "a-7d3kq0v9n2mz4xw8"; a nonce is 32 hex digits (128 bits).
// Source: the alphabet is Crockford's base 32, without letters that are read as digits.

#include "engine/service/ports.hpp"

#include <string>
#include <string_view>

namespace atranka::system {

std::string new_id(service::Random& random, std::string_view prefix);
std::string new_nonce(service::Random& random);

}  // namespace atranka::system
