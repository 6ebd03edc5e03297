#include "adapters/api/api.hpp"
#include "adapters/api/commands.hpp"
#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"

#include <algorithm>
#include <cctype>

namespace atranka::api {

namespace {

Value problem_schema() {
    return object_of(
        {{"type", type_of("string")},
         {"title", type_of("string")},
         {"status", type_of("integer")},
         {"detail", type_of("string")},
         {"path", type_of("string")},
         {"facts", Value::object()},
         {"problems", list_of(object_of({{"path", type_of("string")}, {"message", type_of("string")}},
                                        {"path", "message"}))}},
        {"type", "title", "status", "detail"});
}

Value described(const char* description, const char* media, Value schema) {
    return Value::object(
        {{"description", description},
         {"content", Value::object({{media, Value::object({{"schema", std::move(schema)}})}})}});
}

Value bytes_of(const std::vector<std::string_view>& types) {
    Value content = Value::object();
    for (const std::string_view type : types) content.set(std::string{type}, Value::object());
    return Value::object({{"description", "As it was kept."}, {"content", std::move(content)}});
}

Value reference(const char* name) { return Value::object({{"$ref", std::string{"#/components/"} + name}}); }

Value in_path(std::string_view name) {
    return Value::object({{"name", name}, {"in", "path"}, {"required", true}, {"schema", type_of("string")}});
}

Value in_header(const char* name, const char* description) {
    return Value::object(
        {{"name", name}, {"in", "header"}, {"description", description}, {"schema", type_of("string")}});
}

std::string method_of(const Route& route) {
    std::string method{route.method};
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return method;
}

// "/calls/{call}/people" by GET → "getCallsCallPeople"
std::string operation_of(const Route& route) {
    std::string name = method_of(route);
    bool begins = false;
    for (const char c : route.path) {
        if (c == '/' || c == '{' || c == '}' || c == '.' || c == '_')
            begins = true;
        else {
            name += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            begins = false;
        }
    }
    return name;
}

Value security_of(bool is_public) {
    Value::List schemes{Value::object({{"session", Value::list()}}),
                        Value::object({{"token", Value::list()}})};
    if (is_public) schemes.insert(schemes.begin(), Value::object());
    return schemes;
}

bool is_of_account(const Route& route) { return route.method != "GET" || route.path.starts_with("/account"); }

Value operation_of_view(const Route& route) {
    Value::List parameters;
    for (std::size_t at = route.path.find('{'); at != std::string_view::npos;
         at = route.path.find('{', at + 1))
        parameters.push_back(in_path(route.path.substr(at + 1, route.path.find('}', at) - at - 1)));
    for (const Parameter& one : route.query)
        parameters.push_back(Value::object(
            {{"name", one.name}, {"in", "query"}, {"description", one.description}, {"schema", one.schema}}));
    if (route.looks_back) parameters.push_back(reference("parameters/as-of"));
    Value responses = Value::object();
    // What is taken away has something to say now and then.
    if (route.method == "DELETE" || (route.method != "GET" && route.answer.is_null()))
        responses.set("204", Value::object({{"description", "Done."}}));
    if (!route.answer_types.empty())
        responses.set("200", bytes_of(route.answer_types));
    else if (!route.answer.is_null())
        responses.set("200", described("What was asked for.", "application/json", route.answer));
    else if (route.method == "GET")
        responses.set("200", described("As text.", "text/plain", type_of("string")));
    if (route.method == "GET")
        responses.set("304", Value::object({{"description", "What If-None-Match names still holds."}}));
    responses.set("4XX", reference("responses/problem"));
    responses.set("5XX", reference("responses/problem"));
    Value operation = Value::object({{"operationId", operation_of(route)},
                                     {"summary", route.summary},
                                     {"tags", Value::list({is_of_account(route) ? "account" : "views"})},
                                     {"security", security_of(route.is_public)},
                                     {"parameters", std::move(parameters)},
                                     {"responses", std::move(responses)}});
    if (!route.body_type.empty())
        operation.set(
            "requestBody",
            Value::object({{"required", true},
                           {"content", Value::object({{std::string{route.body_type}, Value::object()}})}}));
    if (!route.body.is_null())
        operation.set(
            "requestBody",
            Value::object({{"required", true},
                           {"content", Value::object({{"application/json",
                                                       Value::object({{"schema", route.body}})}})}}));
    return operation;
}

// What a command is about is never left out; of the rest, what is left out is empty, none or no.
bool is_required(std::string_view name) {
    constexpr std::string_view about[] = {"application", "call", "step", "person", "expert", "workflow"};
    return std::ranges::find(about, name) != std::end(about);
}

template <class C>
Value members_schema() {
    Value schema = schema_of<C>();
    Value::Object& members = schema.as_object().at("properties").as_object();
    if constexpr (std::same_as<C, application::StartApplication>) members.erase("application");
    if constexpr (std::same_as<C, call::PublishCall>) members.erase("judgement");
    if constexpr (std::same_as<C, call::DraftCall>) {
        members.erase("definition");
        members.emplace("workflow", Value::object({{"type", "string"}, {"description", "the YAML text"}}));
    }
    Value::List required;
    for (const auto& [name, of] : members)
        if (is_required(name)) required.push_back(name);
    if (!required.empty()) schema.set("required", std::move(required));
    return schema;
}

Value operation_of_command(std::string_view name, Value schema) {
    return Value::object(
        {{"operationId", name},
         {"summary", "Give the command " + std::string{name} + "."},
         {"tags", Value::list({"commands"})},
         {"security", security_of(false)},
         {"parameters",
          Value::list({reference("parameters/idempotency-key"), reference("parameters/if-match")})},
         {"requestBody",
          Value::object({{"required", true},
                         {"content", Value::object({{"application/json",
                                                     Value::object({{"schema", std::move(schema)}})}})}})},
         {"responses",
          Value::object({{"201", described("Accepted: the entry it became, durable, with its receipt.",
                                           "application/json", reference("schemas/Accepted"))},
                         {"4XX", reference("responses/problem")},
                         {"5XX", reference("responses/problem")}})}});
}

Value written() {
    Value paths = Value::object();
    for (const Route& route : routes()) {
        const std::string path{route.path};
        if (paths.find(path) == nullptr) paths.set(path, Value::object());
        paths.as_object().at(path).set(method_of(route), operation_of_view(route));
    }
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, service::Command>>(
        [&](auto identity) {
            using C = typename decltype(identity)::type;
            paths.set("/commands/" + std::string{C::name},
                      Value::object({{"post", operation_of_command(C::name, members_schema<C>())}}));
        });
    paths.set(
        "/events",
        Value::object(
            {{"get",
              Value::object(
                  {{"operationId", "getEvents"},
                   {"summary", "Server-sent events: which applications and calls changed that you may see."},
                   {"tags", Value::list({"views"})},
                   {"security", security_of(false)},
                   {"responses",
                    Value::object({{"200", described("Events `application` and `call`, their data {\"id\"}.",
                                                     "text/event-stream", type_of("string"))},
                                   {"4XX", reference("responses/problem")},
                                   {"5XX", reference("responses/problem")}})}})}}));
    Value as_of = Value::object({{"name", "as-of"},
                                 {"in", "query"},
                                 {"description",
                                  "as the record stood at that instant, or right after that entry "
                                  "(calls/c-2026@120); nothing is shown "
                                  "that you may not see today"},
                                 {"schema", type_of("string")}});
    Value components = Value::object(
        {{"schemas", Value::object({{"Problem", problem_schema()}, {"Accepted", schema_of<Accepted>()}})},
         {"responses",
          Value::object({{"problem", described("The rule that was broken, and what to mend.",
                                               "application/problem+json", reference("schemas/Problem"))}})},
         {"parameters",
          Value::object(
              {{"as-of", std::move(as_of)},
               {"idempotency-key", in_header("Idempotency-Key", "a repeat under the same key is harmless")},
               {"if-match", in_header("If-Match", "the ETag of the application or call it was made for")}})},
         {"securitySchemes",
          Value::object(
              {{"session", Value::object({{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-atranka"}})},
               {"token", Value::object({{"type", "http"}, {"scheme", "bearer"}})}})}});
    return Value::object(
        {{"openapi", "3.1.0"},
         {"info", Value::object(
                      {{"title", "Atranka"},
                       {"version", "1"},
                       {"description",
                        "Runs competitive grant calls and proves every decision. Amounts and scores are "
                        "decimal strings; what is empty is left out."},
                       {"license", Value::object({{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}})}})},
         {"servers", Value::list({Value::object({{"url", root}})})},
         {"tags", Value::list({Value::object({{"name", "views"}, {"description", "What may be read."}}),
                               Value::object({{"name", "commands"}, {"description", "What may be done."}}),
                               Value::object({{"name", "account"},
                                              {"description", "Signing in, and what one saves."}})})},
         {"paths", std::move(paths)},
         {"components", std::move(components)}});
}

}  // namespace

const Value& openapi() {
    static const Value document = written();
    return document;
}

}  // namespace atranka::api
