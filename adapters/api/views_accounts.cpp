#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "adapters/json/json.hpp"

#include <algorithm>

namespace atranka::api {

namespace {

Response malformed(const std::string& what) {
    return problem(400, "malformed-request", "The request is not spelled as its description says", what);
}

bool is_of_type(const Value& schema, const Value& value) {
    const std::string& type = schema.at("type").as_text();
    if (type == "string") return value.is_text();
    if (type == "integer") return value.is_int();
    if (type == "boolean") return value.is_bool();
    return type == "array" && value.is_list() && std::ranges::all_of(value.as_list(), [&](const Value& item) {
               return is_of_type(schema.at("items"), item);
           });
}

// By what the members are not those of the route's description; a route without a body has none.
std::optional<std::string> fault_in(const Value& schema, const Value& members) {
    const Value* known = schema.is_object() ? schema.find("properties") : nullptr;
    for (const auto& [name, value] : members.as_object()) {
        const Value* of = known == nullptr ? nullptr : known->find(name);
        if (of == nullptr) return "there is no member " + name + " here";
        if (!is_of_type(*of, value)) return name + " is of another type: " + of->at("type").as_text();
    }
    const Value* required = schema.is_object() ? schema.find("required") : nullptr;
    if (required != nullptr)
        for (const Value& name : required->as_list())
            if (members.find(name.as_text()) == nullptr)
                return "the member " + name.as_text() + " is missing";
    return std::nullopt;
}

// A route of the account's own, with the body's members as the description says.
std::function<Response(Asked&)> asks(AccountAction action, const Value& body = {}) {
    return [action, body](Asked& asked) -> Response {
        Value members = Value::object();
        if (!asked.request.body.empty()) {
            auto read = json::parse(asked.request.body);
            if (!read || !read->is_object())
                return malformed("a JSON object of the members that /api/v1/openapi.json lists");
            members = std::move(*read);
        }
        if (asked.request.method != "GET" && !asked.request.body.empty() && !asked.request.is_json())
            return problem(415, "unsupported-media-type", "Not JSON", "send Content-Type: application/json");
        if (const auto fault = fault_in(body, members)) return malformed(*fault);
        for (const auto& [name, id] : asked.names) members.set(name, id);
        return asked.world.account(action, members, asked.request, asked.caller);
    };
}

Value text() { return type_of("string"); }

Value signed_in() {
    return object_of({{"person", text()}, {"authenticated", text()}}, {"person", "authenticated"});
}

Value session() {
    return object_of({{"id", text()},
                      {"authenticated", text()},
                      {"created", text_of("date-time")},
                      {"last_seen", text_of("date-time")},
                      {"peer", text()},
                      {"agent", text()},
                      {"current", type_of("boolean")}},
                     {"id", "authenticated", "created", "last_seen", "current"});
}

Value token(bool with_secret) {
    Value schema = object_of({{"id", text()},
                              {"name", text()},
                              {"scopes", list_of(text())},
                              {"created", text_of("date-time")},
                              {"expires", text_of("date-time")}},
                             {"id", "expires"});
    if (with_secret) schema.as_object().at("properties").set("secret", text());
    return schema;
}

Value passkey() {
    return object_of({{"id", text()}, {"name", text()}, {"created", text_of("date-time")}},
                     {"id", "created"});
}

Value assertion() {
    return object_of(
        {{"id", text()}, {"client_data", text()}, {"authenticator_data", text()}, {"signature", text()}},
        {"id", "client_data", "authenticator_data", "signature"});
}

Value items_of(Value item) { return object_of({{"items", list_of(std::move(item))}}, {"items"}); }

}  // namespace

std::vector<Route> account_routes() {
    using A = AccountAction;
    const auto proof = [](std::initializer_list<const char*> required) {
        return object_of({{"login", text()}, {"password", text()}, {"code", text()}}, required);
    };
    const Value by_login = proof({"login", "password"}), again = proof({"password"});
    const Value account =
        object_of({{"code", text()}, {"login", text()}, {"password", text()}}, {"code", "login", "password"});
    const Value code = object_of({{"code", text()}}, {"code"});
    const Value passwords =
        object_of({{"old_password", text()}, {"password", text()}}, {"old_password", "password"});
    const Value made = object_of({{"name", text()},
                                  {"client_data", text()},
                                  {"authenticator_data", text()},
                                  {"algorithm", type_of("integer")}},
                                 {"name", "client_data", "authenticator_data", "algorithm"});
    const Value flow =
        object_of({{"invitation", text()}, {"fresh", type_of("boolean")}, {"return", text()}}, {});
    const Value asked_for =
        object_of({{"name", text()}, {"scopes", list_of(text())}, {"days", type_of("integer")}},
                  {"name", "scopes", "days"});
    return {
        {"POST",
         "/session",
         "Sign in; the session is a cookie.",
         true,
         {},
         by_login,
         signed_in(),
         asks(A::log_in, by_login),
         false},
        {"DELETE",
         "/session",
         "Sign out. Where a provider of identities let one in, the answer says where to sign out there, too.",
         false,
         {},
         {},
         object_of({{"location", text()}}, {"location"}),
         asks(A::log_out),
         false},
        {"POST",
         "/session/fresh",
         "Show anew who you are, as what weighs most asks.",
         false,
         {},
         again,
         signed_in(),
         asks(A::reauthenticate, again),
         false},
        {"POST",
         "/invitations/accept",
         "Set up an account with the code of an invitation.",
         true,
         {},
         account,
         signed_in(),
         asks(A::accept, account),
         false},
        {"POST",
         "/people/{person}/invitation",
         "Invite somebody who is registered; administrators do. Of somebody who has an account another one "
         "has to ask for it, too, until the instant that the first is told, and is given the code. Where "
         "there is no other, appoint one first.",
         false,
         {},
         {},
         object_of({{"code", text()}, {"asked_until", text_of("date-time")}}, {}),
         asks(A::invite),
         false,
         true},
        {"GET",
         "/account/sessions",
         "Where you are signed in.",
         false,
         {},
         {},
         items_of(session()),
         asks(A::sessions),
         false},
        {"DELETE",
         "/account/sessions/{session}",
         "End one of them.",
         false,
         {},
         {},
         {},
         asks(A::end_session),
         false},
        {"POST",
         "/account/totp",
         "Begin with an authenticator: its secret, shown once.",
         false,
         {},
         {},
         object_of({{"secret", text()}, {"uri", text()}, {"qr_svg", text()}}, {"secret", "uri", "qr_svg"}),
         asks(A::enable_totp),
         false},
        {"POST",
         "/account/totp/confirm",
         "Show a code of it; the answer has the recovery codes.",
         false,
         {},
         code,
         object_of({{"recovery", list_of(text())}}, {"recovery"}),
         asks(A::confirm_totp, code),
         false},
        {"POST",
         "/account/password",
         "Change the password; every other session ends.",
         false,
         {},
         passwords,
         signed_in(),
         asks(A::change_password, passwords),
         false},
        {"GET",
         "/account/passkeys",
         "Your passkeys.",
         false,
         {},
         {},
         items_of(passkey()),
         asks(A::passkeys),
         false},
        {"POST",
         "/account/passkeys/offer",
         "What the browser makes a new passkey of.",
         false,
         {},
         {},
         object_of({{"challenge", text()},
                    {"site", text()},
                    {"user", text()},
                    {"login", text()},
                    {"known", list_of(text())}},
                   {"challenge", "site", "user", "login", "known"}),
         asks(A::offer_passkey),
         false},
        {"POST",
         "/account/passkeys",
         "Add the passkey that the browser made; bytes in base64url.",
         false,
         {},
         made,
         object_of({{"id", text()}}, {"id"}),
         asks(A::add_passkey, made),
         false},
        {"DELETE",
         "/account/passkeys/{passkey}",
         "Remove a passkey.",
         false,
         {},
         {},
         {},
         asks(A::remove_passkey),
         false},
        {"POST",
         "/session/passkey/challenge",
         "Begin to sign in by a passkey.",
         true,
         {},
         {},
         object_of({{"challenge", text()}}, {"challenge"}),
         asks(A::begin_passkey),
         false},
        {"POST",
         "/session/passkey",
         "Sign in by a passkey.",
         true,
         {},
         assertion(),
         signed_in(),
         asks(A::log_in_passkey, assertion()),
         false},
        {"POST",
         "/session/fresh/passkey",
         "Show anew who you are, by a passkey.",
         false,
         {},
         assertion(),
         signed_in(),
         asks(A::reauthenticate_passkey, assertion()),
         false},
        {"GET",
         "/session/providers",
         "Providers of identities at which one may sign in, as their buttons are labelled.",
         true,
         {},
         {},
         items_of(object_of(
             {{"start", text()}, {"label", object_of({{"en", text()}, {"lt", text()}}, {"en", "lt"})}},
             {"start", "label"})),
         asks(A::providers),
         false},
        {"GET",
         "/session/openid",
         "Sign in at the provider: a redirect there (303).",
         true,
         {{"return", "where to afterwards: /, /account or /calls", text()}},
         {},
         {},
         asks(A::begin_openid),
         false},
        {"POST",
         "/session/openid",
         "The same for an invitation, or to show anew who you are: where to send the browser.",
         true,
         {},
         flow,
         object_of({{"location", text()}}, {"location"}),
         asks(A::begin_openid, flow),
         false},
        {"GET",
         "/session/openid/callback",
         "Where the provider sends the browser back; on to a page of ours (303).",
         true,
         {{"code", "of the provider", text()},
          {"state", "as it was sent", text()},
          {"iss", "the provider", text()},
          {"error", "why nobody was let in", text()},
          {"error_description", "not read", text()},
          {"error_uri", "not read", text()},
          {"session_state", "not read", text()},
          {"scope", "not read", text()}},
         {},
         {},
         asks(A::end_openid),
         false},
        {"GET",
         "/account/tokens",
         "Your API tokens.",
         false,
         {},
         {},
         items_of(token(false)),
         asks(A::tokens),
         false},
        {"POST",
         "/account/tokens",
         "A new token; its secret is shown once.",
         false,
         {},
         asked_for,
         token(true),
         asks(A::create_token, asked_for),
         false},
        {"DELETE",
         "/account/tokens/{token}",
         "Revoke a token.",
         false,
         {},
         {},
         {},
         asks(A::revoke_token),
         false},
    };
}

}  // namespace atranka::api
