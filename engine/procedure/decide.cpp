#include "engine/procedure/decide.hpp"

#include "engine/application/facts.hpp"
#include "engine/application/route.hpp"
#include "engine/application/rules.hpp"
#include "engine/call/decide.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/definition/separation.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/lifecycle/round.hpp"
#include "engine/procedure/ranking.hpp"
#include "engine/registry/acting.hpp"

#include <algorithm>

namespace atranka::procedure {

namespace {

namespace machine = lifecycle::selection;
using lifecycle::selection::Place;

tl::unexpected<Rejection> refuse_move(Rule rule) { return refuse(rule, std::string{rule_sentence(rule)}); }

// What a command works on, once the round and the step are found.
struct Act {
    const Context& c;
    const call::State& call;
    const definition::Step& step;
    const call::Round& round;
    call::Selection selection;

    bool has_role(const std::string& role) const {
        const registry::Person* actor = c.registry.person(c.actor);
        return actor != nullptr && registry::acts_as(*actor, c.definition, call.id.text, role, c.at);
    }
    Result<void> needs_role(const std::string& role) const {
        if (has_role(role)) return {};
        return refuse(Rule::actor_must_have_the_role,
                      "only a person with the role " + role + " of this call does this", {},
                      Value::object({{"role", role}}));
    }
    bool needs_second_person() const { return !step.confirm_by.empty(); }
    // Whose word is the last: of a second person, where the definition asks for one.
    const std::string& decider() const { return needs_second_person() ? step.confirm_by : step.by; }
    // Whoever acts has an interest in an application of the list.
    bool has_interest() const {
        const registry::Person* actor = c.registry.person(c.actor);
        return actor == nullptr || std::ranges::any_of(c.applications, [&](const auto& entry) {
                   const application::State& s = entry.second;
                   return s.lead == c.actor || std::ranges::any_of(s.partners, [&](const auto& o) {
                              return actor->employed_by(o, c.at);
                          });
               });
    }
    bool draws_a_lot() const {
        return std::ranges::any_of(step.selection->order, &definition::OrderKey::is_lot);
    }
    // The list as it was ranked, of those who still wait for it.
    std::vector<Row> ranked() const {
        return kernel::decode<std::vector<Row>>(c.ranking).value_or(std::vector<Row>{});
    }
    // Nothing that the ranking rests on has changed: the same applications wait.
    bool is_current() const {
        if (!c.ranking.is_list()) return false;
        const auto rows = ranked();  // none, where nobody came this far
        return rows.size() == waiting() && std::ranges::all_of(rows, [&](const Row& row) {
                   return c.applications.contains(row.application);
               });
    }
    std::size_t waiting() const {
        return static_cast<std::size_t>(std::ranges::count_if(c.applications, [](const auto& entry) {
            return *entry.second.stage.template as<machine::Stage>() == machine::Stage::collecting;
        }));
    }
    application::Routing routing() const { return {c.definition, call, round.id, c.at}; }
};

Result<Act> act_on(const Context& c, const call::State& call, const RoundId& round_id,
                   const std::string& step_name) {
    if (!call.exists()) return refuse(Rule::call_must_exist, "there is no such call", "call");
    if (call.suspended) return refuse(Rule::work_must_not_be_suspended, "work on the call is suspended");
    const call::Round* round = call.round(round_id);
    if (round == nullptr)
        return refuse(Rule::round_must_exist, "the call has no round " + round_id.text, "round");
    const definition::Step* step = c.definition.step(step_name);
    if (step == nullptr || step->kind != lifecycle::Kind::selection)
        return refuse(Rule::step_must_exist, "the definition has no selection " + step_name, "step");
    const auto it = round->selections.find(step_name);
    return Act{c, call, *step, *round, it == round->selections.end() ? call::Selection{} : it->second};
}

// Whether an application that waits in `from` can still come to `target`.
bool can_reach(const definition::Definition& d, const std::string& from, const std::string& target,
               std::set<std::string>& seen) {
    const definition::Step* step = d.step(from);
    if (step == nullptr || !seen.insert(from).second) return false;
    return std::ranges::any_of(step->on, [&](const auto& route) {
        return route.second == target || can_reach(d, route.second, target, seen);
    });
}

Result<selection::Seed> seed_of(const Act& act, const RankRound& cmd) {
    for (const auto& [person, commitment] : act.call.lot) {
        const auto it = std::ranges::find(cmd.secrets, person, &Secret::by);
        if (it == cmd.secrets.end())
            return refuse(Rule::lot_must_be_ready, "the secret of " + person.text + " is not opened",
                          "secrets", Value::object({{"person", person.text}}));
        if (auto ok = selection::check_secret(it->secret, commitment); !ok) return tl::unexpected{ok.error()};
    }
    if (cmd.public_value.empty())
        return refuse(Rule::lot_must_be_ready, "the public value is missing", "public_value");
    return lot_of(act.call, cmd)->seed;
}

// The round goes on with its selection: closed → evaluating → ranked.
Result<std::vector<call::Event>> move_round(const Act& act, bool all_arrived) {
    namespace rounds = lifecycle::round;
    rounds::Facts facts;
    facts.call_suspended = act.call.suspended;
    facts.all_arrived = all_arrived;
    facts.reason_given = true;
    facts.selection_confirmed = std::ranges::any_of(
        act.round.selections, [](const auto& s) { return s.second.stage == machine::Stage::confirmed; });
    std::vector<call::Event> events;
    rounds::Stage stage = act.round.stage;
    if (stage == rounds::Stage::closed || (stage == rounds::Stage::ranked && facts.selection_confirmed)) {
        const auto to = rounds::next(stage, rounds::Trigger::evaluate, facts);
        if (!to) return refuse_move(to.error());
        stage = *to;
    }
    const auto to = rounds::next(stage, rounds::Trigger::rank, facts);
    if (!to) return refuse_move(to.error());
    if (*to != act.round.stage) events.push_back(call::RoundMoved{act.round.id, *to});
    return events;
}

Result<Decided> decide_one(const Act& act, const RankRound& cmd) {
    if (auto ok = act.needs_role(act.step.by); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.round_closed = act.round.stage > lifecycle::round::Stage::open;
    facts.all_arrived = std::ranges::none_of(act.c.elsewhere, [&](const auto& other) {
        std::set<std::string> seen;
        return other.second != cmd.step && can_reach(act.c.definition, other.second, cmd.step, seen);
    });
    std::optional<selection::Seed> seed;
    if (act.draws_a_lot()) {
        auto drawn = seed_of(act, cmd);
        if (!drawn) return tl::unexpected{drawn.error()};
        seed = *drawn;
    }
    facts.lot_ready = true;
    facts.has_interest = act.has_interest();
    const auto to = machine::next(act.selection.stage, machine::Trigger::rank, facts);
    if (!to) return refuse_move(to.error());
    auto moved = move_round(act, facts.all_arrived);
    if (!moved) return tl::unexpected{moved.error()};
    auto rows = ranking_of(act.c, act.call, act.step, cmd.round, seed);
    if (!rows) return tl::unexpected{rows.error()};

    const Value list = kernel::encode(*rows);
    const std::string hash = ledger::hex(ledger::sha256(ledger::canonical(list)));
    call::Selection selection = act.selection;
    selection.stage = *to;
    selection.ranking = hash;
    selection.places = static_cast<std::int64_t>(rows->size());
    moved->push_back(call::SelectionMoved{cmd.round, cmd.step, selection});
    return Decided{std::move(*moved), {}, {{hash, list}}};
}

Result<Decided> decide_one(const Act& act, const RefuseSelection& cmd) {
    if (auto ok = act.needs_role(act.decider()); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.needs_second_person = act.needs_second_person();
    facts.same_person = act.selection.proposed_by == act.c.actor;
    facts.has_interest = act.has_interest();
    facts.reason_given = !cmd.reason.empty();
    const auto to = machine::next(act.selection.stage, machine::Trigger::refuse, facts);
    if (!to) return refuse_move(to.error());
    call::Selection selection = act.selection;
    selection.stage = *to;
    return Decided{{call::SelectionMoved{cmd.round, cmd.step, selection}}, {}, {}};
}

// No other selection comes after this one.
bool is_last(const definition::Definition& d, const definition::Step& step) {
    return std::ranges::none_of(d.steps, [&](const definition::Step& other) {
        std::set<std::string> seen;
        return other.kind == lifecycle::Kind::selection && other.name != step.name &&
               can_reach(d, step.name, other.name, seen);
    });
}

// What being placed does to one application.
std::vector<application::Event> placed(const Act& act, const Row& row) {
    std::set<PersonId> by{act.c.actor};
    if (!act.selection.proposed_by.empty()) by.insert(act.selection.proposed_by);
    std::vector<application::Event> events{application::Placed{act.step.name, row.rank, row.outcome,
                                                               row.amount, row.decided_by, row.reason,
                                                               std::move(by), row.envelope}};
    if (row.outcome == "reserved") {
        const auto until = application::instant_of(act.routing(), act.step.selection->reserve_until);
        events.push_back(application::StageReached{machine::Stage::reserved, until});
        return events;
    }
    const auto stage = row.outcome == "selected" ? machine::Stage::selected : machine::Stage::not_selected;
    for (auto& event : application::leave(act.routing(), act.step, stage)) events.push_back(std::move(event));
    return events;
}

Decimal sum_of(const std::map<std::string, Decimal>& by_envelope) {
    Decimal sum = 0;
    for (const auto& [envelope, amount] : by_envelope) sum += amount;
    return sum;
}

void commit(const std::map<std::string, Decimal>& promised, Decided& decided) {
    for (const auto& [envelope, amount] : promised)
        if (amount.sign() > 0) decided.call.push_back(call::MoneyCommitted{amount, envelope});
}

// A call without the parameter `budget` has no other limit than its selections declare.
bool has_budget(const call::State& call) { return call.parameter({}, "budget") != nullptr; }
bool is_more_than_left(const call::State& call, const Decimal& amount) {
    return has_budget(call) && amount > call::available(call);
}

// Every application goes to where the list puts it, and the money is put aside.
Result<Decided> confirmed(const Act& act, call::Selection selection) {
    Decided decided;
    std::map<std::string, Decimal> promised;  // by envelope
    selection.stage = machine::Stage::confirmed;
    selection.confirmed = act.c.at;
    for (const Row& row : act.ranked()) {
        decided.applications.emplace(row.application, placed(act, row));
        if (row.outcome == "selected") promised[row.envelope] += row.amount;
        selection.reserve = selection.reserve || row.outcome == "reserved";
    }
    if (act.step.selection->fund && is_more_than_left(act.call, sum_of(promised)))
        return refuse_move(Rule::money_must_be_left);
    decided.call.push_back(call::SelectionMoved{act.round.id, act.step.name, selection});
    commit(promised, decided);
    if (is_last(act.c.definition, act.step)) {
        lifecycle::round::Facts round;
        round.call_suspended = act.call.suspended;
        round.selection_confirmed = true;
        round.all_arrived = true;
        if (const auto moved =
                lifecycle::round::next(act.round.stage, lifecycle::round::Trigger::decide, round))
            decided.call.push_back(call::RoundMoved{act.round.id, *moved});
    }
    return decided;
}

Result<Decided> decide_one(const Act& act, const ProposeSelection& cmd) {
    if (auto ok = act.needs_role(act.step.by); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.place = Place::list;
    facts.ranking_current = act.is_current();
    facts.needs_second_person = act.needs_second_person();
    facts.has_interest = act.has_interest();
    const auto to = machine::next(act.selection.stage, machine::Trigger::propose, facts);
    if (!to) return refuse_move(to.error());
    call::Selection selection = act.selection;
    selection.stage = *to;
    selection.proposed_by = act.c.actor;
    if (*to == machine::Stage::confirmed) return confirmed(act, std::move(selection));
    return Decided{{call::SelectionMoved{cmd.round, cmd.step, selection}}, {}, {}};
}

Result<Decided> decide_one(const Act& act, const ConfirmSelection&) {
    if (auto ok = act.needs_role(act.decider()); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.place = Place::list;
    facts.ranking_current = act.is_current();
    facts.needs_second_person = act.needs_second_person();
    facts.same_person = act.selection.proposed_by == act.c.actor;
    facts.has_interest = act.has_interest();
    const auto to = machine::next(act.selection.stage, machine::Trigger::confirm, facts);
    if (!to) return refuse_move(to.error());
    return confirmed(act, act.selection);
}

// What the reserve list of an envelope, or of the whole selection, may be paid from.
Result<Decimal> money_of(const Act& act, const std::string& envelope) {
    feel::Context money = application::parameters_of(act.c.definition, act.call, act.round.id);
    if (has_budget(act.call)) money.insert_or_assign("budget", feel::Value{call::available(act.call)});
    if (envelope.empty()) return application::number(*act.step.selection->within, money);
    const auto declared =
        std::ranges::find(act.step.selection->envelopes, envelope, &definition::Envelope::name);
    invariant(declared != act.step.selection->envelopes.end(), "an envelope was declared before it paid");
    const auto amount = application::number(declared->amount, money);
    if (!amount) return amount;
    return *amount - act.call.committed_from(envelope);
}

// Those of a reserve list whom the money suffices for, in order and by the policy.
Result<void> move_up(const Act& act, std::vector<const application::State*>& list, const Decimal& money,
                     Decided& decided, Decimal& promised) {
    std::ranges::sort(list, {}, [&](const auto* s) {
        return std::pair{s->placements.at(act.step.name).rank, s->id};
    });
    std::vector<Decimal> requests;
    std::vector<const application::State*> paid;
    for (const auto* state : list) {
        const auto context = application::context_at(act.c.definition, act.call, *state, act.step);
        const auto meets = meets_conditions(act.c.definition, act.step, context);
        if (!meets) return tl::unexpected{meets.error()};
        if (!*meets) continue;
        paid.push_back(state);
        const auto request = application::number(*act.step.selection->fund, context);
        if (!request) return tl::unexpected{request.error()};
        requests.push_back(*request);
    }
    for (const auto& promotion : selection::move_up(policy_of(act.step.selection->policy), requests, money)) {
        const application::State& state = *paid[promotion.waiting];
        machine::Facts facts;
        facts.place = Place::selected;
        facts.next_in_line = true;  // move_up takes them in order, as the policy says
        facts.money_left = true;
        facts.reserve_expired = state.deadline && definition::is_past(*state.deadline, act.c.at);
        const auto to = machine::next(machine::Stage::reserved, machine::Trigger::move_up, facts);
        if (!to) return refuse_move(to.error());
        const auto& placement = state.placements.at(act.step.name);
        Row row{state.id,   placement.rank,   {}, placement.deciding_key, "selected",
                "moved_up", promotion.amount, 0,  placement.envelope};
        decided.applications.emplace(state.id, placed(act, row));
        promised += promotion.amount;
    }
    return {};
}

Result<Decided> decide_one(const Act& act, const PromoteReserve& cmd) {
    if (act.c.actor.text != "system")
        if (auto ok = act.needs_role(act.step.by); !ok) return tl::unexpected{ok.error()};
    if (act.selection.stage != machine::Stage::confirmed)
        return refuse_move(Rule::selection_must_be_confirmed);
    std::map<std::string, std::vector<const application::State*>> lists;  // who is reserved, by envelope
    std::size_t waiting = 0;
    for (const auto& [id, state] : act.c.applications)
        if (*state.stage.as<machine::Stage>() == machine::Stage::reserved) {
            lists[state.placements.at(cmd.step).envelope].push_back(&state);
            ++waiting;
        }
    Decided decided;
    std::map<std::string, Decimal> promised;
    Decimal taken = 0;
    for (auto& [envelope, list] : lists) {
        auto amount = money_of(act, envelope);
        if (!amount) return tl::unexpected{amount.error()};
        const auto money =
            has_budget(act.call) ? std::min(*amount, call::available(act.call) - taken) : *amount;
        if (auto ok = move_up(act, list, money, decided, promised[envelope]); !ok)
            return tl::unexpected{ok.error()};
        taken += promised[envelope];
    }
    if (decided.applications.empty()) return refuse_move(Rule::money_must_be_left);
    commit(promised, decided);
    if (decided.applications.size() == waiting) {
        call::Selection selection = act.selection;
        selection.reserve = false;
        decided.call.push_back(call::SelectionMoved{cmd.round, cmd.step, selection});
    }
    return decided;
}

// Whether `keys` stand before `other` in the order; a lot is not drawn again for one application.
bool stands_before(const definition::Selection& rules, const std::map<std::string, std::string>& keys,
                   const std::map<std::string, std::string>& other) {
    for (const definition::OrderKey& key : rules.order) {
        if (key.is_lot) return true;  // an upheld appeal is not made to lose a tie that it never drew for
        const auto a = keys.find(key.source), b = other.find(key.source);
        if (a == keys.end() || b == other.end() || a->second == b->second) continue;
        const auto x = Decimal::parse(a->second), y = Decimal::parse(b->second);
        if (x && y && *x == *y) continue;
        const bool less = x && y ? *x < *y : a->second < b->second;
        return less != key.descending;
    }
    return true;
}

Result<Decided> decide_upheld(const Act& act, const PlaceUpheld& cmd, const application::State& state) {
    if (auto ok = act.needs_role(act.decider()); !ok) return tl::unexpected{ok.error()};
    if (act.selection.stage != machine::Stage::confirmed)
        return refuse_move(Rule::selection_must_be_confirmed);
    if (state.appeals.empty() || state.appeals.back().stage != lifecycle::appeal::Stage::upheld)
        return refuse(Rule::appeal_must_be_lodged, "only an upheld appeal is placed outside the ranking",
                      "application");
    if (state.finished()) return refuse_move(Rule::application_must_be_under_way);
    if (state.suspended_since) return refuse_move(Rule::work_must_not_be_suspended);
    if (state.step != cmd.step || *state.stage.as<machine::Stage>() != machine::Stage::collecting)
        return refuse_move(Rule::stage_must_allow_command);
    if (state.deciders.contains(act.c.actor)) return refuse_move(Rule::appeal_must_be_decided_by_someone_new);
    if (definition::interested_do_nothing(act.c.definition) && act.has_interest())
        return refuse_move(Rule::decider_must_be_impartial);
    auto fresh = ranking_of(act.c, act.call, act.step, act.round.id, std::nullopt);
    if (!fresh) return tl::unexpected{fresh.error()};
    Row row = fresh->front();
    const auto original = act.ranked();
    const auto before = std::ranges::find_if(original, [&](const Row& other) {
        return other.application != state.id && stands_before(*act.step.selection, row.keys, other.keys);
    });
    row.rank = before == original.end() ? static_cast<std::int64_t>(original.size()) + 1 : before->rank;
    // At the original cut: selected where somebody who stands behind was, and paid from what is left.
    const bool above_the_cut = std::any_of(before, original.end(), [&](const Row& other) {
        return other.application != state.id && other.outcome == "selected";
    });
    row.outcome = above_the_cut ? "selected" : act.step.selection->fund ? "reserved" : "not_selected";
    row.reason = above_the_cut ? "upheld_above_the_original_cut" : "upheld_below_the_original_cut";
    row.decided_by.clear();
    const auto context = application::context_at(act.c.definition, act.call, state, act.step);
    const auto meets = meets_conditions(act.c.definition, act.step, context);
    if (!meets) return tl::unexpected{meets.error()};
    if (!*meets) {
        row.outcome = "not_selected";
        row.reason = "conditions_not_met";
    }
    Decided decided;
    if (act.step.selection->fund && row.outcome == "selected") {
        const auto request = application::number(*act.step.selection->fund, context);
        if (!request) return tl::unexpected{request.error()};
        row.amount = *request;
        if (is_more_than_left(act.call, row.amount)) return refuse_move(Rule::money_must_be_left);
        decided.call.push_back(call::MoneyCommitted{row.amount, row.envelope});
    } else {
        row.amount = 0;
    }
    call::Selection selection = act.selection;
    selection.reserve = selection.reserve || row.outcome == "reserved";
    decided.call.push_back(call::SelectionMoved{act.round.id, cmd.step, selection});
    decided.applications.emplace(state.id, placed(act, row));
    return decided;
}

Result<Decided> decide_command(const Context& c, const call::State& call, const PlaceUpheld& cmd) {
    const auto it = c.applications.find(cmd.application);
    if (it == c.applications.end() || it->second.call != call.id)
        return refuse(Rule::application_must_exist, "no application " + cmd.application.text, "application");
    const auto act = act_on(c, call, it->second.round, cmd.step);
    if (!act) return tl::unexpected{act.error()};
    return decide_upheld(*act, cmd, it->second);
}

template <class C>
Result<Decided> decide_command(const Context& c, const call::State& call, const C& cmd) {
    const auto act = act_on(c, call, cmd.round, cmd.step);
    if (!act) return tl::unexpected{act.error()};
    return decide_one(*act, cmd);
}

}  // namespace

Result<Decided> decide(const Context& context, const call::State& call, const Command& command) {
    return std::visit([&](const auto& c) { return decide_command(context, call, c); }, command);
}

}  // namespace atranka::procedure
