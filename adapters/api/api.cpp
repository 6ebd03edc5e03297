#include "adapters/api/api.hpp"

#include "adapters/api/commands.hpp"
#include "adapters/api/route.hpp"
#include "engine/inquiry/trying.hpp"
#include "engine/ledger/hash.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace atranka::api {

namespace {

using Segments = std::vector<std::string_view>;

Segments segments_of(std::string_view path) {
    Segments segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

// Those of all routes, in their order.
const std::vector<Segments>& patterns() {
    static const std::vector<Segments> all = [] {
        std::vector<Segments> together;
        for (const Route& route : routes()) together.push_back(segments_of(route.path));
        return together;
    }();
    return all;
}

bool fits(const Segments& pattern, const Segments& path) {
    return std::ranges::equal(pattern, path, [](std::string_view wanted, std::string_view has) {
        return wanted.starts_with('{') || wanted == has;
    });
}

// What stands in the braces.
std::map<std::string, std::string> names_in(const Segments& pattern, const Segments& path) {
    std::map<std::string, std::string> names;
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i].starts_with('{')) names.emplace(pattern[i].substr(1, pattern[i].size() - 2), path[i]);
    return names;
}

struct Found {
    const Route* route = nullptr;
    std::map<std::string, std::string> names = {};
    std::set<std::string_view> methods = {};  // that the path has
};

Found found_at(const Request& request) {
    Found found;
    const Segments path = segments_of(request.path);
    for (std::size_t i = 0; i < routes().size(); ++i) {
        if (!fits(patterns()[i], path)) continue;
        found.methods.insert(routes()[i].method);
        if (routes()[i].method != request.method) continue;
        found.route = &routes()[i];
        found.names = names_in(patterns()[i], path);
    }
    return found;
}

constexpr std::string_view commands = "/commands/";

bool is_command(std::string_view name) {
    return std::ranges::find(service::command_names(), name) != service::command_names().end();
}

// "2026-03-31T20:59:59Z", or "calls/c-2026@120": right after that entry.
tl::expected<service::Extent, Response> extent_of(service::EventStore& store, const std::string& text) {
    const auto wrong = [] {
        return tl::unexpected{problem(422, "unknown-parameter", "Wrong parameter",
                                      "as-of is an instant such as 2026-03-31T20:59:59Z, or an entry that "
                                      "there is, such as calls/c-2026@120")};
    };
    if (const auto at = Instant::parse(text)) return service::Extent::until(*at);
    const std::size_t mark = text.rfind('@');
    if (mark == std::string::npos) return wrong();
    service::EntryPoint point{text.substr(0, mark), 0};
    const char* begin = text.data() + mark + 1;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(begin, end, point.index);
    if (begin == end || read.ec != std::errc{} || read.ptr != end || point.index < 0) return wrong();
    const auto extent = service::extent_of(store, point);
    return extent ? tl::expected<service::Extent, Response>{*extent} : wrong();
}

// Whether a path answers with one thing, which is folded from its own entries alone.
bool is_of_one(std::string_view path) {
    constexpr std::string_view others[] = {"/me", "/calls/{call}", "/calls/{call}/definition"};
    return path.find("{application}") != std::string_view::npos ||
           path.find("{person}") != std::string_view::npos ||
           std::ranges::find(others, path) != std::end(others);
}

// Whether a path looks through a whole record each time.
bool is_of_all(std::string_view path) {
    constexpr std::string_view ends[] = {"{call}/timeline", "/me/history", "/replay",
                                         "/pack",           "/what-if",    "/robustness"};
    return std::ranges::any_of(ends, [&](std::string_view end) { return path.ends_with(end); });
}

// The line of the access ledger: of an application, a person, or a call. What is not there at all is
// nobody's to know of, and refused to nobody.
std::optional<ledger::Access> noted(Asked& asked, const Route& route, bool is_read) {
    const auto line = [&](const std::string& call, const std::string& object, Rule rule) {
        return line_of(asked.caller, asked.request,
                       is_read ? ledger::AccessKind::reading : ledger::AccessKind::refusal, call, object,
                       route.path, is_read ? std::string_view{} : rule_name(rule));
    };
    service::States& today = asked.desk.service->states();
    if (const auto it = asked.names.find("application"); it != asked.names.end()) {
        const std::string call = asked.inquiry.call_of(it->second);
        if (!is_read && call.empty()) return std::nullopt;
        return line(call, "application/" + it->second, Rule::application_must_exist);
    }
    if (const auto it = asked.names.find("person"); it != asked.names.end()) {
        if (!is_read && today.person({it->second}).version == 0) return std::nullopt;
        return line("", "person/" + it->second, Rule::actor_must_have_the_role);
    }
    const auto it = asked.names.find("call");
    if (it == asked.names.end() || (!is_read && !today.call({it->second}).exists())) return std::nullopt;
    return line(it->second, "call/" + it->second, Rule::actor_must_have_the_role);
}

// A query names what its path takes, once each.
std::optional<Response> wrong_query(const Request& request, const Route& route) {
    for (std::size_t i = 0; i < request.query.size(); ++i) {
        const std::string& name = request.query[i].first;
        const bool known =
            std::ranges::any_of(route.query, [&](const Parameter& p) { return p.name == name; }) ||
            (route.looks_back && name == "as-of");
        if (!known)
            return problem(422, "unknown-parameter", "Unknown parameter",
                           "this path takes no such parameter; /api/v1/openapi.json lists those it takes");
        for (std::size_t j = 0; j < i; ++j)
            if (request.query[j].first == name)
                return problem(422, "unknown-parameter", "Repeated parameter", "a parameter is given once");
    }
    return std::nullopt;
}

// For those who watch: at which pattern it was answered, and to whom.
Answer naming(const Answer& reply, std::string_view pattern, const Caller& caller) {
    return [reply, route = std::string{root} + std::string{pattern},
            who = caller.person.text](Response response) {
        response.route = route;
        response.who = who;
        reply(std::move(response));
    };
}

}  // namespace

// A desk for as long as one request is looked at.
class Api::Lent {
public:
    explicit Lent(Api& api) : api_(api) {
        const std::scoped_lock lock{api.mutex_};
        if (!api.desks_.empty()) {
            desk_ = std::move(api.desks_.back());
            api.desks_.pop_back();
        }
    }
    ~Lent() {
        if (!desk_) return;
        const std::scoped_lock lock{api_.mutex_};
        api_.desks_.push_back(std::move(desk_));
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Desk& desk() {
        if (!desk_) desk_ = api_.world_.open_desk();
        return *desk_;
    }

private:
    Api& api_;
    std::unique_ptr<Desk> desk_;
};

// A place among those who look back at lists, where one is wanted.
class Api::Turn {
public:
    Turn(Api& api, bool is_wanted)
        : api_(api),
          is_wanted_(is_wanted),
          is_taken_(is_wanted && api.looking_back_.try_acquire_for(patience)) {}
    ~Turn() {
        if (is_taken_) api_.looking_back_.release();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool has_come() const { return is_taken_ || !is_wanted_; }

private:
    static constexpr auto patience = std::chrono::milliseconds{250};
    Api& api_;
    bool is_wanted_, is_taken_;
};

tl::expected<service::Extent, Response> Api::extent_of(service::EventStore& store, const std::string& text) {
    {
        const std::scoped_lock lock{mutex_};
        if (const auto known = extents_.find(text); known != extents_.end()) return known->second;
    }
    auto extent = api::extent_of(store, text);
    constexpr std::size_t extents_max = 256;
    if (extent && text.find('@') != std::string::npos) {
        const std::scoped_lock lock{mutex_};
        if (extents_.size() >= extents_max) extents_.clear();
        extents_.emplace(text, *extent);
    }
    return extent;
}

std::string etag_of(const std::string& body) {
    return '"' + ledger::hex(ledger::sha256(body)).substr(0, 32) + '"';
}

bool has_tag(std::string_view tags, std::string_view etag, Compared how) {
    const auto skip = [&](std::string_view of) {
        tags.remove_prefix(std::min(tags.find_first_not_of(of), tags.size()));
    };
    skip(" \t");
    if (tags.starts_with('*')) return true;
    for (skip(" \t,"); !tags.empty(); skip(" \t,")) {
        const bool is_weak = tags.starts_with("W/");
        if (is_weak) tags.remove_prefix(2);
        const std::size_t end = tags.starts_with('"') ? tags.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        if (tags.substr(0, end + 1) == etag && !(is_weak && how == Compared::strongly)) return true;
        tags.remove_prefix(end + 1);
    }
    return false;
}

Api::Api(World world) : world_(std::move(world)) {}
Api::~Api() = default;

void Api::answer(const Request& request, const Answer& reply) {
    try {
        const auto caller = world_.who(request);
        if (!caller) {
            note_turned_away(request, caller.error());
            return reply(caller.error().response);
        }
        if (!request.path.starts_with(commands)) return view(request, *caller, reply);
        const std::string name = request.path.substr(commands.size());
        if (request.method != "POST" || !is_command(name))
            return reply(request.method == "POST" ? not_found()
                                                  : other_method({"POST"}, "commands are given by POST"));
        const Answer named = naming(reply, request.path, *caller);
        if (caller->person.empty()) return named(unauthenticated());
        try {
            command(request, name, *caller, named);
        } catch (const service::Failure& failure) {
            named(unavailable(failure));
        }
    } catch (const service::Failure& failure) {
        reply(unavailable(failure));
    }
}

// As what they asked is noted where it is refused otherwise.
void Api::note_turned_away(const Request& request, const TurnedAway& turned_away) {
    const Caller& caller = turned_away.caller;
    if (caller.person.empty()) return;
    Lent lent{*this};
    Desk& desk = lent.desk();
    if (request.method == "POST" && request.path.starts_with(commands)) {
        const std::string name = request.path.substr(commands.size());
        if (is_command(name)) note_unread(desk, caller, request, name, turned_away.rule);
        return;
    }
    auto [route, names, methods] = found_at(request);
    if (route == nullptr) return;
    inquiry::Inquiry inquiry{
        *desk.store, desk.service->states(), {caller.person, request.arrived}, world_.policy};
    Asked asked{request, std::move(names), caller, world_, desk, inquiry};
    auto line = noted(asked, *route, false);
    if (!line) return;
    line->rule = turned_away.rule;
    notes_.add(*desk.readings, *line);
}

void Api::view(const Request& request, const Caller& caller, const Answer& given) {
    auto [found, names, methods] = found_at(request);
    if (found == nullptr)
        return given(methods.empty()
                         ? not_found()
                         : other_method(methods, "this path is asked otherwise; see /api/v1/openapi.json"));
    const Answer reply = naming(given, found->path, caller);
    if (!found->is_public && caller.person.empty()) return reply(unauthenticated());
    if (auto wrong = wrong_query(request, *found)) return reply(std::move(*wrong));
    // A token reads where its scopes say so, and never touches an account.
    if (!caller.scopes.empty() &&
        (found->method != "GET" || found->path.starts_with("/account") || !caller.scopes.contains("read"))) {
        const TurnedAway turned_away{problem(403, "insufficient-scope", "The token does not go so far",
                                             "it lacks the scope read, or this is not for tokens"),
                                     caller, "insufficient-scope"};
        note_turned_away(request, turned_away);
        return reply(turned_away.response);
    }
    const std::string* when = request.parameter("as-of");
    const Turn turn{*this, is_of_all(found->path) || (when != nullptr && !is_of_one(found->path))};
    if (!turn.has_come()) {
        Response busy = problem(503, "unavailable", "Others look through the record at this moment",
                                "ask again in a while");
        busy.headers.emplace_back("retry-after", "1");
        return reply(std::move(busy));
    }
    Lent lent{*this};
    Desk& desk = lent.desk();
    inquiry::Inquiry inquiry{
        *desk.store, desk.service->states(), {caller.person, request.arrived}, world_.policy};
    inquiry.keep_in(unsealed_);
    if (when != nullptr) {
        // The log of a call that the viewer does not know of is none.
        constexpr std::string_view of_calls = "calls/";
        const bool is_hidden =
            when->starts_with(of_calls) &&
            !inquiry.call(when->substr(of_calls.size(), when->rfind('@') - of_calls.size()));
        const auto extent = extent_of(*desk.store, is_hidden ? std::string{"no such log"} : *when);
        if (!extent) return reply(extent.error());
        inquiry.look_back(*extent);
    }
    Asked asked{request, std::move(names), caller, world_, desk, inquiry};
    Response response = found->handle(asked);
    const bool is_read = response.status == 200, is_refused = response.status == 404 && !asked.is_empty;
    if (!caller.person.empty() && (is_refused || (is_read && found->is_noted)))
        if (const auto line = noted(asked, *found, is_read)) notes_.add(*desk.readings, *line);
    if (response.status == 200 && found->method == "GET") {
        const std::string etag = etag_of(response.body);
        response.headers.emplace_back("etag", etag);
        if (std::ranges::none_of(response.headers, [](const auto& h) { return h.first == "cache-control"; }))
            response.headers.emplace_back("cache-control", "private, no-cache");
        if (const std::string* known = request.header("if-none-match");
            known != nullptr && has_tag(*known, etag, Compared::weakly)) {
            response.status = 304;
            response.body.clear();
        }
    }
    reply(std::move(response));
}

void Api::command(const Request& request, const std::string& name, const Caller& caller,
                  const Answer& reply) {
    Lent lent{*this};
    const Told told = [this](const service::Envelope& envelope, const Rejection& refused) {
        Lent reading{*this};
        return inquiry::as_told(reading.desk().service->states(), envelope, refused, world_.policy);
    };
    give(world_, lent.desk(), guesses_, request, name, caller, told, reply);
}

}  // namespace atranka::api
