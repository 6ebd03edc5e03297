// Trying a definition out: a counterexample's scenario, and a whole call with invented applications.

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/solver/z3.hpp"
#include "adapters/system/resolve.hpp"
#include "engine/proof/sample.hpp"
#include "engine/simulation/dry_run.hpp"
#include "engine/simulation/scenario.hpp"

#include <fmt/core.h>
#include <charconv>

namespace atranka::cli {

namespace {

// As a call is drafted with it, at an instant that does not depend on today: the same answer tomorrow.
const Instant begins{1'767'600'000'000};  // 2026-01-05T08:00:00Z

// Sixty days before the first cut-off, where the definition itself dates that one earlier.
Instant begin_of(const definition::Definition& d) {
    const definition::Parameter* closes = d.parameter(d.steps.front().closes);
    const auto at = closes != nullptr && closes->default_value && closes->default_value->is_text()
                        ? Instant::parse(closes->default_value->as_text())
                        : std::nullopt;
    constexpr std::int64_t sixty_days_ms = std::int64_t{60} * 86'400'000;
    return at ? std::min(begins, at->plus_ms(-sixty_days_ms)) : begins;
}

std::shared_ptr<const definition::Definition> resolved_of(const std::string& file) {
    const Linted linted = sound_definition(file);
    const auto resolved =
        system::resolved(linted.document, linted.definition->calendar, begin_of(*linted.definition));
    if (!resolved)
        throw Stop{bad_data, file + ": this machine knows no time zone " + linted.definition->calendar.zone};
    return service::compile(resolved->canonical, service::hash_of(resolved->canonical));
}

int run_scenario(Program& program, const Verb&, const Arguments& arguments) {
    const std::string file = arguments.text("file");
    const Value scenario = read_document(file);
    std::string named = arguments.text("definition");
    if (const Value* in_file = scenario.is_object() ? scenario.find("definition") : nullptr;
        named.empty() && in_file != nullptr && in_file->is_text())
        named = in_file->as_text();
    if (named.empty()) throw Stop{usage, file + " names no definition: give one with --definition"};
    const auto definition = resolved_of(named);
    // Where the scenario leaves a form to chance, it is one that passes.
    solver::Z3 solver;
    const simulation::Played played = simulation::play(definition, scenario, begin_of(*definition),
                                                       proof::passing_forms(*definition, solver));
    if (program.json()) {
        Value lines = Value::list();
        for (const std::string& line : played.lines) lines.push(line);
        program.answer(Value::object({{"happened", played.happened}, {"lines", std::move(lines)}}));
    } else {
        for (const std::string& line : played.lines) program.say(line);
        program.say(played.happened ? "It happens." : "It does not happen.");
    }
    return played.happened ? ok : bad_data;
}

std::uint64_t whole(const Arguments& arguments, const char* key, std::uint64_t otherwise) {
    if (!arguments.has(key)) return otherwise;
    const std::string text = arguments.text(key);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        throw Stop{usage, "--" + std::string{key} + " is a whole number, not " + text};
    return number;
}

Value tree_of(const simulation::DryRun& run) {
    Value steps = Value::list();
    for (const simulation::StepReport& one : run.steps) {
        Value results = Value::object();
        for (const auto& [result, count] : one.results) results.set(result, count);
        steps.push(Value::object({{"step", one.step},
                                  {"came", one.came},
                                  {"left", one.left},
                                  {"days_mean", fmt::format("{:.1f}", one.days_mean)},
                                  {"days_longest", fmt::format("{:.1f}", one.days_longest)},
                                  {"late", one.late},
                                  {"results", std::move(results)}}));
    }
    const auto counts = [](const std::map<std::string, std::int64_t>& of) {
        Value all = Value::object();
        for (const auto& [name, count] : of) all.set(name, count);
        return all;
    };
    Value sizes = Value::object(), delays = Value::object();
    for (const auto& [size, times] : run.sizes) sizes.set(size.text(), times);
    for (const auto& [step, delay] : run.delays) delays.set(step, delay.text());
    return Value::object({{"steps", std::move(steps)},
                          {"arrivals", std::string{simulation::arrivals_text(run.arrivals)}},
                          {"delays", std::move(delays)},
                          {"requests", std::move(sizes)},
                          {"outcomes", counts(run.outcomes)},
                          {"reviews", counts(run.reviews)},
                          {"refused", counts(run.refused)},
                          {"bottleneck", run.bottleneck},
                          {"budget", run.budget.text()},
                          {"committed", run.committed.text()},
                          {"commands", run.commands}});
}

// The steps of each delay, in the order of the definition.
std::map<std::string, std::string> by_delay(const simulation::DryRun& run) {
    std::map<std::string, std::string> all;
    for (const simulation::StepReport& one : run.steps) {
        std::string& steps = all[run.delays.at(one.step).text()];
        steps += (steps.empty() ? "" : ", ") + one.step;
    }
    return all;
}

Decimal amount_in(const std::string& text) {
    const auto amount = Decimal::parse(text);
    if (!amount || amount->sign() < 0)
        throw Stop{usage, "--sizes has amounts such as 5000..25000 or 5000:3,25000:1, not " + text};
    return *amount;
}

// "LOW..HIGH": ten sizes, evenly; "A:3,B:1": these, so often.
std::vector<std::pair<Decimal, int>> sizes_in(const std::string& text) {
    constexpr int classes = 10, weight_max = 1'000;
    std::vector<std::pair<Decimal, int>> sizes;
    if (const std::size_t dots = text.find(".."); dots != std::string::npos) {
        const Decimal low = amount_in(text.substr(0, dots)), high = amount_in(text.substr(dots + 2));
        if (high < low) throw Stop{usage, "--sizes " + text + ": the first amount is the smaller one"};
        for (int i = 0; i < classes; ++i)
            sizes.emplace_back(
                (low + Decimal::divide((high - low) * Decimal{i}, Decimal{classes - 1}).value_or(Decimal{0}))
                    .rounded(2, Rounding::down),
                1);
        return sizes;
    }
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string one = text.substr(at, end - at);
        const std::size_t colon = one.find(':');
        int weight = 1;
        if (colon != std::string::npos) {
            const std::string typed = one.substr(colon + 1);
            const auto [stop, error] = std::from_chars(typed.data(), typed.data() + typed.size(), weight);
            if (error != std::errc{} || stop != typed.data() + typed.size() || weight < 1 ||
                weight > weight_max)
                throw Stop{usage, "--sizes: how often is a whole number from 1 to 1000, not " + typed};
        }
        sizes.emplace_back(amount_in(one.substr(0, colon)), weight);
        at = end + 1;
    }
    return sizes;
}

// A fifth of the largest grant to all of it, where the definition names one.
std::string usual_sizes(const definition::Definition& d) {
    const definition::Parameter* largest = d.parameter("max_grant");
    const auto cap = largest != nullptr && largest->default_value && largest->default_value->is_text()
                         ? Decimal::parse(largest->default_value->as_text())
                         : std::nullopt;
    if (!cap) return {};
    return (*cap * Decimal::scaled(2, -1)).rounded(2, Rounding::down).text() + ".." + cap->text();
}

void plan_sizes(const std::string& asked, const definition::Definition& d, proof::Solver& solver,
                simulation::Plan& plan) {
    const std::string sizes = asked.empty() ? usual_sizes(d) : asked;
    if (sizes.empty()) return;
    for (const auto& [amount, weight] : sizes_in(sizes)) {
        auto forms = proof::passing_forms(d, solver, amount);
        if (forms)
            plan.sizes.push_back({amount, weight, std::move(*forms)});
        else
            Program::warn("no form that asks for " + amount.text() + " meets the rules: left out");
    }
    if (plan.sizes.empty() && !asked.empty())
        throw Stop{bad_data, "--sizes " + asked + ": no request of these sizes meets the rules"};
}

void plan_time(const Arguments& arguments, const definition::Definition& d, simulation::Plan& plan) {
    if (arguments.has("arrivals")) {
        const auto arrivals = simulation::parse_arrivals(arguments.text("arrivals"));
        if (!arrivals)
            throw Stop{usage, "--arrivals is late, uniform or even, not " + arguments.text("arrivals")};
        plan.arrivals = *arrivals;
    }
    for (const std::string& one : arguments.all("delays")) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos)
            throw Stop{usage,
                       "--delay is STEP=HOW, such as idea_review=uniform:1-5 working days, not " + one};
        const std::string name = one.substr(0, equals);
        const definition::Step* step = d.step(name);
        if (step == nullptr) {
            std::string all;
            for (const definition::Step& known : d.steps) all += (all.empty() ? "" : ", ") + known.name;
            throw Stop{usage, "--delay " + one + ": there is no step " + name + "; there are " + all};
        }
        const auto delay = simulation::Delay::parse(one.substr(equals + 1));
        if (!delay) throw Stop{usage, "--delay " + name + ": " + delay.error()};
        if (delay->is_within() && step->kind != lifecycle::Kind::submission &&
            step->kind != lifecycle::Kind::offer)
            throw Stop{usage, "--delay " + one + ": only applicants act " + delay->text() +
                                  " within a deadline; write how long it takes, such as " + name +
                                  "=uniform:1-5 working days"};
        if (!plan.delays.emplace(name, *delay).second)
            throw Stop{usage, "--delay " + one + ": the step " + name + " has one already; leave one out"};
    }
}

int simulate(Program& program, const Verb&, const Arguments& arguments) {
    const auto definition = resolved_of(arguments.text("file"));
    simulation::Plan plan;
    constexpr std::uint64_t applications_max = 20'000, people_max = 2'000;
    plan.applications = static_cast<int>(std::min(whole(arguments, "applications", 1'000), applications_max));
    plan.seed = whole(arguments, "seed", 1);
    plan.experts =
        static_cast<int>(std::clamp<std::uint64_t>(whole(arguments, "experts", 40), 1, people_max));
    plan.officers =
        static_cast<int>(std::clamp<std::uint64_t>(whole(arguments, "officers", 3), 1, people_max));
    plan.begins = begin_of(*definition);
    plan_time(arguments, *definition, plan);
    solver::Z3 solver;
    plan.forms = proof::passing_forms(*definition, solver);
    plan_sizes(arguments.text("sizes"), *definition, solver, plan);
    const simulation::DryRun run = simulation::dry_run(definition, plan);
    if (program.json()) {
        program.answer(tree_of(run));
        return ok;
    }
    program.say(fmt::format(
        "{} invented applications, seed {}, {} experts, {} officers: {} commands through the engine",
        plan.applications, plan.seed, plan.experts, plan.officers, run.commands));
    program.say("arrivals: " + std::string{simulation::arrivals_text(run.arrivals)});
    for (const auto& [delay, steps] : by_delay(run)) program.say("delay " + delay + ": " + steps);
    program.say(fmt::format("{:<22} {:>6} {:>6} {:>10} {:>10} {:>6}  {}", "step", "came", "left",
                            "days, mean", "longest", "late", "went on to"));
    for (const simulation::StepReport& one : run.steps) {
        std::string results;
        for (const auto& [result, count] : one.results)
            results += fmt::format("{}{} {}", results.empty() ? "" : ", ", result, count);
        program.say(fmt::format("{:<22} {:>6} {:>6} {:>10.1f} {:>10.1f} {:>6}  {}", one.step, one.came,
                                one.left, one.days_mean, one.days_longest, one.late, results));
    }
    program.say("bottleneck: " + run.bottleneck + ", where most days are spent");
    std::string outcomes;
    for (const auto& [outcome, count] : run.outcomes)
        outcomes += fmt::format("{}{} {}", outcomes.empty() ? "" : ", ", outcome, count);
    program.say("outcomes: " + outcomes);
    std::int64_t least = 0, most = 0, sum = 0;
    for (const auto& [expert, count] : run.reviews) {
        least = least == 0 ? count : std::min(least, count);
        most = std::max(most, count);
        sum += count;
    }
    if (!run.reviews.empty())
        program.say(fmt::format("load: {} reviews by {} experts, {} to {} each", sum, run.reviews.size(),
                                least, most));
    if (!run.sizes.empty()) {
        std::int64_t count = 0;
        Decimal all = 0;
        for (const auto& [size, times] : run.sizes) {
            count += times;
            all += size * Decimal{times};
        }
        program.say(fmt::format("requests: {} of {} sizes, {} to {}, {} on average", count, run.sizes.size(),
                                run.sizes.begin()->first.text(), run.sizes.rbegin()->first.text(),
                                Decimal::divide(all, Decimal{count})->rounded(2, Rounding::half_up).text()));
    }
    program.say(fmt::format("money: {} of {} put aside", run.committed.text(), run.budget.text()));
    for (const auto& [rule, count] : run.refused)
        program.say(fmt::format("refused {} times: {}", count, rule));
    return ok;
}

}  // namespace

std::vector<Verb> rehearsal_verbs() {
    return {
        {"scenario",
         "run",
         "Play a scenario that `atranka lint` printed through the engine, and say whether it happens.",
         "atranka scenario run counterexample.yaml",
         {{"file", "FILE", "the scenario", "", Takes::one, true},
          {"definition", "--definition", "in place of the definition that it names", "FILE"}},
         run_scenario},
        {"",
         "simulate",
         "A whole call with invented applications through the engine: how long each step takes, where it\n"
         "queues, what experts carry, and the money. The same seed gives the same answer.",
         "atranka simulate workflow.yaml --applications 1000 --seed 7\n"
         "  atranka simulate workflow.yaml --arrivals even --delay 'eligibility=lognormal:3-15 working days'",
         {{"file", "FILE", "the workflow file", "", Takes::one, true},
          {"applications", "--applications", "how many (1000)", "N"},
          {"seed", "--seed", "of what is drawn by lot (1)", "N"},
          {"sizes", "--sizes",
           "what requests ask for: LOW..HIGH, evenly, or AMOUNT:TIMES,AMOUNT:TIMES (a fifth of the largest "
           "grant to all of it)",
           "SIZES"},
          {"arrivals", "--arrivals",
           "when applications arrive: late (denser towards the end of the round), uniform (by lot), even (at "
           "equal distances) (late)",
           "HOW"},
          {"delays", "--delay",
           "how long a step's work takes: fixed:2 days, uniform:1-5 working days, triangular:1-3-10 days, "
           "lognormal:5-20 days (the median and the ninetieth of a hundred); minutes and hours too; of "
           "applicants also late or uniform, within the deadline (a check uniform:6-18 hours, a review "
           "uniform:9-27 hours, a decision uniform:90-270 minutes, a list fixed:2 days, a later form late, "
           "an "
           "offer uniform)",
           "STEP=HOW", Takes::each},
          {"experts", "--experts", "how many review, half of them at a time (40)", "N"},
          {"officers", "--officers", "how many of each role check and decide, side by side (3)", "N"}},
         simulate}};
}

}  // namespace atranka::cli
