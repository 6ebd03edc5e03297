#include "engine/selection/lot.hpp"

namespace atranka::selection {

std::string commitment_of(std::string_view secret) { return ledger::hex(ledger::sha256(secret)); }

Result<void> check_secret(std::string_view secret, std::string_view commitment) {
    if (commitment_of(secret) != commitment)
        return refuse(Rule::secret_must_match_its_commitment,
                      "the secret's SHA-256 is not " + std::string{commitment}, "secret");
    return {};
}

std::string hashed_text(std::span<const std::string> secrets, std::string_view public_value) {
    std::string all;
    const auto write = [&](std::string_view part) {
        all += std::to_string(part.size());
        all += ':';
        all += part;
        all += ',';
    };
    for (const std::string& secret : secrets) write(secret);
    write(public_value);
    return all;
}

Seed seed_of(std::span<const std::string> secrets, std::string_view public_value) {
    return ledger::sha256(hashed_text(secrets, public_value));
}

ledger::Hash draw(const Seed& seed, std::string_view application) {
    std::string bytes(seed.begin(), seed.end());
    bytes += application;
    return ledger::sha256(bytes);
}

}  // namespace atranka::selection
