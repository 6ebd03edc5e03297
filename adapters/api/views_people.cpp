#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"

namespace atranka::api {

namespace {

Value person_schema() {
    Value schema = schema_of<registry::Person>();
    Value& members = schema.as_object().at("properties");
    members.set("identity", type_of("object"));
    members.set("commands", schema_of<std::vector<std::string>>());
    return schema;
}

Value told(const inquiry::Person& found) {
    Value answer = kernel::encode(found.person);
    if (found.identity.is_object()) answer.set("identity", found.identity);
    return answer;
}

Response person(Asked& asked) {
    const auto found = asked.inquiry.person(asked.name("person"));
    return found ? json(told(*found)) : not_found();
}

Response me(Asked& asked) {
    const auto found = asked.inquiry.person(asked.caller.person.text);
    if (!found) return not_found();
    Value answer = told(*found);
    Value::List commands;
    for (const std::string& command : asked.inquiry.commands_of_instance()) commands.push_back(command);
    answer.set("commands", std::move(commands));
    return json(answer);
}

Response people(Asked& asked) {
    Value::List items;
    for (const service::PersonRow& row : asked.inquiry.persons({})) items.push_back(kernel::encode(row));
    return json(Value::object({{"items", std::move(items)}}));
}

Response organisation(Asked& asked) {
    const registry::Organisation found = asked.inquiry.states().organisation({asked.name("organisation")});
    return found.version == 0 ? not_found() : json(kernel::encode(found));
}

}  // namespace

std::vector<Route> people_routes() {
    return {
        {"GET",
         "/me",
         "Who you are here, and the commands of the instance that you may try.",
         false,
         {},
         {},
         person_schema(),
         me},
        {"GET",
         "/people",
         "Everybody who is registered, for administrators.",
         false,
         {},
         {},
         object_of({{"items", list_of(schema_of<service::PersonRow>())}}, {"items"}),
         people},
        {"GET",
         "/people/{person}",
         "One person: yourself, or somebody who has a part in a call of yours.",
         false,
         {},
         {},
         person_schema(),
         person},
        {"GET",
         "/organisations/{organisation}",
         "One organisation, as it was registered.",
         false,
         {},
         {},
         schema_of<registry::Organisation>(),
         organisation},
    };
}

}  // namespace atranka::api
