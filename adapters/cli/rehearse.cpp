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

std::shared_ptr<const definition::Definition> resolved_of(const std::string& file) {
    const Linted linted = sound_definition(file);
    const auto resolved = system::resolved(linted.document, linted.definition->calendar, begins);
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
    const simulation::Played played =
        simulation::play(definition, scenario, begins, proof::passing_forms(*definition, solver));
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
                                  {"results", std::move(results)}}));
    }
    const auto counts = [](const std::map<std::string, std::int64_t>& of) {
        Value all = Value::object();
        for (const auto& [name, count] : of) all.set(name, count);
        return all;
    };
    return Value::object({{"steps", std::move(steps)},
                          {"outcomes", counts(run.outcomes)},
                          {"reviews", counts(run.reviews)},
                          {"refused", counts(run.refused)},
                          {"bottleneck", run.bottleneck},
                          {"budget", run.budget.text()},
                          {"committed", run.committed.text()},
                          {"commands", run.commands}});
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
    plan.begins = begins;
    solver::Z3 solver;
    plan.forms = proof::passing_forms(*definition, solver);
    const simulation::DryRun run = simulation::dry_run(definition, plan);
    if (program.json()) {
        program.answer(tree_of(run));
        return ok;
    }
    program.say(fmt::format(
        "{} invented applications, seed {}, {} experts, {} officers: {} commands through the engine",
        plan.applications, plan.seed, plan.experts, plan.officers, run.commands));
    program.say(fmt::format("{:<22} {:>6} {:>6} {:>10} {:>10}  {}", "step", "came", "left", "days, mean",
                            "longest", "went on to"));
    for (const simulation::StepReport& one : run.steps) {
        std::string results;
        for (const auto& [result, count] : one.results)
            results += fmt::format("{}{} {}", results.empty() ? "" : ", ", result, count);
        program.say(fmt::format("{:<22} {:>6} {:>6} {:>10.1f} {:>10.1f}  {}", one.step, one.came, one.left,
                                one.days_mean, one.days_longest, results));
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
         "atranka simulate workflow.yaml --applications 1000 --seed 7",
         {{"file", "FILE", "the workflow file", "", Takes::one, true},
          {"applications", "--applications", "how many (1000)", "N"},
          {"seed", "--seed", "of what is drawn by lot (1)", "N"},
          {"experts", "--experts", "how many review (40)", "N"},
          {"officers", "--officers", "how many check, side by side (3)", "N"}},
         simulate}};
}

}  // namespace atranka::cli
