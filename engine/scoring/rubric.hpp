#pragma once
// What experts score, on which scale, and which scores a call demands.
// Shape:  criteria on one scale. Thresholds look at raw scores: each criterion's own, and the total. Weights
//         make the ranking total; a rubric may declare that the total of the threshold is weighted too.
// Units:  scores are points on the scale, whose `step` counts from `from`. Weights are factors or points.
// Errors: rubric_faults lists what a rubric cannot be; check_scores refuses, in this order, a criterion that
//         is missing or unknown (criteria_must_be_scored), a score off the scale (scores_must_be_on_scale)
//         and a missing comment (comments_must_be_complete). Everything else here expects what these two let
//         through.
// Source: DESIGN.md §5; Horizon Europe General Annexes D (thresholds on raw scores, weights for ranking).

#include "engine/kernel/rejection.hpp"
#include "engine/scoring/ratio.hpp"

#include <boost/describe.hpp>
#include <map>

namespace atranka::scoring {

struct Scale {
    Decimal from = 0, to = 5, step = 1;
    bool lowest_is_best = false;  // NIH: 1 exceptional to 9 poor; thresholds are then upper limits
};
bool is_on_scale(const Scale& scale, const Decimal& score);

// How one number is made of several scores.
enum class Total {
    sum,       // Σ score
    weighted,  // Σ score × weight: Horizon's innovation actions, 1 : 1.5 : 1
    share,     // Σ score / scale.to × weight: weights are points of 100
};
BOOST_DESCRIBE_ENUM(Total, sum, weighted, share)

struct Criterion {
    std::string name;
    Decimal weight = 1;
    std::optional<Decimal> threshold = {};
};

struct Rubric {
    Scale scale;
    std::vector<Criterion> criteria;
    Total total = Total::sum;    // what the total threshold, divergence and the closest pair look at
    Total ranking = Total::sum;  // what the ranking is ordered by
    std::optional<Decimal> total_threshold = {};
    bool comment_required = false;
};

using Scores = std::map<std::string, Decimal>;
using Comments = std::map<std::string, std::string>;

std::vector<Problem> rubric_faults(const Rubric& rubric);
// `comments` null: none are asked for yet, as in a draft.
Result<void> check_scores(const Rubric& rubric, const Scores& scores, const Comments* comments);

Ratio total_of(const Rubric& rubric, Total total, const std::map<std::string, Ratio>& scores);
Ratio total_of(const Rubric& rubric, Total total, const Scores& scores);

}  // namespace atranka::scoring
