#pragma once
// What all threads that let people in share: the places for hashing, the waiting after failures, the lists of
// bad passwords.
// Shape:  a peer is an address as text; of IPv6 all addresses of one network (/64) are one place, since
//         everybody has as many of them as they like.

#include "adapters/credentials/breached.hpp"
#include "adapters/credentials/hasher.hpp"
#include "engine/identity/throttle.hpp"

#include <mutex>

namespace atranka::credentials {

class Guards {
public:
    // An empty path: no file of leaked passwords.
    explicit Guards(const std::filesystem::path& leaked = {}) : breached{leaked} {}

    std::optional<Instant> begin(const std::string& login, const std::string& peer, Instant now);
    void succeeded(const std::string& login, const std::string& peer);
    void take_back(const std::string& login, const std::string& peer);

    Hasher hasher = Hasher{};
    const Breached breached;

private:
    std::mutex mutex_ = {};
    identity::Throttle throttle_ = identity::Throttle{};
};

}  // namespace atranka::credentials
