#pragma once
// A request that was understood, and its answer: what routes see of the web.
// Shape:  names of headers in small letters; the path below /api/v1, decoded, without its query.

#include "engine/kernel/id.hpp"
#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace atranka::api {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method, path;
    Pairs query, headers;
    std::string body, peer;
    Instant arrived;                              // when its last byte was there
    std::filesystem::path spooled = {};           // where the body is, when it is a file
    std::shared_ptr<const void> spool_file = {};  // which goes with the last copy
    std::string scheme = {};                      // "http" or "https", as its forwarding proxy tells it

    const std::string* header(std::string_view name) const;
    const std::string* parameter(std::string_view name) const;
    bool is_json() const;  // by its content-type, whatever that says after the `;`
};

struct Response {
    int status = 200;
    Pairs headers = {};
    std::string body = {};
    std::string route = {};  // the pattern that answered, such as /api/v1/calls/{call}; empty: none did
    std::string who = {};    // was made sure of
};

using Answer = std::function<void(Response)>;

// Who asks, and how that was made sure of; nobody where it was not.
struct Caller {
    PersonId person;
    std::string authenticated;     // "password", "passkey", "token"
    std::set<std::string> scopes;  // of a token; none: everything that the person may
    bool is_fresh = false;         // made sure of a few minutes ago
};

// Somebody whose request is looked at no further, whatever it asks; nobody where none was made sure of.
struct TurnedAway {
    Response response;
    Caller caller = {};
    std::string rule = {};  // as the access ledger notes it
};

Response json(const Value& document, int status = 200);
Response json_text(std::string document, int status = 200);

}  // namespace atranka::api
