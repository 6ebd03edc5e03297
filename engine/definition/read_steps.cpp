#include "engine/definition/reading.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

using lifecycle::Kind;

constexpr std::string_view kinds[] = {"submission", "check", "review", "selection", "decision", "offer"};
constexpr std::string_view aggregates[] = {"mean", "median", "trimmed_mean", "closest_two", "consensus"};

// The name that the key holds, noted where `known` has none of that name.
std::string read_reference(Reading& reading, Fields& fields, std::string_view key, std::string_view thing,
                           const std::vector<std::string>& known, Presence presence) {
    const std::string name = fields.name(key, presence);
    if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return name;
    reading.problems.unknown(fields.take(key)->position, thing, fields.path_of(key), name, known);
    return {};
}

void read_rule_sets(Reading& reading, Fields& fields, std::string_view key, std::vector<std::string>& sets) {
    const std::vector<std::string> known = names_of(reading.definition.rules);
    for (const auto& [name, position] : fields.placed_names(key)) {
        if (reading.definition.rule_set(name) != nullptr)
            sets.push_back(name);
        else
            reading.problems.unknown(position, "rule set", fields.path_of(key), name, known);
    }
}

// A parameter of that type and, if asked, one that is set for each round.
std::string read_parameter_name(Reading& reading, Fields& fields, std::string_view key, Parameter::Type type,
                                std::string_view wanted) {
    const std::string name = read_reference(reading, fields, key, "parameter",
                                            names_of(reading.definition.parameters), Presence::optional);
    const Parameter* parameter = reading.definition.parameter(name);
    if (parameter != nullptr && parameter->type != type)
        reading.problems.note(fields.take(key)->position, "wrong-type", fields.path_of(key),
                              "The parameter `" + name + "` is not " + std::string{wanted} + ".",
                              "Name a parameter of that type.");
    return name;
}

void read_submission(Reading& reading, Fields& fields, Step& step) {
    step.form = read_reference(reading, fields, "form", "form", names_of(reading.definition.forms),
                               Presence::required);
    step.closes = read_parameter_name(reading, fields, "closes", Parameter::Type::datetime, "a datetime");
    if (const Parameter* closes = reading.definition.parameter(step.closes);
        closes != nullptr && !closes->per_round)
        reading.problems.note(
            fields.take("closes")->position, "not-per-round", fields.path_of("closes"),
            "`" + step.closes + "` is one for the whole call; a cut-off date is one a round.",
            "Add `per: round` to the parameter.");
    step.within = fields.span("within");
    const bool has_closes = fields.take("closes") != nullptr, has_within = fields.take("within") != nullptr;
    if (has_closes == has_within)
        reading.problems.note(
            fields.position_of("within"), has_closes ? "two-deadlines" : "missing-key", fields.path(),
            has_closes ? "A submission has either `closes` or `within`, not both."
                       : "A submission has a deadline: `closes` or `within` is missing.",
            has_closes ? "Remove one of them."
                       : "Add `closes:` with a datetime parameter, or `within:` with a span.");
    step.notice = fields.boolean("notice");
    read_rule_sets(reading, fields, "rules", step.rules);
}

void read_check(Reading& reading, Fields& fields, Step& step) {
    step.confirm_by = read_role(reading, fields, "confirm_by");
    step.within = fields.span("within");
    read_rule_sets(reading, fields, "rules", step.rules);
    std::vector<std::string> tables;
    for (const Form& form : reading.definition.forms)
        for (const Assessed& assessed : form.assessed) tables.push_back(assessed.table);
    for (const auto& [name, position] : fields.placed_names("assesses")) {
        if (std::find(tables.begin(), tables.end(), name) != tables.end())
            step.assesses.push_back(name);
        else
            reading.problems.unknown(position, "assessed table", fields.path_of("assesses"), name, tables);
    }
    if (const Node* node = fields.take("clarification"); node != nullptr) {
        Fields one{reading.problems, *node, fields.path_of("clarification")};
        Clarification clarification;
        clarification.within = one.span("within", Presence::required).value_or(Span{});
        clarification.times = one.integer("times", 1, 10).value_or(1);
        one.finish();
        step.clarification = clarification;
    }
}

void read_staffing(Reading& reading, Fields& fields, Step& step) {
    const Node* node = fields.take("experts", Presence::required);
    if (node == nullptr) return;
    constexpr int experts_max = 20;
    Fields one{reading.problems, *node, fields.path_of("experts")};
    if (one.take("role") != nullptr) {
        step.staffing.role = read_role(reading, one, "role");
    } else if (reading.definition.role(step.staffing.role) == nullptr) {
        reading.problems.unknown(node->position, "role", one.path_of("role"), step.staffing.role,
                                 names_of(reading.definition.roles));
        step.staffing.role.clear();
    }
    one.take("count", Presence::required);
    step.staffing.count = one.integer("count", 1, experts_max).value_or(1);
    const Role* role = reading.definition.role(step.staffing.role);
    int sum = 0;
    for (const Member& member : one.members("of")) {
        const std::string path = one.path_of("of") + "." + member.key;
        if (role != nullptr &&
            std::find(role->kinds.begin(), role->kinds.end(), member.key) == role->kinds.end())
            reading.problems.unknown(member.position, "kind of expert", path, member.key, role->kinds);
        const auto number = member.value.is_text() ? parse_decimal(member.value.text) : std::nullopt;
        const auto count = number ? number->to_int64() : std::nullopt;
        if (!count || *count < 1 || *count > experts_max)
            reading.problems.note(member.value.position, "not-a-whole-number", path,
                                  "A whole number from 1 to " + std::to_string(experts_max) + " is wanted.",
                                  "Write such a number in digits.");
        else
            sum += step.staffing.of[member.key] = static_cast<int>(*count);
    }
    constexpr int load_max = 10'000;
    step.staffing.load = one.integer("load", 1, load_max);
    one.finish();
    if (sum > step.staffing.count)
        reading.problems.note(one.position_of("of"), "too-many-kinds", one.path_of("of"),
                              "The kinds ask for " + std::to_string(sum) + " experts, and the count is " +
                                  std::to_string(step.staffing.count) + ".",
                              "Raise the count, or ask for fewer of each kind.");
}

void read_review(Reading& reading, Fields& fields, Step& step) {
    step.form = read_reference(reading, fields, "form", "form", names_of(reading.definition.forms),
                               Presence::optional);
    step.rubric = read_reference(reading, fields, "rubric", "rubric", names_of(reading.definition.rubrics),
                                 Presence::required);
    read_staffing(reading, fields, step);
    constexpr std::string_view blindness[] = {"none", "experts", "both"};
    step.blind = static_cast<Blindness>(fields.word("blind", blindness).value_or(0));
    step.within = fields.span("within");
    if (const Node* node = fields.take("divergence"); node != nullptr) {
        Fields one{reading.problems, *node, fields.path_of("divergence")};
        Divergence divergence;
        keep_expression(reading, one, "when", Presence::required);
        constexpr std::string_view then[] = {"another_expert", "consensus"};
        divergence.then = static_cast<Divergence::Then>(one.word("then", then).value_or(0));
        divergence.aggregate = static_cast<Aggregate>(
            one.word("aggregate", aggregates).value_or(static_cast<std::size_t>(Aggregate::closest_two)));
        one.finish();
        step.divergence = std::move(divergence);
    }
    step.aggregate = static_cast<Aggregate>(fields.word("aggregate", aggregates).value_or(0));
    step.consensus = fields.boolean("consensus");
    step.chair = fields.boolean("chair");
    const bool agrees =
        step.consensus || (step.divergence && step.divergence->then == Divergence::Then::consensus);
    if (step.chair && !agrees)
        reading.problems.note(
            fields.position_of("chair"), "chair-without-consensus", fields.path_of("chair"),
            "A chair writes the consensus report, and this review never asks for one.",
            "Say `consensus: true`, or `divergence` with `then: consensus`; or drop the chair.");
}

void read_order(Reading& reading, Fields& fields, Selection& selection) {
    std::size_t i = 0;
    for (const Node& item : fields.items("order", Presence::required)) {
        const std::string path = fields.path_of("order") + "[" + std::to_string(i++) + "]";
        OrderKey key;
        key.source = item.text;
        const bool ascends = item.text.ends_with(" asc");
        key.is_lot = item.text == "lot";
        key.descending = !ascends;
        if (!item.is_text() || (!key.is_lot && !ascends && !item.text.ends_with(" desc")))
            reading.problems.note(item.position, "bad-order-key", path,
                                  "An order key is an expression followed by `desc` or `asc`, or `lot`.",
                                  "Write, for example, `evaluation.total desc`.");
        else if (key.is_lot && i != fields.items("order").size())
            reading.problems.note(item.position, "lot-not-last", path,
                                  "After a lot no key can decide anything.", "Put the lot last.");
        else if (!key.is_lot)
            reading.expressions.emplace(path, &item);
        selection.order.push_back(std::move(key));
    }
}

void read_selection(Reading& reading, Fields& fields, Step& step) {
    step.confirm_by = read_role(reading, fields, "confirm_by");
    step.within = fields.span("decide_within");
    Selection selection;
    read_order(reading, fields, selection);
    const Node* take = fields.take("take");
    if (take != nullptr) {
        Fields one{reading.problems, *take, fields.path_of("take")};
        keep_expression(reading, one, "sum", Presence::required);
        keep_expression(reading, one, "nearest", Presence::required);
        keep_expression(reading, one, "at_least");
        constexpr std::string_view bars[] = {"place", "score"};
        selection.bar_is_a_score = one.word("bar", bars) == std::size_t{1};
        one.finish();
    }
    const bool funds = keep_expression(reading, fields, "fund");
    if (funds == (take != nullptr))
        reading.problems.note(fields.position_of("fund"), "take-or-fund", fields.path(),
                              funds ? "A selection has either `take` or `fund`, not both."
                                    : "How the list is cut is missing: `take` or `fund`.",
                              "Use `take` to select up to a target, `fund` to pay from a budget.");
    const bool has_within = keep_expression(reading, fields, "within");
    constexpr std::string_view policies[] = {"stop", "skip", "partial"};
    const auto policy = fields.word("policy", policies, funds ? Presence::required : Presence::optional);
    if (policy) selection.policy = static_cast<CutPolicy>(*policy);
    for (const Member& member : fields.members("envelopes")) {
        const std::string path = fields.path_of("envelopes") + "." + member.key;
        check_name(reading.problems, member.position, path, member.key);
        Fields one{reading.problems, member.value, path};
        keep_expression(reading, one, "when", Presence::required);
        keep_expression(reading, one, "amount", Presence::required);
        one.finish();
        selection.envelopes.push_back({member.key, {}, {}});
    }
    constexpr std::string_view unused[] = {"stays", "moves_on"};
    const Node* moving = fields.take("unused");
    selection.unused_moves_on = fields.word("unused", unused) == std::size_t{1};
    if (moving != nullptr && selection.envelopes.empty())
        reading.problems.note(moving->position, "needs-envelopes", fields.path_of("unused"),
                              "`unused` has a meaning only beside `envelopes`.",
                              "Remove it, or add `envelopes:`.");
    selection.reserve_until =
        read_parameter_name(reading, fields, "reserve_until", Parameter::Type::date, "a date");
    // Read again where they are asked: definition/separation.hpp.
    std::vector<std::string> conditions;
    read_rule_sets(reading, fields, "conditions", conditions);
    if (funds && has_within == !selection.envelopes.empty())
        reading.problems.note(fields.position(), "within-or-envelopes", fields.path(),
                              has_within ? "Money comes from `within` or from `envelopes`, not both."
                                         : "Where the money comes from is missing: `within` or `envelopes`.",
                              "Keep one of them.");
    if (!funds)
        for (const std::string_view key : {"within", "policy", "envelopes", "reserve_until", "conditions"})
            if (const Node* node = fields.take(key); node != nullptr)
                reading.problems.note(node->position, "needs-fund", fields.path_of(key),
                                      "`" + std::string{key} + "` has a meaning only beside `fund`.",
                                      "Remove it, or add `fund:`.");
    step.selection = std::move(selection);
}

void read_kind(Reading& reading, Fields& fields, Step& step) {
    switch (step.kind) {
        case Kind::submission: return read_submission(reading, fields, step);
        case Kind::check: return read_check(reading, fields, step);
        case Kind::review: return read_review(reading, fields, step);
        case Kind::selection: return read_selection(reading, fields, step);
        case Kind::decision:
            step.confirm_by = read_role(reading, fields, "confirm_by");
            step.within = fields.span("within");
            return;
        case Kind::offer:
            step.within = fields.span("within");
            step.notice = fields.boolean("notice");
            return;
        case Kind::appeal: return;
    }
}

// The keys of `on`: the outcomes of the lifecycle by which a step is left. Those who are reserved stay in it,
// and leave it selected, or when the reserve list expires.
std::vector<std::pair<std::string_view, Presence>> exits_of(const Step& step) {
    if (step.kind == Kind::selection) {
        std::vector<std::pair<std::string_view, Presence>> exits{{"selected", Presence::required},
                                                                 {"not_selected", Presence::required}};
        if (step.selection && !step.selection->reserve_until.empty())
            exits.emplace_back("reserve_expired", Presence::required);
        return exits;
    }
    std::vector<std::pair<std::string_view, Presence>> exits;
    for (const std::string_view outcome : lifecycle::outcomes_of(step.kind))
        exits.emplace_back(outcome, lifecycle::is_optional_outcome(step.kind, outcome) ? Presence::optional
                                                                                       : Presence::required);
    return exits;
}

void read_routes(Reading& reading, const Node& node, Step& step, const std::vector<std::string>& places) {
    Problems unnoted;
    const Node* on = Fields{unnoted, node, ""}.take("on");
    if (on == nullptr || !on->is_map()) return;
    const std::string path = "steps." + step.name + ".on";
    std::vector<std::string> exits;
    for (const auto& [outcome, presence] : exits_of(step)) {
        exits.emplace_back(outcome);
        if (presence == Presence::required && on->member(outcome) == nullptr)
            reading.problems.note(
                on->position, "missing-route", path + "." + std::string{outcome},
                "Where the step leads when it ends `" + std::string{outcome} + "` is missing.",
                "Add `" + std::string{outcome} + ":` with a step or an outcome.");
    }
    for (const Member& member : on->members) {
        const std::string here = path + "." + member.key;
        if (std::find(exits.begin(), exits.end(), member.key) == exits.end()) {
            reading.problems.unknown(member.position, "result", here, member.key, exits);
        } else if (!member.value.is_text() || member.value.text.empty()) {
            reading.problems.note(member.value.position, "wrong-shape", here,
                                  "The name of a step or outcome is wanted.", "Write one name.");
        } else if (std::find(places.begin(), places.end(), member.value.text) == places.end()) {
            reading.problems.unknown(member.value.position, "step", here, member.value.text, places);
        } else {
            step.on[member.key] = member.value.text;
            step.on_positions[member.key] = member.value.position;
        }
    }
}

}  // namespace

void read_steps(Reading& reading, Fields& top) {
    const auto members = top.members("steps", Presence::required);
    std::vector<std::string> places;
    for (const Member& member : members) places.push_back(member.key);
    for (const Outcome& outcome : reading.definition.outcomes) places.push_back(outcome.name);
    for (const Member& member : members) {
        const std::string path = "steps." + member.key;
        check_name(reading.problems, member.position, path, member.key);
        Fields fields{reading.problems, member.value, path};
        Step step;
        step.name = member.key;
        step.position = member.position;
        const auto kind = fields.word("kind", kinds, Presence::required);
        step.title = fields.sentences("title");
        step.by = read_role(reading, fields, "by", Presence::required);
        if (fields.is_map()) fields.members("on", Presence::required);
        step.confirm_by_position = fields.position_of("confirm_by");
        if (kind) {
            step.kind = lifecycle::kind_of(kinds[*kind]).value_or(Kind::submission);
            read_kind(reading, fields, step);
            read_routes(reading, member.value, step, places);
            fields.finish();
        }
        reading.definition.steps.push_back(std::move(step));
    }
}

void read_appeals(Reading& reading, Fields& top) {
    const Node* node = top.take("appeals");
    if (node == nullptr) return;
    Fields fields{reading.problems, *node, "appeals"};
    Appeals appeals;
    appeals.position = node->position;
    appeals.within = fields.span("within", Presence::required).value_or(Span{});
    appeals.by = read_role(reading, fields, "by", Presence::required);
    appeals.decide_within = fields.span("decide_within", Presence::required).value_or(Span{});
    fields.take("grounds", Presence::required);
    const std::vector<std::string> known{"procedure", "factual_error", "manifest_error"};
    for (const auto& [ground, position] : fields.placed_names("grounds")) {
        if (std::find(known.begin(), known.end(), ground) != known.end())
            appeals.grounds.push_back(ground);
        else
            reading.problems.unknown(position, "ground", "appeals.grounds", ground, known);
    }
    appeals.back_to = read_reference(reading, fields, "back_to", "step", names_of(reading.definition.steps),
                                     Presence::required);
    keep_expression(reading, fields, "reserve");
    fields.finish();
    reading.definition.appeals = std::move(appeals);
}

void read_questions(Reading& reading, Fields& top) {
    const Node* node = top.take("questions");
    if (node == nullptr) return;
    Fields fields{reading.problems, *node, "questions"};
    fields.take("until", Presence::required);
    reading.definition.questions_until =
        read_parameter_name(reading, fields, "until", Parameter::Type::datetime, "a datetime");
    fields.finish();
}

void read_fees(Reading& reading, Fields& top) {
    const Node* node = top.take("fees");
    if (node == nullptr) return;
    Fields fields{reading.problems, *node, "fees"};
    const auto fee = [&](std::string_view work) {
        const std::string name =
            read_parameter_name(reading, fields, work, Parameter::Type::money, "an amount of money");
        const Parameter* parameter = reading.definition.parameter(name);
        if (parameter != nullptr && parameter->per_round)
            reading.problems.note(fields.take(work)->position, "wrong-type", fields.path_of(work),
                                  "`" + name + "` is set for each round; a fee is one for the whole call.",
                                  "Take `per: round` off the parameter.");
        return name;
    };
    reading.definition.fees = {fee("review"), fee("consensus")};
    fields.finish();
}

}  // namespace atranka::definition
