#include "adapters/api/commands.hpp"
#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "adapters/json/encode.hpp"
#include "engine/kernel/text.hpp"

namespace atranka::api {

namespace {

constexpr std::size_t draft_size_max = 512 * 1024;

tl::expected<service::ApplicationQuery, Response> query_of(const Asked& asked) {
    const auto wrong = [](const std::string& what) {
        return tl::unexpected{problem(422, "unknown-parameter", "Wrong parameter", what)};
    };
    const auto paging = paging_of(asked);
    if (!paging) return tl::unexpected{paging.error()};
    service::ApplicationQuery query;
    query.round = asked.parameter("round");
    query.step = asked.parameter("step");
    query.stage = asked.parameter("stage");
    query.outcome = asked.parameter("outcome");
    query.after = paging->after;
    query.limit = paging->limit + 1;
    if (const std::string before = asked.parameter("due_by"); !before.empty()) {
        query.due_by = Instant::parse(before);
        if (!query.due_by) return wrong("due_by is an instant such as 2026-03-31T20:59:59Z");
    }
    for (const auto& [name, bound] :
         {std::pair{"total_from", &query.total_from}, {"total_to", &query.total_to}}) {
        *bound = asked.parameter(name);
        if (!bound->empty() && !Decimal::parse(*bound))
            return wrong(std::string{name} + " is a decimal such as 62.5");
    }
    if (std::string sort = asked.parameter("sort"); !sort.empty()) {
        query.descending = sort.starts_with('-');
        const auto order = kernel::decode<service::Order>(Value{sort.substr(query.descending ? 1 : 0)});
        if (!order) return wrong("sort is application, submitted, deadline, requested or total, or -total");
        query.order = *order;
    }
    return query;
}

// A row as it is listed: without a rank where there is none, or a version where it may not be read.
struct Listed {
    std::string application, call, round, lead, step, stage, outcome;
    std::optional<Instant> deadline, submitted;
    std::string requested, total, granted;
    std::optional<std::int64_t> rank;
    bool suspended = false;
    std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(Listed, (),
                      (application, call, round, lead, step, stage, outcome, deadline, submitted, requested,
                       total, granted, rank, suspended, version))

std::vector<Listed> listed(const std::vector<service::ApplicationRow>& rows) {
    const auto above_zero = [](std::int64_t number) {
        return number > 0 ? std::optional{number} : std::nullopt;
    };
    std::vector<Listed> list;
    list.reserve(rows.size());
    for (const service::ApplicationRow& row : rows)
        list.push_back({row.application, row.call, row.round, row.lead, row.step, row.stage, row.outcome,
                        row.deadline, row.submitted, row.requested, row.total, row.granted,
                        above_zero(row.rank), row.suspended, above_zero(row.version)});
    return list;
}

Response not_ready() {
    Response response = problem(503, "unavailable", "The words are still being taken in",
                                "a large record was not searched before; ask again in a while");
    response.headers.emplace_back("retry-after", "10");
    return response;
}

tl::expected<std::vector<service::ApplicationRow>, Response> rows_of(Asked& asked,
                                                                     const service::ApplicationQuery& query) {
    const auto wrong = [](const std::string& what) {
        return tl::unexpected{problem(422, "unknown-parameter", "Wrong parameter", what)};
    };
    if (asked.request.parameter("q") == nullptr) return asked.inquiry.applications(query);
    const auto terms = service::parse_words(asked.parameter("q"));
    if (!terms) return wrong("q: " + terms.error());
    auto found = asked.inquiry.found(query, *terms, *asked.desk.texts, &asked.desk.places);
    if (found) return std::move(*found);
    if (found.error() == inquiry::NotFound::too_many)
        return wrong("q: more than " + std::to_string(inquiry::found_max) +
                     " applications have these words: add another");
    return tl::unexpected{not_ready()};
}

Response page(Asked& asked, const std::string& call) {
    auto query = query_of(asked);
    if (!query) return query.error();
    query->call = call;
    auto found = rows_of(asked, *query);
    if (!found) return found.error();
    auto& rows = *found;
    const auto limit = static_cast<std::size_t>(query->limit - 1);
    const bool has_more = rows.size() > limit;
    if (has_more) rows.resize(limit);
    std::string answer = "{\"items\":" + json::encoded(listed(rows));
    if (has_more) {
        answer += ",\"next\":";
        json::append_text(answer,
                          cursor_of(asked, order_key(rows.back(), query->order), rows.back().application));
    }
    return json_text(answer + "}");
}

Response titles(Asked& asked) {
    const auto paging = paging_of(asked);
    if (!paging) return paging.error();
    if (!asked.inquiry.call(asked.name("call"))) return not_found();
    auto found = asked.inquiry.titles(asked.name("call"), paging->after ? paging->after->second : "",
                                      paging->limit + 1, *asked.desk.texts);
    if (!found) return not_ready();
    const bool has_more = found->size() > static_cast<std::size_t>(paging->limit);
    if (has_more) found->pop_back();
    std::string answer = "{\"items\":" + json::encoded(*found);
    if (has_more) {
        answer += ",\"next\":";
        json::append_text(answer, cursor_of(asked, {}, found->back().application));
    }
    return json_text(answer + "}");
}

Response of_call(Asked& asked) {
    if (!asked.inquiry.call(asked.name("call"))) return not_found();
    return page(asked, asked.name("call"));
}
Response mine(Asked& asked) { return page(asked, {}); }

Response application(Asked& asked) {
    const auto found = asked.inquiry.application(asked.name("application"));
    return found ? json_text(json::encoded(*found)) : not_found();
}

// The newest text that the caller saved of the form, or of the review, of the step it waits in.
std::string draft_of(const inquiry::Application& application) {
    const bool expert = application.relation == access::Relation::expert;
    return (expert ? "review/" : "form/") + application.state.id.text + "/" + application.state.step;
}
bool writes_here(const inquiry::Application& application) {
    return application.relation == access::Relation::lead || application.relation == access::Relation::expert;
}

Response draft(Asked& asked) {
    const auto found = asked.inquiry.application(asked.name("application"));
    if (!found || !writes_here(*found)) return not_found();
    asked.is_empty = true;
    const auto text = asked.desk.store->draft(asked.caller.person.text, draft_of(*found));
    if (!text) return not_found();
    const auto saved = json::parse(*text);
    return saved ? json(*saved) : not_found();
}

Response save_draft(Asked& asked) {
    const auto found = asked.inquiry.application(asked.name("application"));
    if (!found || !writes_here(*found)) return not_found();
    const auto typed = json::parse(asked.request.body);
    if (!typed || !typed->is_object() || asked.request.body.size() > draft_size_max)
        return problem(400, "malformed-request", "A draft is a JSON object of at most 512 KiB",
                       typed ? "not an object, or too large" : typed.error().message);
    if (const auto fault = service::unrecordable(*typed)) return problem(*fault);
    // Who has the form open twice must not write over what they typed in the other window.
    const auto there = asked.desk.store->draft(asked.caller.person.text, draft_of(*found));
    const std::string* match = asked.request.header("if-match");
    const std::string* none = asked.request.header("if-none-match");
    if ((match != nullptr && (!there || !has_tag(*match, etag_of(*there), Compared::strongly))) ||
        (none != nullptr && there && has_tag(*none, etag_of(*there), Compared::weakly)))
        return problem(412, "precondition-failed", "It changed meanwhile",
                       "the draft was saved from another window; read it again");
    const std::string text = json::write(*typed);
    asked.desk.store->save_draft(asked.caller.person.text, draft_of(*found), text);
    return {204, {{"etag", etag_of(text)}}, {}};
}

struct Happened {
    std::string log;
    std::int64_t index = 0;
    Instant at;
    std::string type, actor, authenticated, command, leaf_hash;
};
BOOST_DESCRIBE_STRUCT(Happened, (), (log, index, at, type, actor, authenticated, command, leaf_hash))

Response history(Asked& asked) {
    const auto entries = asked.inquiry.history(asked.name("application"));
    if (!entries) return not_found();
    Value::List items;
    for (const service::Entry& entry : *entries) {
        const auto leaf = ledger::read_leaf(entry.leaf);
        items.push_back(
            kernel::encode(Happened{entry.log, entry.index, entry.at, entry.type, leaf ? leaf->actor : "",
                                    leaf ? leaf->authenticated : "", entry.command_id, entry.leaf_hash}));
    }
    return json(Value::object({{"items", std::move(items)}}));
}

std::vector<Parameter> filters() {
    return paging_parameters(
        {{"round", "of this round", type_of("string")},
         {"step", "waiting in this step", type_of("string")},
         {"stage", "at this stage of it, such as check.proposed", type_of("string")},
         {"outcome", "that came to this outcome", type_of("string")},
         {"due_by", "whose deadline is before this instant", text_of("date-time")},
         {"q",
          "with these words in title, form or partners' names: whole words, robot* for a beginning, "
          "\"in a row\", -without",
          type_of("string")},
         {"total_from", "whose total is this or more", type_of("string")},
         {"total_to", "whose total is this or less", type_of("string")},
         {"sort", "application, submitted, deadline, requested or total; with - before it, largest first",
          type_of("string")}});
}

}  // namespace

std::vector<Route> application_routes() {
    Value whole = schema_of<inquiry::Application>();
    return {
        {"GET",
         "/applications",
         "Applications that you lead, or were asked to review.",
         false,
         filters(),
         {},
         page_schema(schema_of<Listed>()),
         mine},
        {"GET",
         "/calls/{call}/applications",
         "Applications of a call that you may see.",
         false,
         filters(),
         {},
         page_schema(schema_of<Listed>()),
         of_call},
        {"GET",
         "/calls/{call}/titles",
         "What the applications of a call are called, for those who read all of them; what was erased has no "
         "title.",
         false,
         paging_parameters({}),
         {},
         page_schema(schema_of<service::Titled>()),
         titles,
         false},
        {"GET",
         "/applications/{application}",
         "One application: where it stands, what was written, and the commands that you may try.",
         false,
         {},
         {},
         std::move(whole),
         application,
         true,
         true},
        {"GET",
         "/applications/{application}/history",
         "Its entries, for those who work on the call.",
         false,
         {},
         {},
         object_of({{"items", list_of(schema_of<Happened>())}}, {"items"}),
         history,
         true,
         true},
        {"GET",
         "/applications/{application}/draft",
         "What you saved of the form, or of the review, that you are working on.",
         false,
         {},
         {},
         type_of("object"),
         draft,
         false},
        {"PUT",
         "/applications/{application}/draft",
         "Save it. Drafts are no part of the record.",
         false,
         {},
         type_of("object"),
         {},
         save_draft,
         false},
    };
}

}  // namespace atranka::api
