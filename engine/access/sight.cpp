#include "engine/access/sight.hpp"

#include <algorithm>

namespace atranka::access {

namespace {

using application::State;
namespace work = lifecycle::assignment;

bool was_asked(const State& s, const PersonId& expert) {
    return std::ranges::any_of(s.reviews,
                               [&](const auto& r) { return r.second.assignments.contains(expert); });
}

bool may_read_forms(const assignment::State& a) {
    const bool free =
        a.interest == work::Interest::none || (a.interest == work::Interest::potential && a.cleared);
    return free && a.stage != work::Stage::declined && a.stage != work::Stage::recused &&
           a.stage != work::Stage::removed;
}

void forget_results(State& s) {
    s.reviews.clear();
    s.placements.clear();
    s.award.reset();
    s.overdue.clear();
    s.checks.clear();
}

// Scores stay, names go: experts are numbered in the order of their pseudonyms.
void hide_names(State& s) {
    for (auto& [step, review] : s.reviews) {
        std::map<PersonId, assignment::State> numbered;
        for (const auto& [expert, a] : review.assignments) {
            if (a.stage != work::Stage::submitted) continue;
            assignment::State hidden = a;
            hidden.expert = {"reviewer-" + std::to_string(numbered.size() + 1)};
            const PersonId name = hidden.expert;
            numbered.emplace(name, std::move(hidden));
        }
        review.assignments = std::move(numbered);
        review.signatures.clear();
    }
    for (auto& [step, check] : s.checks) check.proposed_by = {};
    if (s.award) s.award->proposed_by = {};
}

State seen_by_lead(State s) {
    // What a lead brought about needs no notice: an offer accepted, an application withdrawn.
    const lifecycle::Kind last = s.stage.kind();
    const bool own_doing = last == lifecycle::Kind::submission || last == lifecycle::Kind::offer;
    const bool announced = s.finished() && (s.outcome_notice.has_value() || own_doing);
    if (announced)
        hide_names(s);
    else
        forget_results(s);
    if (s.finished() && !announced) {
        s.outcome.clear();
        s.outcome_at.reset();
    }
    // How far people got within a step of theirs is not announced.
    const lifecycle::Kind kind = s.stage.kind();
    const bool own = kind == lifecycle::Kind::submission || kind == lifecycle::Kind::offer ||
                     s.stage == lifecycle::Stage{lifecycle::check::Stage::awaiting_answer};
    if (!own && !announced) s.stage = lifecycle::first_stage(kind);
    s.deciders.clear();
    s.extension.reset();
    return s;
}

State seen_by_expert(State s, const PersonId& expert) {
    bool reads = false;
    std::map<std::string, application::Review> reviews;
    for (auto& [step, review] : s.reviews) {
        const auto own = review.assignments.find(expert);
        if (own == review.assignments.end()) continue;
        reads = reads || may_read_forms(own->second);
        const bool submitted = own->second.stage == work::Stage::submitted;
        application::Review seen;
        if (submitted && may_read_forms(own->second))
            seen = review;
        else
            seen.assignments.emplace(expert, own->second);
        reviews.emplace(step, std::move(seen));
    }
    forget_results(s);
    s.reviews = std::move(reviews);
    if (!reads) {
        s.submissions.clear();
        s.submitted_steps.clear();
    }
    s.deciders.clear();
    s.appeals.clear();
    s.extension.reset();
    return s;
}

}  // namespace

bool works_on(const registry::Person* viewer, const definition::Definition& d, const CallId& call,
              Instant at) {
    if (viewer == nullptr || !viewer->active) return false;
    if (viewer->has_role(call.text, "auditor", at)) return true;
    return std::ranges::any_of(d.roles, [&](const definition::Role& role) {
        const bool reviews = std::ranges::any_of(
            d.steps, [&](const definition::Step& step) { return step.staffing.role == role.name; });
        return role.name != "applicant" && role.name != "administrator" && !reviews &&
               viewer->has_role(call.text, role.name, at);
    });
}

Relation relation_of(const registry::Person* viewer, const definition::Definition& d, const State& s,
                     Instant at) {
    if (viewer == nullptr || !viewer->active) return Relation::none;
    if (viewer->id == s.lead) return Relation::lead;
    if (was_asked(s, viewer->id)) return Relation::expert;
    return works_on(viewer, d, s.call, at) ? Relation::staff : Relation::none;
}

std::optional<State> seen_by(const registry::Person* viewer, const definition::Definition& d, const State& s,
                             Instant at) {
    switch (relation_of(viewer, d, s, at)) {
        case Relation::none: return std::nullopt;
        case Relation::lead: return seen_by_lead(s);
        case Relation::expert: return seen_by_expert(s, viewer->id);
        case Relation::staff: return s;
    }
    return std::nullopt;
}

}  // namespace atranka::access
