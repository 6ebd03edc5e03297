#include "adapters/api/commands.hpp"

#include "adapters/api/route.hpp"
#include "adapters/json/json.hpp"
#include "engine/definition/spelling.hpp"
#include "engine/inquiry/trying.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/acting.hpp"
#include "engine/service/record.hpp"

#include <algorithm>
#include <array>

namespace atranka::api {

namespace {

// Of which the person who gives them shows anew who they are.
constexpr std::array needs_fresh{"ConfirmAward", "ConfirmSelection", "DecideAward", "ConfirmErasure"};
constexpr std::size_t key_size_max = 128;

Response malformed(const std::string& detail) {
    return problem(400, "malformed-request", "The request is not spelled as its description says", detail);
}

// Whoever repeats their own key finds their own command, and nobody else's.
std::string command_id(const Caller& caller, const std::string& key) {
    return ledger::hex(ledger::sha256(caller.person.text + '\n' + key)).substr(0, 32);
}

// The etag of what the command is about, as its path answers the caller.
std::optional<std::string> etag_now(const World& world, Desk& desk, const service::Command& command,
                                    const Caller& caller, Instant now) {
    inquiry::Inquiry inquiry{*desk.store, desk.service->states(), {caller.person, now}, world.policy};
    if (const std::string id = inquiry::application_of(command); !id.empty()) {
        const auto found = inquiry.application(id);
        return found ? std::optional{etag_of(json::write(kernel::encode(*found)))} : std::nullopt;
    }
    const auto call = inquiry.call(inquiry::call_of(command));
    return call ? std::optional{etag_of(json::write(told(inquiry, *call)))} : std::nullopt;
}

std::optional<service::StreamVersion> version_now(Desk& desk, const service::Command& command) {
    service::States& states = desk.service->states();
    if (const std::string id = inquiry::application_of(command); !id.empty())
        return service::StreamVersion{"application/" + id, states.application({id}).version};
    const std::string id = inquiry::call_of(command);
    if (id.empty()) return std::nullopt;
    return service::StreamVersion{"call/" + id, states.call({id}).version};
}

bool names_somebody(const service::Command& command) {
    return std::visit(
        [](const auto& c) {
            return requires { c.to.text; }
            || requires { c.person.text; };
        },
        command);
}

Response to_wait(Instant until, Instant now) {
    constexpr std::int64_t second_ms = 1000;
    Response response = problem(429, "wait", "Too many wrong names", "people were named who are not there");
    response.headers.emplace_back("retry-after", std::to_string((until.ms - now.ms) / second_ms + 1));
    return response;
}

Response changed_meanwhile() {
    return problem(412, "precondition-failed", "It changed meanwhile", "read it again, and decide anew");
}

}  // namespace

std::optional<call::Judgement> judged(const World& world, Desk& desk, const service::Command& command) {
    const auto* publish = std::get_if<call::PublishCall>(&command);
    if (publish == nullptr || world.prover == nullptr) return std::nullopt;
    service::States& states = desk.service->states();
    const auto definition = states.definition(states.call(publish->call).definition);
    return definition ? std::optional{world.prover->prove(*definition).judgement} : std::nullopt;
}

std::optional<Response> drafted(World& world, Value& members, std::vector<Value>& documents, Instant now) {
    const Value* yaml = members.find("workflow");
    if (yaml == nullptr || !yaml->is_text())
        return malformed("DraftCall has the definition's text as its member workflow");
    Resolved resolved = world.resolve(yaml->as_text(), now);
    if (!resolved.problems.empty()) {
        Rejection rejection =
            refuse(Rule::definition_must_be_sound, "the definition has problems", "workflow").value();
        rejection.problems = std::move(resolved.problems);
        return problem(rejection);
    }
    members.as_object().erase("workflow");
    const std::string hash = service::hash_of(resolved.document);
    if (const auto definition = service::compile(resolved.document, hash))
        definition::spell_parameters(*definition, members);
    members.set("definition", hash);
    documents.push_back(std::move(resolved.document));
    return std::nullopt;
}

namespace {

// What the service notes of those that it refuses itself: beside the log of the call that it would have
// entered. Nothing that was typed is noted but what exists.
void note_refusal(Desk& desk, const Caller& caller, const Request& request, const service::Command& command,
                  std::string_view rule) {
    const std::string application = inquiry::application_of(command);
    std::string call = application.empty() ? inquiry::call_of(command)
                                           : desk.service->states().application({application}).call.text;
    if (!desk.service->states().call({call}).exists()) call.clear();
    std::string object = call.empty() ? "instance" : "call/" + call;
    if (!application.empty() && !call.empty()) object = "application/" + application;
    note(desk, caller, request, ledger::AccessKind::refusal, call, object, service::name_of(command), rule);
}

}  // namespace

void note_unread(Desk& desk, const Caller& caller, const Request& request, const std::string& name,
                 std::string_view rule) {
    const auto members = json::parse(request.body);
    const bool is_spelled = members && members->is_object() && !service::unrecordable(*members);
    const auto command = is_spelled ? service::command_of(name, *members)
                                    : refuse(Rule::command_must_be_well_formed, "no members");
    if (command) return note_refusal(desk, caller, request, *command, rule);
    note(desk, caller, request, ledger::AccessKind::refusal, {}, "instance", name, rule);
}

Response unauthenticated() {
    Response response = problem(401, "unauthenticated", "Say who you are",
                                "this is for people who are signed in, or for a token");
    response.headers.emplace_back("www-authenticate", "Bearer realm=\"atranka\"");
    return response;
}

Response unavailable(const service::Failure&) {
    Response response = problem(503, "unavailable", "The record cannot be written or read just now",
                                "nothing was accepted; try again");
    response.headers.emplace_back("retry-after", "1");
    return response;
}

void give(World& world, Desk& desk, Guesses& guesses, const Request& request, const std::string& name,
          const Caller& caller, const Told& told, const Answer& reply) {
    if (!request.query.empty()) return reply(malformed("a command takes no parameters in its path"));
    if (!request.is_json())
        return reply(
            problem(415, "unsupported-media-type", "Not JSON", "send Content-Type: application/json"));
    if (!caller.scopes.empty() && !caller.scopes.contains("commands") &&
        !caller.scopes.contains("commands:" + name)) {
        note_unread(desk, caller, request, name, "insufficient-scope");
        return reply(problem(403, "insufficient-scope", "The token does not go so far",
                             "it lacks the scope commands:" + name));
    }
    if (std::ranges::find(needs_fresh, name) != needs_fresh.end() && !caller.is_fresh) {
        note_unread(desk, caller, request, name, "reauthentication-needed");
        return reply(problem(403, "reauthentication-needed", "Show anew who you are",
                             "sign in again, and give the command within five minutes"));
    }
    auto members = json::parse(request.body);
    if (!members)
        return reply(malformed("line " + std::to_string(members.error().line) + ", column " +
                               std::to_string(members.error().column) + ": " + members.error().message));
    if (!members->is_object()) return reply(malformed("the members of a command are a JSON object"));
    if (auto fault = service::unrecordable(*members)) return reply(problem(*fault));

    const std::string* key = request.header("idempotency-key");
    if (key != nullptr && (key->empty() || key->size() > key_size_max))
        return reply(malformed("Idempotency-Key has 1 to 128 characters"));
    const std::string id = key != nullptr ? command_id(caller, *key) : ledger::hex(world.random.bytes(16));
    std::string begun;
    if (name == application::StartApplication::name) {
        if (members->find("application") != nullptr)
            return reply(malformed("an application is given its id: leave out the member application"));
        begun = "a-" + ledger::hex(ledger::sha256(id)).substr(0, 20);
        members->set("application", begun);
    }
    if (name == call::PublishCall::name && members->find("judgement") != nullptr)
        return reply(malformed("a definition is judged here: leave out the member judgement"));
    std::vector<Value> documents;
    if (name == call::DraftCall::name)
        if (auto wrong = drafted(world, *members, documents, request.arrived))
            return reply(std::move(*wrong));

    const auto command = service::command_of(name, *members);
    if (!command) return reply(problem(command.error()));
    service::Request asked{caller.person, caller.authenticated, *command, id, request.arrived};
    asked.id_is_made = key == nullptr;
    if (!service::prepare(asked)) return reply(malformed("the command cannot be recorded as it is"));
    const service::Envelope envelope{
        id,    caller.person,         caller.authenticated, request.arrived, std::string(32, '0'),
        false, asked.spelled->command};
    // Administrators look people up as they like.
    const bool is_guess = names_somebody(*command) && !service::acting(desk.service->states(), caller.person)
                                                           .has_role("*", "administrator", request.arrived);
    if (is_guess)
        if (const auto until = guesses.wait(caller.person, request.arrived))
            return reply(to_wait(*until, request.arrived));
    const auto counted = [&guesses, is_guess, who = caller.person, at = request.arrived](Rule rule) {
        if (is_guess && (rule == Rule::person_must_be_registered || rule == Rule::deputy_must_be_appointed))
            guesses.wrong(who, at);
    };
    // What was accepted under this key is told again, whatever became of it since.
    const bool is_repeat = key != nullptr && desk.store->entry_of_command(id).has_value();
    if (auto refused = is_repeat ? std::nullopt
                                 : inquiry::refused_unseen(desk.service->states(), envelope, world.policy)) {
        note_refusal(desk, caller, request, envelope.command, rule_name(refused->rule));
        counted(refused->rule);
        return reply(problem(*refused));
    }
    // The first answer takes its time: it is thought about here, and not where everybody's commands wait.
    if (!is_repeat) (void)judged(world, desk, *command);
    const std::string* match = request.header("if-match");
    std::optional<service::StreamVersion> looked_at;
    if (!is_repeat && match != nullptr && *match != "*") {
        // The version is read first: what the etag is made of is that one or a newer one.
        looked_at = version_now(desk, *command);
        const auto etag = etag_now(world, desk, *command, caller, request.arrived);
        if (!etag || !has_tag(*match, *etag, Compared::strongly)) return reply(changed_meanwhile());
    }

    asked.imported = name.starts_with("Import") || name == "CloseImportedReview";
    asked.documents = std::move(documents);
    asked.looked_at = looked_at;
    world.give(std::move(asked),
               [reply, id, begun, envelope, told, counted](std::optional<Result<service::Done>> given,
                                                           const std::exception_ptr& failed) {
                   try {
                       if (failed) std::rethrow_exception(failed);
                       // What was looked at; of a report that is not the newest the refusal says which is.
                       if (!*given && given->error().rule == Rule::version_must_be_current &&
                           given->error().path != "report")
                           return reply(changed_meanwhile());
                       if (!*given) {
                           const Rejection refused = told(envelope, given->error());
                           counted(refused.rule);
                           return reply(problem(refused));
                       }
                       const service::Done& done = **given;
                       reply(json(kernel::encode(Accepted{done.log, done.index, done.leaf_hash, id,
                                                          done.receipt, begun, done.repeated}),
                                  201));
                   } catch (const service::Failure& failure) {
                       reply(unavailable(failure));
                   }
               });
}

}  // namespace atranka::api
