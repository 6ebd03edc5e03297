#include "engine/inquiry/fees.hpp"

#include "engine/inquiry/inquiry.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace work = lifecycle::assignment;

namespace {

Decimal amount_of(const call::State& call, const std::string& parameter) {
    const Value* value = parameter.empty() ? nullptr : call.parameter({}, parameter);
    const auto amount =
        value != nullptr && value->is_text() ? Decimal::parse(value->as_text()) : std::nullopt;
    return amount.value_or(Decimal{0});
}

bool is_to_do(work::Stage stage) {
    return stage == work::Stage::invited || stage == work::Stage::declared ||
           stage == work::Stage::drafting || stage == work::Stage::reopened;
}

}  // namespace

std::optional<Fees> Inquiry::fees(const std::string& id, const std::string& expert) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || viewer() == nullptr) return std::nullopt;
    const PersonId who = expert.empty() ? viewer_.person : PersonId{expert};
    if (who != viewer_.person && !works_on(call)) return std::nullopt;
    Fees found{who.text, definition->currency, !definition->fees.empty(), {}, {}, 0};
    const Decimal of_review = amount_of(call, definition->fees.review);
    const Decimal of_consensus = amount_of(call, definition->fees.consensus);
    std::set<std::string> applications;
    for (const service::ReviewRow& row : store_.reviews({id, {}, {}, who.text}))
        applications.insert(row.application);
    for (const std::string& one : applications) {
        const auto sight = sight_of(looked_at(one));
        const auto seen = sight ? sight->state() : std::nullopt;
        if (!seen) continue;
        for (const auto& [step, review] : seen->reviews) {
            const auto own = review.assignments.find(who);
            if (own == review.assignments.end()) continue;
            if (is_to_do(own->second.stage) && seen->step == step && !seen->finished()) ++found.open;
            if (own->second.stage != work::Stage::submitted) continue;
            found.items.push_back({one, step, "review", own->second.submitted, of_review});
            found.total += of_review;
            if (!review.signatures.contains(who)) continue;
            found.items.push_back({one, step, "consensus", std::nullopt, of_consensus});
            found.total += of_consensus;
        }
    }
    if (found.items.empty() && found.open == 0 && who == viewer_.person && !works_on(call)) {
        const bool reviews = std::ranges::any_of(definition->steps, [&](const definition::Step& step) {
            return !step.rubric.empty() && has_role(id, step.staffing.role);
        });
        if (!reviews) return std::nullopt;
    }
    return found;
}

}  // namespace atranka::inquiry
