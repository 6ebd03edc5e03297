#pragma once
// A lot that nobody can grind and everybody can redraw.
// Shape:  two people each commit to a secret before the call opens, by publishing its SHA-256. After the last
//         score a named public value of a later date is known (a draw, a closing price); then the secrets are
//         opened. The seed is the SHA-256 of all of these, each written as <length>:<bytes>, so that no byte
//         can move from one to its neighbour. An application's number is SHA-256(seed ‖ application id): the
//         smaller number goes first.
//         To redraw by hand:  printf '5:first,6:second,5:12345,' | sha256sum
// Errors: a secret that is not the one committed to is secret_must_match_its_commitment.
// Source: DESIGN.md §5; RFC 3797 (publicly verifiable selection).

#include "engine/kernel/rejection.hpp"
#include "engine/ledger/hash.hpp"

#include <span>

namespace atranka::selection {

using Seed = ledger::Hash;

std::string commitment_of(std::string_view secret);  // 64 lower-case hex digits
Result<void> check_secret(std::string_view secret, std::string_view commitment);

// What the seed is the SHA-256 of: "5:first,6:second,5:12345,", secrets in the order of their commitments.
std::string hashed_text(std::span<const std::string> secrets, std::string_view public_value);
Seed seed_of(std::span<const std::string> secrets, std::string_view public_value);
ledger::Hash draw(const Seed& seed, std::string_view application);

}  // namespace atranka::selection
