#include "adapters/api/disposition.hpp"
#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "adapters/json/json.hpp"
#include "engine/definition/form.hpp"
#include "engine/service/replay.hpp"
#include "engine/simulation/tree.hpp"

#include <algorithm>
#include <charconv>

namespace atranka::api {

namespace {

using simulation::Past;

Response wrong(const std::string& what) { return problem(422, "unknown-parameter", "Wrong parameter", what); }

// Of one application or of the call; the newest first.
tl::expected<service::AccessQuery, Response> access_query(const Asked& asked) {
    service::AccessQuery query;
    query.log = "calls/" + asked.name("call");
    query.who = asked.parameter("person");
    if (const std::string id = asked.parameter("application"); !id.empty())
        query.object = "application/" + id;
    if (const std::string kind = asked.parameter("kind"); !kind.empty()) {
        query.kind = kernel::decode<ledger::AccessKind>(Value{kind});
        if (!query.kind) return tl::unexpected{wrong("kind is reading or refusal")};
    }
    for (const auto& [name, bound] : {std::pair{"since", &query.since}, {"until", &query.until}}) {
        const std::string text = asked.parameter(name);
        if (text.empty()) continue;
        *bound = Instant::parse(text);
        if (!*bound)
            return tl::unexpected{wrong(std::string{name} + " is an instant such as 2026-03-31T20:59:59Z")};
    }
    return query;
}

// Who works on the call may still be an expert or the lead of one of its applications.
bool may_know(Asked& asked, const ledger::Access& line) {
    constexpr std::string_view prefix = "application/";
    if (!line.object.starts_with(prefix)) return true;
    const std::string id = line.object.substr(prefix.size());
    if (!asked.inquiry.states().application({id}).exists()) return true;
    const auto found = asked.inquiry.application(id);
    return found && access::reads_all(found->relation);
}

Response readings(Asked& asked) {
    const auto call = asked.inquiry.call(asked.name("call"));
    if (!call || !asked.inquiry.works_on(*call)) return not_found();
    auto query = access_query(asked);
    if (!query) return query.error();
    const auto paging = paging_of(asked);
    if (!paging) return paging.error();
    std::int64_t passed = 0;  // so many of the newest were on pages before
    if (paging->after) {
        const std::string& text = paging->after->second;
        std::from_chars(text.data(), text.data() + text.size(), passed);
    }
    const std::int64_t last = std::max<std::int64_t>(0, asked.desk.readings->count(*query) - passed);
    query->from = std::max<std::int64_t>(0, last - paging->limit);
    query->count = last - query->from;
    Value::List items;
    if (query->count > 0)
        for (const ledger::ChainedAccess& one : asked.desk.readings->find(*query))
            if (may_know(asked, one.line)) items.push_back(kernel::encode(one));
    std::ranges::reverse(items);
    Value answer = Value::object({{"items", std::move(items)}});
    if (query->from > 0) answer.set("next", cursor_of(asked, "", std::to_string(passed + paging->limit)));
    return json(answer);
}

struct Difference {
    std::string log;
    std::int64_t index = 0;
    std::string what, detail, words;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (log, index, what, detail, words))

struct Replayed {
    bool sound = false;
    std::int64_t entries = 0, derived = 0, erased = 0, anchored = 0;
    std::map<std::string, std::int64_t> commands;
    std::vector<Difference> differences;
};
BOOST_DESCRIBE_STRUCT(Replayed, (), (sound, entries, derived, erased, anchored, commands, differences))

// All logs: what the registry said is what a call's decisions rest on.
Response replay(Asked& asked) {
    if (!asked.inquiry.call(asked.name("call")) || !asked.inquiry.is_auditor("*")) return not_found();
    const service::Replayed again = service::replay(*asked.desk.store);
    Replayed told{
        again.sound(), again.entries, again.derived, again.erased, again.anchored, again.commands, {}};
    for (const service::Difference& one : again.differences)
        told.differences.push_back({one.log, one.index, one.what, one.detail, service::in_words(one)});
    return json(kernel::encode(told));
}

Response pack(Asked& asked) {
    const std::string id = asked.name("call"), application = asked.parameter("application");
    if (!asked.inquiry.call(id) || !asked.inquiry.is_auditor("*") || !asked.world.pack) return not_found();
    if (!application.empty() && asked.inquiry.states().application({application}).call.text != id)
        return not_found();
    note(asked.desk, asked.caller, asked.request, ledger::AccessKind::reading, id,
         application.empty() ? "call/" + id : "application/" + application, "/calls/{call}/pack", "");
    return {200,
            {{"content-type", "application/zip"},
             {"content-disposition",
              disposition_of(application.empty() ? id + ".zip" : id + "-" + application + ".zip")},
             {"cache-control", "no-store"}},
            asked.world.pack(*asked.desk.store, *asked.desk.readings, id, application)};
}

// The call's history, for those who read everything of it.
tl::expected<Past, Response> past_of(Asked& asked) {
    const auto call = asked.inquiry.call(asked.name("call"));
    if (!call || !asked.inquiry.reads_whole(*call)) return tl::unexpected{not_found()};
    auto past = Past::of(
        [&](const std::function<bool(const service::Entry&)>& visit) {
            asked.inquiry.scan([&](const service::Entry& entry) { (void)visit(entry); });
        },
        call->id);
    // Nothing altered must give what was recorded, or the comparison would blame the alteration for it.
    const bool is_whole = past && past->definition() != nullptr;
    const simulation::Told same = is_whole ? simulation::tell(*past, {}) : simulation::Told{};
    if (!is_whole || !same.refused.empty() || same.identical != same.decided)
        return tl::unexpected{problem(409, "not-derivable", "The record cannot be decided again as it stands",
                                      "a part was erased, or the record differs; replay names the entry")};
    note(asked.desk, asked.caller, asked.request, ledger::AccessKind::reading, call->id.text,
         "call/" + call->id.text, "/calls/{call}/what-if", "");
    return std::move(*past);
}

tl::expected<simulation::Alteration, Response> alteration_in(Asked& asked, const Past& past) {
    const auto unfit = [](const std::string& why) {
        return tl::unexpected{problem(422, "unfit", "Not an alteration of this call", why)};
    };
    const auto body = json::parse(asked.request.body);
    if (!body || !body->is_object())
        return tl::unexpected{problem(400, "malformed-request", "An alteration is a JSON object",
                                      body ? "not an object" : body.error().message)};
    simulation::Alteration alteration;
    for (const auto& [name, value] : body->as_object())
        if (name != "definition" && name != "without_expert" && name != "parameters")
            return unfit("an alteration has parameters, without_expert, or a definition");
    if (const Value* yaml = body->find("definition"); yaml != nullptr && yaml->is_text()) {
        const auto drafted = std::ranges::find_if(past.entries(), &simulation::Recorded::is_of_call);
        Resolved resolved = asked.world.resolve(yaml->as_text(), drafted->at);
        if (!resolved.problems.empty()) {
            Rejection rejection =
                refuse(Rule::definition_must_be_sound, "the definition has problems", "definition").value();
            rejection.problems = std::move(resolved.problems);
            return tl::unexpected{problem(rejection)};
        }
        alteration.definition = service::compile(resolved.document, service::hash_of(resolved.document));
    }
    const definition::Definition& definition =
        alteration.definition ? *alteration.definition : *past.definition();
    if (const Value* parameters = body->find("parameters"); parameters != nullptr && parameters->is_object())
        for (const auto& [name, typed] : parameters->as_object()) {
            const definition::Parameter* parameter = definition.parameter(name);
            if (parameter == nullptr) return unfit("the definition has no such parameter");
            const auto value = definition::check_parameter(*parameter, typed);
            if (!value) return unfit(name + ": " + value.error().message);
            alteration.parameters.insert_or_assign(name, *value);
        }
    if (const Value* expert = body->find("without_expert"); expert != nullptr && expert->is_text()) {
        const auto experts = simulation::experts_of(past);
        if (std::ranges::find(experts, PersonId{expert->as_text()}) == experts.end())
            return unfit("nobody of that name was asked for a review in this call");
        alteration.without_expert = PersonId{expert->as_text()};
    }
    return alteration;
}

Response what_if(Asked& asked) {
    const auto past = past_of(asked);
    if (!past) return past.error();
    const auto alteration = alteration_in(asked, *past);
    if (!alteration) return alteration.error();
    const simulation::Told told = simulation::tell(*past, *alteration);
    return json(simulation::tree_of(*past, *alteration, told, simulation::compare(*past, told)));
}

Response robustness(Asked& asked) {
    const auto past = past_of(asked);
    return past ? json(simulation::tree_of(*past, simulation::robustness_of(*past))) : past.error();
}

}  // namespace

std::vector<Route> audit_routes() {
    const auto text = [] { return type_of("string"); };
    Route packed{
        "GET",
        "/calls/{call}/pack",
        "Everything about a call, or about one application of it, in one archive that is checked without "
        "us; for auditors of all calls.",
        false,
        {{"application", "only what concerns this one, each entry with its proof", text()}},
        {},
        {},
        pack,
        false};
    packed.answer_types = {"application/zip"};
    return {
        {"GET",
         "/calls/{call}/readings",
         "Who read what of a call, and what was refused to whom, newest first, for those who work on it.",
         false,
         paging_parameters({{"kind", "reading or refusal", text()},
                            {"application", "of this one", text()},
                            {"person", "by this person", text()},
                            {"since", "that instant and later", text_of("date-time")},
                            {"until", "before that instant", text_of("date-time")}}),
         {},
         page_schema(schema_of<ledger::ChainedAccess>()),
         readings,
         false},
        {"GET",
         "/calls/{call}/replay",
         "Every recorded command decided again, and what differs; for auditors of all calls.",
         false,
         {},
         {},
         schema_of<Replayed>(),
         replay,
         false},
        std::move(packed),
        {"POST",
         "/calls/{call}/what-if",
         "What would have been under other parameters, without one expert, or under another definition; for "
         "those "
         "who read everything of the call. Nothing is written.",
         false,
         {},
         object_of({{"parameters", type_of("object")}, {"without_expert", text()}, {"definition", text()}},
                   {}),
         type_of("object"),
         what_if},
        {"GET",
         "/calls/{call}/robustness",
         "Whether it hangs on one expert or on one score, for those who read everything of the call.",
         false,
         {},
         {},
         type_of("object"),
         robustness},
    };
}

}  // namespace atranka::api
