#pragma once
// A whole call, tried out with invented applications before anybody applies.
// Shape:  everything goes through the real engine (company.hpp). Arrivals, delays, scores and outcomes are
//         drawn from declared distributions by a generator whose seed is an argument: the same seed gives
//         the same report, byte for byte. Work is done by people who have one thing in hand at a time, so
//         that queues show where a call is short of people. Distributions: arrivals fall within the days
//         before the round closes, denser towards its end (the square of a uniform number); a piece of work
//         takes between half and three halves of its declared effort, uniformly; three reviews of four find
//         an application good and score it in the upper third of the scale, the fourth anywhere, each by
//         the mean of three uniform numbers; the size of each request is drawn from `sizes` by their weights.
// Units:  hours of work, days of waiting, money in the definition's currency.

#include "engine/simulation/company.hpp"

namespace atranka::simulation {

struct Plan {
    int applications = 1'000;
    std::uint64_t seed = 1;
    int experts = 40;
    int officers = 3;
    Instant begins{1'767'600'000'000};  // 2026-01-05
    // What a form is filled with, by the step that asks for it: such that the rules on the way hold.
    using Forms = std::map<std::string, std::map<std::string, Value>>;
    Forms forms = {};
    // Requests of one size, how often they come beside the others, and their forms. Where there are none, all
    // are filled with `forms`.
    struct Size {
        Decimal amount;
        int weight = 1;
        Forms forms;
    };
    std::vector<Size> sizes = {};
};

struct StepReport {
    std::string step;
    std::int64_t came = 0, left = 0;
    double days_mean = 0, days_longest = 0;  // from coming to leaving
    std::map<std::string, std::int64_t> results;
};
struct DryRun {
    std::vector<StepReport> steps;                 // in the order of the definition
    std::map<std::string, std::int64_t> outcomes;  // and those still under way, as "(under way)"
    std::map<std::string, std::int64_t> reviews;   // by expert
    std::map<Decimal, std::int64_t> sizes;         // requests by what they ask for, where that is drawn
    Decimal budget, committed, asked;
    std::string bottleneck;  // the step in which most days are spent
    std::int64_t commands = 0;
    std::map<std::string, std::int64_t> refused;  // by rule
};

DryRun dry_run(std::shared_ptr<const definition::Definition> definition, const Plan& plan);

}  // namespace atranka::simulation
