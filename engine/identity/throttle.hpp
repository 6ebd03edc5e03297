#pragma once
// How often somebody may try: freely at first, then with a wait that doubles with each failure, for each
// login and for each place that tries.
// Shape:  a login counts by what was typed, whether it exists or not, so that waiting tells nothing about it.
//         A try counts as failed from its beginning, so that many at once are not let through together.
//         What has kept quiet for a day is forgotten.
// Units:  at most 100,000 names are remembered; those with the fewest failures go first.
// Source: OWASP ASVS 5.0, 6.3.1.

#include "engine/kernel/instant.hpp"

#include <map>
#include <optional>
#include <string>

namespace atranka::identity {

class Throttle {
public:
    explicit Throttle(std::size_t names_max = 100'000) : names_max_{names_max} {}

    // Until when to wait; nothing: go ahead, and this try is counted.
    std::optional<Instant> begin(const std::string& login, const std::string& peer, Instant now);
    // It was right: the login begins anew, the place is not charged for it. (Else one good account would free
    // a place to try all others.)
    void succeeded(const std::string& login, const std::string& peer);
    // Nobody looked at it.
    void take_back(const std::string& login, const std::string& peer);
    std::size_t names() const { return tries_.size(); }

private:
    struct Tries {
        int failed = 0;
        Instant last, next;
    };
    void count(const std::string& name, int free, std::int64_t wait_max_ms, Instant now);
    void uncount(const std::string& name);
    void make_room(Instant now);

    std::size_t names_max_;
    std::map<std::string, Tries, std::less<>> tries_;
};

}  // namespace atranka::identity
