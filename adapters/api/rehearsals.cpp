#include "adapters/api/commands.hpp"
#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "adapters/json/json.hpp"
#include "engine/inquiry/rehearsal.hpp"
#include "engine/service/record.hpp"

namespace atranka::api {

namespace {

constexpr std::size_t commands_max = 500;

struct Outcome {
    std::string type;
    bool accepted = false;
    Value refused;  // the problem that the command itself would be answered with
    std::vector<inquiry::Changed> changes;
    std::vector<inquiry::Letter> letters;
    std::vector<std::string> notices;
    std::vector<inquiry::Confirmation> confirm;
    Value list;
};
BOOST_DESCRIBE_STRUCT(Outcome, (), (type, accepted, refused, changes, letters, notices, confirm, list))

Value as_value(const Response& response) { return json::parse(response.body).value_or(Value::object()); }

// The command of an item, as it would be recorded; or the problem that it has by itself.
tl::expected<service::Command, Response> command_in(Asked& asked, const std::string& type, Value members,
                                                    std::vector<Value>& documents) {
    if (auto fault = service::unrecordable(members)) return tl::unexpected{problem(*fault)};
    if (type == application::StartApplication::name) members.set("application", "a-rehearsed");
    if (type == call::DraftCall::name)
        if (auto bad = drafted(asked.world, members, documents, asked.request.arrived))
            return tl::unexpected{std::move(*bad)};
    auto command = service::command_of(type, members);
    if (!command) return tl::unexpected{problem(command.error())};
    if (auto* publish = std::get_if<call::PublishCall>(&*command))
        publish->judgement = judged(asked.world, asked.desk, *command);
    const auto recorded = service::as_recorded(*command);
    if (!recorded)
        return tl::unexpected{
            problem(400, "malformed-request", "Malformed", "the command cannot be recorded as it is")};
    return *recorded;
}

Outcome rehearsed(Asked& asked, inquiry::Rehearsal& rehearsal, const std::string& type,
                  const Value& members) {
    Outcome outcome{type, false, {}, {}, {}, {}, {}, {}};
    std::vector<Value> documents;
    const auto command = command_in(asked, type, members, documents);
    if (!command) {
        outcome.refused = as_value(command.error());
        return outcome;
    }
    const service::Envelope envelope{"rehearsal",
                                     asked.caller.person,
                                     asked.caller.authenticated,
                                     asked.request.arrived,
                                     std::string(32, '0'),
                                     type.starts_with("Import") || type == "CloseImportedReview",
                                     *command};
    std::vector<std::pair<std::string, Value>> brought;
    for (Value& document : documents) {
        std::string hash = service::hash_of(document);
        brought.emplace_back(std::move(hash), std::move(document));
    }
    inquiry::Rehearsed found = rehearsal.of(envelope, brought);
    if (found.refused) {
        outcome.refused = as_value(problem(*found.refused));
        return outcome;
    }
    outcome.accepted = true;
    outcome.changes = std::move(found.changes);
    outcome.letters = std::move(found.letters);
    outcome.notices = std::move(found.notices);
    outcome.confirm = std::move(found.confirm);
    outcome.list = std::move(found.list);
    return outcome;
}

Response rehearse(Asked& asked) {
    const auto malformed = [](const std::string& why) {
        return problem(400, "malformed-request", "The request is not spelled as its description says", why);
    };
    const auto body = json::parse(asked.request.body);
    if (!body) return malformed(body.error().message);
    const Value* commands = body->is_object() ? body->find("commands") : nullptr;
    if (commands == nullptr || !commands->is_list() || commands->as_list().empty() ||
        commands->as_list().size() > commands_max)
        return malformed("commands is a list of 1 to 500, each {type, members}");
    inquiry::Rehearsal rehearsal{asked.inquiry.states(), asked.world.policy};
    Value::List items;
    bool all = true;
    for (const Value& one : commands->as_list()) {
        const Value* type = one.is_object() ? one.find("type") : nullptr;
        const Value* members = one.is_object() ? one.find("members") : nullptr;
        if (type == nullptr || !type->is_text() || members == nullptr || !members->is_object())
            return malformed("each command has a type and members");
        const Outcome outcome = rehearsed(asked, rehearsal, type->as_text(), *members);
        all = all && outcome.accepted;
        items.push_back(kernel::encode(outcome));
    }
    return json(Value::object({{"accepted", all}, {"items", std::move(items)}}));
}

}  // namespace

std::vector<Route> rehearsal_routes() {
    const Value command =
        object_of({{"type", type_of("string")}, {"members", type_of("object")}}, {"type", "members"});
    return {
        {"POST",
         "/rehearsals",
         "What commands would do if you gave them now, one after the other: what would change, which letters "
         "and "
         "notices follow, who has to confirm; or by which rule each would be refused. Nothing is written.",
         false,
         {},
         object_of({{"commands", list_of(command)}}, {"commands"}),
         object_of({{"accepted", type_of("boolean")}, {"items", list_of(schema_of<Outcome>())}},
                   {"accepted", "items"}),
         rehearse,
         false}};
}

}  // namespace atranka::api
