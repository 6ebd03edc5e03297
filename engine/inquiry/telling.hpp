#pragma once
// What the record tells over time: a call's and an application's entries, one's own, and figures that people
// would rather look at than read.
// Shape:  entries in the order they were written, but one's own, newest first. Values of a distribution by
//         score.
// Units:  days with one decimal; means with two; money in the call's currency.

#include "engine/kernel/codec.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

// An entry of a call's log.
struct Happening {
    std::int64_t index = 0;
    Instant at;
    std::string type, actor, application, round, step;
};
BOOST_DESCRIBE_STRUCT(Happening, (), (index, at, type, actor, application, round, step))

// An entry of one application, and where it stood after it.
struct Moment {
    std::string log;
    std::int64_t index = 0;
    Instant at;
    std::string type, actor, round, step, stage, outcome;
    std::optional<Instant> deadline;
};
BOOST_DESCRIBE_STRUCT(Moment, (), (log, index, at, type, actor, round, step, stage, outcome, deadline))

// An entry that the viewer gave. Its receipt goes by the command.
struct OwnEntry {
    std::string log;
    std::int64_t index = 0;
    Instant at;
    std::string type, command, leaf_hash, call, application, step;
};
BOOST_DESCRIBE_STRUCT(OwnEntry, (), (log, index, at, type, command, leaf_hash, call, application, step))

struct Reached {
    std::string step;
    std::map<std::string, std::string> title;
    std::map<std::string, std::int64_t> rounds;  // applications that came so far, by round
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Reached, (), (step, title, rounds, count))

struct ScoreCount {
    Decimal score;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ScoreCount, (), (score, count))

struct Distribution {
    std::string step, criterion;  // "total" for the sum
    std::map<std::string, std::string> title;
    std::optional<Decimal> from, to, threshold;
    std::vector<ScoreCount> values;
};
BOOST_DESCRIBE_STRUCT(Distribution, (), (step, criterion, title, from, to, threshold, values))

struct ExpertScores {
    std::string step, expert;
    std::int64_t reviews = 0;
    Decimal mean, lowest, highest;
    std::vector<ScoreCount> values;  // totals
};
BOOST_DESCRIBE_STRUCT(ExpertScores, (), (step, expert, reviews, mean, lowest, highest, values))

struct Spread {
    std::string application, step;
    std::int64_t reviews = 0;
    Decimal mean, lowest, highest, gap;
    bool diverged = false;
};
BOOST_DESCRIBE_STRUCT(Spread, (), (application, step, reviews, mean, lowest, highest, gap, diverged))

struct StepTime {
    std::string step;
    std::map<std::string, std::string> title;
    std::int64_t count = 0, open = 0;  // who left it, who is still there
    std::optional<Decimal> days_median, days_min, days_max;
};
BOOST_DESCRIBE_STRUCT(StepTime, (), (step, title, count, open, days_median, days_min, days_max))

struct MoneyThen {
    Instant at;
    std::int64_t index = 0;
    Decimal budget, committed;
};
BOOST_DESCRIBE_STRUCT(MoneyThen, (), (at, index, budget, committed))

struct Statistics {
    std::vector<Reached> funnel;
    std::vector<Distribution> scores;
    std::vector<ExpertScores> experts;
    std::vector<Spread> spread;
    std::vector<StepTime> times;
    std::vector<MoneyThen> money;
};
BOOST_DESCRIBE_STRUCT(Statistics, (), (funnel, scores, experts, spread, times, money))

}  // namespace atranka::inquiry
