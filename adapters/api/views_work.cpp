#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "adapters/json/json.hpp"
#include "engine/application/decide.hpp"
#include "engine/application/evaluation.hpp"
#include "engine/explanation/faults.hpp"

namespace atranka::api {

namespace {

struct FieldFault {
    std::string path;
    std::map<std::string, std::string> message;  // by language
};
BOOST_DESCRIBE_STRUCT(FieldFault, (), (path, message))

Response work(Asked& asked) {
    Value::List items;
    std::map<std::string, std::int64_t> counts;
    for (const inquiry::Task& task : asked.inquiry.work()) {
        ++counts[boost::describe::enum_to_string(task.task, "?")];
        items.push_back(kernel::encode(task));
    }
    Value told = Value::object();
    for (const auto& [task, count] : counts) told.set(task, count);
    return json(Value::object({{"items", std::move(items)}, {"counts", std::move(told)}}));
}

Response board(Asked& asked) {
    const auto found = asked.inquiry.board(asked.name("call"), asked.parameter("round"));
    return found ? json(kernel::encode(*found)) : not_found();
}

Response notices(Asked& asked) {
    const auto found = asked.inquiry.notices(asked.name("call"));
    if (!found) return not_found();
    Value::List items;
    for (const inquiry::Notice& one : *found) items.push_back(kernel::encode(one));
    return json(Value::object({{"items", std::move(items)}}));
}

Response awards(Asked& asked) {
    const auto found = asked.inquiry.awards(asked.name("call"));
    if (!found) return not_found();
    Value answer = kernel::encode(*found);
    if (found->items.empty()) answer.set("items", Value::list());
    return json(answer);
}

Response fees(Asked& asked) {
    const auto found = asked.inquiry.fees(asked.name("call"), asked.parameter("expert"));
    if (!found) return not_found();
    Value answer = kernel::encode(*found);
    if (found->items.empty()) answer.set("items", Value::list());
    return json(answer);
}

// The form that the caller is writing, where they are its lead: judged, and nothing kept.
Response evaluation(Asked& asked) {
    const auto found = asked.inquiry.application(asked.name("application"));
    if (!found || found->relation != access::Relation::lead || found->state.finished()) return not_found();
    const auto call = asked.inquiry.call(found->state.call.text);
    const auto definition = call ? asked.inquiry.definition_of(*call) : nullptr;
    const definition::Step* step = definition ? definition->step(found->state.step) : nullptr;
    const definition::Form* form =
        step == nullptr ? nullptr : application::form_at(*definition, found->state, *step);
    if (form == nullptr) return not_found();
    const auto typed = json::parse(asked.request.body);
    if (!typed || !typed->is_object())
        return problem(400, "malformed-request", "A form is a JSON object",
                       typed ? "not an object" : typed.error().message);
    if (const auto fault = service::unrecordable(*typed)) return problem(*fault);
    registry::Loaded registry;
    for (const OrganisationId& id : application::organisations_typed(*form, *typed))
        if (auto organisation = asked.inquiry.states().organisation(id); organisation.version > 0)
            registry.organisations.emplace(id, std::move(organisation));
    const application::Evaluation judged = application::evaluate_form(
        *definition, *call, found->state, *step, *form, *typed, registry, asked.request.arrived);
    Value answer = kernel::encode(judged);
    Value::List problems;
    for (const application::Fault& one : judged.problems) {
        const explanation::Both message = explanation::fault(one.message);
        problems.push_back(kernel::encode(FieldFault{one.path, {{"en", message.en}, {"lt", message.lt}}}));
    }
    if (!problems.empty()) answer.set("problems", std::move(problems));
    return json(answer);
}

Value evaluation_schema() {
    Value schema = schema_of<application::Evaluation>();
    schema.as_object().at("properties").set("problems", list_of(schema_of<FieldFault>()));
    return schema;
}

}  // namespace

std::vector<Route> work_routes() {
    return {
        {"GET",
         "/work",
         "What waits for you, over all calls: the most urgent first.",
         false,
         {},
         {},
         object_of({{"items", list_of(schema_of<inquiry::Task>())},
                    {"counts", schema_of<std::map<std::string, std::int64_t>>()}},
                   {"items", "counts"}),
         work},
        {"GET",
         "/calls/{call}/board",
         "One call at a glance, for those who work on it: who waits where, whose turn it is, what is late, "
         "the money.",
         false,
         {{"round", "of this round", type_of("string")}},
         {},
         schema_of<inquiry::Board>(),
         board},
        {"GET",
         "/calls/{call}/notices",
         "The queue of letters and notices to serve, for those who work on the call: what each tells, to "
         "whom, "
         "since when it waits, and until when they may answer if it were served now.",
         false,
         {},
         {},
         object_of({{"items", list_of(schema_of<inquiry::Notice>())}}, {"items"}),
         notices},
        {"GET",
         "/calls/{call}/awards",
         "What is before the deciding authority, and what it decided by which order, for those who work on "
         "the "
         "call.",
         false,
         {},
         {},
         schema_of<inquiry::Awards>(),
         awards},
        {"GET",
         "/calls/{call}/fees",
         "What you did as an expert in the call and what it is paid; of another expert for those who work on "
         "the "
         "call.",
         false,
         {{"expert", "of this expert", type_of("string")}},
         {},
         schema_of<inquiry::Fees>(),
         fees},
        {"POST",
         "/applications/{application}/draft/evaluation",
         "The form that you are writing, judged as it would be if it were submitted now: what is wrong, what "
         "is "
         "computed, what the rules find. Nothing is kept.",
         false,
         {},
         type_of("object"),
         evaluation_schema(),
         evaluation,
         false},
    };
}

}  // namespace atranka::api
