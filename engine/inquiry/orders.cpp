#include "engine/inquiry/orders.hpp"

#include "engine/inquiry/inquiry.hpp"

#include <algorithm>
#include <tuple>

namespace atranka::inquiry {

namespace {

constexpr std::string_view deciding[] = {"DecideAward", "SendBackAward", "ConfirmAward", "RefuseAward"};

bool waits_for_decision(const service::ApplicationRow& row) { return row.stage.starts_with("decision."); }
// Whether a decision may lie behind it.
bool may_be_decided(const service::ApplicationRow& row) {
    return waits_for_decision(row) || row.stage.starts_with("offer.") || !row.outcome.empty();
}

std::string standing_of(const application::State& state) {
    const auto* stage = state.finished() ? nullptr : state.stage.as<lifecycle::decision::Stage>();
    if (stage != nullptr) return *stage == lifecycle::decision::Stage::proposed ? "proposed" : "pending";
    return state.award->granted ? "granted" : "refused";
}

// When the award that stands was decided, or proposed.
std::optional<Instant> decided_at(const std::vector<service::Entry>& entries, const std::string& stream) {
    std::optional<Instant> at;
    for (const service::Entry& entry : entries) {
        if (entry.type != application::DecideAward::name && entry.type != application::ConfirmAward::name)
            continue;
        const auto events = service::events_of(entry);
        if (events && events->is_object() && events->find(stream) != nullptr) at = entry.at;
    }
    return at;
}

}  // namespace

std::optional<Awards> Inquiry::awards(const std::string& id) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || !works_on(call)) return std::nullopt;
    Awards found;
    found.currency = definition->currency;
    for (const definition::Step& step : definition->steps)
        if (const auto back = step.on.find("sent_back");
            step.kind == lifecycle::Kind::decision && back != step.on.end())
            found.sent_back_to.push_back(back->second);
    service::ApplicationQuery query;
    query.call = id;
    for (const service::ApplicationRow& row : applications(query)) {
        if (!may_be_decided(row)) continue;
        const application::State& whole = looked_at(row.application);
        const auto sight = sight_of(whole);
        const auto state = sight ? sight->state() : std::nullopt;
        if (!state || !access::reads_all(sight->relation())) continue;
        const bool waits = waits_for_decision(row);
        if (!waits && !(state->award && state->award->confirmed)) continue;
        AwardLine line;
        line.application = row.application;
        line.round = row.round;
        line.step = waits ? state->step : std::string{};
        line.lead = state->lead;
        line.requested = row.requested;
        line.total = row.total;
        line.deadline = waits ? state->deadline : std::nullopt;
        for (const auto& [step, placement] : state->placements) {
            if (placement.rank > 0) line.rank = placement.rank;
            if (placement.amount.sign() > 0) line.amount = placement.amount;
        }
        line.standing = standing_of(*state);
        if (state->award && line.standing != "pending") {
            line.order = state->award->order;
            line.annex = state->award->annex;
            line.granted = state->award->granted;
            line.by = state->award->proposed_by;
            line.amount = state->award->amount;
            if (const auto entries = history(row.application))
                line.decided = decided_at(*entries, "application/" + row.application);
        }
        for (const OrganisationId& partner : state->partners)
            line.organisations.push_back(states().organisation(partner).name);
        if (waits && !extent_)
            for (const std::string_view command : deciding)
                if (access::may_try(viewer(), *definition, *state, command, viewer_.now, policy_))
                    line.commands.emplace_back(command);
        if (const auto one = application(row.application)) line.title = one->wording.title;
        found.items.push_back(std::move(line));
    }
    std::ranges::stable_sort(found.items, [](const AwardLine& a, const AwardLine& b) {
        return std::tie(a.round, a.rank, a.application) < std::tie(b.round, b.rank, b.application);
    });
    return found;
}

}  // namespace atranka::inquiry
