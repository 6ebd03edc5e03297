#include "engine/proof/report.hpp"

namespace atranka::proof {

namespace {

struct Lesson {
    const char *code, *text;
};

// In the order of the five groups, then those of the reader and of definition::lint that people ask about
// most.
constexpr Lesson lessons[] = {
    {"waits-for-ever",
     "Progress. An application is at a place that nothing leads out of: no deadline moves it, and every "
     "command "
     "that would needs a role that cannot act there. Applicants never act on applications, and those who "
     "review "
     "do nothing but review.\nFor example `by: expert` under a check. Mend: give the step to a role that "
     "works "
     "on applications, such as `officer`."},
    {"never-comes-to-rest",
     "Progress. From this step every way ends where something waits for ever, so no outcome is ever "
     "reached.\nMend "
     "the place that waits first."},
    {"outcome-never-happens",
     "Progress. Routes lead to this outcome, and none is ever taken: a decision can grant only what a "
     "selection "
     "with `fund` put aside before.\nMend: put a selection before the decision, or remove the outcome."},
    {"appealable-without-appeals",
     "Progress. The letter of an outcome may promise an appeal only where the definition has `appeals:`."},
    {"appeal-waits-for-ever",
     "Progress. `appeals.by` names a role that cannot act on applications, so nobody ever examines an "
     "appeal."},
    {"officer-not-declared",
     "Progress. Serving notice and assigning experts is for people with the role `officer`; where the "
     "definition does not name that role, they are shown no application over the API."},
    {"rule-never-passes",
     "Rules. Whatever is typed into the form, and whatever the call sets, the rule fails: shown by a solver "
     "over "
     "exact numbers, truth values, choices and dates.\nOften a comparison is the wrong way round."},
    {"rule-never-fails",
     "Rules. Whatever is typed into the form, the rule holds: it asks for what the form's own limits already "
     "demand.\nRemove it, or correct it."},
    {"rules-exclude-each-other",
     "Rules. Each rule of a step can be met by itself, all of them together cannot: nobody passes."},
    {"guard-can-be-null",
     "Rules. With the input shown, a part of the expression has no value, and so the whole has none. A guard "
     "without a value is no silent `false`: the command that asks is refused, and somebody has to see to "
     "it.\n"
     "Mend: `required: true` for the field, or `if field = null then … else …`."},
    {"review-never-below",
     "Rules. `below` is the result of a score under a threshold; this rubric has none, so the route is never "
     "taken."},
    {"divergence-never", "Rules. On this scale two totals are never so far apart as `divergence.when` asks."},
    {"divergence-always",
     "Rules. `divergence.when` holds for any two totals: a further expert is always asked."},
    {"envelope-never",
     "Rules. No application ever meets the envelope's condition: its money is never spent."},
    {"envelopes-overlap",
     "Rules. With the input shown an application meets the conditions of two envelopes; the first one pays. "
     "Where "
     "that is meant, it is a warning and no more."},
    {"envelopes-leave-a-gap",
     "Rules. With the input shown an application meets no envelope's condition, and can never be paid."},
    {"table-leaves-a-gap",
     "Rules. With the input shown no row of the decision table matches and there is no `otherwise`: the "
     "table "
     "has no value, and whatever asks it is refused.\nMend: add a row, or `otherwise` to the outputs."},
    {"table-rows-overlap",
     "Rules. With the input shown two rows of a `unique` table match, or two rows of an `any` table that say "
     "different things: the table has no value. In the other tables rows may overlap: their `hit` says which "
     "counts.\nMend: let the rows exclude each other, or say `hit: first` or `hit: priority`."},
    {"table-row-never-counts",
     "Rules. No input matches this row of the decision table, or in a `first` table the rows above it take "
     "all "
     "that do."},
    {"unused-table", "No expression calls this decision table."},
    {"on-purpose-in-vain",
     "`on_purpose` names warnings that are right and wanted, each with the place and the reason. This one is "
     "not found there: the definition changed, the code or the place is misspelled, or it is an error, which "
     "nothing excuses."},
    {"money-over-the-cap",
     "Money. All rules on the way hold, and more than `max_grant` is put aside: with the input shown.\nMend: "
     "ask "
     "for it by a rule, and name its rule set under `conditions:` of the selection that pays."},
    {"money-over-the-rate",
     "Money. All rules on the way hold, and more than `max_rate` of the eligible costs is put aside.\nMend "
     "as for "
     "money-over-the-cap."},
    {"money-over-the-budget",
     "Money. What the list may promise exceeds the parameter `budget` for some allowed values. Confirming "
     "such a "
     "list is refused, so its round never ends."},
    {"appeal-reserve-not-kept",
     "Money. The list may spend what `appeals.reserve` keeps for upheld appeals.\nMend: `within: budget - "
     "appeal_reserve`."},
    {"money-by-judgement",
     "Money. The rules on the way keep to the limits, but people can lift them: a check is passed against a "
     "rule "
     "with a reason, an amount is corrected afterwards, an upheld appeal leads past the check.\nMend: "
     "`conditions: [co_funding]` under the selection: what stands there is asked again at the moment the "
     "money "
     "is put aside."},
    {"money-without-a-budget",
     "Money. Without a parameter `budget` nothing limits what is paid to upheld appeals beyond the list."},
    {"scores-and-awards",
     "Separation of duties. One person scores an application and confirms the list or the decision that "
     "awards "
     "it.\nMend: `separation: {apart: {expert: [head, ministry]}}`."},
    {"proposes-and-confirms",
     "Separation of duties. One person proposes something and confirms it. The lifecycles forbid it; where "
     "this "
     "is reported, a lifecycle has lost the demand."},
    {"reads-before-declaring",
     "Confidentiality. One person reads an application, and is asked to review it afterwards, so that they "
     "know "
     "what they declare about too late.\nMend: `separation: {apart: {expert: [officer, head]}}`, with every "
     "role "
     "that reads applications."},
    {"reads-scores-before-submitting",
     "Confidentiality. One person knows other experts' scores before submitting their own.\nMend as for "
     "reads-before-declaring."},
    {"decides-own-appeal",
     "Separation of duties. One person decides an appeal against what they scored, proposed, confirmed or "
     "decided."},
    {"decides-with-an-interest",
     "Separation of duties. One person decides on an application that they lead, or whose partner employs "
     "them. "
     "The lifecycles forbid it; where this is reported, a lifecycle has lost the demand."},
    {"acts-with-an-interest",
     "Separation of duties. Decisions are barred to whoever has an interest; other acts (assessing lines, "
     "assigning "
     "experts, correcting an error, examining an appeal) are not, unless the definition says so.\nMend: "
     "`separation: {interested: do_nothing}`."},
    {"clarification-outlasts-step",
     "Time. A question asked on the first day of a check may be answered when the time of the check is "
     "over."},
    {"deadline-beyond-the-calendar",
     "Time. Holidays and clock changes are resolved for some ten years when a call is drafted; this span "
     "leads "
     "beyond them."},
    {"letter-names-another-time",
     "Time. The letter promises another time to appeal than `appeals.within` gives."},
    {"reserve-expires-too-early",
     "Time. Where every step takes the time it has, the reserve list expires before it is made."},
    {"dates-out-of-order",
     "Time. A date lies before another one that comes earlier on every way to its step."},
    {"moment-comes-twice",
     "Time. When clocks are put back, local times come twice; a deadline should not be one."},
    {"end-of-day-twice",
     "Time. On these days clocks are put back over midnight: the last second comes twice."},
    {"end-of-day-never",
     "Time. On these days clocks are put forward over midnight: the last second never comes."},
    {"unknown-step", "A name under `on:` is no step and no outcome of this file."},
    {"unknown-name", "An expression names what is not known on every way to where it is used."},
    {"missing-route", "Every result of a step leads somewhere: `on:` lacks one."},
    {"unreachable-step", "No route leads to this step."},
    {"step-without-end", "Every route from here leads back here: no outcome is ever reached."},
    {"cycle-without-deadline", "Applications can go round without end, with no deadline on the way."},
    {"no-deadline",
     "Somebody is waited for here, and nothing says until when. A warning: people may take any time."},
    {"same-role-confirms", "The second person has the role of the first: it takes two people who have it."},
    {"unreached-outcome", "No route leads to this outcome."},
    {"weights-sum", "The weights of a weighted total add up to 100."},
    {"threshold-off-scale", "A threshold that no score reaches, or that lies under all of them."},
};

}  // namespace

std::string teaching(const std::string& code) {
    for (const Lesson& one : lessons)
        if (code == one.code) return one.text;
    return {};
}

std::vector<std::string> codes() {
    std::vector<std::string> all;
    for (const Lesson& one : lessons) all.emplace_back(one.code);
    return all;
}

}  // namespace atranka::proof
