#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"

#include <algorithm>

namespace atranka::api {

namespace {

// An award as everybody may know it once it was announced.
struct Award {
    std::string application, title, outcome, granted;
    std::vector<std::string> organisations;
};
BOOST_DESCRIBE_STRUCT(Award, (), (application, title, outcome, granted, organisations))

struct Organisation {
    std::string id, name;
};
BOOST_DESCRIBE_STRUCT(Organisation, (), (id, name))

Response calls(Asked& asked) {
    Value::List items;
    for (const service::CallRow& row : asked.inquiry.calls()) items.push_back(kernel::encode(row));
    return json(Value::object({{"items", std::move(items)}}));
}

Response call(Asked& asked) {
    const auto found = asked.inquiry.call(asked.name("call"));
    if (!found) return not_found();
    return json(told(asked.inquiry, *found));
}

Response definition(Asked& asked) {
    const auto found = asked.inquiry.call(asked.name("call"));
    const auto definition = found ? asked.inquiry.definition_of(*found) : nullptr;
    return definition ? json(definition->canonical) : not_found();
}

// What whoever publishes confirms: the report, under the hash that the command names.
Response proof(Asked& asked) {
    const auto found = asked.inquiry.call(asked.name("call"));
    if (!found || !asked.inquiry.works_on(*found)) return not_found();
    asked.is_empty = true;
    const auto definition = asked.inquiry.definition_of(*found);
    if (!definition || asked.world.prover == nullptr) return not_found();
    const service::Proven proven = asked.world.prover->prove(*definition);
    return json(Value::object({{"report", proven.judgement.report},
                               {"sound", proven.judgement.errors.empty()},
                               {"confirmed", found->report},
                               {"proven", proven.report}}));
}

Response results(Asked& asked) {
    const auto found = asked.inquiry.call(asked.name("call"));
    if (!found) return not_found();
    Value::List items;
    for (const inquiry::Application& one : asked.inquiry.published(found->id.text)) {
        Award award{one.state.id.text, one.wording.title, one.state.outcome, {}, {}};
        if (one.state.award) award.granted = one.state.award->amount.text();
        for (const OrganisationId& partner : one.state.partners)
            award.organisations.push_back(asked.inquiry.states().organisation(partner).name);
        items.push_back(kernel::encode(award));
    }
    return json(Value::object({{"items", std::move(items)}}));
}

// Against which an expert declares interests where the applicant is hidden: all of the round, by name.
Response organisations(Asked& asked) {
    const auto found = asked.inquiry.organisations(asked.name("call"), asked.name("round"));
    if (!found) return not_found();
    Value::List items;
    for (const auto& [name, id] : *found) items.push_back(kernel::encode(Organisation{id, name}));
    return json(Value::object({{"items", std::move(items)}}));
}

Response ranking(Asked& asked) {
    const auto call = asked.inquiry.call(asked.name("call"));
    asked.is_empty = call && asked.inquiry.works_on(*call);
    const auto found = asked.inquiry.ranking(asked.name("call"), asked.name("round"), asked.name("step"));
    return found ? json(*found) : not_found();
}

Response people(Asked& asked) {
    if (!asked.inquiry.call(asked.name("call"))) return not_found();
    Value::List items;
    for (const service::PersonRow& row : asked.inquiry.persons(asked.name("call")))
        items.push_back(kernel::encode(row));
    return json(Value::object({{"items", std::move(items)}}));
}

Response reviews(Asked& asked) {
    if (!asked.inquiry.call(asked.name("call"))) return not_found();
    Value::List items;
    for (const service::ReviewRow& row :
         asked.inquiry.reviews({asked.name("call"), {}, asked.parameter("step"), asked.parameter("expert")}))
        items.push_back(kernel::encode(row));
    return json(Value::object({{"items", std::move(items)}}));
}

Value schema_of_report() {
    const Value text = type_of("string"), count = type_of("integer");
    const auto counts = [&] { return Value::object({{"type", "object"}, {"additionalProperties", count}}); };
    const auto finding = [&](const char* also) {
        return object_of({{"code", text}, {"path", text}, {"message", text}, {also, text}},
                         {"code", "path", "message", also});
    };
    Value found = finding("mend");
    found.as_object()
        .at("properties")
        .set("severity", Value::object({{"enum", Value::list({"error", "warning"})}}));
    found.as_object().at("required").as_list().emplace_back("severity");
    return object_of(
        {{"definition", text},
         {"findings", list_of(std::move(found))},
         {"on_purpose", list_of(finding("because"))},
         {"if_roles_change", list_of(text)},
         {"undecided", list_of(text)},
         {"searched", counts()},
         {"people", counts()}},
        {"definition", "findings", "on_purpose", "if_roles_change", "undecided", "searched", "people"});
}

Response questions(Asked& asked) {
    const auto found = asked.inquiry.questions(asked.name("call"));
    if (!found) return not_found();
    const bool works = asked.inquiry.works_on(*asked.inquiry.call(asked.name("call")));
    Value::List items;
    for (const inquiry::Question& one : found->items) {
        Value item = kernel::encode(one);
        if (!works) item.as_object().erase("question");
        items.push_back(std::move(item));
    }
    Value answer = kernel::encode(*found);
    answer.set("items", std::move(items));
    return json(answer);
}

Value items_of(Value item) { return object_of({{"items", list_of(std::move(item))}}, {"items"}); }

}  // namespace

Value told(inquiry::Inquiry& inquiry, const call::State& call) {
    Value answer = kernel::encode(call);
    // What stands on the call's books is for those who keep them.
    if (!inquiry.works_on(call))
        for (const char* member : {"committed", "open_appeals", "version"}) answer.as_object().erase(member);
    Value::List commands;
    for (const std::string& command : inquiry.commands_of(call)) commands.push_back(command);
    answer.set("commands", std::move(commands));
    return answer;
}

std::vector<Route> call_routes() {
    Value of_call = schema_of<call::State>();
    of_call.as_object().at("properties").set("commands", schema_of<std::vector<std::string>>());
    return {
        {"GET",
         "/calls",
         "Calls that were published, and drafts for those who work on them.",
         true,
         {},
         {},
         items_of(schema_of<service::CallRow>()),
         calls},
        {"GET", "/calls/{call}", "One call: its stage, rounds and parameters.", true, {}, {}, of_call, call},
        {"GET",
         "/calls/{call}/definition",
         "What the call asks for: the resolved document that is hashed.",
         true,
         {},
         {},
         type_of("object"),
         definition},
        {"GET",
         "/calls/{call}/proof",
         "What was proven of the definition, for those who work on the call: whoever publishes it names the "
         "report.",
         false,
         {},
         {},
         object_of({{"report", type_of("string")},
                    {"sound", type_of("boolean")},
                    {"confirmed", type_of("string")},
                    {"proven", schema_of_report()}},
                   {"report", "sound", "confirmed", "proven"}),
         proof},
        {"GET",
         "/calls/{call}/results",
         "What was granted, once it was announced.",
         true,
         {},
         {},
         items_of(schema_of<Award>()),
         results},
        {"GET",
         "/calls/{call}/questions",
         "What was asked about the call and answered to everybody, in every version; what you asked "
         "yourself; and "
         "everything that was asked, for those who work on it.",
         true,
         {},
         {},
         schema_of<inquiry::Questions>(),
         questions},
        {"GET",
         "/calls/{call}/people",
         "Who has which role in the call, for those who work on it.",
         false,
         {},
         {},
         items_of(schema_of<service::PersonRow>()),
         people},
        {"GET",
         "/calls/{call}/reviews",
         "Who reviews what and how far they are, as far as you may know.",
         false,
         {{"step", "in this step", type_of("string")}, {"expert", "of this expert", type_of("string")}},
         {},
         items_of(schema_of<service::ReviewRow>()),
         reviews,
         true,
         true},
        {"GET",
         "/calls/{call}/rounds/{round}/organisations",
         "All organisations of a round by name, for experts who declare interests without seeing the "
         "applicant.",
         false,
         {},
         {},
         items_of(schema_of<Organisation>()),
         organisations},
        {"GET",
         "/calls/{call}/rounds/{round}/rankings/{step}",
         "A ranked list, for those who work on the call.",
         false,
         {},
         {},
         Value::object(),
         ranking,
         true,
         true},
    };
}

}  // namespace atranka::api
