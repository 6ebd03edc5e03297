#include "adapters/credentials/desk.hpp"

#include "adapters/credentials/secrets.hpp"
#include "adapters/credentials/totp.hpp"
#include "engine/identity/rules.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::credentials {

using identity::Account;
using identity::Method;
using identity::Session;
using identity::Written;
using Kind = Refusal::Kind;

namespace {

auto refused(Kind kind, std::string message, std::optional<Instant> until = {}) {
    return tl::unexpected{Refusal{kind, std::move(message), until}};
}

auto refused() { return refused(Kind::refused, "login, password or code is not right"); }
auto busy() { return refused(Kind::busy, "too many are logging in at this moment: try again"); }
auto invitation_is_over() {
    return refused(Kind::invitation_is_over, "the invitation was used or is over: ask for another");
}

// For a list that is read by people: what came with a request is not trusted to be text.
std::string shown_text(const std::string& text) {
    constexpr std::size_t longest = 200;
    std::string shown = text.substr(0, longest);
    std::ranges::replace_if(
        shown, [](char c) { return c < ' ' || c > '~'; }, '?');
    return shown;
}

Session session_of(const std::string& secret, const PersonId& person, Method method, const Origin& origin,
                   Instant now) {
    return {kept(secret), person, method, now, now, now, shown_text(origin.peer), shown_text(origin.agent)};
}

}  // namespace

struct Desk::Known {
    Session session;
    Account account;
};

struct Desk::Shown {
    Account account;
    Method method;
};

Desk::Desk(identity::Accounts& accounts, Guards& guards, std::string issuer)
    : accounts_{accounts}, guards_{guards}, issuer_{std::move(issuer)} {}

Answer<Invited> Desk::invite(const PersonId& person, const PersonId& administrator, Instant now) {
    const auto account = accounts_.of_person(person);
    if (account && account->disabled) return refused(Kind::unfit, "the account is disabled: enable it first");
    const auto asked = accounts_.asked_for(person);
    const bool is_second = asked && asked->asked_by != administrator && now < asked->expires;
    const std::string code = new_invitation();
    identity::Invitation invitation{kept_code(code), person, now.plus_ms(identity::invitation_ms)};
    accounts_.put(invitation);
    // From here on nobody comes in by an earlier one: whoever is in now was so before.
    if (is_second || !comes_in(person)) return Invited{code, invitation.expires};
    invitation.expires = now.plus_ms(identity::asked_ms);
    invitation.asked_by = administrator;
    accounts_.put(invitation);
    return Invited{{}, invitation.expires};
}

bool Desk::comes_in(const PersonId& person) {
    const auto account = accounts_.of_person(person);
    if (account && !account->login.empty()) return true;
    return std::ranges::any_of(accounts_.links(), [&](const auto& link) { return link.person == person; });
}

Answer<Entered> Desk::accept(const std::string& code, const std::string& login, const std::string& password,
                             const Origin& origin, Instant now) {
    // Else a code would tell which logins there are, and an address could try codes.
    const std::string tried = "invitation " + kept_code(code);
    if (const auto until = guards_.begin(tried, origin.peer, now))
        return refused(Kind::wait, "too many failures: wait until " + until->text(), until);
    const auto invitation = accounts_.invitation(kept_code(code));
    if (!invitation || !is_open(*invitation, now)) return invitation_is_over();
    const auto unfit = [&](std::string why) {
        guards_.take_back(tried, origin.peer);  // nothing was told of anybody's login
        return refused(Kind::unfit, std::move(why));
    };
    const auto name = identity::login_of(login);
    if (!name) return unfit("a login has 3 to 254 of the letters a to z, digits and . _ + - @");
    if (const auto fault = identity::password_fault(password, *name, guards_.breached)) return unfit(*fault);
    const PersonId person = invitation->person;
    const auto before = accounts_.of_person(person);
    if (before && before->disabled) return invitation_is_over();
    const auto hash = guards_.hasher.hash(password);
    if (!hash) {
        guards_.take_back(tried, origin.peer);
        return busy();
    }
    Account account;
    account.person = person;
    account.login = *name;
    account.password_hash = *hash;
    account.version = before ? before->version : 0;
    switch (accounts_.accept(invitation->code, account, now)) {
        case Written::done: break;
        case Written::login_is_taken:
            return refused(Kind::login_is_taken, "somebody else has this login: choose another");
        case Written::conflict:
        case Written::invitation_is_over: return invitation_is_over();
    }
    guards_.succeeded(tried, origin.peer);
    clear(person);
    const std::string secret = new_secret();
    if (!accounts_.open(session_of(secret, person, Method::password, origin, now), account.version + 1))
        return refused();
    return Entered{secret, person, Method::password};
}

Answer<Entered> Desk::let_in(const PersonId& person, Method method, const Origin& origin, Instant now,
                             const std::string& instead_of) {
    const std::string secret = new_secret();
    return begun(session_of(secret, person, method, origin, now), secret, instead_of);
}

Answer<Entered> Desk::let_in_seen(const PersonId& person, Instant seen, const Origin& origin, Instant now,
                                  const std::string& instead_of) {
    const std::string secret = new_secret();
    Session session = session_of(secret, person, Method::openid, origin, now);
    session.fresh_at = std::min(seen, now);
    return begun(session, secret, instead_of);
}

Answer<Entered> Desk::begun(const Session& session, const std::string& secret,
                            const std::string& instead_of) {
    const auto account = accounts_.of_person(session.person);
    if (!account || account->disabled) return refused();
    const bool is_in = instead_of.empty() ? accounts_.open(session, account->version)
                                          : accounts_.replace(instead_of, session, account->version);
    if (!is_in) return refused();
    return Entered{secret, session.person, session.authenticated};
}

Answer<PersonId> Desk::accept_linked(const std::string& code, const std::string& issuer,
                                     const std::string& subject, const Origin& origin, Instant now) {
    const std::string tried = "invitation " + kept_code(code);
    if (const auto until = guards_.begin(tried, origin.peer, now))
        return refused(Kind::wait, "too many failures: wait until " + until->text(), until);
    const auto invitation = accounts_.invitation(kept_code(code));
    if (!invitation || !is_open(*invitation, now)) return invitation_is_over();
    const PersonId person = invitation->person;
    const auto other = accounts_.linked(issuer, subject);
    if (other && other->person != person)
        return refused(Kind::unfit, "that sign-in belongs to another account here");
    const auto before = accounts_.of_person(person);
    if (before && before->disabled) return invitation_is_over();
    Account account;
    account.person = person;
    account.version = before ? before->version : 0;
    if (accounts_.accept(invitation->code, account, now) != Written::done) return invitation_is_over();
    guards_.succeeded(tried, origin.peer);
    clear(person);
    if (!accounts_.link({issuer, subject, person, {}})) return invitation_is_over();
    return person;
}

void Desk::clear(const PersonId& person) {
    accounts_.end_all(person);
    accounts_.revoke_all(person);
    accounts_.unlink_all(person);
    for (const auto& passkey : accounts_.passkeys(person)) accounts_.remove_passkey(person, passkey.id);
}

Answer<Entered> Desk::log_in(const Proof& proof, const Origin& origin, Instant now) {
    const auto right = shown(proof, origin, Factors::all, now);
    if (!right) return tl::unexpected{right.error()};
    const std::string secret = new_secret();
    const PersonId& person = right->account.person;
    if (!accounts_.open(session_of(secret, person, right->method, origin, now), right->account.version))
        return refused();
    return Entered{secret, person, right->method};
}

// The work of hashing is done before anything is said that depends on the account.
Answer<Desk::Shown> Desk::shown(const Proof& proof, const Origin& origin, Factors factors, Instant now) {
    const auto login = identity::login_of(proof.login);
    const std::string name = login.value_or("");
    if (const auto until = guards_.begin(name, origin.peer, now))
        return refused(Kind::wait, "too many failures: wait until " + until->text(), until);
    auto account = login ? accounts_.of_login(*login) : std::nullopt;
    const Hasher::Fit fit =
        guards_.hasher.verify(account ? &account->password_hash : nullptr, proof.password);
    if (fit == Hasher::Fit::busy) {
        guards_.take_back(name, origin.peer);
        return busy();
    }
    if (!account || fit != Hasher::Fit::yes || account->disabled) return refused();
    Method method = Method::password;
    if (account->totp && factors == Factors::all) {
        if (proof.code.empty())
            return refused(Kind::second_factor_needed, "type the code of your authenticator");
        if (!spend(*account, proof.code, method, now)) return refused();
    }
    guards_.succeeded(name, origin.peer);
    return Shown{*account, method};
}

bool Desk::spend(Account& account, const std::string& code, Method& method, Instant now) {
    if (const auto step = totp_step(account.totp->secret, account.totp->last_step, plain_code(code), now)) {
        account.totp->last_step = *step;
        method = Method::password_totp;
    } else {
        const auto it = std::ranges::find(account.recovery, kept_code(code));
        if (it == account.recovery.end()) return false;
        account.recovery.erase(it);
        method = Method::password_recovery;
    }
    if (accounts_.put(account) != Written::done) return false;  // it was spent at this very moment
    ++account.version;
    return true;
}

Answer<Desk::Known> Desk::known(const std::string& secret, Instant now) {
    const auto nobody = [] { return refused(Kind::not_signed_in, "log in first"); };
    const auto session = accounts_.session(kept(secret));
    if (!session) return nobody();
    if (!is_open(*session, now)) {
        accounts_.end(session->person, session->id);
        return nobody();
    }
    const auto account = accounts_.of_person(session->person);
    if (!account || account->disabled) return nobody();
    return Known{*session, *account};
}

Answer<Desk::Known> Desk::known_and_fresh(const std::string& secret, Instant now) {
    auto who = known(secret, now);
    if (who && !is_fresh(who->session, now))
        return refused(Kind::not_fresh, "show again who you are: you logged in a while ago");
    return who;
}

std::optional<Present> Desk::authenticate(const std::string& secret, Instant now) {
    const auto who = known(secret, now);
    if (!who) return std::nullopt;
    const Session& session = who->session;
    if (is_to_be_seen(session, now)) accounts_.seen(session.id, now);
    return Present{session.person, session.authenticated, is_fresh(session, now), session.id};
}

std::optional<Bearer> Desk::authenticate_token(const std::string& bearer, Instant now) {
    if (!bearer.starts_with(token_prefix)) return std::nullopt;
    const auto token = accounts_.token_of_hash(kept(bearer));
    if (!token || !is_open(*token, now)) return std::nullopt;
    const auto account = accounts_.of_person(token->person);
    if (!account || account->disabled) return std::nullopt;
    return Bearer{token->person, token->scopes};
}

Answer<Entered> Desk::reauthenticate(const std::string& secret, const Proof& proof, const Origin& origin,
                                     Instant now) {
    const auto who = known(secret, now);
    if (!who) return tl::unexpected{who.error()};
    const auto right = shown({who->account.login, proof.password, proof.code}, origin, Factors::all, now);
    if (!right) return tl::unexpected{right.error()};
    const std::string next = new_secret();
    const Session session = session_of(next, who->session.person, right->method, origin, now);
    if (!accounts_.replace(who->session.id, session, right->account.version)) return refused();
    return Entered{next, session.person, session.authenticated};
}

void Desk::log_out(const std::string& secret) {
    if (const auto session = accounts_.session(kept(secret))) accounts_.end(session->person, session->id);
}

std::vector<Session> Desk::sessions(const PersonId& person, Instant now) {
    auto all = accounts_.sessions(person);
    std::erase_if(all, [&](const Session& session) { return !is_open(session, now); });
    return all;
}

bool Desk::end_session(const PersonId& person, const std::string& id) { return accounts_.end(person, id); }

Answer<Enrolment> Desk::enable_totp(const std::string& secret, Instant now) {
    auto who = known_and_fresh(secret, now);
    if (!who) return tl::unexpected{who.error()};
    Account& account = who->account;
    account.pending_secret = new_totp_secret();
    if (accounts_.put(account) != Written::done) return refused();
    const std::string uri = otpauth_uri(issuer_, account.login, account.pending_secret);
    return Enrolment{account.pending_secret, uri, qr_svg(uri)};
}

Answer<std::vector<std::string>> Desk::confirm_totp(const std::string& secret, const std::string& code,
                                                    Instant now) {
    auto who = known_and_fresh(secret, now);
    if (!who) return tl::unexpected{who.error()};
    Account& account = who->account;
    const auto step = totp_step(account.pending_secret, -1, plain_code(code), now);
    if (!step) return refused();
    account.totp = identity::Totp{account.pending_secret, *step};
    account.pending_secret.clear();
    account.recovery.clear();
    const auto codes = new_recovery_codes();
    for (const std::string& one : codes) account.recovery.push_back(kept_code(one));
    if (accounts_.put(account) != Written::done) return refused();
    return codes;
}

Answer<Entered> Desk::change_password(const std::string& secret, const std::string& old_password,
                                      const std::string& password, const Origin& origin, Instant now) {
    const auto who = known(secret, now);
    if (!who) return tl::unexpected{who.error()};
    const Session& before = who->session;
    auto right = shown({who->account.login, old_password, {}}, origin, Factors::password_alone, now);
    if (!right) return tl::unexpected{right.error()};
    Account& account = right->account;
    if (const auto fault = identity::password_fault(password, account.login, guards_.breached))
        return refused(Kind::unfit, *fault);
    const auto hash = guards_.hasher.hash(password);
    if (!hash) return busy();
    account.password_hash = *hash;
    if (accounts_.put(account) != Written::done) return refused();
    const std::string next = new_secret();
    // How and when they showed who they are stays: no second factor was asked for again.
    Session session = session_of(next, account.person, before.authenticated, origin, now);
    if (account.totp || before.authenticated != Method::password) session.fresh_at = before.fresh_at;
    const bool is_replaced = accounts_.replace(before.id, session, account.version + 1);
    accounts_.end_all(account.person, session.id);
    if (!is_replaced) return refused(Kind::not_signed_in, "the password is changed: log in with it");
    return Entered{next, session.person, session.authenticated};
}

void Desk::disable(const PersonId& person) { set_disabled(person, true); }

void Desk::enable(const PersonId& person) { set_disabled(person, false); }

void Desk::set_disabled(const PersonId& person, bool is_disabled) {
    for (Written written = Written::conflict; written != Written::done;) {
        Account account;
        account.person = person;
        if (auto found = accounts_.of_person(person)) account = std::move(*found);
        if (account.disabled == is_disabled) return;
        account.disabled = is_disabled;
        written = accounts_.put(account);
    }
    // Again when it is enabled: a token that was being made at that moment does not come back.
    accounts_.end_all(person);
    accounts_.revoke_all(person);
}

Answer<IssuedToken> Desk::create_token(const PersonId& person, const std::string& name,
                                       const std::set<std::string>& scopes, int days, Instant now) {
    constexpr std::size_t name_max = 64;
    if (name.empty() || text_fault(name) || name.find_first_of("\t\r\n") != std::string::npos ||
        code_points(name) > name_max)
        return refused(Kind::unfit, "a token's name is one line of 1 to 64 characters");
    if (scopes.empty()) return refused(Kind::unfit, "say what the token is for: one scope at least");
    for (const std::string& scope : scopes)
        if (!identity::is_scope(scope))
            return refused(Kind::unfit, "no scope `" + shown_text(scope) +
                                            "`: there are read, commands, and commands:NAME for one command");
    if (days < 1 || days > identity::token_days_max)
        return refused(Kind::unfit, "a token lives for 1 to 365 days");
    auto account = accounts_.of_person(person);
    if (account && account->disabled) return refused(Kind::unfit, "the account is disabled");
    if (!account) {
        account.emplace();
        account->person = person;
        accounts_.put(*account);  // another may have been faster: then there is one
    }
    const std::string secret = new_token();
    constexpr std::size_t id_digits = 12;
    const std::string hash = kept(secret);
    const identity::Token token{"t-" + hash.substr(0, id_digits),    hash, person, name, scopes, now,
                                now.plus_ms(days * identity::day_ms)};
    accounts_.put(token);
    return IssuedToken{token.id, secret, token.expires};
}

}  // namespace atranka::credentials
