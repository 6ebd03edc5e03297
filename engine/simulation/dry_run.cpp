#include "engine/simulation/dry_run.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

namespace atranka::simulation {

using definition::Step;
using lifecycle::Kind;

namespace {

constexpr std::int64_t hour_ms = 3'600'000, day_ms = 24 * hour_ms;
// Of those who have no deadline.
constexpr std::int64_t usual_time_ms = 25 * day_ms;

constexpr std::pair<Arrivals, std::string_view> arrival_names[] = {
    {Arrivals::late, "late"}, {Arrivals::uniform, "uniform"}, {Arrivals::even, "even"}};

// The steps from which an application can still come to `target`.
std::set<std::string> upstream_of(const definition::Definition& d, const std::string& target) {
    std::set<std::string> found;
    for (bool grew = true; grew;) {
        grew = false;
        for (const Step& step : d.steps)
            for (const auto& [result, to] : step.on)
                if (to == target || found.contains(to)) grew = found.insert(step.name).second || grew;
    }
    found.erase(target);
    return found;
}

class Run {
public:
    Run(const std::shared_ptr<const definition::Definition>& definition, const Plan& plan)
        : d_(*definition), plan_(plan), company_(definition, plan.begins, plan.experts), chance_(plan.seed) {
        for (const Step& step : d_.steps) {
            StepReport empty;
            empty.step = step.name;
            report_.steps.push_back(empty);
            const auto declared = plan_.delays.find(step.name);
            report_.delays.emplace(step.name,
                                   declared == plan_.delays.end() ? usual_delay(d_, step) : declared->second);
            if (step.kind == Kind::selection) lists_[step.name].upstream = upstream_of(d_, step.name);
        }
        report_.arrivals = plan_.arrivals;
    }

    DryRun all() {
        if (note(company_.found())) {
            arrive();
            constexpr int rests_max = 40;
            for (int rest = 0; rest < rests_max; ++rest) {
                while (!agenda_.empty()) happen();
                if (!stir()) break;
            }
            finish();
        }
        return std::move(report_);
    }

private:
    struct Happening {
        enum class What { arrives, is_done, lapses, list, reserve_expires } what;
        std::string id, step;
    };
    using What = Happening::What;
    // Somebody's desk: so many have one thing in hand each, the rest waits in order.
    struct Desk {
        std::size_t hands = 1, busy = 0;
        std::deque<std::pair<std::string, std::string>> queue;  // application and step
    };
    struct List {
        std::set<std::string> upstream;
        std::vector<std::string> reserved;
        bool is_planned = false;
        bool was_refused = false;  // until everything is at rest
    };
    struct Stay {
        std::string step;
        Instant since;
        std::optional<Instant> deadline;
        bool is_counted = false;  // its days are: it is on the reserve list
    };

    bool note(const Result<void>& done) {
        if (!done) report_.refused[std::string{rule_name(done.error().rule)}] += 1;
        return done.has_value();
    }
    application::State state(const std::string& id) { return company_.world().application({id}); }
    // What happens at one moment happens in the order in which it was planned.
    void plan(Instant at, Happening what) {
        agenda_.emplace(std::pair{std::max(at, company_.now()), planned_++}, std::move(what));
    }

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
        if (end) round_over_ = end->plus_ms(1'000);
        const std::int64_t span =
            end ? std::max<std::int64_t>(end->ms - begins.ms - hour_ms, 1) : usual_time_ms;
        const Delay drawn{plan_.arrivals == Arrivals::late ? Delay::Kind::late_within
                                                           : Delay::Kind::uniform_within};
        std::vector<Instant> arrivals;
        for (std::int64_t i = 0; i < plan_.applications; ++i)
            arrivals.push_back(plan_.arrivals == Arrivals::even
                                   ? begins.plus_ms(span / plan_.applications * i)
                                   : drawn.after(begins, span, d_.calendar, chance_));
        std::ranges::sort(arrivals);
        for (std::size_t i = 0; i < arrivals.size(); ++i)
            plan(arrivals[i], {What::arrives, "a-" + std::to_string(i + 1), {}});
        here_[d_.steps.front().name] = plan_.applications;  // still to come, too
    }

    // The next thing that happens, at its moment.
    void happen() {
        const auto next = agenda_.begin();
        const Instant at = next->first.first;
        const Happening now = std::move(next->second);
        agenda_.erase(next);
        company_.wait_until(at);
        switch (now.what) {
            case What::arrives: begin(now.id); break;
            case What::is_done: {
                const Step& step = *d_.step(now.step);
                Desk* desk = desk_of(step);
                if (desk != nullptr) --desk->busy;
                if (!one(step, now.id)) stuck_.insert(now.id);
                if (desk != nullptr) take_up(*desk);
                break;
            }
            case What::lapses:
                if (note(company_.fire(now.id)))
                    left(now.id);
                else
                    stuck_.insert(now.id);
                break;
            case What::list: make_list(now.step); break;
            case What::reserve_expires:
                if (is_waiting(now.id, now.step) && note(company_.fire(now.id))) left(now.id);
                break;
        }
        money_came_back();
        plan_lists();
    }
    bool is_waiting(const std::string& id, const std::string& step) {
        const application::State s = state(id);
        return !s.finished() && s.step == step;
    }

    void begin(const std::string& id) {
        const std::string& first = d_.steps.front().name;
        if (!note(company_.start(id))) {
            --here_[first];
            return;
        }
        draw_size(id);
        ids_.push_back(id);
        came(id, first);
    }

    // Whoever waits for it sees to it: at once, or when a hand is free.
    void set_going(const std::string& id) {
        application::State s = state(id);
        if (s.finished()) return;
        if (s.awaits_notice && note(company_.serve(id))) s = state(id);
        since_.at(id).deadline = s.deadline;
        const Step& step = *d_.step(s.step);
        if (Desk* desk = desk_of(step)) {
            desk->queue.emplace_back(id, step.name);
            take_up(*desk);
        } else if (step.kind == Kind::submission || step.kind == Kind::offer) {
            // Now and then somebody never hands it in.
            const bool writes = step.kind == Kind::offer || !s.deadline || chance_.percent(96);
            const std::int64_t there_is =
                s.deadline ? std::max<std::int64_t>(s.deadline->ms - company_.now().ms, 1) : usual_time_ms;
            const Instant done =
                report_.delays.at(step.name).after(company_.now(), there_is, d_.calendar, chance_);
            if (writes && (!s.deadline || done <= *s.deadline))
                plan(done, {What::is_done, id, step.name});
            else
                plan(s.deadline->plus_ms(1'000), {What::lapses, id, step.name});
        }
    }
    // Nobody's, where applicants work, or all are looked at together.
    Desk* desk_of(const Step& step) {
        const bool is_review = step.kind == Kind::review;
        if (!is_review && step.kind != Kind::check && step.kind != Kind::decision) return nullptr;
        Desk& desk = desks_[{is_review, is_review ? step.staffing.role : step.by}];
        desk.hands = static_cast<std::size_t>(is_review ? plan_.experts / 2 + 1 : plan_.officers);
        return &desk;
    }
    void take_up(Desk& desk) {
        while (desk.busy < desk.hands && !desk.queue.empty()) {
            const auto [id, step] = desk.queue.front();
            desk.queue.pop_front();
            ++desk.busy;
            plan(report_.delays.at(step).after(company_.now(), usual_time_ms, d_.calendar, chance_),
                 {What::is_done, id, step});
        }
    }

    // Each list whose applications are all there is planned.
    void plan_lists() {
        for (auto& [step, list] : lists_) {
            if (list.is_planned || list.was_refused || waiting_in(step) == 0) continue;
            const bool all_there = std::ranges::none_of(
                list.upstream, [&](const std::string& before) { return here_[before] > 0; });
            if (all_there) plan_list(step, list);
        }
    }
    std::int64_t waiting_in(const std::string& step) {
        return here_[step] - static_cast<std::int64_t>(lists_.at(step).reserved.size());
    }
    void plan_list(const std::string& step, List& list) {
        const Instant begins = std::max(company_.now(), round_over_);
        list.is_planned = true;
        plan(report_.delays.at(step).after(begins, usual_time_ms, d_.calendar, chance_),
             {What::list, {}, step});
    }

    // Everything is at rest: what was refused is tried once more, if anything has moved since.
    bool stir() {
        if (moves_ == moves_at_rest_) return false;
        moves_at_rest_ = moves_;
        for (const std::string& id : std::exchange(stuck_, {})) set_going(id);
        for (auto& [step, list] : lists_) {
            list.was_refused = false;
            if (waiting_in(step) > 0) plan_list(step, list);
        }
        return !agenda_.empty();
    }

    // Whether it led on.
    bool one(const Step& step, const std::string& id) {
        switch (step.kind) {
            case Kind::submission: {
                if (note(company_.submit(id, facts_of(step, id)))) return left(id), true;
                const auto deadline = state(id).deadline;
                if (!deadline) return false;
                plan(deadline->plus_ms(1'000), {What::lapses, id, step.name});
                return true;
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

    void make_list(const std::string& step) {
        List& list = lists_.at(step);
        list.is_planned = false;
        std::vector<std::string> waiting;
        for (const std::string& id : ids_)
            if (since_.at(id).step == step && !since_.at(id).is_counted && is_waiting(id, step))
                waiting.push_back(id);
        if (!note(company_.rank(step)) || !note(company_.select(step))) {
            list.was_refused = true;
            return;
        }
        for (const std::string& id : waiting) {
            left(id);
            const application::State s = state(id);
            if (s.finished() || s.step != step) continue;
            count_days(id);
            since_.at(id).is_counted = true;
            list.reserved.push_back(id);
            if (s.deadline) plan(s.deadline->plus_ms(1'000), {What::reserve_expires, id, step});
        }
        committed_ = company_.world().call({Company::call}).committed;
    }
    // Those of the reserve lists are asked whom it suffices for.
    void money_came_back() {
        if (std::ranges::all_of(lists_, [](const auto& one) { return one.second.reserved.empty(); })) return;
        const Decimal before = std::exchange(committed_, company_.world().call({Company::call}).committed);
        if (committed_ >= before) return;
        for (auto& [step, list] : lists_) {
            if (list.reserved.empty() ||
                !note(company_.by(d_.step(step)->by,
                                  procedure::PromoteReserve{{Company::call}, {Company::round}, step})))
                continue;
            for (const std::string& id : std::vector<std::string>{list.reserved}) left(id);
        }
        committed_ = company_.world().call({Company::call}).committed;
    }

    StepReport& report_of(const std::string& step) {
        return *std::ranges::find(report_.steps, step, &StepReport::step);
    }
    void came(const std::string& id, const std::string& step) {
        report_of(step).came += 1;
        since_[id] = {step, company_.now(), std::nullopt, false};
        // Where a definition sends it round and round, it is left where it is.
        constexpr int visits_max = 200;
        if (++visits_[id] <= visits_max) set_going(id);
    }
    void count_days(const std::string& id) {
        const Stay& stay = since_.at(id);
        Days& days = days_[stay.step];
        const std::int64_t ms = company_.now().ms - stay.since.ms;
        days.sum_ms += ms;
        days.longest_ms = std::max(days.longest_ms, ms);
        days.times += 1;
        const Kind kind = d_.step(stay.step)->kind;
        if ((kind == Kind::check || kind == Kind::review || kind == Kind::decision) && stay.deadline &&
            definition::is_past(*stay.deadline, company_.now()))
            report_of(stay.step).late += 1;
    }
    // Wherever it went: what it left is closed, and where it came is opened.
    void left(const std::string& id) {
        const application::State s = state(id);
        const Stay stay = since_.at(id);
        if (!s.finished() && s.step == stay.step) return;
        if (!stay.is_counted) count_days(id);
        if (const auto list = lists_.find(stay.step); list != lists_.end())
            std::erase(list->second.reserved, id);
        StepReport& report = report_of(stay.step);
        report.left += 1;
        report.results[s.finished() ? s.outcome : s.step] += 1;
        ++moves_;
        --here_[stay.step];
        if (s.finished()) return;
        ++here_[s.step];
        came(id, s.step);
    }

    void finish() {
        std::int64_t most = -1;
        for (StepReport& one : report_.steps) {
            const Days& days = days_[one.step];
            if (days.sum_ms > most) {
                most = days.sum_ms;
                report_.bottleneck = one.step;
            }
            if (days.times > 0) {
                const std::int64_t mean_ms = days.sum_ms / days.times;
                one.days_mean = static_cast<double>(mean_ms) / static_cast<double>(day_ms);
            }
            one.days_longest = static_cast<double>(days.longest_ms) / static_cast<double>(day_ms);
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

    struct Days {
        std::int64_t sum_ms = 0, longest_ms = 0, times = 0;
    };

    const definition::Definition& d_;
    Plan plan_;
    Company company_;
    Chance chance_;
    DryRun report_;
    std::map<std::pair<Instant, std::int64_t>, Happening> agenda_;
    std::int64_t planned_ = 0;
    std::vector<std::string> ids_;
    std::map<std::string, Stay> since_;
    std::map<std::string, int> visits_;                   // by application: the steps that it came to
    std::map<std::string, Days> days_;                    // by step
    std::map<std::string, std::int64_t> here_;            // who is in a step, or will arrive in it
    std::map<std::string, std::size_t> size_of_;          // by application: its place in the plan's sizes
    std::map<std::pair<bool, std::string>, Desk> desks_;  // of experts or not, by role
    std::map<std::string, List> lists_;                   // by selection
    std::set<std::string> stuck_;
    Instant round_over_{};
    Decimal committed_ = 0;
    std::int64_t moves_ = 0, moves_at_rest_ = -1;
    std::size_t next_expert_ = 0;
};

}  // namespace

std::optional<Arrivals> parse_arrivals(std::string_view text) {
    for (const auto& [arrivals, name] : arrival_names)
        if (name == text) return arrivals;
    return std::nullopt;
}
std::string_view arrivals_text(Arrivals arrivals) {
    for (const auto& [one, name] : arrival_names)
        if (one == arrivals) return name;
    return {};
}

Delay usual_delay(const definition::Definition& definition, const Step& step) {
    using Unit = Delay::Unit;
    switch (step.kind) {
        case Kind::submission:
            if (step.name == definition.steps.front().name) return {Delay::Kind::fixed, Unit::days, 0, 0, 0};
            return {Delay::Kind::late_within};
        case Kind::offer: return {Delay::Kind::uniform_within};
        case Kind::check: return {Delay::Kind::uniform, Unit::hours, 6, 6, 18};
        case Kind::review: return {Delay::Kind::uniform, Unit::hours, 9, 9, 27};
        case Kind::selection: return {Delay::Kind::fixed, Unit::days, 2, 2, 2};
        default: return {Delay::Kind::uniform, Unit::minutes, 90, 90, 270};
    }
}

DryRun dry_run(const std::shared_ptr<const definition::Definition>& definition, const Plan& plan) {
    return Run{definition, plan}.all();
}

}  // namespace atranka::simulation
