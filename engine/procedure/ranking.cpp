#include "engine/procedure/ranking.hpp"

#include "engine/application/facts.hpp"
#include "engine/application/rules.hpp"
#include "engine/call/decide.hpp"
#include "engine/definition/separation.hpp"
#include "engine/kernel/invariant.hpp"

#include <algorithm>

namespace atranka::procedure {

namespace {

using definition::OrderKey;

feel::Context with_money_left(feel::Context context, const call::State& call) {
    if (context.find("budget") != nullptr)
        context.insert_or_assign("budget", feel::Value{call::available(call)});
    return context;
}

selection::KeyValue key_value(const feel::Value& value) {
    if (value.is_number()) return value.as_number();
    if (value.is_boolean()) return Decimal{value.as_boolean() ? 1 : 0};
    if (value.is_null()) return std::monostate{};
    return value.text();
}
std::string text_of(const selection::KeyValue& key) {
    if (const auto* d = std::get_if<Decimal>(&key)) return d->text();
    if (const auto* s = std::get_if<std::string>(&key)) return *s;
    return "null";
}

std::vector<selection::Key> order_of(const definition::Selection& rules) {
    std::vector<selection::Key> order;
    for (const OrderKey& key : rules.order) order.push_back({key.source, key.descending, key.is_lot, false});
    return order;
}

Result<selection::Target> target_of(const definition::Selection& rules, const feel::Context& money) {
    const auto nearest = application::number(*rules.nearest, money);
    if (!nearest) return tl::unexpected{nearest.error()};
    selection::Target target{*nearest, std::nullopt, rules.bar_is_a_score};
    if (rules.at_least) {
        const auto least = application::number(*rules.at_least, money);
        if (!least) return tl::unexpected{least.error()};
        target.at_least = *least;
    }
    return target;
}

Row row_of(const selection::Row& r, const selection::Candidate& candidate,
           const std::vector<selection::Key>& order) {
    Row row;
    row.application = ApplicationId{candidate.id};
    row.rank = static_cast<std::int64_t>(r.place.rank);
    for (std::size_t i = 0; i < order.size(); ++i)
        if (!order[i].is_lot) row.keys.emplace(order[i].name, text_of(candidate.keys[i]));
    if (r.place.decided_by) row.decided_by = order[*r.place.decided_by].name;
    row.outcome = boost::describe::enum_to_string(r.outcome, "?");
    row.reason = boost::describe::enum_to_string(r.reason, "?");
    row.amount = r.amount;
    row.left = r.left;
    return row;
}

}  // namespace

selection::Policy policy_of(definition::CutPolicy policy) {
    switch (policy) {
        case definition::CutPolicy::stop: return selection::Policy::stop;
        case definition::CutPolicy::skip: return selection::Policy::skip;
        case definition::CutPolicy::partial: return selection::Policy::partial;
    }
    broken("a cut policy is one of three");
}

Result<bool> meets_conditions(const definition::Definition& definition, const definition::Step& step,
                              const feel::Context& facts) {
    for (const std::string& set : definition::conditions_of(definition, step))
        for (const definition::Rule& rule : definition.rule_set(set)->rules) {
            const auto held = application::holds(rule.require, facts);
            if (!held || !*held) return held;
        }
    return true;
}

Result<std::vector<selection::Candidate>> candidates_of(const Context& context, const call::State& call,
                                                        const definition::Step& step) {
    const definition::Selection& rules = *step.selection;
    std::vector<selection::Candidate> candidates;
    for (const auto& [id, state] : context.applications) {
        const feel::Context facts =
            with_money_left(application::context_at(context.definition, call, state, step), call);
        selection::Candidate candidate{id.text, {}, 0, true, 0};
        for (const OrderKey& key : rules.order)
            candidate.keys.push_back(key.is_lot ? selection::KeyValue{}
                                                : key_value(key.key->compiled.evaluate(facts).value));
        const auto& cost = rules.fund ? rules.fund : rules.sum;
        if (cost) {
            const auto requested = application::number(*cost, facts);
            if (!requested) return tl::unexpected{requested.error()};
            candidate.requested = *requested;
        }
        const auto meets = meets_conditions(context.definition, step, facts);
        if (!meets) return tl::unexpected{meets.error()};
        candidate.meets = *meets;
        if (!rules.envelopes.empty()) {
            candidate.envelope = selection::no_envelope;
            for (std::size_t i = 0; i < rules.envelopes.size(); ++i) {
                const auto in = application::holds(rules.envelopes[i].when, facts);
                if (!in) return tl::unexpected{in.error()};
                if (*in) {
                    candidate.envelope = i;
                    break;
                }
            }
        }
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

Result<std::vector<Row>> list_of(const definition::Definition& definition, const call::State& call,
                                 const definition::Step& step, const RoundId& round,
                                 const std::vector<selection::Candidate>& candidates,
                                 const std::optional<selection::Seed>& seed) {
    const definition::Selection& rules = *step.selection;
    const std::vector<selection::Key> order = order_of(rules);
    const feel::Context money = with_money_left(application::parameters_of(definition, call, round), call);

    std::vector<selection::Envelope> envelopes;
    for (const auto& envelope : rules.envelopes) {
        const auto amount = application::number(envelope.amount, money);
        if (!amount) return tl::unexpected{amount.error()};
        envelopes.push_back({envelope.name, *amount - call.committed_from(envelope.name)});
    }
    const auto places = selection::rank(order, candidates, seed);
    if (!places) return tl::unexpected{places.error()};

    std::vector<selection::Row> rows;
    if (rules.fund) {
        if (envelopes.empty()) {
            const auto within = application::number(*rules.within, money);
            if (!within) return tl::unexpected{within.error()};
            envelopes.push_back({step.name, *within});
        }
        const bool reserve = step.on.contains("reserved") || !rules.reserve_until.empty() ||
                             step.on.contains("reserve_expired");
        const selection::Fund fund{envelopes, policy_of(rules.policy), rules.unused_moves_on, reserve};
        rows = selection::cut(fund, candidates, *places).rows;
    } else if (rules.nearest) {
        const auto target = target_of(rules, money);
        if (!target) return tl::unexpected{target.error()};
        rows = selection::take(*target, candidates, *places).rows;
    } else {
        for (const selection::Place& place : *places)
            rows.push_back({place, selection::Outcome::selected, selection::Reason::above_the_bar, 0, 0});
    }
    std::vector<Row> list;
    for (const selection::Row& row : rows) {
        const selection::Candidate& candidate = candidates[row.place.candidate];
        list.push_back(row_of(row, candidate, order));
        if (!candidate.meets) list.back().reason = "conditions_not_met";
        if (candidate.envelope < rules.envelopes.size())
            list.back().envelope = rules.envelopes[candidate.envelope].name;
    }
    return list;
}

Result<std::vector<Row>> ranking_of(const Context& context, const call::State& call,
                                    const definition::Step& step, const RoundId& round,
                                    const std::optional<selection::Seed>& seed) {
    const auto candidates = candidates_of(context, call, step);
    if (!candidates) return tl::unexpected{candidates.error()};
    return list_of(context.definition, call, step, round, *candidates, seed);
}

std::string Lot::seed_text() const { return ledger::hex(seed); }
std::string Lot::number_of(const ApplicationId& application) const {
    return ledger::hex(selection::draw(seed, application.text));
}

std::optional<Lot> lot_of(const call::State& call, const RankRound& command) {
    Lot lot{{}, command.public_value, {}, {}};
    std::vector<std::string> secrets;
    for (const auto& [person, commitment] : call.lot) {
        const auto it = std::ranges::find(command.secrets, person, &Secret::by);
        if (it == command.secrets.end()) return std::nullopt;
        lot.by.push_back(person);
        secrets.push_back(it->secret);
    }
    lot.hashed = selection::hashed_text(secrets, command.public_value);
    lot.seed = selection::seed_of(secrets, command.public_value);
    return lot;
}

std::pair<std::size_t, std::size_t> drawn_tie(const std::vector<Row>& rows, std::size_t row) {
    const auto is_drawn = [&](std::size_t i) { return rows[i].decided_by == "lot"; };
    std::size_t first = row, last = row + 1;
    while (first > 0 && is_drawn(first)) --first;
    while (last < rows.size() && is_drawn(last)) ++last;
    return {first, last};
}

Result<Taken> taken_of(const definition::Definition& definition, const call::State& call,
                       const definition::Step& step, const RoundId& round,
                       const std::vector<selection::Candidate>& candidates,
                       const std::optional<selection::Seed>& seed) {
    const feel::Context money = with_money_left(application::parameters_of(definition, call, round), call);
    const auto places = selection::rank(order_of(*step.selection), candidates, seed);
    if (!places) return tl::unexpected{places.error()};
    const auto target = target_of(*step.selection, money);
    if (!target) return tl::unexpected{target.error()};
    return Taken{*target, selection::take(*target, candidates, *places)};
}

}  // namespace atranka::procedure
