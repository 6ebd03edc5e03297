#pragma once
// Passkeys at the desk: adding one, coming in by one, showing anew who one is.
// Shape:  first a challenge, then the browser's answer to it within five minutes; each is good for one
//         answer, right or wrong. Challenges are shared by all threads and forgotten with the process.
// Units:  10,000 challenges at most: the oldest go first.
// Source: W3C Web Authentication Level 2, §7 and §13.4.3.

#include "adapters/credentials/desk.hpp"
#include "adapters/credentials/passkey.hpp"

#include <map>

namespace atranka::credentials {

class Challenges {
public:
    explicit Challenges(std::size_t count_max = 10'000) : count_max_{count_max} {}
    // `of`: for whom alone; empty: whoever comes in.
    std::string begin(Ceremony ceremony, const std::string& of, Instant now);
    bool take(const std::string& challenge, Ceremony ceremony, const std::string& of, Instant now);
    std::size_t count() const;

private:
    struct Begun {
        Ceremony ceremony;
        std::string of;
        Instant expires;
        std::uint64_t number;
    };
    const std::size_t count_max_;
    mutable std::mutex mutex_ = {};
    std::uint64_t next_ = 0;
    std::map<std::string, Begun> begun_ = {};
    std::map<std::uint64_t, std::string> by_age_ = {};
};

// What the browser is told to make a passkey of.
struct PasskeyOffer {
    std::string challenge, site_id, user_id, login;
    std::vector<std::string> known;  // the person's passkeys: not again on the same device
};

class PasskeyDesk {
public:
    PasskeyDesk(identity::Accounts& accounts, Desk& desk, Challenges& challenges, Site site);

    // Both ask for a fresh session.
    Answer<PasskeyOffer> offer(const std::string& secret, Instant now);
    Answer<std::string> add(const std::string& secret, const Registration& registration,
                            const std::string& name, Instant now);

    std::string challenge(Instant now);
    Answer<Entered> log_in(const Assertion& assertion, const Origin& origin, Instant now);
    Answer<Entered> reauthenticate(const std::string& secret, const Assertion& assertion,
                                   const Origin& origin, Instant now);

    std::vector<identity::Passkey> passkeys(const PersonId& person);
    bool remove(const PersonId& person, const std::string& id);

private:
    // Whose passkey the assertion is of; nothing where it does not hold.
    std::optional<PersonId> shown(const Assertion& assertion, Instant now);
    Answer<Present> fresh(const std::string& secret, Instant now);

    identity::Accounts& accounts_;
    Desk& desk_;
    Challenges& challenges_;
    Site site_;
};

}  // namespace atranka::credentials
