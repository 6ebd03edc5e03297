#include "adapters/api/route.hpp"

#include "adapters/api/schema.hpp"
#include "engine/ledger/hash.hpp"

#include <algorithm>
#include <charconv>

namespace atranka::api {

namespace {

constexpr std::int64_t limit_max = 500;

// What a cursor is of: the path and what else is asked.
std::string fingerprint_of(const Request& request) {
    std::string text = request.path;
    Pairs query = request.query;
    std::ranges::sort(query);
    for (const auto& [name, value] : query)
        if (name != "cursor" && name != "limit") text += '\n' + name + '=' + value;
    return ledger::hex(ledger::sha256(text)).substr(0, 16);
}

}  // namespace

const std::vector<Route>& routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> together = call_routes();
        for (auto some :
             {application_routes(), attachment_routes(), people_routes(), record_routes(), account_routes(),
              work_routes(), telling_routes(), audit_routes(), log_routes(), rehearsal_routes()})
            for (Route& route : some) together.push_back(std::move(route));
        return together;
    }();
    return all;
}

ledger::Access line_of(const Caller& caller, const Request& request, ledger::AccessKind kind,
                       const std::string& call, const std::string& object, std::string_view what,
                       std::string_view rule) {
    const std::string* as_of = request.parameter("as-of");
    return {call.empty() ? "instance" : "calls/" + call,
            0,
            0,
            kind,
            caller.person.text,
            caller.authenticated,
            object,
            std::string{what},
            std::string{rule},
            as_of == nullptr ? std::string{} : *as_of,
            request.arrived,
            {}};
}

void note(Desk& desk, const Caller& caller, const Request& request, ledger::AccessKind kind,
          const std::string& call, const std::string& object, std::string_view what, std::string_view rule) {
    desk.readings->append({line_of(caller, request, kind, call, object, what, rule)});
}

Response not_found() {
    return problem(404, "not-found", "Not found", "There is no such thing, or none that you may see.");
}

std::string cursor_of(const Asked& asked, const std::string& key, const std::string& id) {
    return ledger::hex(key + '\n' + id + '\n' + fingerprint_of(asked.request));
}

tl::expected<Paging, Response> paging_of(const Asked& asked) {
    Paging paging;
    const auto wrong = [](const char* what) {
        return tl::unexpected{problem(422, "unknown-parameter", "Wrong parameter", what)};
    };
    if (const std::string limit = asked.parameter("limit"); !limit.empty()) {
        const char* end = limit.data() + limit.size();
        const auto read = std::from_chars(limit.data(), end, paging.limit);
        if (read.ec != std::errc{} || read.ptr != end || paging.limit < 1 || paging.limit > limit_max)
            return wrong("limit is a number from 1 to 500");
    }
    if (const std::string cursor = asked.parameter("cursor"); !cursor.empty()) {
        const auto text = ledger::unhex(cursor);
        const std::size_t first = text ? text->find('\n') : std::string::npos;
        const std::size_t last = text ? text->rfind('\n') : std::string::npos;
        if (first == last) return wrong("cursor is the `next` of the page before, as it stands");
        if (text->substr(last + 1) != fingerprint_of(asked.request))
            return wrong("cursor is of another list; ask for the first page of this one");
        paging.after = {text->substr(0, first), text->substr(first + 1, last - first - 1)};
    }
    return paging;
}

Value page_schema(Value item) {
    return object_of({{"items", list_of(std::move(item))}, {"next", type_of("string")}}, {"items"});
}

std::vector<Parameter> paging_parameters(std::vector<Parameter> further) {
    further.push_back({"limit", "so many at most, 50 where it is not said",
                       Value::object({{"type", "integer"}, {"minimum", 1}, {"maximum", limit_max}})});
    further.push_back({"cursor", "the `next` of the page before", type_of("string")});
    return further;
}

}  // namespace atranka::api
