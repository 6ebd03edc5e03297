#pragma once
// Unpredictable bytes from the kernel, and what is made of them: ids and nonces.
// Shape:  an id is a prefix, a hyphen and 16 of 0-9a-z without i, l, o, u (80 random bits), such as "a-7d3kq0v9n2mz4xw8";
//         a nonce is 32 hex digits.
// Errors: service::Failure where the system has no randomness to give.
// Source: getrandom(2); the alphabet is Crockford's base 32, without letters that are read as digits.

#include "engine/service/ports.hpp"

namespace atranka::system {

class Random final : public service::Random {
public:
    std::string bytes(std::size_t count) override;
};

std::string new_id(service::Random& random, std::string_view prefix);
std::string new_nonce(service::Random& random);

}  // namespace atranka::system
