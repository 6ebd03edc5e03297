#include "engine/access/sight.hpp"

#include "engine/definition/attachment.hpp"
#include "engine/definition/separation.hpp"
#include "engine/registry/acting.hpp"

#include <algorithm>

namespace atranka::access {

namespace {

using application::State;
using definition::Blindness;
using lifecycle::Kind;
namespace work = lifecycle::assignment;

bool may_read_forms(const assignment::State& a) {
    const bool free =
        a.interest == work::Interest::none || (a.interest == work::Interest::potential && a.cleared);
    return free && !work::has_left(a.stage);
}

// What a lead brought about needs no notice: an offer accepted, an application withdrawn.
bool is_own_doing(const State& s) {
    return s.stage.kind() == Kind::submission || s.stage.kind() == Kind::offer;
}
bool is_announced(const State& s) {
    return s.finished() && (s.outcome_notice.has_value() || is_own_doing(s));
}
bool is_own_turn(const State& s) {
    return is_own_doing(s) || s.stage == lifecycle::Stage{lifecycle::check::Stage::awaiting_answer};
}

bool is_offered(const State& s) { return s.stage.kind() == Kind::offer && !s.awaits_notice; }

bool names_somebody(const definition::Field& field) {
    return field.personal || field.type == definition::FieldType::organisation;
}

void take_out_names(const std::vector<definition::Field>& fields, Value& of) {
    if (!of.is_object()) return;
    for (const definition::Field& field : fields) {
        if (names_somebody(field)) {
            of.as_object().erase(field.name);
        } else if (field.type == definition::FieldType::attachment) {
            // What somebody called their file may name them.
            if (const Value* file = of.find(field.name); file != nullptr)
                of.set(field.name, definition::without_name(field, *file));
        } else if (field.type == definition::FieldType::table) {
            const auto rows = of.as_object().find(field.name);
            if (rows != of.as_object().end() && rows->second.is_list())
                for (Value& row : rows->second.as_list()) take_out_names(field.columns, row);
        }
    }
}

}  // namespace

bool works_on(const registry::Person* viewer, const definition::Definition& d, const CallId& call,
              Instant at) {
    if (viewer == nullptr || !viewer->active) return false;
    if (viewer->has_role(call.text, "auditor", at)) return true;
    return std::ranges::any_of(d.roles, [&](const definition::Role& role) {
        const bool reviews = std::ranges::any_of(
            d.steps, [&](const definition::Step& step) { return step.staffing.role == role.name; });
        return !definition::is_of_applicants(d, role.name) && role.name != "administrator" && !reviews &&
               registry::acts_as(*viewer, d, call.text, role.name, at);
    });
}

Relation relation_of(const registry::Person* viewer, const definition::Definition& d, const State& s,
                     Instant at) {
    if (viewer == nullptr || !viewer->active) return Relation::none;
    if (viewer->id == s.lead) return Relation::lead;
    const bool asked = std::ranges::any_of(
        s.reviews, [&](const auto& r) { return r.second.assignments.contains(viewer->id); });
    if (asked) return Relation::expert;
    if (!works_on(viewer, d, s.call, at)) return Relation::none;
    return viewer->has_role(s.call.text, "auditor", at) ? Relation::auditor : Relation::staff;
}

Sight::Sight(const registry::Person* viewer, const definition::Definition& definition, const State& state,
             Instant at, const Policy& policy)
    : viewer_(viewer),
      definition_(definition),
      state_(state),
      policy_(policy),
      relation_(relation_of(viewer, definition, state, at)) {
    std::set<When>& any = circumstances_[{}];
    any.insert(When::always);
    if (is_announced(state)) any.insert(When::announced);
    if (is_own_turn(state)) any.insert(When::own_turn);
    if (is_offered(state)) any.insert(When::offered);
    const definition::Outcome* outcome = definition.outcome(state.outcome);
    if (outcome != nullptr && outcome->awarded && is_announced(state)) any.insert(When::published);
    if (relation_ != Relation::expert) return;
    bool blind = false;
    for (const auto& [name, review] : state.reviews) {
        circumstances_[name] = circumstances_of(name);
        any.insert(circumstances_[name].begin(), circumstances_[name].end());
        const definition::Step* step = definition.step(name);
        blind = blind || (review.assignments.contains(viewer->id) && step != nullptr &&
                          step->blind == Blindness::both);
    }
    // Who may not know the applicant for one review does not get to know them by another.
    if (blind) any.erase(When::unblinded);
}

std::set<When> Sight::circumstances_of(const std::string& name) const {
    std::set<When> all{When::always};
    const auto& assignments = state_.reviews.at(name).assignments;
    const auto own = assignments.find(viewer_->id);
    const definition::Step* step = definition_.step(name);
    if (own == assignments.end() || step == nullptr) return all;
    if (step->blind != Blindness::both) all.insert(When::unblinded);
    if (!may_read_forms(own->second)) return all;
    all.insert(When::declared);
    if (own->second.opened) all.insert(When::opened);
    if (own->second.stage != work::Stage::submitted) return all;
    all.insert(When::submitted);
    if (step->blind == Blindness::none) all.insert(When::acquainted);
    return all;
}

bool Sight::may_read(Field field, const std::string& review) const {
    const auto found = circumstances_.find(review);
    const auto& under = found == circumstances_.end() ? circumstances_.at({}) : found->second;
    return std::ranges::any_of(under, [&](When when) { return grants(policy_, relation_, field, when); });
}

// Where an expert is concerned, an application waits in the last step they were asked for, and no further.
std::string Sight::step_of_expert() const {
    std::string last;
    for (const definition::Step& one : definition_.steps)
        if (const auto review = state_.reviews.find(one.name);
            review != state_.reviews.end() && review->second.assignments.contains(viewer_->id))
            last = one.name;
    return last;
}

void Sight::see_progress(State& into) const {
    into.imported = state_.imported;
    into.suspended_since = state_.suspended_since;
    const std::string step = relation_ == Relation::expert ? step_of_expert() : state_.step;
    if (may_read(Field::stage, step) && step == state_.step &&
        (relation_ != Relation::expert || !state_.finished())) {
        into.step = step;
        into.stage = state_.stage;
    } else if (relation_ == Relation::expert) {
        into.step = step;
        into.stage = lifecycle::first_stage(Kind::review);
        if (step != state_.step || state_.finished()) return;
    } else {
        // What becomes of it is not announced: it is where its lead left it.
        if (state_.submitted_steps.empty()) return;
        into.step = state_.submitted_steps.back();
        into.stage = lifecycle::submission::Stage::submitted;
        return;
    }
    into.entered = state_.entered;
    into.deadline = state_.deadline;
    into.awaits_notice = state_.awaits_notice;
}

void Sight::limit_to(const Sight& today) {
    if (today.relation_ != relation_) {
        relation_ = Relation::none;
        circumstances_ = {{std::string{}, {When::always}}};
        return;
    }
    for (auto& [review, circumstances] : circumstances_) {
        const auto now = today.circumstances_.find(review);
        if (now == today.circumstances_.end())
            circumstances.clear();
        else
            std::erase_if(circumstances, [&](When when) { return !now->second.contains(when); });
    }
}

std::optional<std::string> Sight::name_of(const std::string& step, const PersonId& expert) const {
    const auto review = state_.reviews.find(step);
    if (review == state_.reviews.end() || !review->second.assignments.contains(expert)) return std::nullopt;
    if (viewer_ != nullptr && viewer_->id == expert && may_read(Field::own_review, step)) return expert.text;
    const bool submitted = review->second.assignments.at(expert).stage == work::Stage::submitted;
    if (!may_read(submitted ? Field::other_reviews : Field::open_reviews, step)) return std::nullopt;
    if (may_read(Field::expert_names, step)) return expert.text;
    // The place among those whose work may be read, by when it was submitted: the order of the pseudonyms
    // would say something about them.
    using Place = std::pair<std::optional<Instant>, PersonId>;
    const Place own{review->second.assignments.at(expert).submitted, expert};
    const bool open = may_read(Field::open_reviews, step);
    const auto number = 1 + std::ranges::count_if(review->second.assignments, [&](const auto& one) {
                            return (open || one.second.stage == work::Stage::submitted) &&
                                   Place{one.second.submitted, one.first} < own;
                        });
    return "reviewer-" + std::to_string(number);
}

application::Review Sight::seen(const std::string& step, const application::Review& review) const {
    application::Review into;
    for (const auto& [id, assignment] : review.assignments) {
        const auto name = name_of(step, id);
        if (!name) continue;
        assignment::State one = assignment;
        one.expert = {*name};
        into.assignments.emplace(PersonId{*name}, std::move(one));
    }
    if (!may_read(Field::review_result, step)) return into;
    into.diverged = review.diverged;
    if (const auto name = name_of(step, review.chair)) into.chair = {*name};
    into.consensus = review.consensus;
    into.scored = review.scored;
    for (const PersonId& signer : review.signatures)
        if (const auto name = name_of(step, signer); name && *name == signer.text)
            into.signatures.insert(signer);
    return into;
}

std::optional<State> Sight::state() const {
    if (!may_read(Field::existence)) return std::nullopt;
    State s;
    s.id = state_.id;
    s.call = state_.call;
    s.round = state_.round;
    s.version = may_read(Field::version) ? state_.version : 1;
    if (may_read(Field::lead)) s.lead = state_.lead;
    if (may_read(Field::partners)) s.partners = state_.partners;
    if (may_read(Field::progress)) see_progress(s);
    if (may_read(Field::forms)) {
        s.submissions = state_.submissions;
        s.submitted_steps = state_.submitted_steps;
        for (auto& [name, submission] : s.submissions)
            if (const definition::Step* step = definition_.step(name))
                if (const definition::Form* of = definition_.form(step->form))
                    submission.facts = form(*of, std::move(submission.facts));
    }
    const bool names = may_read(Field::deciders);
    if (may_read(Field::checks)) {
        s.checks = state_.checks;
        if (!names)
            for (auto& [step, check] : s.checks) check.proposed_by = {};
    }
    for (const auto& [step, review] : state_.reviews)
        if (may_read(Field::other_reviews, step) || may_read(Field::open_reviews, step) ||
            name_of(step, viewer_ != nullptr ? viewer_->id : PersonId{}))
            s.reviews.emplace(step, seen(step, review));
    if (may_read(Field::review_result)) s.scored_last = state_.scored_last;
    if (may_read(Field::placements)) s.placements = state_.placements;
    if (may_read(Field::award)) {
        s.award = state_.award;
        if (s.award && !names) s.award->proposed_by = {};
    }
    if (may_read(Field::appeals)) s.appeals = state_.appeals;
    if (names) s.deciders = state_.deciders;
    if (may_read(Field::extension)) s.extension = state_.extension;
    if (may_read(Field::outcome)) {
        s.outcome = state_.outcome;
        s.outcome_at = state_.outcome_at;
        s.outcome_notice = state_.outcome_notice;
    }
    if (may_read(Field::overdue)) s.overdue = state_.overdue;
    return s;
}

Value Sight::form(const definition::Form& form, Value submitted) const {
    if (!may_read(Field::partners)) take_out_names(form.fields, submitted);
    return submitted;
}

std::optional<State> seen_by(const registry::Person* viewer, const definition::Definition& definition,
                             const State& state, Instant at) {
    return Sight{viewer, definition, state, at}.state();
}

namespace {

bool has_any(const registry::Person& viewer, const definition::Definition* d, const std::string& call,
             Instant at, std::initializer_list<std::string_view> roles) {
    return std::ranges::any_of(roles, [&](std::string_view role) {
        return d == nullptr ? viewer.has_role(call, role, at) : registry::acts_as(viewer, *d, call, role, at);
    });
}

// The roles that stand in the definition, of that step; of every step where none is given.
bool works_in(const registry::Person& viewer, const definition::Definition& d, const std::string& call,
              const definition::Step* step, bool second, Instant at) {
    const auto works = [&](const definition::Step& one) {
        return registry::acts_as(viewer, d, call, second && !one.confirm_by.empty() ? one.confirm_by : one.by,
                                 at);
    };
    return step != nullptr ? works(*step) : std::ranges::any_of(d.steps, works);
}

bool is_giver(Giver giver, const registry::Person& viewer, const definition::Definition* d,
              const std::string& call, const definition::Step* step, Relation relation, Instant at) {
    switch (giver) {
        case Giver::anybody: return true;
        case Giver::lead: return relation == Relation::lead;
        case Giver::expert: return relation == Relation::expert;
        case Giver::officer: return has_any(viewer, d, call, at, {"officer"});
        case Giver::head: return has_any(viewer, d, call, at, {"head"});
        case Giver::officer_or_head: return has_any(viewer, d, call, at, {"officer", "head"});
        case Giver::worker: return d != nullptr && works_in(viewer, *d, call, step, false, at);
        case Giver::second: return d != nullptr && works_in(viewer, *d, call, step, true, at);
        case Giver::appeals:
            return d != nullptr && d->appeals && registry::acts_as(viewer, *d, call, d->appeals->by, at);
        case Giver::administrator: return has_any(viewer, nullptr, "*", at, {"administrator"});
        case Giver::data_protection: return has_any(viewer, nullptr, "*", at, {"data_protection_officer"});
        case Giver::custodian:
            return has_any(viewer, nullptr, "*", at, {"administrator", "data_protection_officer"});
        case Giver::clock: return false;
    }
    return false;
}

// As which givers one viewer stands before one application; each is looked at once.
class Givers {
public:
    Givers(const registry::Person* viewer, const definition::Definition& definition, const State& state,
           Instant at)
        : viewer_(viewer),
          definition_(definition),
          state_(state),
          at_(at),
          relation_(relation_of(viewer, definition, state, at)) {}

    bool is(Giver giver) {
        if (viewer_ == nullptr || !viewer_->active) return false;
        if (relation_ == Relation::none || relation_ == Relation::auditor) return false;
        const bool staff = giver != Giver::lead && giver != Giver::expert;
        if (staff != (relation_ == Relation::staff)) return false;
        const auto known = known_.find(giver);
        if (known != known_.end()) return known->second;
        const bool is = is_giver(giver, *viewer_, &definition_, state_.call.text,
                                 definition_.step(state_.step), relation_, at_);
        return known_[giver] = is;
    }

private:
    const registry::Person* viewer_;
    const definition::Definition& definition_;
    const State& state_;
    Instant at_;
    Relation relation_;
    std::map<Giver, bool> known_;
};

}  // namespace

bool may_try(const registry::Person* viewer, const definition::Definition& definition, const State& state,
             std::string_view command, Instant at, const Policy& policy) {
    Givers standing{viewer, definition, state, at};
    return std::ranges::any_of(givers_of(policy, command), [&](Giver giver) { return standing.is(giver); });
}

std::set<std::string_view> to_try(const registry::Person* viewer, const definition::Definition& definition,
                                  const State& state, Instant at, const Policy& policy) {
    Givers standing{viewer, definition, state, at};
    std::set<std::string_view> commands;
    for (const Licence& licence : policy.licences)
        if (standing.is(licence.giver)) commands.insert(licence.command);
    return commands;
}

bool may_try(const registry::Person* viewer, const definition::Definition* definition,
             const std::string& call, std::string_view command, Instant at, const Policy& policy) {
    if (viewer == nullptr || !viewer->active) return false;
    return std::ranges::any_of(givers_of(policy, command), [&](Giver giver) {
        return is_giver(giver, *viewer, definition, call, nullptr, Relation::none, at);
    });
}

std::optional<call::State> seen_by(const registry::Person* viewer, const definition::Definition& definition,
                                   const call::State& call, Instant at) {
    if (works_on(viewer, definition, call.id, at)) return call;
    if (call.stage == lifecycle::call::Stage::drafted) return std::nullopt;
    call::State s;
    s.id = call.id;
    s.definition = call.definition;
    s.stage = call.stage;
    s.parameters = call.parameters;
    s.suspended = call.suspended;
    s.report = call.report;
    s.version = 1;
    // Whether a round is decided is announced with the call's own decision.
    const bool decided = call.stage >= lifecycle::call::Stage::decided;
    for (const call::Round& round : call.rounds) {
        const auto stage = decided ? round.stage : std::min(round.stage, lifecycle::round::Stage::closed);
        s.rounds.push_back({round.id, round.parameters, stage, {}});
    }
    // Whoever committed to a share of the lot did so in public, under their office and not their name.
    for (const auto& [person, commitment] : call.lot)
        s.lot.emplace(PersonId{"share-" + std::to_string(s.lot.size() + 1)}, commitment);
    return s;
}

question::State seen_by(const registry::Person* viewer, const definition::Definition& definition,
                        const CallId& call, const question::State& asked, Instant at) {
    if (works_on(viewer, definition, call, at)) return asked;
    question::State s;
    s.version = 1;
    for (const question::Question& one : asked.questions) {
        const bool is_own = viewer != nullptr && one.by == viewer->id;
        if (!is_own && one.published.empty()) continue;
        question::Question seen;
        if (is_own) seen = one;
        seen.published = one.published;
        for (question::Publication& published : seen.published) published.by = {};
        s.questions.push_back(std::move(seen));
    }
    // The order of asking would tell how many were asked before.
    std::ranges::stable_sort(s.questions, [](const question::Question& a, const question::Question& b) {
        if (a.published.empty() != b.published.empty()) return b.published.empty();
        return !a.published.empty() && a.published.front().at < b.published.front().at;
    });
    return s;
}

}  // namespace atranka::access
