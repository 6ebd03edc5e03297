#pragma once
// From the score sheets of one application to its score, and whether it meets the thresholds.
// Shape:  per criterion the aggregate of the sheets that count; the totals are made of these, exactly: a mean
//         is a fraction until someone asks for its decimal, so no tie is made or lost by rounding.
// Units:  points of the rubric's scale; nih: ten times that, a whole number.
// Errors: no sheet, or a sheet that check_scores refuses, is a broken invariant.
// Source: DESIGN.md §5; DOMAIN.md §4; NIH NOT-OD-09-024 (mean × 10, rounded half up).

#include "engine/scoring/rubric.hpp"

#include <span>

namespace atranka::scoring {

enum class Method {
    mean,
    median,        // of an even number the mean of the middle two
    trimmed_mean,  // each criterion without its highest and lowest; of fewer than three sheets the mean
    // Mean of the two sheets whose totals are closest; of equal gaps the higher pair. Three or more sheets of
    // the same total, where no pair is closer than another, count all.
    closest_two,
    nih,  // mean × 10, rounded half up to a whole number
};
BOOST_DESCRIBE_ENUM(Method, mean, median, trimmed_mean, closest_two, nih)

struct Missed {
    std::string criterion;  // empty: the threshold of the total
    Ratio reached;
    Decimal demanded;
};

struct Scored {
    std::map<std::string, Ratio> scores;
    Ratio total, ranking;
    Ratio worst;                       // of the aggregated criteria
    Ratio worst_given;                 // the worst score on any sheet that counts
    std::vector<std::size_t> counted;  // which sheets
    std::vector<Missed> missed;        // criteria in the rubric's order, the total last
    bool meets() const { return missed.empty(); }
};

Scored aggregate(Method method, const Rubric& rubric, std::span<const Scores> sheets);
// The experts agreed: the consensus report's scores are the application's.
Scored agreed(const Rubric& rubric, const Scores& consensus);

// How far the totals of the sheets lie apart.
struct Spread {
    Ratio highest, lowest;
    Ratio gap() const { return highest - lowest; }
};
Spread spread_of(const Rubric& rubric, std::span<const Scores> sheets);

// Either limit, where given, is kept by a gap equal to it.
struct Divergence {
    std::optional<Decimal> fraction_of_highest;  // 0.30
    std::optional<Decimal> points;
};
bool diverges(const Divergence& rule, const Spread& spread);

}  // namespace atranka::scoring
