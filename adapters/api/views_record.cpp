#include "adapters/api/api.hpp"
#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "engine/ledger/leaf.hpp"

namespace atranka::api {

namespace {

struct Sentence {
    std::string rule, sentence;
    std::int64_t status = 0;
};
BOOST_DESCRIBE_STRUCT(Sentence, (), (rule, sentence, status))

// The head of a call's log that everybody may know of; of the instance log always.
Response checkpoint(Asked& asked, const std::string& log) {
    return {200, {{"content-type", "text/plain; charset=utf-8"}}, asked.world.checkpoint(log)};
}
Response instance_checkpoint(Asked& asked) { return checkpoint(asked, "instance"); }
Response call_checkpoint(Asked& asked) {
    if (!asked.inquiry.call(asked.name("call"))) return not_found();
    return checkpoint(asked, "calls/" + asked.name("call"));
}

// Of one's own command; auditors get any of a log that they audit.
Response receipt(Asked& asked) {
    const auto entry = asked.desk.store->entry_of_command(asked.name("command"));
    const auto leaf = entry ? ledger::read_leaf(entry->leaf) : std::nullopt;
    if (!leaf) return not_found();
    const std::string call = entry->log.starts_with("calls/") ? entry->log.substr(6) : "*";
    if (leaf->actor != asked.caller.person.text && !asked.inquiry.is_auditor(call)) return not_found();
    return {200, {{"content-type", "text/plain; charset=utf-8"}}, asked.world.receipt(*entry)};
}

Response rules(Asked&) {
    Value::List items;
    for (const Rule rule : all_rules())
        items.push_back(kernel::encode(
            Sentence{std::string{rule_name(rule)}, std::string{rule_sentence(rule)}, status_of(rule)}));
    return json(Value::object({{"items", std::move(items)}}));
}

Response description(Asked&) { return json(openapi()); }

}  // namespace

std::vector<Route> record_routes() {
    return {
        {"GET",
         "/log/checkpoint",
         "The signed head of the instance log.",
         true,
         {},
         {},
         {},
         instance_checkpoint,
         false},
        {"GET",
         "/calls/{call}/log/checkpoint",
         "The signed head of a call's log.",
         true,
         {},
         {},
         {},
         call_checkpoint,
         false},
        {"GET",
         "/receipts/{command}",
         "The receipt of a command that you gave, under the newest head.",
         false,
         {},
         {},
         {},
         receipt,
         false},
        {"GET",
         "/rules",
         "Every rule by which a command can be refused.",
         true,
         {},
         {},
         object_of({{"items", list_of(schema_of<Sentence>())}}, {"items"}),
         rules,
         false},
        {"GET", "/openapi.json", "This description.", true, {}, {}, type_of("object"), description, false},
    };
}

}  // namespace atranka::api
