#include "adapters/credentials/passkey_desk.hpp"

#include "adapters/credentials/secrets.hpp"
#include "engine/identity/rules.hpp"
#include "engine/kernel/text.hpp"

namespace atranka::credentials {

using Kind = Refusal::Kind;

namespace {

constexpr std::int64_t challenge_ms = 5 * identity::minute_ms;

auto refused(Kind kind, std::string message) { return tl::unexpected{Refusal{kind, std::move(message), {}}}; }
auto refused() { return refused(Kind::refused, "this passkey is not right"); }

}  // namespace

std::string Challenges::begin(Ceremony ceremony, const std::string& of, Instant now) {
    const std::string challenge = new_secret();
    const std::lock_guard lock{mutex_};
    if (begun_.size() >= count_max_) {
        const auto oldest = by_age_.begin();
        begun_.erase(oldest->second);
        by_age_.erase(oldest);
    }
    by_age_.emplace(next_, challenge);
    begun_.emplace(challenge, Begun{ceremony, of, now.plus_ms(challenge_ms), next_});
    ++next_;
    return challenge;
}

bool Challenges::take(const std::string& challenge, Ceremony ceremony, const std::string& of, Instant now) {
    const std::lock_guard lock{mutex_};
    const auto it = begun_.find(challenge);
    if (it == begun_.end()) return false;
    const Begun begun = it->second;
    by_age_.erase(begun.number);
    begun_.erase(it);
    return begun.ceremony == ceremony && begun.of == of && now < begun.expires;
}

std::size_t Challenges::count() const {
    const std::lock_guard lock{mutex_};
    return begun_.size();
}

PasskeyDesk::PasskeyDesk(identity::Accounts& accounts, Desk& desk, Challenges& challenges, Site site)
    : accounts_{accounts}, desk_{desk}, challenges_{challenges}, site_{std::move(site)} {}

Answer<Present> PasskeyDesk::fresh(const std::string& secret, Instant now) {
    const auto who = desk_.authenticate(secret, now);
    if (!who) return refused(Kind::not_signed_in, "log in first");
    if (!who->is_fresh) return refused(Kind::not_fresh, "show again who you are: you logged in a while ago");
    return *who;
}

Answer<PasskeyOffer> PasskeyDesk::offer(const std::string& secret, Instant now) {
    const auto who = fresh(secret, now);
    if (!who) return tl::unexpected{who.error()};
    const auto account = accounts_.of_person(who->person);
    PasskeyOffer offer{challenges_.begin(Ceremony::create, who->session, now),
                       site_.id,
                       base64url(who->person.text),
                       account ? account->login : "",
                       {}};
    for (const auto& passkey : accounts_.passkeys(who->person)) offer.known.push_back(passkey.id);
    return offer;
}

Answer<std::string> PasskeyDesk::add(const std::string& secret, const Registration& registration,
                                     const std::string& name, Instant now) {
    constexpr std::size_t name_max = 64, passkeys_max = 20;
    const auto who = fresh(secret, now);
    if (!who) return tl::unexpected{who.error()};
    if (name.empty() || text_fault(name) || name.find_first_of("\t\r\n") != std::string::npos ||
        code_points(name) > name_max)
        return refused(Kind::unfit, "a passkey's name is one line of 1 to 64 characters");
    if (accounts_.passkeys(who->person).size() >= passkeys_max)
        return refused(Kind::unfit, "20 passkeys are enough: remove one first");
    const auto challenge = challenge_in(registration.client_data, Ceremony::create, site_);
    if (!challenge || !challenges_.take(*challenge, Ceremony::create, who->session, now)) return refused();
    auto passkey = registered(registration, site_);
    if (!passkey) return refused();
    passkey->person = who->person;
    passkey->name = name;
    passkey->created = now;
    if (!accounts_.add(*passkey)) return refused();
    return passkey->id;
}

std::string PasskeyDesk::challenge(Instant now) { return challenges_.begin(Ceremony::get, {}, now); }

std::optional<PersonId> PasskeyDesk::shown(const Assertion& assertion, Instant now) {
    const auto challenge = challenge_in(assertion.client_data, Ceremony::get, site_);
    if (!challenge || !challenges_.take(*challenge, Ceremony::get, {}, now)) return std::nullopt;
    const auto passkey = accounts_.passkey(assertion.id);
    if (!passkey) return std::nullopt;
    const auto uses = asserted(assertion, *passkey, site_);
    if (!uses || !accounts_.used(passkey->id, passkey->uses, *uses)) return std::nullopt;
    return passkey->person;
}

Answer<Entered> PasskeyDesk::log_in(const Assertion& assertion, const Origin& origin, Instant now) {
    const auto person = shown(assertion, now);
    if (!person) return refused();
    auto entered = desk_.let_in(*person, identity::Method::passkey, origin, now);
    if (!entered) return refused();
    return entered;
}

Answer<Entered> PasskeyDesk::reauthenticate(const std::string& secret, const Assertion& assertion,
                                            const Origin& origin, Instant now) {
    const auto who = desk_.authenticate(secret, now);
    if (!who) return refused(Kind::not_signed_in, "log in first");
    const auto person = shown(assertion, now);
    if (!person || *person != who->person) return refused();
    return desk_.let_in(*person, identity::Method::passkey, origin, now, who->session);
}

std::vector<identity::Passkey> PasskeyDesk::passkeys(const PersonId& person) {
    return accounts_.passkeys(person);
}

bool PasskeyDesk::remove(const PersonId& person, const std::string& id) {
    return accounts_.remove_passkey(person, id);
}

}  // namespace atranka::credentials
