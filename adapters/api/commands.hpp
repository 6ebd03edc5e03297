#pragma once
// A command over HTTP: POST /commands/<Name>, its members as the body.
// Shape:  Idempotency-Key makes a repeat harmless; If-Match holds the ETag of the application or call that
//         the command was made for. An application that is begun is given its id.
// Errors: as problems; an unknown member is refused, whatever it is called.
// Source: draft-ietf-httpapi-idempotency-key-header; RFC 9110 §13.1.1.

#include "adapters/api/guesses.hpp"
#include "adapters/api/problem.hpp"
#include "adapters/api/world.hpp"

namespace atranka::api {

// What an accepted command is answered with.
struct Accepted {
    std::string log;
    std::int64_t index = 0;
    std::string leaf_hash, command, receipt;
    std::string application;  // that was begun
    bool repeated = false;
};
BOOST_DESCRIBE_STRUCT(Accepted, (), (log, index, leaf_hash, command, receipt, application, repeated))

// What of a refusal the caller may be told; called on any thread.
using Told = std::function<Rejection(const service::Envelope&, const Rejection&)>;

void give(World& world, Desk& desk, Guesses& guesses, const Request& request, const std::string& name,
          const Caller& caller, const Told& told, const Answer& reply);

// Notes a command as refused before anything of it was looked at, as far as it can be read.
void note_unread(Desk& desk, const Caller& caller, const Request& request, const std::string& name,
                 std::string_view rule);

// A DraftCall's text made what it is recorded as: parameters as the definition spells them, and the document,
// which is added, under its hash. A Response where the definition has problems.
std::optional<Response> drafted(World& world, Value& members, std::vector<Value>& documents, Instant now);

// What is proven of the definition that the command publishes; nothing of other commands, or where nobody
// proves.
std::optional<call::Judgement> judged(const World& world, Desk& desk, const service::Command& command);

Response unauthenticated();
Response unavailable(const service::Failure& failure);
std::string etag_of(const std::string& body);
// Whether a header lists that tag, or "*": If-Match compares strongly and If-None-Match weakly, as RFC 9110
// (13.1) asks. What is no tag, and all after it, is none.
enum class Compared { strongly, weakly };
bool has_tag(std::string_view tags, std::string_view etag, Compared how);

}  // namespace atranka::api
