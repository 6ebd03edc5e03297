#pragma once
// What the routes need of the world; `atranka serve` puts it together, tests put others.

#include "adapters/api/exchange.hpp"
#include "engine/access/policy.hpp"
#include "engine/inquiry/places.hpp"
#include "engine/service/readings.hpp"
#include "engine/service/service.hpp"
#include "engine/service/texts.hpp"

#include <exception>
#include <memory>
#include <mutex>

namespace atranka::api {

// A reader's view of the record; one thread at a time.
struct Desk {
    std::unique_ptr<service::EventStore> store;
    std::unique_ptr<service::Service> service;  // for its states; nothing is written through it
    std::unique_ptr<service::Readings> readings;
    std::unique_ptr<service::Texts> texts;
    inquiry::Places places = {};
};

// Exactly one of them: an outcome, or why the environment failed.
using Given = std::function<void(std::optional<Result<service::Done>>, std::exception_ptr)>;

// A definition's text, compiled and resolved; or its problems.
struct Resolved {
    Value document;
    std::vector<Problem> problems;
};

// What concerns accounts: who keeps them answers, with a cookie where one is set.
enum class AccountAction {
    log_in,
    log_out,
    reauthenticate,
    accept,
    invite,
    sessions,
    end_session,
    enable_totp,
    confirm_totp,
    change_password,
    passkeys,
    offer_passkey,
    add_passkey,
    remove_passkey,
    begin_passkey,
    log_in_passkey,
    reauthenticate_passkey,
    providers,
    begin_openid,
    end_openid,
    tokens,
    create_token,
    revoke_token
};

// What becomes of files that people upload.
class Attachments {
public:
    virtual ~Attachments() = default;
    struct Upload {
        PersonId person;
        ApplicationId application;
        const definition::Field& field;
        std::string name;  // as it was said
        std::filesystem::path content;
    };
    // What stands in the form for it: judged, cleaned, scanned and durable. `keep` writes that to the
    // draft, with nobody else taking a file meanwhile. Refused by attachment_must_fit or
    // attachment_must_be_clean.
    virtual Result<Value> take(const Upload& upload, const std::function<void(const Value&)>& keep) = 0;
    virtual std::optional<std::string> content(const std::string& application, const std::string& sha256) = 0;
};

struct World {
    service::Clock& clock;
    service::Random& random;
    // Must be called by one thread at a time; answers from any thread.
    std::function<void(service::Request, Given)> give;
    std::function<std::unique_ptr<Desk>()> open_desk;
    // Who sends that request; a problem where what they say of themselves does not hold.
    std::function<tl::expected<Caller, TurnedAway>(const Request&)> who;
    std::function<Response(AccountAction, const Value& members, const Request&, const Caller&)> account;
    // For the calendar as it was known at that instant.
    std::function<Resolved(const std::string& yaml, Instant known)> resolve;
    // Signed heads: for those who only read the log.
    std::function<std::string(const std::string& log)> checkpoint;
    std::function<std::string(const service::Entry& entry)> receipt;
    const access::Policy& policy = access::policy();
    Attachments* attachments = nullptr;  // null: nobody can upload
    // The public key that signs heads, as signed notes spell it.
    std::function<std::string()> key = {};
    // The evidence of a call, or of one application of it where one is named, as an archive's bytes.
    std::function<std::string(service::EventStore&, service::Readings&, const std::string& call,
                              const std::string& application)>
        pack = {};
    service::Prover* prover = nullptr;  // null: nobody reads what was proven, and no call is published
};

}  // namespace atranka::api
