#include "adapters/cli/commands.hpp"

#include "adapters/cli/draft.hpp"
#include "adapters/cli/files.hpp"
#include "adapters/cli/members.hpp"
#include "adapters/cli/search_index.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/json/json.hpp"
#include "adapters/system/ids.hpp"
#include "engine/definition/form.hpp"
#include "engine/kernel/text.hpp"
#include "engine/service/record.hpp"

namespace atranka::cli {

namespace {

bool waits_in_a_step(const std::string& command) {
    return command != "ImportApplication" && command != "PlaceUpheld";
}

// Rounds of the call that are open; the only one may be left out.
void fill_round(Program& program, Value& members) {
    const call::State call = program.service().states().call({members.find("call")->as_text()});
    const call::Round* only = nullptr;
    for (const call::Round& round : call.rounds) {
        if (round.stage != lifecycle::round::Stage::open) continue;
        if (only != nullptr) return;
        only = &round;
    }
    if (only != nullptr) members.set("round", only->id.text);
}

// Repeated under its id, a command means what it meant when it was accepted, wherever things stand now.
void fill_in_as_before(Program& program, const Shape& shape, const std::string& id, Value& members) {
    const auto entry = id.empty() ? std::nullopt : program.store().entry_of_command(id);
    const auto recorded = entry ? service::envelope_of(*entry) : std::nullopt;
    if (!recorded || service::name_of(recorded->envelope.command) != shape.command) return;
    const Value tree = kernel::encode(recorded->envelope.command);
    const Value& before = tree.as_object().begin()->second;
    for (const char* name : {"application", "round", "step", "expert", "form", "report"})
        if (const Value* member = before.find(name); member != nullptr && members.find(name) == nullptr)
            members.set(name, *member);
}

// What may be left out: the step an application waits in, the expert who acts, a form that was saved.
void fill_in(Program& program, const Shape& shape, Value& members) {
    const auto is_left_out = [&](const char* name) {
        return shape.member(name) != nullptr && members.find(name) == nullptr;
    };
    const auto text = [&](const char* name) {
        const Value* member = members.find(name);
        return member != nullptr && member->is_text() ? member->as_text() : std::string{};
    };
    const std::string application = text("application");
    if (shape.command == "StartApplication") {
        if (is_left_out("application")) members.set("application", system::new_id(program.random(), "a"));
        if (is_left_out("round") && !text("call").empty()) fill_round(program, members);
    }
    if (is_left_out("step") && !application.empty() && waits_in_a_step(shape.command))
        members.set("step", program.service().states().application({application}).step);
    if (is_left_out("expert")) members.set("expert", program.actor().text);
    if (shape.command == "SubmitForm" && is_left_out("form")) {
        const auto saved =
            program.store().draft(program.actor().text, "form/" + application + "/" + text("step"));
        if (!saved) throw Stop{usage, "no form is saved for " + application + ": name one with --form FILE"};
        if (auto form = json::parse(*saved)) members.set("form", std::move(*form));
    }
    if (shape.command == "ProposeChange") spell_change(program, members);
}

std::string text_of(const Value& finding) {
    std::string text;
    for (const auto& [member, before] : {std::pair{"severity", ""},
                                         {"code", " "},
                                         {"path", ": "},
                                         {"message", ": "},
                                         {"because", " On purpose: "},
                                         {"mend", " Mend: "}})
        if (const Value* value = finding.find(member); value != nullptr && !value->as_text().empty())
            text += before + value->as_text();
    return text;
}

// Whoever publishes is shown what was proven of the definition. They confirm it by naming the report; where
// nothing was found there is nothing to weigh, and the report may be left out.
void fill_in_report(Program& program, Value& members) {
    const Value* call = members.find("call");
    if (call == nullptr || !call->is_text()) return;
    const auto proven = program.service().proven({call->as_text()});
    if (!proven) return;
    for (const char* list : {"findings", "on_purpose"})
        for (const Value& one : proven->report.at(list).as_list()) Program::warn(text_of(one));
    for (const Value& one : proven->report.at("if_roles_change").as_list())
        Program::warn("if roles change: " + one.as_text());
    for (const Value& one : proven->report.at("undecided").as_list())
        Program::warn("not decided: " + one.as_text());
    const call::Judgement& judged = proven->judgement;
    Program::warn("lint report " + judged.report);
    if (members.find("report") != nullptr || !judged.errors.empty()) return;
    if (!judged.warnings.empty())
        throw Stop{bad_data, "not published: weigh the warnings above, and confirm them with --report " +
                                 judged.report};
    members.set("report", judged.report);
}

service::Request request_of(Program& program, const Arguments& arguments, service::Command command) {
    service::Request request{program.actor(), "cli", std::move(command), arguments.text("id"), program.at()};
    const std::string_view name = service::name_of(request.command);
    request.imported = name.starts_with("Import") || name == "CloseImportedReview";
    return request;
}

Result<service::Done> give(Program& program, const Shape& shape, const Arguments& arguments, Value members) {
    std::vector<Value> documents;
    if (shape.command == "DraftCall") prepare_draft(program, arguments, members, documents);
    fill_in_as_before(program, shape, arguments.text("id"), members);
    fill_in(program, shape, members);
    if (shape.command == "PublishCall") fill_in_report(program, members);
    if (auto fault = service::unrecordable(members)) return tl::unexpected{std::move(*fault)};
    auto command = service::command_of(shape.command, members);
    if (!command) return tl::unexpected{command.error()};
    service::Request request = request_of(program, arguments, std::move(*command));
    request.documents = std::move(documents);
    return arguments.is_on("dry-run") ? program.service().rehearse(request)
                                      : program.service().handle(std::move(request));
}

std::string receipt(const service::Done& done) {
    if (done.index < 0) return "rehearsed, nothing is recorded";
    return (done.repeated ? "accepted before: " : "accepted: ") + done.log + " entry " +
           std::to_string(done.index) + ", leaf " + done.leaf_hash.substr(0, 16);
}

// The command is accepted by now: a receipt that cannot be kept is said, and can be had again.
int tell(Program& program, const service::Done& done, const std::string& receipt_file) {
    int code = ok;
    if (!receipt_file.empty() && !done.receipt.empty()) try {
            write_text(receipt_file, done.receipt);
        } catch (const Stop& stop) {
            Program::warn("accepted, but " + std::string{stop.what()} + "; `atranka receipt show " +
                          done.log + "#" + std::to_string(done.index) + "` gives the receipt again");
            code = stop.code;
        }
    if (program.json()) {
        program.answer(tree_of(done));
        return code;
    }
    program.say(receipt(done));
    for (const Value& event : done.events)
        program.say("  " + event.at("stream").as_text() + ": " + in_words(event.at("event")));
    return code;
}

std::vector<std::string> selected(Program& program, const Arguments& arguments) {
    if (!arguments.has("of.call"))
        throw Stop{usage, "--many needs --call, and --step or --stage where not all"};
    service::ApplicationQuery query;
    query.call = arguments.text("of.call");
    query.round = arguments.text("of.round");
    query.step = arguments.has("step") ? arguments.text("step") : arguments.text("of.step");
    query.stage = arguments.text("of.stage");
    std::vector<std::string> ids;
    for (const service::ApplicationRow& row : program.store().applications(query))
        if (row.outcome.empty()) ids.push_back(row.application);
    return ids;
}

// Each by itself: one that is refused is named, and the others go on.
int run_many(Program& program, const Shape& shape, const Arguments& arguments,
             const std::vector<std::string>& applications) {
    Value::List answers;
    std::size_t refusals = 0;
    for (const std::string& application : applications) {
        Value members = members_of(shape, arguments);
        members.set("application", application);
        const auto done = give(program, shape, arguments, std::move(members));
        Value answer = Value::object({{"application", application}});
        if (done) {
            answer.set("done", tree_of(*done));
            if (!program.json()) {
                std::string words;
                for (const Value& event : done->events)
                    words += (words.empty() ? "" : "; ") + in_words(event.at("event"));
                program.say(application + ": " + words);
            }
        } else {
            ++refusals;
            answer.set("refused", tree_of(done.error()));
            if (!program.json())
                program.say(application + ": refused: " + std::string{rule_name(done.error().rule)} + ": " +
                            done.error().message);
        }
        answers.push_back(std::move(answer));
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(std::to_string(applications.size() - refusals) + " of " +
                    std::to_string(applications.size()) +
                    (arguments.is_on("dry-run") ? " would be accepted" : " accepted"));
    return refusals == 0 ? ok : bad_data;
}

}  // namespace

bool can_be_many(const Shape& shape) {
    return shape.member("application") != nullptr && shape.member("call") == nullptr;
}

std::vector<Option> command_options(const Shape& shape) {
    std::vector<Option> options{
        {"id", "--id", "the command's id: repeating a command under its id is harmless", "ID"},
        {"receipt", "--receipt", "keep the receipt in this file (JSON answers carry it)", "FILE"},
        {"dry-run", "--dry-run", "say what would happen, and record nothing", "", Takes::nothing},
        {"from", "--from", "members of the command as JSON in a file, - for standard input", "FILE"}};
    if (shape.command == "FoundInstance")
        options.push_back(
            {"host", "--host", "what the instance is called in its logs, such as mita.lt", "HOST"});
    if (can_be_many(shape)) {
        options.push_back({"many", "--many", "for every application that is selected", "", Takes::nothing});
        options.push_back({"of.call", "--call", "with --many: of this call", "CALL"});
        options.push_back({"of.round", "--round", "with --many: of this round", "ROUND"});
        options.push_back({"of.stage", "--stage", "with --many: in this stage (check.pending)", "STAGE"});
        if (shape.member("step") == nullptr)
            options.push_back({"of.step", "--step", "with --many: that waits in this step", "STEP"});
    }
    return options;
}

int run_command(Program& program, const Verb& verb, const Arguments& arguments) {
    const Shape& shape = shape_of(verb.command);
    program.actor();
    if (verb.command == "FoundInstance") {
        program.create_database();
        program.store();
        const std::string host = arguments.text("host");
        if (const auto file = program.made_key(host.empty() ? "localhost" : host))
            Program::warn("made the signing key " + *file +
                          ": keep a copy where this machine cannot reach it");
    }
    program.store();
    refuse_existing(arguments.text("receipt"));
    const std::vector<std::string>& named = arguments.all("application");
    if (can_be_many(shape) && (arguments.is_on("many") || named.size() > 1)) {
        if (arguments.has("id")) throw Stop{usage, "--id names one command, not many"};
        if (arguments.is_on("many") && !named.empty())
            throw Stop{usage, "--many selects the applications: name none"};
        return run_many(program, shape, arguments, named.empty() ? selected(program, arguments) : named);
    }
    Value members = members_of(shape, arguments);
    if (can_be_many(shape) && members.find("application") == nullptr)
        throw Stop{usage, "name an application, or select some with --many --call CALL"};
    const auto done = give(program, shape, arguments, std::move(members));
    if (!done) return program.refused(done.error());
    if (verb.command == registry::ConfirmErasure::name) keep_up_index(program);
    return tell(program, *done, arguments.text("receipt"));
}

}  // namespace atranka::cli
