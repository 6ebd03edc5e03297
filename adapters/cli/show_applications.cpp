#include "adapters/cli/reading.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/timeline.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/wording.hpp"
#include "adapters/cli/words.hpp"

namespace atranka::cli {

namespace {

int list(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    service::ApplicationQuery query;
    query.call = arguments.text("call");
    query.round = arguments.text("round");
    query.step = arguments.text("step");
    query.stage = arguments.text("stage");
    query.lead = arguments.text("lead");
    reading.must_know(query.call, query.round);
    Value::List answers;
    Table table{
        {"APPLICATION", "ROUND", "STEP", "STAGE", "DEADLINE (UTC)", "REQUESTED", "TOTAL", "RANK", "GRANTED"}};
    for (const service::ApplicationRow& row : reading.applications(query)) {
        answers.push_back(kernel::encode(row));
        table.add({row.application, row.round, row.outcome.empty() ? row.step : "ended: " + row.outcome,
                   row.outcome.empty() ? row.stage + (row.suspended ? " (suspended)" : "") : "",
                   shown(row.deadline), row.requested, row.total,
                   row.rank == 0 ? "" : std::to_string(row.rank), row.granted});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? "no application fits" : table.text());
    return ok;
}

std::string line_of(const std::string& name, const std::string& text) {
    return "  " + name + std::string(name.size() < 14 ? 14 - name.size() : 1, ' ') + text;
}

std::string entries_named(const std::vector<std::int64_t>& entries) {
    std::string list;
    for (const std::int64_t entry : entries) list += (list.empty() ? "" : ", ") + std::to_string(entry);
    return (entries.size() == 1 ? "entry " : "entries ") + list;
}

void tell_reviews(Program& program, const application::State& state) {
    Table table{{"REVIEW", "EXPERT", "STAGE", "INTEREST", "TOTAL", "SCORES"}};
    for (const auto& [step, review] : state.reviews) {
        for (const auto& [expert, work] : review.assignments)
            table.add({step, expert.text, boost::describe::enum_to_string(work.stage, "?"),
                       boost::describe::enum_to_string(work.interest, "?"),
                       work.total ? work.total->text() : "", short_text(kernel::encode(work.scores))});
        if (review.scored)
            table.add({step, "(" + review.scored->method + ")", review.diverged ? "diverged" : "", "",
                       review.scored->total.text(), short_text(kernel::encode(review.scored->scores))});
    }
    if (!table.empty()) program.say("\n" + table.text(2));
}

void tell_checks(Program& program, const application::State& state) {
    Table table{{"CHECK", "RULE", "VERDICT", "NUMBERS"}};
    for (const auto& [step, check] : state.checks)
        for (const application::Verdict& verdict : check.verdicts)
            table.add({step, verdict.rule, verdict.passed ? "passed" : "failed",
                       short_text(kernel::encode(verdict.shown))});
    if (!table.empty()) program.say("\n" + table.text(2));
}

void tell(Program& program, Reading& reading, const application::State& state) {
    const Wording wording = wording_of(program, reading, state);
    program.say("Application " + state.id.text + " of " + state.lead.text + ", round " + state.round.text +
                " of " + state.call.text + (state.imported ? ", imported" : ""));
    if (state.finished()) {
        program.say(line_of("ended", state.outcome + " on " + shown(state.outcome_at)));
    } else {
        const std::string stage = lifecycle::stage_name(state.stage);
        program.say(
            line_of("waits in", state.step + ", " + stage + (state.suspended_since ? ", suspended" : "")));
        if (const definition::Step* step = reading.definition_of(state.call)->step(state.step))
            program.say(line_of("turn of", whose_turn(*step, stage)));
        if (state.deadline)
            program.say(line_of("deadline", shown(state.deadline) + " UTC" +
                                                (*state.deadline < reading.moment() ? ", late" : "")));
        if (state.awaits_notice) program.say(line_of("deadline", "once notice is served"));
    }
    if (!wording.erased.empty())
        program.say(line_of("erased", "what was private of " + entries_named(wording.erased) +
                                          "; their log and what was decided stand"));
    for (const std::string& step : state.submitted_steps) {
        const application::Submission& submission = state.submissions.at(step);
        program.say("\n  " + step + ", submitted " + shown(submission.at) + " UTC");
        const auto form = wording.forms.find(step);
        const std::string text = form_text(*reading.definition_of(state.call), step, submission.facts,
                                           form == wording.forms.end() ? Value::object() : form->second);
        if (!text.empty()) program.say(text);
    }
    tell_checks(program, state);
    tell_reviews(program, state);
    for (const auto& [of, comments] : wording.comments)
        for (const auto& [criterion, comment] : comments)
            program.say(
                wrapped("    " + of.second + " on " + criterion + " (" + of.first + "): ", comment, 6));
    Table places{{"SELECTION", "RANK", "OUTCOME", "AMOUNT", "DECIDING KEY", "REASON"}};
    for (const auto& [step, place] : state.placements)
        places.add({step, std::to_string(place.rank), place.outcome, place.amount.text(), place.deciding_key,
                    place.reason});
    if (!places.empty()) program.say("\n" + places.text(2));
    if (state.award)
        program.say("\n" + line_of("award", (state.award->granted ? "granted " + state.award->amount.text()
                                                                  : "refused") +
                                                (state.award->confirmed ? "" : ", proposed") + ", order " +
                                                state.award->order));
    for (const application::Appeal& appeal : state.appeals)
        program.say(line_of("appeal", appeal.ground + ", " +
                                          boost::describe::enum_to_string(appeal.stage, "?") + ", against " +
                                          appeal.outcome));
}

int show(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const application::State state = reading.read_application(arguments.text("application"));
    if (!program.json()) {
        tell(program, reading, state);
        return ok;
    }
    Value tree = kernel::encode(state);
    const Wording wording = wording_of(program, reading, state);
    tree.set("forms", kernel::encode(wording.forms));
    Value comments = Value::list();
    for (const auto& [of, by_criterion] : wording.comments)
        comments.push(Value::object(
            {{"step", of.first}, {"expert", of.second}, {"comments", kernel::encode(by_criterion)}}));
    tree.set("comments", std::move(comments));
    tree.set("erased", kernel::encode(wording.erased));
    program.answer(tree);
    return ok;
}

int history(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const application::State state =
        reading.read_application(arguments.text("application"), "the history of an application");
    const std::string stream = "application/" + state.id.text;
    return tell_timeline(program, reading, stream, program.store().entries_of(stream, 0));
}

}  // namespace

std::vector<Verb> application_verbs() {
    const Option application{"application", "APPLICATION", "the application", "", Takes::one, true};
    return {{"application",
             "list",
             "Applications with where they wait, by when, and how they rank.",
             "atranka application list --call c-2026 --step review --stage review.scoring",
             {{"call", "--call", "of this call", "CALL"},
              {"round", "--round", "of this round", "ROUND"},
              {"step", "--step", "that wait in this step", "STEP"},
              {"stage", "--stage", "that are in this stage", "STAGE"},
              {"lead", "--lead", "of this lead", "PERSON"},
              as_of_option},
             list},
            {"application",
             "show",
             "One application: where it stands, its facts, verdicts, reviews and places.",
             "atranka application show a-1\n  atranka application show a-1 --as-of 2026-04-15T12:00:00Z",
             {application, as_of_option},
             show},
            {"application",
             "history",
             "What happened to an application: when, by whom, under which command.",
             "atranka application history a-1\n  atranka application history a-1 --as-of calls/c-2026#120",
             {application, as_of_option},
             history}};
}

}  // namespace atranka::cli
