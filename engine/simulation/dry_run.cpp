#include "engine/simulation/dry_run.hpp"

#include <algorithm>

namespace atranka::simulation {

using definition::Step;
using lifecycle::Kind;

namespace {

constexpr std::int64_t hour_ms = 3'600'000, day_ms = 24 * hour_ms;

// splitmix64: the same numbers on every machine.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    std::int64_t below(std::int64_t end) {
        return end <= 0 ? 0 : static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(end));
    }
    bool percent(std::int64_t chance) { return below(100) < chance; }

private:
    std::uint64_t state_;
};

// What a piece of work takes, in hours, before chance: 4 for a check, 6 for a review, 1 for a decision.
std::int64_t effort_ms(Kind kind) {
    switch (kind) {
        case Kind::check: return 4 * hour_ms;
        case Kind::review: return 6 * hour_ms;
        default: return hour_ms;
    }
}

class Run {
public:
    Run(std::shared_ptr<const definition::Definition> definition, const Plan& plan)
        : d_(*definition), plan_(plan), company_(definition, plan.begins, plan.experts), chance_(plan.seed) {
        for (const Step& step : d_.steps) report_.steps.push_back({step.name, 0, 0, 0, 0, {}});
    }

    DryRun all() {
        if (note(company_.found())) {
            arrive();
            constexpr int passes_max = 40;
            for (int pass = 0; pass < passes_max && advance(); ++pass) {
            }
            finish();
        }
        return std::move(report_);
    }

private:
    bool note(const Result<void>& done) {
        if (!done) report_.refused[std::string{rule_name(done.error().rule)}] += 1;
        return done.has_value();
    }
    application::State state(const std::string& id) { return company_.world().application({id}); }

    std::map<std::string, Value> facts_of(const Step& step, const std::string& id) {
        const auto size = size_of_.find(id);
        const Plan::Forms& forms = size == size_of_.end() ? plan_.forms : plan_.sizes[size->second].forms;
        const auto found = forms.find(step.name);
        return found == forms.end() ? std::map<std::string, Value>{} : found->second;
    }
    // How much it asks for.
    void draw_size(const std::string& id) {
        std::int64_t all = 0;
        for (const Plan::Size& one : plan_.sizes) all += one.weight;
        if (all <= 0) return;
        std::int64_t left = chance_.below(all);
        std::size_t drawn = 0;
        while (left >= plan_.sizes[drawn].weight) left -= plan_.sizes[drawn++].weight;
        size_of_.emplace(id, drawn);
        report_.sizes[plan_.sizes[drawn].amount] += 1;
    }

    void arrive() {
        const Instant begins = company_.now();
        const call::State call = company_.world().call({Company::call});
        const std::string& closes = d_.steps.front().closes;
        const Value* cut_off = closes.empty() ? nullptr : call.parameter({Company::round}, closes);
        const auto end = cut_off == nullptr ? std::nullopt : Instant::parse(cut_off->as_text());
        const std::int64_t span =
            end ? std::max<std::int64_t>(end->ms - begins.ms - hour_ms, 1) : 25 * day_ms;
        std::vector<std::int64_t> arrivals;
        for (int i = 0; i < plan_.applications; ++i) {
            const std::int64_t u = chance_.below(10'000);
            arrivals.push_back(span - u * u / 10'000 * (span / 10'000));  // denser towards the end
        }
        std::ranges::sort(arrivals);
        for (std::size_t i = 0; i < arrivals.size(); ++i) {
            const std::string id = "a-" + std::to_string(i + 1);
            company_.wait_until(begins.plus_ms(arrivals[i]));
            if (!note(company_.start(id))) continue;
            draw_size(id);
            ids_.push_back(id);
            came(id, d_.steps.front().name);
            // Now and then somebody never hands it in, or withdraws.
            if (chance_.percent(4)) continue;
            if (note(company_.submit(id, facts_of(d_.steps.front(), id)))) left(id);
        }
    }

    // Everything that waits in a step is worked on, in turn, before the next step is looked at.
    bool advance() {
        bool any = false;
        for (const Step& step : d_.steps) {
            std::vector<std::string> waiting;
            for (const std::string& id : ids_) {
                const application::State s = state(id);
                if (!s.finished() && s.step == step.name) waiting.push_back(id);
            }
            if (waiting.empty()) continue;
            any = work(step, waiting) || any;
        }
        return any;
    }

    bool work(const Step& step, const std::vector<std::string>& waiting) {
        if (step.kind == Kind::selection) return select(step, waiting);
        bool any = false;
        // So many work side by side: each piece begins when the first of them is free.
        const std::size_t hands =
            static_cast<std::size_t>(step.kind == Kind::review ? plan_.experts / 2 + 1 : plan_.officers);
        std::vector<std::int64_t> free(hands, company_.now().ms);
        for (const std::string& id : waiting) {
            const auto next = std::ranges::min_element(free);
            const std::int64_t took = effort_ms(step.kind) / 2 + chance_.below(effort_ms(step.kind));
            *next = std::max(*next, company_.now().ms) + took * 3;  // a third of a day is worked
            finished_at_ = Instant{*next};
            any = one(step, id) || any;
        }
        company_.wait_until(Instant{*std::ranges::max_element(free)});
        return any;
    }

    bool one(const Step& step, const std::string& id) {
        if (state(id).awaits_notice) note(company_.serve(id));
        switch (step.kind) {
            case Kind::submission: {
                if (chance_.percent(96) && note(company_.submit(id, facts_of(step, id))))
                    return left(id), true;
                return note(company_.fire(id)) && (left(id), true);
            }
            case Kind::check: {
                if (!note(company_.check(id, chance_.percent(88)))) return false;
                if (!state(id).finished() && state(id).step == step.name && !step.confirm_by.empty() &&
                    !note(company_.confirm_check(id)))
                    return false;
                return left(id), true;
            }
            case Kind::review: return review(step, id);
            case Kind::decision:
                if (!note(company_.award(id, true))) return false;
                return left(id), true;
            case Kind::offer: {
                const bool takes = chance_.percent(92);
                service::Command command = application::AcceptOffer{{id}};
                if (!takes) command = application::DeclineOffer{{id}, "Found other money (invented)."};
                if (!note(company_.world().give(company_.lead_of(id), command, company_.now()))) return false;
                return left(id), true;
            }
            default: return false;
        }
    }

    std::map<std::string, Decimal> drawn(const Step& step) {
        const definition::Rubric& rubric = *d_.rubric(step.rubric);
        const auto places = Decimal::divide(rubric.to - rubric.from, rubric.step);
        const std::int64_t count = places ? places->rounded(0, Rounding::down).to_int64().value_or(0) : 0;
        std::map<std::string, Decimal> scores;
        const bool good = chance_.percent(75);
        for (const definition::Criterion& criterion : rubric.criteria) {
            std::int64_t sum = 0;
            for (int i = 0; i < 3; ++i) sum += chance_.below(count + 1);
            const std::int64_t place = good ? count - sum / 9 : sum / 3;
            scores.emplace(
                criterion.name,
                rubric.from + rubric.step * Decimal{rubric.lowest_is_best ? count - place : place});
        }
        return scores;
    }

    bool review(const Step& step, const std::string& id) {
        constexpr int rounds_max = 3;
        for (int i = 0; i < rounds_max && !state(id).finished() && state(id).step == step.name; ++i) {
            if (i == 0 || state(id).stage == lifecycle::Stage{lifecycle::review::Stage::diverging})
                if (!note(company_.staff(id, next_expert_++))) return false;
            for (const std::string& expert : company_.assigned(id)) {
                const application::State s = state(id);
                if (s.finished() || s.step != step.name) break;
                if (s.reviews.at(step.name).assignments.at({expert}).stage ==
                    lifecycle::assignment::Stage::submitted)
                    continue;
                if (note(company_.score(id, expert, drawn(step)))) report_.reviews[expert] += 1;
            }
            const application::State s = state(id);
            if (!s.finished() && s.step == step.name &&
                s.stage == lifecycle::Stage{lifecycle::review::Stage::consensus})
                note(company_.agree(id, drawn(step)));
        }
        if (!state(id).finished() && state(id).step == step.name) return false;
        return left(id), true;
    }

    bool select(const Step& step, const std::vector<std::string>& waiting) {
        const bool reserved = std::ranges::all_of(waiting, [&](const std::string& id) {
            return state(id).stage == lifecycle::Stage{lifecycle::selection::Stage::reserved};
        });
        if (reserved) {
            bool moved = note(company_.by(
                step.by, procedure::PromoteReserve{{Company::call}, {Company::round}, step.name}));
            if (!moved)
                for (const std::string& id : waiting) moved = note(company_.fire(id)) || moved;
            for (const std::string& id : waiting) left(id);
            return moved;
        }
        finished_at_ = company_.now().plus_ms(2 * day_ms);
        company_.wait_until(finished_at_);
        if (!note(company_.rank(step.name)) || !note(company_.select(step.name))) return false;
        for (const std::string& id : waiting) left(id);
        return true;
    }

    StepReport& report_of(const std::string& step) {
        return *std::ranges::find(report_.steps, step, &StepReport::step);
    }
    void came(const std::string& id, const std::string& step) {
        report_of(step).came += 1;
        since_[id] = {step, std::max(company_.now(), finished_at_)};
    }
    // Wherever it went: what it left is closed, and where it came is opened.
    void left(const std::string& id) {
        const application::State s = state(id);
        const auto [step, since] = since_.at(id);
        if (!s.finished() && s.step == step) return;
        StepReport& report = report_of(step);
        const Instant at = std::max(company_.now(), finished_at_);
        const double days = static_cast<double>(at.ms - since.ms) / static_cast<double>(day_ms);
        report.days_mean += days;
        report.days_longest = std::max(report.days_longest, days);
        report.left += 1;
        report.results[s.finished() ? s.outcome : s.step] += 1;
        if (!s.finished()) came(id, s.step);
    }

    void finish() {
        double most = -1;
        for (StepReport& one : report_.steps) {
            if (one.days_mean > most) {
                most = one.days_mean;
                report_.bottleneck = one.step;
            }
            if (one.left > 0) one.days_mean /= static_cast<double>(one.left);
        }
        const call::State call = company_.world().call({Company::call});
        report_.committed = call.committed;
        if (const Value* budget = call.parameter({}, "budget"))
            report_.budget = Decimal::parse(budget->as_text()).value_or(Decimal{0});
        for (const std::string& id : ids_) {
            const application::State s = state(id);
            report_.outcomes[s.finished() ? s.outcome : "(under way in " + s.step + ")"] += 1;
            for (const auto& [step, placement] : s.placements) report_.asked += placement.amount;
        }
        report_.commands = company_.world().commands();
    }

    const definition::Definition& d_;
    Plan plan_;
    Company company_;
    Chance chance_;
    DryRun report_;
    std::vector<std::string> ids_;
    std::map<std::string, std::pair<std::string, Instant>> since_;
    std::map<std::string, std::size_t> size_of_;  // by application: its place in the plan's sizes
    Instant finished_at_{};
    std::size_t next_expert_ = 0;
};

}  // namespace

DryRun dry_run(std::shared_ptr<const definition::Definition> definition, const Plan& plan) {
    return Run{std::move(definition), plan}.all();
}

}  // namespace atranka::simulation
