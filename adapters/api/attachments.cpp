#include "adapters/api/disposition.hpp"
#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "adapters/json/json.hpp"
#include "engine/application/decide.hpp"
#include "engine/definition/attachment.hpp"

#include <algorithm>
#include <array>

namespace atranka::api {

namespace {

// What we say of a file is one of these, and never what its uploader said.
constexpr std::array types{"application/pdf",
                           "image/png",
                           "image/jpeg",
                           "image/webp",
                           "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                           "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                           "application/vnd.oasis.opendocument.text",
                           "application/vnd.oasis.opendocument.spreadsheet",
                           "application/vnd.oasis.opendocument.presentation"};

std::string draft_key(const inquiry::Application& application) {
    return "form/" + application.state.id.text + "/" + application.state.step;
}

Value draft_of(Asked& asked, const inquiry::Application& application) {
    const auto text = asked.desk.store->draft(asked.caller.person.text, draft_key(application));
    auto saved = text ? json::parse(*text) : Value::object();
    return saved && saved->is_object() ? std::move(*saved) : Value::object();
}

// The application, where the caller writes the form of the step it waits in.
std::optional<inquiry::Application> written_by_caller(Asked& asked) {
    auto found = asked.inquiry.application(asked.name("application"));
    if (!found || found->relation != access::Relation::lead || found->state.step != asked.name("step"))
        return std::nullopt;
    return found;
}

// The field of the form that is written in that step; nothing where there is none that takes files.
std::optional<definition::Field> field_of(Asked& asked, const inquiry::Application& application) {
    const call::State call = asked.inquiry.states().call(application.state.call);
    const auto definition = asked.inquiry.definition_of(call);
    const definition::Step* step = definition ? definition->step(application.state.step) : nullptr;
    const definition::Form* form =
        step == nullptr ? nullptr : application::form_at(*definition, application.state, *step);
    if (form == nullptr) return std::nullopt;
    for (const definition::Field& field : form->fields)
        if (field.name == asked.name("field") && field.type == definition::FieldType::attachment)
            return field;
    return std::nullopt;
}

Response upload(Asked& asked) {
    const auto found = written_by_caller(asked);
    const auto field = found ? field_of(asked, *found) : std::nullopt;
    if (!field || asked.world.attachments == nullptr) return not_found();
    if (asked.request.spooled.empty())
        return problem(400, "malformed-request", "There is no file", "the body is the file, as it is");
    std::string name = asked.parameter("name");
    if (const std::string* said = asked.request.header("content-disposition");
        name.empty() && said != nullptr)
        name = name_in(*said).value_or("");
    const auto taken = asked.world.attachments->take(
        {asked.caller.person, found->state.id, *field, name, asked.request.spooled}, [&](const Value& told) {
            Value draft = draft_of(asked, *found);
            draft.set(field->name, told);
            asked.desk.store->save_draft(asked.caller.person.text, draft_key(*found), json::write(draft));
        });
    if (taken) return json(*taken);
    note(asked.desk, asked.caller, asked.request, ledger::AccessKind::refusal, found->state.call.text,
         "application/" + found->state.id.text, "/applications/{application}/attachments/{step}/{field}",
         rule_name(taken.error().rule));
    return problem(taken.error());
}

// What the caller may see that a form says of a file there; null where nothing.
Value shown(Asked& asked) {
    const std::string& field = asked.name("field");
    Value form;
    if (asked.parameter("draft") == "true") {
        const auto found = written_by_caller(asked);
        if (found && asked.request.parameter("as-of") == nullptr) form = draft_of(asked, *found);
    } else if (const auto found = asked.inquiry.application(asked.name("application"))) {
        const auto it = found->wording.forms.find(asked.name("step"));
        if (it != found->wording.forms.end()) form = it->second;
    }
    const Value* told = form.is_object() ? form.find(field) : nullptr;
    const Value* hash = told != nullptr && told->is_object() ? told->find("sha256") : nullptr;
    return hash != nullptr && hash->is_text() ? *told : Value{};
}

Response download(Asked& asked) {
    if (const std::string draft = asked.parameter("draft");
        !draft.empty() && draft != "true" && draft != "false")
        return problem(422, "unknown-parameter", "Wrong parameter", "draft is true or false");
    const Value told = shown(asked);
    if (told.is_null() || asked.world.attachments == nullptr) return not_found();
    auto content = asked.world.attachments->content(asked.name("application"), told.at("sha256").as_text());
    if (!content) return not_found();
    const auto text = [&](const char* name) {
        const Value* value = told.find(name);
        return value != nullptr && value->is_text() ? value->as_text() : std::string{};
    };
    const std::string type = text("type");
    const bool is_known = std::ranges::any_of(types, [&](const char* one) { return type == one; });
    return {200,
            {{"content-type", is_known ? type : "application/octet-stream"},
             {"content-disposition", disposition_of(text("name"))},
             {"content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"},
             {"cache-control", "no-store"}},
            std::move(*content)};
}

Value attachment_schema() {
    return object_of({{"sha256", Value::object({{"type", "string"}, {"pattern", "^[0-9a-f]{64}$"}})},
                      {"name", type_of("string")},
                      {"bytes", type_of("integer")},
                      {"type", type_of("string")},
                      {"pages", type_of("integer")},
                      {"flags", list_of(type_of("string"))}},
                     {"sha256", "name", "bytes", "type"});
}

}  // namespace

std::vector<Route> attachment_routes() {
    constexpr std::string_view path = "/applications/{application}/attachments/{step}/{field}";
    Route put{
        "PUT",
        path,
        "Upload a file for a field of the form you are writing: its bytes as the body. It is judged by its "
        "content, and what names its author is taken out or flagged. Your draft then names it.",
        false,
        {{"name", "what the file is called, in place of Content-Disposition", type_of("string")}},
        {},
        attachment_schema(),
        upload,
        false};
    put.body_type = "application/octet-stream";
    Route get{"GET",
              path,
              "A file that the form submitted in that step names; to be kept, and not to be shown.",
              false,
              {{"draft", "true: the file that your draft names", type_of("boolean")}},
              {},
              {},
              download,
              true,
              true};
    get.answer_types.assign(types.begin(), types.end());
    get.answer_types.emplace_back("application/octet-stream");
    return {std::move(put), std::move(get)};
}

}  // namespace atranka::api
