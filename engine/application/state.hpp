#pragma once
// An application as it stands: the fold of its events. Nothing personal is in it.
// Shape:  one active step at a time, with its lifecycle stage and deadline; what each step produced, by step
//         name.

#include "engine/application/events.hpp"

namespace atranka::application {

struct Submission {
    Instant at;
    Value facts;
    std::int64_t version = 0;  // how often it was submitted
};
BOOST_DESCRIBE_STRUCT(Submission, (), (at, facts, version))

struct Check {
    std::int64_t clarifications = 0;
    PersonId proposed_by;
    bool passed = false;
    std::vector<Verdict> verdicts;
};
BOOST_DESCRIBE_STRUCT(Check, (), (clarifications, proposed_by, passed, verdicts))

struct Scored {
    std::string method;
    std::map<std::string, Decimal> scores;
    Decimal total, worst;
    std::vector<std::string> missed;
};
BOOST_DESCRIBE_STRUCT(Scored, (), (method, scores, total, worst, missed))

struct Review {
    std::map<PersonId, assignment::State> assignments;
    bool diverged = false;
    PersonId chair;                            // of the panel, where it has one and they are named
    std::map<std::string, Decimal> consensus;  // proposed scores
    std::set<PersonId> signatures;
    std::optional<Scored> scored;
};
BOOST_DESCRIBE_STRUCT(Review, (), (assignments, diverged, chair, consensus, signatures, scored))

struct Placement {
    std::int64_t rank = 0;
    std::string outcome;
    Decimal amount;
    std::string deciding_key, reason, envelope;
};
BOOST_DESCRIBE_STRUCT(Placement, (), (rank, outcome, amount, deciding_key, reason, envelope))

struct Award {
    PersonId proposed_by;
    bool confirmed = false;
    bool granted = false;
    std::string order, annex;
    Decimal amount;
};
BOOST_DESCRIBE_STRUCT(Award, (), (proposed_by, confirmed, granted, order, annex, amount))

struct Appeal {
    std::string ground;
    lifecycle::appeal::Stage stage{};
    std::string outcome;  // that it is against
    Instant lodged;
};
BOOST_DESCRIBE_STRUCT(Appeal, (), (ground, stage, outcome, lodged))

struct Extension {
    PersonId by;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(Extension, (), (by, until))

struct State {
    ApplicationId id;
    CallId call;
    RoundId round;
    PersonId lead;
    bool imported = false;
    std::string step;
    lifecycle::Stage stage{};
    std::optional<Instant> entered, deadline;
    bool awaits_notice = false;
    std::set<OrganisationId> partners;
    std::map<std::string, Submission> submissions;
    std::vector<std::string> submitted_steps;  // in the order of their newest submission
    std::map<std::string, Check> checks;
    std::map<std::string, Review> reviews;
    std::string scored_last;  // the step whose review was scored last
    std::map<std::string, Placement> placements;
    std::optional<Award> award;
    std::vector<Appeal> appeals;
    std::set<PersonId> deciders;  // who proposed, confirmed or decided: none of them decides an appeal
    std::optional<Extension> extension;
    std::optional<Instant> suspended_since;
    std::string outcome;
    std::optional<Instant> outcome_at, outcome_notice;
    std::vector<DeadlinePassed> overdue;
    std::int64_t version = 0;

    bool exists() const { return version > 0; }
    bool finished() const { return !outcome.empty(); }
};
BOOST_DESCRIBE_STRUCT(State, (),
                      (id, call, round, lead, imported, step, stage, entered, deadline, awaits_notice,
                       partners, submissions, submitted_steps, checks, reviews, scored_last, placements,
                       award, appeals, deciders, extension, suspended_since, outcome, outcome_at,
                       outcome_notice, overdue, version))

}  // namespace atranka::application
