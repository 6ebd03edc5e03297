#include "engine/call/evolve.hpp"
#include "engine/inquiry/inquiry.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

// By a count or a length, which is not zero.
Decimal divided(const Decimal& sum, const Decimal& by, int scale) {
    return Decimal::divide(sum, by).value_or(Decimal{0}).rounded(scale, Rounding::half_even);
}

using Totals = std::map<Decimal, std::int64_t>;

std::vector<ScoreCount> counted(const Totals& totals) {
    std::vector<ScoreCount> values;
    for (const auto& [score, count] : totals) values.push_back({score, count});
    return values;
}

Decimal mean_of(const Totals& totals) {
    Decimal sum = 0;
    std::int64_t count = 0;
    for (const auto& [score, times] : totals) {
        sum += score * Decimal{times};
        count += times;
    }
    return count == 0 ? Decimal{0} : divided(sum, Decimal{count}, 2);
}

std::int64_t count_of(const Totals& totals) {
    std::int64_t count = 0;
    for (const auto& [score, times] : totals) count += times;
    return count;
}

Decimal days_between(Instant from, Instant to) {
    constexpr std::int64_t day_ms = 86'400'000;
    return divided(Decimal{to.ms - from.ms}, Decimal{day_ms}, 1);
}

// What reviews were given, by step, criterion and expert.
class Scores {
public:
    explicit Scores(const definition::Definition& definition) : definition_(definition) {}

    void add(const application::State& state) {
        for (const auto& [step, review] : state.reviews) {
            Totals totals;
            for (const auto& [expert, a] : review.assignments) {
                if (!a.total || !a.submitted) continue;
                ++totals[*a.total];
                ++of_expert_[{step, expert.text}][*a.total];
                ++of_criterion_[{step, "total"}][*a.total];
                for (const auto& [criterion, score] : a.scores) ++of_criterion_[{step, criterion}][score];
            }
            if (totals.empty()) continue;
            const Decimal lowest = totals.begin()->first, highest = totals.rbegin()->first;
            spread_.push_back({state.id.text, step, count_of(totals), mean_of(totals), lowest, highest,
                               highest - lowest, review.diverged});
        }
    }

    void tell(Statistics& statistics) && {
        statistics.spread = std::move(spread_);
        for (const auto& [key, totals] : of_expert_)
            statistics.experts.push_back({key.first, key.second, count_of(totals), mean_of(totals),
                                          totals.begin()->first, totals.rbegin()->first, counted(totals)});
        for (const definition::Step& step : definition_.steps) {
            const definition::Rubric* rubric = definition_.rubric(step.rubric);
            if (rubric == nullptr) continue;
            for (const definition::Criterion& criterion : rubric->criteria)
                add(statistics, {step.name,
                                 criterion.name,
                                 criterion.title.by_language,
                                 rubric->from,
                                 rubric->to,
                                 criterion.threshold,
                                 {}});
            add(statistics, {step.name, "total", {}, {}, {}, rubric->total_threshold, {}});
        }
    }

private:
    void add(Statistics& statistics, Distribution distribution) const {
        const auto found = of_criterion_.find({distribution.step, distribution.criterion});
        if (found == of_criterion_.end()) return;
        distribution.values = counted(found->second);
        statistics.scores.push_back(std::move(distribution));
    }

    const definition::Definition& definition_;
    std::map<std::pair<std::string, std::string>, Totals> of_expert_, of_criterion_;
    std::vector<Spread> spread_;
};

// When each application came to which step, and how the call's money moved.
class Course {
public:
    Course(const definition::Definition& definition, std::string call)
        : definition_(definition), stream_("call/" + std::move(call)) {}

    void add(const service::Entry& entry, const std::map<std::string, std::string>& rounds) {
        const auto events = service::events_of(entry);
        if (!events || !events->is_object()) return;
        for (const auto& [stream, list] : events->as_object()) {
            if (!list.is_list()) continue;
            if (stream == stream_) {
                of_call(entry, list.as_list());
                continue;
            }
            constexpr std::string_view prefix = "application/";
            if (!stream.starts_with(prefix)) continue;
            const auto round = rounds.find(stream.substr(prefix.size()));
            if (round == rounds.end()) continue;
            for (const Value& event : list.as_list()) of_application(entry.at, *round, event);
        }
    }

    void tell(Statistics& statistics) && {
        for (const definition::Step& step : definition_.steps) {
            Reached reached{step.name, step.title.by_language, {}, 0};
            for (const auto& [application, round] : reached_[step.name]) ++reached.rounds[round];
            reached.count = static_cast<std::int64_t>(reached_[step.name].size());
            statistics.funnel.push_back(std::move(reached));
            StepTime time{step.name, step.title.by_language, 0, 0, {}, {}, {}};
            for (const auto& [application, at] : since_)
                if (at.first == step.name) ++time.open;
            std::vector<Decimal>& days = days_[step.name];
            std::ranges::sort(days);
            time.count = static_cast<std::int64_t>(days.size());
            if (!days.empty()) {
                const std::size_t half = days.size() / 2;
                time.days_median =
                    days.size() % 2 == 1 ? days[half] : divided(days[half - 1] + days[half], Decimal{2}, 1);
                time.days_min = days.front();
                time.days_max = days.back();
            }
            statistics.times.push_back(std::move(time));
        }
        statistics.money = std::move(money_);
    }

private:
    void of_call(const service::Entry& entry, const Value::List& events) {
        const Decimal before = call_.committed;
        const bool known = call_.exists();
        for (const Value& encoded : events)
            if (const auto event = kernel::decode<call::Event>(encoded)) call::evolve(call_, *event);
        ++call_.version;
        const Value* set = call_.parameter({}, "budget");
        const auto budget = set != nullptr && set->is_text() ? Decimal::parse(set->as_text()) : std::nullopt;
        if (known && call_.committed == before && budget == budget_) return;
        budget_ = budget;
        money_.push_back({entry.at, entry.index, budget.value_or(Decimal{0}), call_.committed});
    }
    void of_application(Instant at, const std::pair<const std::string, std::string>& application,
                        const Value& event) {
        const Value* entered = event.is_object() ? event.find("StepEntered") : nullptr;
        const bool ends = event.is_object() && event.find("OutcomeReached") != nullptr;
        if (entered == nullptr && !ends) return;
        const Value* name = entered == nullptr ? nullptr : entered->find("step");
        if (const auto since = since_.find(application.first); since != since_.end()) {
            days_[since->second.first].push_back(days_between(since->second.second, at));
            since_.erase(since);
        }
        if (name == nullptr || !name->is_text()) return;
        since_.insert_or_assign(application.first, std::pair{name->as_text(), at});
        reached_[name->as_text()].insert_or_assign(application.first, application.second);
    }

    const definition::Definition& definition_;
    const std::string stream_;
    call::State call_;
    std::optional<Decimal> budget_;
    std::map<std::string, std::map<std::string, std::string>> reached_;  // by step: applications, their round
    std::map<std::string, std::pair<std::string, Instant>> since_;       // by application: step, when it came
    std::map<std::string, std::vector<Decimal>> days_;                   // by step
    std::vector<MoneyThen> money_;
};

}  // namespace

std::optional<Statistics> Inquiry::statistics(const std::string& id, const std::string& of_round) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || !reads_whole(call)) return std::nullopt;
    Statistics statistics;
    Scores scores{*definition};
    std::map<std::string, std::string> rounds;
    service::ApplicationQuery query;
    query.call = id;
    query.round = of_round;
    for (const service::ApplicationRow& row : applications(query)) {
        rounds.emplace(row.application, row.round);
        scores.add(states().application({row.application}));
    }
    Course course{*definition, id};
    const std::string log = "calls/" + id;
    scan([&](const service::Entry& entry) {
        if (entry.log == log) course.add(entry, rounds);
    });
    std::move(scores).tell(statistics);
    std::move(course).tell(statistics);
    return statistics;
}

}  // namespace atranka::inquiry
