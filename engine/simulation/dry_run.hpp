#pragma once
// A whole call, tried out with invented applications before anybody applies.
// Shape:  everything goes through the real engine (company.hpp), in the order of time: each thing happens at
//         its own moment, and whoever lets a deadline lapse holds up nobody but themselves, and the list that
//         waits for all. Arrivals, delays, scores and outcomes are drawn from declared distributions by a
//         generator whose seed is an argument: the same seed gives the same report, byte for byte. Checks,
//         decisions and reviews are done by people who have one thing in hand at a time, so that queues show
//         where a call is short of people: so many officers a role that checks or decides, and half of the
//         experts side by side. Applicants write at the same time.
//         What is not declared: applications arrive within the time before the round closes, denser towards
//         its end, and are handed in as they arrive, one in 25 never; a piece of work takes
//         `usual_delay(step)`; three reviews of four find an application good and score it in the upper third
//         of the scale, the fourth anywhere, each by the mean of three uniform numbers; the size of each
//         request is drawn from `sizes` by their weights.
//         The reserve list is looked at whenever money comes back, and expires at its date; the days spent
//         on it are not counted as days of the step.
// Units:  delays as declared (delay.hpp), days of waiting, money in the definition's currency.

#include "engine/simulation/company.hpp"
#include "engine/simulation/delay.hpp"

namespace atranka::simulation {

// Of applications within the time before the round closes: denser towards its end; evenly, by lot; one after
// the other at equal distances.
enum class Arrivals { late, uniform, even };
std::optional<Arrivals> parse_arrivals(std::string_view text);
std::string_view arrivals_text(Arrivals arrivals);

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
    Arrivals arrivals = Arrivals::late;
    // How long somebody has a step's work in hand, in place of the usual: the writing of a form, the answer
    // to an offer, a check, a review, a decision, or the making of a list once all are there. Whatever an
    // applicant does not do by the deadline lapses.
    std::map<std::string, Delay> delays = {};
};

// A check 6 to 18 hours, a review 9 to 27, a decision one and a half to four and a half, a list two days; a
// form late within the time there is, the first one at once; an offer at any time within.
Delay usual_delay(const definition::Definition& definition, const definition::Step& step);

struct StepReport {
    std::string step;
    std::int64_t came = 0, left = 0;
    double days_mean = 0, days_longest = 0;  // from coming to leaving, or to the reserve list
    std::int64_t late = 0;                   // checked, reviewed or decided after the step's deadline
    std::map<std::string, std::int64_t> results;
};
struct DryRun {
    std::vector<StepReport> steps;                 // in the order of the definition
    std::map<std::string, std::int64_t> outcomes;  // and those still under way, as "(under way)"
    std::map<std::string, std::int64_t> reviews;   // by expert
    std::map<Decimal, std::int64_t> sizes;         // requests by what they ask for, where that is drawn
    Decimal budget, committed, asked;
    Arrivals arrivals = Arrivals::late;
    std::map<std::string, Delay> delays;  // by step, as they were drawn from
    std::string bottleneck;               // the step in which most days are spent
    std::int64_t commands = 0;
    std::map<std::string, std::int64_t> refused;  // by rule
};

DryRun dry_run(const std::shared_ptr<const definition::Definition>& definition, const Plan& plan);

}  // namespace atranka::simulation
