#include "adapters/cli/sign_in.hpp"

#include "adapters/api/problem.hpp"
#include "adapters/credentials/secrets.hpp"
#include "adapters/sql/accounts.hpp"
#include "engine/identity/rules.hpp"

#include <algorithm>
#include <array>

namespace atranka::cli {

namespace {

using api::AccountAction;
using api::Response;
using credentials::Refusal;

constexpr std::string_view cookie_name = "__Host-atranka", flow_cookie = "__Host-atranka-openid";
// Where one may return to: nothing that came with a request becomes an address.
constexpr std::array<std::string_view, 3> places{"/", "/account", "/calls"};

std::string text_of(const Value& members, std::string_view name) {
    const Value* found = members.find(name);
    return found != nullptr && found->is_text() ? found->as_text() : std::string{};
}

std::string header_of(const api::Request& request, std::string_view name) {
    const std::string* found = request.header(name);
    return found == nullptr ? std::string{} : *found;
}

std::string cookie_of(const api::Request& request, std::string_view name) {
    const std::string all = header_of(request, "cookie");
    std::string_view cookies = all;
    while (!cookies.empty()) {
        const std::size_t end = std::min(cookies.find(';'), cookies.size());
        std::string_view one = cookies.substr(0, end);
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        while (one.starts_with(' ')) one.remove_prefix(1);
        const std::size_t sign = one.find('=');
        if (sign != std::string_view::npos && one.substr(0, sign) == name)
            return std::string{one.substr(sign + 1)};
    }
    return {};
}

std::string session_of(const api::Request& request) { return cookie_of(request, cookie_name); }

// Who they are, and what sets up a second factor and signs in with it.
bool leads_to_second_factor(const api::Request& request) {
    const bool makes_token = request.path.starts_with("/account/tokens") && request.method != "GET";
    return request.path == "/me" || request.path.starts_with("/session") ||
           request.path == "/invitations/accept" || (request.path.starts_with("/account") && !makes_token);
}

// "https://atranka.example:8443" → "atranka.example"
std::string host_of(const std::string& origin) {
    const std::size_t begin = origin.find("://");
    const std::string rest = begin == std::string::npos ? origin : origin.substr(begin + 3);
    return rest.substr(0, rest.find(':'));
}

std::string bytes_of(const Value& members, std::string_view name) {
    return credentials::unbase64url(text_of(members, name)).value_or(std::string{});
}

credentials::Assertion assertion_of(const Value& members) {
    return {text_of(members, "id"), bytes_of(members, "client_data"), bytes_of(members, "authenticator_data"),
            bytes_of(members, "signature")};
}

credentials::Origin origin_of(const api::Request& request) {
    constexpr std::size_t agent_size_max = 200;
    return {request.peer, header_of(request, "user-agent").substr(0, agent_size_max)};
}

Response told(const Refusal& refusal, Instant now) {
    using Kind = Refusal::Kind;
    const auto as = [&](int status, const char* type, const char* title) {
        return api::problem(status, type, title, refusal.message);
    };
    switch (refusal.kind) {
        case Kind::refused: return as(401, "unauthenticated", "Not signed in");
        case Kind::second_factor_needed: return as(401, "second-factor-needed", "A code is needed");
        case Kind::not_signed_in: return as(401, "unauthenticated", "Not signed in");
        case Kind::not_fresh: return as(403, "reauthentication-needed", "Show anew who you are");
        case Kind::unfit: return as(422, "unfit", "Something else has to be chosen");
        case Kind::login_is_taken: return as(409, "login-taken", "Another login has to be chosen");
        case Kind::invitation_is_over: return as(409, "invitation-over", "The invitation is over");
        case Kind::busy:
        case Kind::wait: {
            Response response = as(429, "wait", "Too many tries");
            const std::int64_t seconds = refusal.until ? (refusal.until->ms - now.ms) / 1000 + 1 : 1;
            response.headers.emplace_back("retry-after", std::to_string(seconds));
            return response;
        }
    }
    return as(401, "unauthenticated", "Not signed in");
}

void set_cookie(Response& response, const std::string& secret) {
    std::string cookie =
        std::string{cookie_name} + "=" + secret + "; Path=/; Secure; HttpOnly; SameSite=Strict";
    if (secret.empty()) cookie += "; Max-Age=0";
    response.headers.emplace_back("set-cookie", std::move(cookie));
}

// It has to come back from another site, which Strict would not let it.
void set_flow_cookie(Response& response, const std::string& secret) {
    std::string cookie = std::string{flow_cookie} + "=" + secret + "; Path=/; Secure; HttpOnly; SameSite=Lax";
    cookie += secret.empty() ? "; Max-Age=0" : "; Max-Age=600";
    response.headers.emplace_back("set-cookie", std::move(cookie));
}

Response told(const credentials::Failed& failed) {
    using Kind = credentials::Failed::Kind;
    switch (failed.kind) {
        case Kind::stranger: return api::problem(400, "malformed-request", "Begin anew", failed.why);
        case Kind::provider: return api::problem(503, "unavailable", "Not now", failed.why);
        case Kind::refused: break;
    }
    return api::problem(401, "unauthenticated", "Not signed in", failed.why);
}

Response entered(const credentials::Answer<credentials::Entered>& answer, Instant now) {
    if (!answer) return told(answer.error(), now);
    Response response = api::json(Value::object(
        {{"person", answer->person.text}, {"authenticated", identity::name_of(answer->authenticated)}}));
    set_cookie(response, answer->secret);
    return response;
}

Response done_if(bool done) {
    if (done) return {204, {}, {}};
    return api::problem(404, "not-found", "Not found", "There is no such thing, or none that you may see.");
}

Value told(const identity::Session& session, const std::string& current) {
    Value one = Value::object({{"id", session.id},
                               {"authenticated", identity::name_of(session.authenticated)},
                               {"created", session.created.text()},
                               {"last_seen", session.last_seen.text()},
                               {"current", session.id == current}});
    if (!session.peer.empty()) one.set("peer", session.peer);
    if (!session.agent.empty()) one.set("agent", session.agent);
    return one;
}

}  // namespace

struct SignIn::Counter {
    explicit Counter(SignIn& all)
        : accounts(all.database_),
          desk(accounts, all.guards_),
          passkeys(accounts, desk, all.challenges_, all.site_) {}
    sql::Accounts accounts;
    credentials::Desk desk;
    credentials::PasskeyDesk passkeys;
};

struct SignIn::Provider {
    Provider(OpenidSettings given, RoleKeeper keeper)
        : settings(std::move(given)), openid(settings.client), roles(std::move(keeper)) {}
    OpenidSettings settings;
    credentials::Openid openid;
    RoleKeeper roles;
};

class SignIn::Lent {
public:
    explicit Lent(SignIn& all) : all_(all) {
        {
            const std::scoped_lock lock{all.mutex_};
            if (!all.counters_.empty()) {
                counter_ = std::move(all.counters_.back());
                all.counters_.pop_back();
            }
        }
        if (!counter_) counter_ = std::make_unique<Counter>(all);
    }
    ~Lent() {
        const std::scoped_lock lock{all_.mutex_};
        all_.counters_.push_back(std::move(counter_));
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Counter& operator*() { return *counter_; }

private:
    SignIn& all_;
    std::unique_ptr<Counter> counter_;
};

SignIn::SignIn(std::filesystem::path database, const std::filesystem::path& leaked_passwords,
               const std::string& origin)
    : database_(std::move(database)), guards_(leaked_passwords), site_{host_of(origin), origin} {}
SignIn::~SignIn() = default;

void SignIn::use(OpenidSettings settings, RoleKeeper roles) {
    provider_ = std::make_unique<Provider>(std::move(settings), std::move(roles));
}

// Whether a request that changes something was made by a page of ours.
bool SignIn::is_our_own(const api::Request& request) const {
    const std::string site = header_of(request, "sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    const std::string origin = header_of(request, "origin");
    if (origin.empty()) return true;
    if (is_of_origin_alone_) return origin == site_.origin;
    // A proxy that nobody named may speak TLS for us; where there is TLS, a page without it is not ours.
    const std::string host = header_of(request, "host");
    return origin == "https://" + host || (origin == "http://" + host && request.scheme == "http");
}

void SignIn::demand(std::function<bool(const PersonId&, Instant)> of) { demands_ = std::move(of); }

// What a provider asked for counts where the settings name it.
bool SignIn::is_strong(identity::Method method) const {
    switch (method) {
        case identity::Method::password: return false;
        case identity::Method::openid:
            return provider_ && !(provider_->settings.acr.empty() && provider_->settings.amr.empty());
        case identity::Method::password_totp:
        case identity::Method::password_recovery:
        case identity::Method::passkey: break;
    }
    return true;
}

Response SignIn::begin_openid(const Value& members, const api::Request& request) {
    if (!provider_) return done_if(false);
    const bool by_link = request.method == "GET";
    const std::string* wanted = request.parameter("return");
    const std::string back = by_link ? (wanted != nullptr ? *wanted : "/") : text_of(members, "return");
    credentials::Flow flow;
    flow.back = back.empty() ? "/" : back;
    if (std::ranges::find(places, flow.back) == places.end())
        return api::problem(422, "unfit", "Something else has to be chosen",
                            "one returns to /, /account or /calls");
    const Value* fresh = members.find("fresh");
    if (!by_link && fresh != nullptr && *fresh == Value{true}) {
        flow.purpose = credentials::Flow::Purpose::fresh;
        flow.session = session_of(request);
        if (flow.session.empty())
            return told(Refusal{Refusal::Kind::not_signed_in, "log in first"}, request.arrived);
    } else if (!by_link && members.find("invitation") != nullptr) {
        flow.purpose = credentials::Flow::Purpose::accept;
        flow.invitation = text_of(members, "invitation");
    }
    const auto begun = provider_->openid.begin(std::move(flow), request.arrived);
    if (!begun) return told(begun.error());
    Response response = by_link ? Response{303, {{"location", begun->location}}, {}}
                                : api::json(Value::object({{"location", begun->location}}));
    set_flow_cookie(response, begun->browser_secret);
    response.headers.emplace_back("cache-control", "no-store");
    return response;
}

Response SignIn::end_openid(const api::Request& request) {
    if (!provider_) return done_if(false);
    const auto given = [&](std::string_view name) {
        const std::string* found = request.parameter(name);
        return found == nullptr ? std::string{} : *found;
    };
    const auto ended = provider_->openid.end(
        {given("state"), given("code"), given("error"), given("iss"), cookie_of(request, flow_cookie)},
        request.arrived);
    Response response = ended ? end_openid(*ended, request) : told(ended.error());
    if (!ended && ended.error().kind == credentials::Failed::Kind::stranger) return response;
    set_flow_cookie(response, {});
    response.headers.emplace_back("cache-control", "no-store");
    return response;
}

Response SignIn::end_openid(const credentials::Ended& ended, const api::Request& request) {
    using Purpose = credentials::Flow::Purpose;
    const OpenidSettings& settings = provider_->settings;
    const credentials::IdToken& said = ended.said;
    const Instant now = request.arrived;
    Lent lent{*this};
    auto& [accounts, desk, passkeys] = *lent;
    const auto refuse = [&](const char* why) {
        return told(credentials::Failed{credentials::Failed::Kind::refused, why});
    };
    const bool is_strong =
        (settings.acr.empty() || settings.acr.contains(said.acr)) &&
        (settings.amr.empty() ||
         std::ranges::any_of(said.amr, [&](const std::string& one) { return settings.amr.contains(one); }));
    if (!is_strong) return refuse("the provider did not ask for as much as is wanted here");
    const std::string& issuer = settings.client.issuer;
    std::optional<PersonId> person;
    if (const auto link = accounts.linked(issuer, said.subject)) person = link->person;
    if (ended.flow.purpose == Purpose::accept) {
        const auto accepted =
            desk.accept_linked(ended.flow.invitation, issuer, said.subject, origin_of(request), now);
        if (!accepted) return told(accepted.error(), now);
        person = *accepted;
    } else if (!person && ended.flow.purpose == Purpose::sign_in && settings.links_by_email &&
               said.email_is_verified) {
        const auto login = identity::login_of(said.email);
        const auto account = login ? accounts.of_login(*login) : std::nullopt;
        if (account && !account->disabled && accounts.link({issuer, said.subject, account->person, {}}))
            person = account->person;
    }
    if (!person)
        return refuse("nobody here is known by that sign-in: ask for an invitation, and open it first");
    // A role follows its groups. Where it does not (people appoint heads and auditors), what the record
    // grants and the provider does not list any more is used by nobody who comes from there.
    const auto account = accounts.of_person(*person);
    const bool follows = said.groups && account && !account->disabled;
    std::string differences;
    bool falls_short = false;
    for (const OpenidRole& role : settings.roles) {
        const bool is_held = provider_->roles.holds(*person, role);
        const bool is_told = std::ranges::any_of(settings.roles, [&](const OpenidRole& other) {
            return other.role == role.role && other.call == role.call && said.groups &&
                   said.groups->contains(other.group);
        });
        if (is_held == is_told || (follows && provider_->roles.follow(*person, role, is_told, now))) continue;
        falls_short = falls_short || is_held;
        differences += (is_held ? "-" : "+") + role.role + "@" + role.call + " ";
    }
    if (!accounts.link({issuer, said.subject, *person, differences}))
        return refuse("that account is linked with another sign-in");
    if (falls_short)
        return refuse(
            "the provider does not list a role any more that is recorded here: ask an administrator");
    std::string instead_of;
    Instant seen = said.authenticated.value_or(Instant{0});
    if (ended.flow.purpose == Purpose::fresh) {
        constexpr std::int64_t second_ms = 1000;
        const auto present = desk.authenticate(ended.flow.session, now);
        if (!present || present->person != *person) return refuse("somebody else is signed in here");
        // Whole seconds are told: of the one in which it was begun, any counts.
        if (seen.plus_ms(second_ms) <= ended.begun)
            return refuse("the provider did not ask anew who you are");
        instead_of = present->session;
    }
    const auto entered = desk.let_in_seen(*person, seen, origin_of(request), now, instead_of);
    if (!entered) return told(entered.error(), now);
    Response response{303, {{"location", ended.flow.back}}, {}};
    set_cookie(response, entered->secret);
    return response;
}

tl::expected<api::Caller, api::TurnedAway> SignIn::who(const api::Request& request) {
    constexpr std::string_view bearer = "Bearer ";
    const std::string authorization = header_of(request, "authorization");
    if (!authorization.empty()) {
        Lent lent{*this};
        const bool is_bearer =
            std::ranges::equal(bearer, authorization.substr(0, bearer.size()), [](char wanted, char given) {
                return wanted == given || wanted == (given & ~0x20) || (wanted | 0x20) == (given | 0x20);
            });
        if (is_bearer)
            if (auto found =
                    (*lent).desk.authenticate_token(authorization.substr(bearer.size()), request.arrived))
                return api::Caller{found->person, "token", found->scopes, false};
        Response response =
            api::problem(401, "unauthenticated", "Not signed in", "the token is not valid, or not any more");
        response.headers.emplace_back("www-authenticate",
                                      "Bearer realm=\"atranka\", error=\"invalid_token\"");
        return tl::unexpected{api::TurnedAway{std::move(response)}};
    }
    const std::string secret = session_of(request);
    if (secret.empty()) return api::Caller{};
    Lent lent{*this};
    const auto present = (*lent).desk.authenticate(secret, request.arrived);
    if (!present) return api::Caller{};
    const api::Caller caller{
        present->person, std::string{identity::name_of(present->authenticated)}, {}, present->is_fresh};
    const auto turned_away = [&](const char* rule, const char* title, const char* detail) {
        return tl::unexpected{api::TurnedAway{api::problem(403, rule, title, detail), caller, rule}};
    };
    if (request.method != "GET" && !is_our_own(request))
        return turned_away("cross-site", "Not from here",
                           "a page of another site may not do this in your name");
    if (demands_ && !is_strong(present->authenticated) && !leads_to_second_factor(request) &&
        demands_(present->person, request.arrived))
        return turned_away("second-factor-demanded", "A second factor is demanded",
                           "set up an authenticator or a passkey, and sign in with it");
    return caller;
}

Response SignIn::answer(AccountAction action, const Value& members, const api::Request& request,
                        const api::Caller& caller,
                        const std::function<bool(const PersonId& who, const PersonId& whom)>& may_invite) {
    Lent lent{*this};
    auto& [accounts, desk, passkeys] = *lent;
    const Instant now = request.arrived;
    const std::string secret = session_of(request);
    const credentials::Proof proof{text_of(members, "login"), text_of(members, "password"),
                                   text_of(members, "code")};
    // What is done in a session's name comes from a page of ours, whoever signs in first.
    if (request.method != "GET" && !is_our_own(request))
        return api::problem(403, "cross-site", "Not from here", "a page of another site may not do this");
    switch (action) {
        case AccountAction::providers: {
            Value::List items;
            if (provider_)
                items.push_back(
                    Value::object({{"start", "/api/v1/session/openid"},
                                   {"label", Value::object({{"en", provider_->settings.label_en},
                                                            {"lt", provider_->settings.label_lt}})}}));
            return api::json(Value::object({{"items", std::move(items)}}));
        }
        case AccountAction::begin_openid: return begin_openid(members, request);
        case AccountAction::end_openid: return end_openid(request);
        case AccountAction::log_in: return entered(desk.log_in(proof, origin_of(request), now), now);
        case AccountAction::accept:
            return entered(desk.accept(proof.code, proof.login, proof.password, origin_of(request), now),
                           now);
        case AccountAction::reauthenticate:
            return entered(desk.reauthenticate(secret, proof, origin_of(request), now), now);
        case AccountAction::change_password:
            return entered(desk.change_password(secret, text_of(members, "old_password"), proof.password,
                                                origin_of(request), now),
                           now);
        case AccountAction::log_out: {
            const auto present = desk.authenticate(secret, now);
            desk.log_out(secret);
            Response response{204, {}, {}};
            if (provider_ && present && present->authenticated == identity::Method::openid)
                if (const auto location = provider_->openid.sign_out(now))
                    response = api::json(Value::object({{"location", *location}}));
            set_cookie(response, {});
            return response;
        }
        case AccountAction::invite: {
            const PersonId whom{text_of(members, "person")};
            if (!may_invite(caller.person, whom)) return done_if(false);
            const auto invited = desk.invite(whom, caller.person, now);
            if (!invited) return told(invited.error(), now);
            return api::json(invited->code.empty() ? Value::object({{"asked_until", invited->until.text()}})
                                                   : Value::object({{"code", invited->code}}));
        }
        case AccountAction::sessions: {
            const auto present = desk.authenticate(secret, now);
            Value::List items;
            for (const identity::Session& session : desk.sessions(caller.person, now))
                items.push_back(told(session, present ? present->session : std::string{}));
            return api::json(Value::object({{"items", std::move(items)}}));
        }
        case AccountAction::end_session:
            return done_if(desk.end_session(caller.person, text_of(members, "session")));
        case AccountAction::enable_totp: {
            const auto enrolment = desk.enable_totp(secret, now);
            if (!enrolment) return told(enrolment.error(), now);
            return api::json(Value::object(
                {{"secret", enrolment->secret}, {"uri", enrolment->uri}, {"qr_svg", enrolment->qr_svg}}));
        }
        case AccountAction::confirm_totp: {
            const auto recovery = desk.confirm_totp(secret, proof.code, now);
            if (!recovery) return told(recovery.error(), now);
            return api::json(Value::object({{"recovery", kernel::encode(*recovery)}}));
        }
        case AccountAction::passkeys: {
            Value::List items;
            for (const identity::Passkey& one : passkeys.passkeys(caller.person))
                items.push_back(
                    Value::object({{"id", one.id}, {"name", one.name}, {"created", one.created.text()}}));
            return api::json(Value::object({{"items", std::move(items)}}));
        }
        case AccountAction::offer_passkey: {
            const auto offer = passkeys.offer(secret, now);
            if (!offer) return told(offer.error(), now);
            return api::json(Value::object({{"challenge", offer->challenge},
                                            {"site", offer->site_id},
                                            {"user", offer->user_id},
                                            {"login", offer->login},
                                            {"known", kernel::encode(offer->known)}}));
        }
        case AccountAction::add_passkey: {
            const Value* algorithm = members.find("algorithm");
            const credentials::Registration registration{
                bytes_of(members, "client_data"), bytes_of(members, "authenticator_data"),
                algorithm != nullptr && algorithm->is_int() ? algorithm->as_int() : 0};
            const auto id = passkeys.add(secret, registration, text_of(members, "name"), now);
            return id ? api::json(Value::object({{"id", *id}})) : told(id.error(), now);
        }
        case AccountAction::remove_passkey:
            return done_if(passkeys.remove(caller.person, text_of(members, "passkey")));
        case AccountAction::begin_passkey:
            return api::json(Value::object({{"challenge", passkeys.challenge(now)}}));
        case AccountAction::log_in_passkey:
            return entered(passkeys.log_in(assertion_of(members), origin_of(request), now), now);
        case AccountAction::reauthenticate_passkey:
            return entered(passkeys.reauthenticate(secret, assertion_of(members), origin_of(request), now),
                           now);
        case AccountAction::tokens: {
            Value::List items;
            for (identity::Token token : accounts.tokens(caller.person)) {
                token.hash.clear();
                Value one = kernel::encode(token);
                one.as_object().erase("person");
                items.push_back(std::move(one));
            }
            return api::json(Value::object({{"items", std::move(items)}}));
        }
        case AccountAction::create_token: {
            const Value* days = members.find("days");
            const auto scopes = members.find("scopes") == nullptr
                                    ? std::nullopt
                                    : kernel::decode<std::set<std::string>>(*members.find("scopes"));
            if (!scopes || days == nullptr || !days->is_int())
                return api::problem(422, "unfit", "Something else has to be chosen",
                                    "a token has a name, scopes and days");
            const auto present = desk.authenticate(secret, now);
            if (!present || !present->is_fresh)
                return told(
                    Refusal{Refusal::Kind::not_fresh, "show anew who you are before you make a token"}, now);
            const auto issued = desk.create_token(
                caller.person, text_of(members, "name"), *scopes,
                static_cast<int>(std::clamp<std::int64_t>(days->as_int(), -1, 100'000)), now);
            if (!issued) return told(issued.error(), now);
            return api::json(Value::object(
                {{"id", issued->id}, {"secret", issued->secret}, {"expires", issued->expires.text()}}));
        }
        case AccountAction::revoke_token:
            return done_if(accounts.revoke(caller.person, text_of(members, "token")));
    }
    return done_if(false);
}

}  // namespace atranka::cli
