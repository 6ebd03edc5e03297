#include "adapters/cli/exports.hpp"
#include "adapters/cli/files.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/wording.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/system/resolve.hpp"
#include "engine/definition/form.hpp"
#include "engine/explanation/arithmetic.hpp"
#include "engine/kernel/text.hpp"
#include "engine/simulation/tree.hpp"

#include <fmt/core.h>
#include <algorithm>

namespace atranka::cli {

namespace {

using explanation::number_text;

using namespace simulation;

const std::string nothing = "—";

std::string joined(const std::vector<std::string>& names, const std::string& mark = ", ") {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : mark) + name;
    return text;
}

std::string counted(std::size_t n, const std::string& one, const std::string& many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}

std::string entry_text(const Past& past, std::size_t position) {
    return "#" + std::to_string(past.entries()[position].index);
}

// --set NAME=VALUE, canonical.
void set(Alteration& alteration, const definition::Definition& definition, const std::string& typed) {
    const std::size_t mark = typed.find('=');
    if (mark == std::string::npos || mark == 0)
        throw Stop{usage, "--set is NAME=VALUE, such as max_rate=0.35, not " + typed};
    const std::string name = typed.substr(0, mark);
    const definition::Parameter* parameter = definition.parameter(name);
    if (parameter == nullptr) {
        std::vector<std::string> names;
        for (const auto& one : definition.parameters) names.push_back(one.name);
        throw Stop{usage, "--set " + typed + ": the definition has no parameter " + name + "; it has " +
                              (names.empty() ? std::string{"none"} : joined(names))};
    }
    const auto value = definition::check_parameter(*parameter, Value{typed.substr(mark + 1)});
    if (!value) throw Stop{usage, "--set " + typed + ": " + name + ": " + value.error().message};
    alteration.parameters.insert_or_assign(name, *value);
}

// Resolved for the calendar as it was known when the call was drafted.
std::shared_ptr<const definition::Definition> other_definition(const std::string& file, const Past& past) {
    const Linted linted = sound_definition(file);
    const auto drafted = std::ranges::find_if(past.entries(), &Recorded::is_of_call);
    const auto resolved = system::resolved(linted.document, linted.definition->calendar, drafted->at);
    if (!resolved)
        throw Stop{bad_data, file + ": this machine knows no time zone " + linted.definition->calendar.zone};
    return service::compile(resolved->canonical, service::hash_of(resolved->canonical));
}

Alteration alteration_of(const Arguments& arguments, const Past& past) {
    Alteration alteration;
    if (arguments.has("definition"))
        alteration.definition = other_definition(arguments.text("definition"), past);
    const definition::Definition& definition =
        alteration.definition ? *alteration.definition : *past.definition();
    for (const std::string& typed : arguments.all("set")) set(alteration, definition, typed);
    if (arguments.has("without-expert")) {
        const PersonId expert{arguments.text("without-expert")};
        const std::vector<PersonId> experts = experts_of(past);
        if (std::ranges::find(experts, expert) == experts.end()) {
            std::vector<std::string> names;
            for (const PersonId& one : experts) names.push_back(one.text);
            const std::string near = nearest(expert.text, names);
            throw Stop{bad_data, "--without-expert: " + expert.text +
                                     " was not asked for a review in this call" +
                                     (near.empty() ? "" : "; did you mean " + near + "?")};
        }
        alteration.without_expert = expert;
    }
    return alteration;
}

std::string in_words(const Arguments& arguments) {
    std::vector<std::string> parts;
    if (arguments.has("definition")) parts.push_back("under " + arguments.text("definition"));
    for (const std::string& typed : arguments.all("set")) parts.push_back("with " + typed);
    if (arguments.has("without-expert"))
        parts.push_back("without expert " + arguments.text("without-expert"));
    return joined(parts, " and ");
}

Past past_of(Program& program, Reading& reading, const CallId& call) {
    const auto scan = [&](const std::function<bool(const service::Entry&)>& visit) {
        program.store().scan(
            [&](const service::Entry& entry) { return !reading.holds(entry) || visit(entry); });
    };
    auto past = Past::of(scan, call);
    if (!past)
        throw Stop{bad_data, past.error().log + "#" + std::to_string(past.error().index) +
                                 " cannot be folded; `atranka audit replay` says more"};
    if (past->definition() == nullptr)
        throw Stop{bad_data, "the definition of call " + call.text + " cannot be read"};
    // Nothing altered must give what was recorded, or the comparison would blame the alteration for it.
    const Told same = tell(*past, {});
    if (!same.refused.empty() || same.identical != same.decided)
        throw Stop{bad_data, "the record of " + call.text +
                                 " is not what its commands decide; `atranka audit replay` names the entry"};
    return std::move(*past);
}

std::string place_of(const Standing& standing, bool waits) {
    if (!standing.exists) return "not there";
    if (!standing.outcome.empty()) return standing.outcome;
    if (!standing.selected.empty() && standing.stage != "selection.reserved")
        return "selected by " + standing.selected + ", waits in " + standing.step;
    if (standing.stage == "selection.reserved") return "on the reserve list of " + standing.step;
    return "waits in " + standing.step + (waits ? ", undecided" : "");
}

void tell_applications(Program& program, const Comparison& comparison) {
    if (comparison.applications.empty()) {
        program.say("\nNo application would have another outcome or amount.");
        return;
    }
    program.say(fmt::format("\n{} of {} would have another outcome or amount", comparison.applications.size(),
                            counted(comparison.applications_in_all, "application", "applications")));
    std::map<std::string, std::size_t> ways;
    Table table{{"APPLICATION", "OUTCOME", "WOULD BE", "AMOUNT", "WOULD BE"}};
    for (const Difference& one : comparison.applications) {
        const std::string from = place_of(one.before, false), to = place_of(one.after, one.waits);
        if (from != to) ++ways[from + " → " + to];
        table.add({one.application, from, from == to ? "the same" : to, one.before.amount.text(),
                   one.after.amount.text()});
    }
    program.say(table.text(2));
    for (const auto& [way, count] : ways) program.say(fmt::format("  {} × {}", count, way));
}

void tell_money(Program& program, const Comparison& comparison) {
    program.say("\nMoney");
    Table table{{"", "RECORDED", "WOULD BE"}};
    const auto add = [&](const std::string& name, const std::optional<Decimal>& before,
                         const std::optional<Decimal>& after) {
        if (before || after)
            table.add({name, before ? before->text() : nothing, after ? after->text() : nothing});
    };
    const Money &a = comparison.before, &b = comparison.after;
    add("budget", a.budget, b.budget);
    add("committed", a.committed, b.committed);
    add("left", a.left, b.left);
    add("kept for appeals", a.kept_for_appeals, b.kept_for_appeals);
    program.say(table.text(2));
}

void tell_lists(Program& program, const Comparison& comparison) {
    for (const List& list : comparison.lists) {
        program.say(fmt::format("\nThe list {} of round {}, computed again: {} of {} lines are others",
                                list.step, list.round, list.lines.size(),
                                std::max(list.places_before, list.places_after)));
        Table table{list.pays
                        ? std::vector<std::string>{"APPLICATION", "RANK", "WOULD BE", "OUTCOME", "WOULD BE",
                                                   "AMOUNT", "WOULD BE"}
                        : std::vector<std::string>{"APPLICATION", "RANK", "WOULD BE", "OUTCOME", "WOULD BE"}};
        for (const Line& line : list.lines) {
            const auto cell = [](const std::optional<procedure::Row>& row, auto value) {
                return row ? value(*row) : nothing;
            };
            const auto rank = [](const procedure::Row& row) { return std::to_string(row.rank); };
            const auto outcome = [](const procedure::Row& row) {
                std::string text = row.outcome;
                std::ranges::replace(text, '_', ' ');
                return text;
            };
            const auto amount = [](const procedure::Row& row) { return row.amount.text(); };
            std::vector<std::string> cells{line.application, cell(line.before, rank), cell(line.after, rank),
                                           cell(line.before, outcome), cell(line.after, outcome)};
            if (list.pays) cells.insert(cells.end(), {cell(line.before, amount), cell(line.after, amount)});
            table.add(std::move(cells));
        }
        program.say(table.text(2));
    }
}

// What is said alike of several stands together, in the order of the first.
class Groups {
public:
    void add(const std::string& what, const std::string& of) {
        auto group = std::ranges::find(groups_, what, &std::pair<std::string, std::string>::first);
        if (group == groups_.end()) group = groups_.insert(groups_.end(), {what, {}});
        group->second += (group->second.empty() ? "" : ", ") + of;
    }
    void tell(Program& program) const {
        for (const auto& [what, of] : groups_) {
            program.say(wrapped("  ", what, 4));
            program.say(wrapped("      ", of, 6));
        }
    }

private:
    std::vector<std::pair<std::string, std::string>> groups_;
};

void tell_refused(Program& program, const Past& past, const Told& told) {
    if (told.refused.empty()) {
        program.say("\nNo recorded command would be refused.");
        return;
    }
    std::map<std::size_t, std::size_t> followers;
    for (const Refused& one : told.refused)
        if (one.after) ++followers[*one.after];
    program.say(fmt::format("\n{} would be refused. The first of each subject, by its rule:",
                            counted(told.refused.size(), "recorded command", "recorded commands")));
    Groups groups;
    for (std::size_t i = 0; i < told.refused.size(); ++i) {
        const Refused& one = told.refused[i];
        if (one.after) continue;
        const Recorded& entry = past.entries()[one.position];
        const std::string after =
            followers.contains(i) ? " and " + std::to_string(followers.at(i)) + " after it" : std::string{};
        groups.add(spaced(entry.type) + ": " + one.rule + ": " + one.message +
                       (one.instead.empty() ? std::string{} : " Assumed: " + one.instead + "."),
                   one.subject + " [" + entry_text(past, one.position) + after + "]");
    }
    groups.tell(program);
}

void tell_assumed(Program& program, const Past& past, const Told& told) {
    std::vector<const Assumed*> rest;
    for (const Assumed& one : told.assumed) {
        const bool is_said = std::ranges::any_of(told.refused, [&](const Refused& refused) {
            return refused.position == one.position && !refused.instead.empty();
        });
        if (!is_said) rest.push_back(&one);
    }
    if (rest.empty()) return;
    program.say("\nAssumed, since nobody recorded it");
    Groups groups;
    for (const Assumed* one : rest)
        groups.add(one->kind == Assumption::parameter_left_out
                       ? "the other definition has no parameter " + one->what + " there"
                       : one->what,
                   one->subject + " [" + entry_text(past, one->position) + "]");
    groups.tell(program);
}

int alter(Program& program, const Arguments& arguments, const Past& past) {
    const Alteration alteration = alteration_of(arguments, past);
    const Told told = tell(past, alteration);
    const Comparison comparison = compare(past, told);
    if (program.json()) {
        program.answer(tree_of(past, alteration, told, comparison));
        return ok;
    }
    program.say(wrapped("Call " + past.call().text + " " + in_words(arguments) + ": ",
                        fmt::format("{} recorded commands decided again in memory, {} of them with the same "
                                    "events. Nothing was written. #N is entry N of calls/{}.",
                                    told.decided, told.identical, past.call().text),
                        2));
    if (is_nothing(comparison, told)) {
        program.say("\nNothing changes: no outcome, no amount, no list, and no command is refused.");
        tell_assumed(program, past, told);
        return ok;
    }
    tell_applications(program, comparison);
    tell_money(program, comparison);
    tell_lists(program, comparison);
    tell_refused(program, past, told);
    tell_assumed(program, past, told);
    program.say(
        "\nForms stay as they were submitted; confirmations stand for whatever is confirmed. Lists are\n"
        "made again, and reserve lists moved up, where the record did. Who is newly selected waits there:\n"
        "nobody recorded what would have come next.");
    return ok;
}

std::string signed_names(const Swap& swap) {
    std::vector<std::string> names;
    for (const std::string& id : swap.in) names.push_back("+ " + id);
    for (const std::string& id : swap.out) names.push_back("− " + id);
    return joined(names);
}

std::string effect_text(const Effect& effect, bool moved_by_expert) {
    std::vector<std::string> parts;
    if (!effect.funded.empty()) parts.push_back("funded: " + signed_names(effect.funded));
    if (!effect.amounts.empty()) parts.push_back("other amounts: " + joined(effect.amounts));
    for (const Swap& swap : effect.selected)
        parts.push_back(swap.step + " of " + swap.round + ": " + signed_names(swap));
    if (!moved_by_expert && !effect.few.empty())
        parts.push_back("another expert would be asked; the mean of those there are is used");
    return joined(parts, "; ");
}

void tell_margins(Program& program, const std::vector<Margin>& margins) {
    if (margins.empty()) {
        program.say("\nNo list was cut with somebody on each side, so that there is no margin to tell.");
        return;
    }
    program.say(
        "\nMargin to the cut, in the first key: from the last selected to the first behind who is not");
    for (const Margin& margin : margins) {
        std::string text = number_text(margin.points) + " (" + margin.key + ") between " + margin.last_in +
                           " and " + margin.first_out;
        if (margin.passed_over > 0)
            text += fmt::format("; {} before the last selected passed over, whose request did not fit",
                                margin.passed_over);
        program.say(wrapped("  " + margin.round + " " + margin.step +
                                (margin.envelope.empty() ? "" : " " + margin.envelope) + ": ",
                            text, 6));
    }
}

int robustness(Program& program, const Past& past) {
    const Robustness report = robustness_of(past);
    if (program.json()) {
        program.answer(tree_of(past, report));
        return ok;
    }
    std::size_t experts_fund = 0, experts_select = 0, scores_fund = 0;
    for (const auto& [expert, effect] : report.experts) {
        if (effect.changes_funding()) ++experts_fund;
        if (effect.changes_something()) ++experts_select;
    }
    for (const auto& [moved, effect] : report.pivotal)
        if (effect.changes_funding()) ++scores_fund;
    program.say(wrapped(
        "Call " + past.call().text + ": ",
        fmt::format(
            "{} alterations tried: {} left out one at a time, {} scores that counted moved by one step "
            "of their scale (up and down, one at a time). Nothing was written.",
            report.experts.size() + report.scores, counted(report.experts.size(), "expert", "experts"),
            report.scores),
        2));
    program.say(fmt::format("  who is funded changes with {} of {} experts and {} of {} moved scores",
                            experts_fund, report.experts.size(), scores_fund, report.scores));
    program.say(fmt::format("  a list's selection changes with {} of {} experts and {} of {} moved scores",
                            experts_select, report.experts.size(), report.pivotal.size(), report.scores));
    if (report.short_of_reviews > 0)
        program.say(fmt::format("  {} would make reviews diverge, so that another expert is asked",
                                counted(report.short_of_reviews, "moved score", "moved scores")));
    if (report.of_reports > 0)
        program.say("  where a consensus report gave the scores, it is those of the report that are moved");
    tell_margins(program, report.margins);
    if (!report.experts.empty()) program.say("\nExperts left out");
    bool few = false;
    for (const auto& [expert, effect] : report.experts) {
        few = few || !effect.few.empty();
        std::string text = effect.changes_something() ? effect_text(effect, true) : "nothing changes";
        if (!effect.few.empty())
            text += fmt::format(" (too few reviews at {})",
                                counted(effect.few.size(), "application", "applications"));
        program.say(wrapped("  " + expert.text + ": ", text, 6));
    }
    if (few)
        program.say(
            "  Too few reviews: fewer remain than the definition asks for, which would be a case for "
            "another\n"
            "  expert. The mean (or what else the definition aggregates by) of those that remain is used.");
    program.say(report.pivotal.empty() ? "\nNo moved score changes anything."
                                       : "\nScores that change something when they move by one step");
    for (const auto& [moved, effect] : report.pivotal)
        program.say(
            wrapped(fmt::format("  {} {} {} {} {} → {} [#{}]: ", moved.application, moved.step,
                                moved.expert.empty() ? "consensus" : moved.expert.text, moved.criterion,
                                number_text(moved.from), number_text(moved.to), moved.index),
                    effect_text(effect, false), 6));
    return ok;
}

int what_if(Program& program, const Verb&, const Arguments& arguments) {
    const bool alters =
        arguments.has("definition") || arguments.has("set") || arguments.has("without-expert");
    if (alters == arguments.is_on("robustness"))
        throw Stop{usage, alters ? "--robustness makes its own alterations: give it alone"
                                 : "what if what? Give --definition FILE, --set NAME=VALUE, --without-expert "
                                   "EXPERT, or --robustness"};
    Reading reading{program, arguments};
    const call::State call = whole_call(reading, arguments.text("call"), "what would have been");
    const Past past = past_of(program, reading, call.id);
    return alters ? alter(program, arguments, past) : robustness(program, past);
}

}  // namespace

std::vector<Verb> what_if_verbs() {
    return {
        {"",
         "what-if",
         "Decide a call's recorded history again under other rules, in memory, and show what changes.",
         "atranka what-if c-2026 --set max_rate=0.35\n"
         "  atranka what-if c-2026 --definition NEW.yaml --json\n"
         "  atranka what-if c-2026 --without-expert expert-7\n"
         "  atranka what-if c-2026 --robustness\n\n"
         "Every recorded command is decided again, in its order and at its instant, by what decides live\n"
         "ones. Shown are the applications whose outcome or amount changes, the money, the lines of ranked\n"
         "lists that differ, and the commands that would be refused, each with its entry and rule; those\n"
         "after it on the same application are counted. Nothing is written.\n\n"
         "What nobody recorded is assumed, and said: forms stay as they were submitted; confirmations\n"
         "stand; rankings and cuts are computed again; a check that was passed by its rules fails where\n"
         "they no longer hold, and the other way; where too few reviews remain the aggregate of those\n"
         "there are counts; whoever is newly selected waits there.\n\n"
         "--robustness leaves out each expert in turn and moves each score that counted by one step of its\n"
         "scale, and says which of them change who is selected or funded, and how wide the cut's margin is.",
         {{"call", "CALL", "the call", "", Takes::one, true},
          {"definition", "--definition", "another definition, linted as for a draft", "FILE"},
          {"set", "--set", "a parameter of the definition, in the call or in every round", "NAME=VALUE",
           Takes::each},
          {"without-expert", "--without-expert", "as if that expert had never been asked", "EXPERT"},
          {"robustness", "--robustness", "does it hang on one expert, or on one score?", "", Takes::nothing},
          as_of_option},
         what_if}};
}

}  // namespace atranka::cli
