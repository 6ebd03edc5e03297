#pragma once
// What may be asked at which path. One table serves requests and describes itself: schemas/openapi.json is
// printed from it.

#include "adapters/api/problem.hpp"
#include "adapters/api/world.hpp"
#include "engine/inquiry/inquiry.hpp"

#include <map>

namespace atranka::api {

// One request at its route.
struct Asked {
    const Request& request;
    std::map<std::string, std::string> names;  // what stands in the path's braces
    const Caller& caller;
    World& world;
    Desk& desk;
    inquiry::Inquiry& inquiry;
    bool is_empty = false;  // the caller may look there, and nothing is there yet: a 404 that refuses nothing

    const std::string& name(const std::string& brace) const { return names.at(brace); }
    std::string parameter(std::string_view name) const {
        const std::string* found = request.parameter(name);
        return found == nullptr ? std::string{} : *found;
    }
};

struct Parameter {
    std::string_view name, description;
    Value schema;
};

struct Route {
    std::string_view method, path, summary;
    bool is_public = false;  // nobody has to say who they are
    std::vector<Parameter> query = {};
    Value body = {};    // schema; null: none
    Value answer = {};  // schema of what a 200 brings; null: no JSON
    std::function<Response(Asked&)> handle = {};
    bool looks_back = true;  // takes as-of
    bool is_noted = false;   // who reads it stands in the access ledger, as who is refused always does
    std::string_view body_type = {};  // media types of what is no JSON
    std::vector<std::string_view> answer_types = {};
};

const std::vector<Route>& routes();
std::vector<Route> call_routes();
std::vector<Route> application_routes();
std::vector<Route> attachment_routes();
std::vector<Route> people_routes();
std::vector<Route> record_routes();
std::vector<Route> account_routes();
std::vector<Route> work_routes();
std::vector<Route> telling_routes();
std::vector<Route> audit_routes();
std::vector<Route> log_routes();
std::vector<Route> rehearsal_routes();

// That the caller reads this, or was refused it; and noting it in the access ledger before the answer.
ledger::Access line_of(const Caller& caller, const Request& request, ledger::AccessKind kind,
                       const std::string& call, const std::string& object, std::string_view what,
                       std::string_view rule);
void note(Desk& desk, const Caller& caller, const Request& request, ledger::AccessKind kind,
          const std::string& call, const std::string& object, std::string_view what, std::string_view rule);

// One call as the viewer may see it, with what they may try.
Value told(inquiry::Inquiry& inquiry, const call::State& call);

// What does not exist, or may not be seen.
Response not_found();

// A page of a list: {"items": […], "next": cursor}.
struct Paging {
    std::int64_t limit = 50;
    std::optional<std::pair<std::string, std::string>> after;
};
// A Response where a parameter has no such value.
tl::expected<Paging, Response> paging_of(const Asked& asked);
// Where the next page goes on; it is of this list alone, by what else the request asks of it.
std::string cursor_of(const Asked& asked, const std::string& key, const std::string& id);
Value page_schema(Value item);
std::vector<Parameter> paging_parameters(std::vector<Parameter> further);

}  // namespace atranka::api
