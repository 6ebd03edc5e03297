#include "adapters/cli/files.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/json/json.hpp"
#include "engine/definition/form.hpp"
#include "engine/kernel/text.hpp"

namespace atranka::cli {

namespace {

using Checked = tl::expected<Value, std::vector<Problem>>;

definition::OrganisationLookup lookup_in(service::States& states) {
    return [&states](std::string_view id) -> std::optional<definition::OrganisationFacts> {
        const registry::Organisation found = states.organisation({std::string{id}});
        if (found.version == 0) return std::nullopt;
        definition::OrganisationFacts facts{
            found.sme, found.knowledge_institute, found.ngo, found.cluster, found.country, std::nullopt};
        if (found.cluster) facts.cluster_members = found.members;
        return facts;
    };
}

int tell_problems(Program& program, const std::string& of, const Checked& checked) {
    Value::List problems;
    if (!checked)
        for (const Problem& problem : checked.error())
            problems.push_back(Value::object({{"path", problem.path}, {"message", problem.message}}));
    if (program.json()) {
        Value answer = Value::object({{"complete", checked.has_value()}, {"problems", problems}});
        if (checked) answer.set("form", *checked);
        program.answer(answer);
    } else if (checked) {
        program.say(of + ": complete");
    } else {
        for (const Problem& problem : checked.error()) program.say(problem.path + ": " + problem.message);
        program.say(of + ": " + std::to_string(problems.size()) +
                    (problems.size() == 1 ? " problem" : " problems"));
    }
    return checked ? ok : bad_data;
}

const definition::Form& form_named(const definition::Definition& definition, const std::string& name) {
    if (const definition::Form* form = definition.form(name)) return *form;
    std::vector<std::string> names;
    std::string known;
    for (const definition::Form& form : definition.forms) {
        names.push_back(form.name);
        known += (known.empty() ? "" : ", ") + form.name;
    }
    const std::string near = nearest(name, names);
    throw Stop{bad_data, "the definition has no form " + (name.empty() ? "without a name" : name) +
                             (near.empty() ? "; it has " + known : "; did you mean " + near + "?")};
}

int check(Program& program, const Verb&, const Arguments& arguments) {
    const std::string file = arguments.text("file");
    if (arguments.has("definition") == arguments.has("call"))
        throw Stop{usage, "name the definition with --definition FILE, or with --call CALL the call's"};
    if (arguments.has("definition")) {
        const Linted linted = sound_definition(arguments.text("definition"));
        const definition::Form& form = form_named(*linted.definition, arguments.text("form"));
        return tell_problems(program, file,
                             definition::check_form(*linted.definition, form, read_document(file)));
    }
    Reading reading{program, arguments};
    const call::State call = reading.call(arguments.text("call"));
    const auto definition = reading.definition_of(call.id);
    const definition::Form& form = form_named(*definition, arguments.text("form"));
    return tell_problems(
        program, file,
        definition::check_form(*definition, form, read_document(file), lookup_in(reading.states())));
}

// The submission that the application waits in, for its lead alone.
const definition::Step& step_of_lead(Program& program, const application::State& state,
                                     const definition::Definition& definition) {
    if (program.actor() != state.lead)
        throw Stop{no_permission, "only " + state.lead.text + " writes the forms of " + state.id.text};
    const definition::Step* step = definition.step(state.step);
    if (state.finished() || step == nullptr || step->form.empty() ||
        step->kind != lifecycle::Kind::submission)
        throw Stop{bad_data, state.id.text + " waits for no form"};
    return *step;
}

std::string draft_key(const application::State& state) { return "form/" + state.id.text + "/" + state.step; }

int save(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const application::State state = reading.application(arguments.text("application"));
    const auto definition = reading.definition_of(state.call);
    const definition::Step& step = step_of_lead(program, state, *definition);
    const Value typed = read_document(arguments.text("form"));
    program.store().save_draft(state.lead.text, draft_key(state), json::write(typed));
    const auto checked =
        definition::check_form(*definition, *definition->form(step.form), typed, lookup_in(reading.states()));
    tell_problems(program, "saved for " + step.name, checked);
    return ok;
}

int saved(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const application::State state = reading.application(arguments.text("application"));
    step_of_lead(program, state, *reading.definition_of(state.call));
    const auto text = program.store().draft(state.lead.text, draft_key(state));
    if (!text) throw Stop{bad_data, "nothing is saved for " + state.id.text + " in " + state.step};
    const auto form = json::parse(*text);
    if (!form) throw Stop{bad_data, "what is saved for " + state.id.text + " cannot be read"};
    program.answer(*form);
    return ok;
}

}  // namespace

std::vector<Verb> form_verbs() {
    const Option application{"application", "APPLICATION", "the application", "", Takes::one, true};
    return {{"application",
             "check",
             "Every problem of a form at once, before anything is submitted.",
             "atranka application check idea.yaml --definition workflow.yaml --form idea\n"
             "  atranka application check idea.yaml --call c-2026 --form idea",
             {{"file", "FILE", "the form, as JSON or YAML; - is standard input", "", Takes::one, true},
              {"definition", "--definition", "the workflow file", "FILE"},
              {"call", "--call", "or the call whose definition it is", "CALL"},
              {"form", "--form", "which form of the definition", "NAME", Takes::one, true}},
             check},
            {"application",
             "save",
             "Save an unfinished form, as often as you like, and see its problems. Nothing is submitted.",
             "atranka application save a-1 --form idea.yaml --as ann",
             {application, {"form", "--form", "the form, as JSON or YAML", "FILE", Takes::one, true}},
             save},
            {"application",
             "saved",
             "The form that was saved last.",
             "atranka application saved a-1 --as ann > idea.json",
             {application},
             saved}};
}

}  // namespace atranka::cli
