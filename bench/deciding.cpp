// Deciding in memory what an expert's scores lead to, against one commit of SQLite.

#include "bench/figures.hpp"
#include "bench/raw.hpp"
#include "bench/town.hpp"
#include "engine/application/decide.hpp"
#include "engine/application/evolve.hpp"
#include "engine/service/replay.hpp"

#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 41, commits_a_turn = 15;
constexpr std::size_t decisions_a_turn = 200;

}  // namespace

std::vector<Figure> deciding(const std::filesystem::path& data) {
    std::filesystem::create_directories(data);
    const auto file = data / "scratch-deciding.db", raw_file = data / "scratch-commits.db";
    remove_database(file);
    remove_database(raw_file);
    Town town{file};
    const std::vector<Given> commands = journey(0);
    // Up to the second review, which closes the step: it aggregates and routes.
    for (std::size_t i = 0; i + 1 < commands.size(); ++i) town.give(commands[i]);
    service::Folded states;
    const service::Envelope envelope = town.envelope(commands.back());
    service::fold_until(town.store(), envelope.at, states);

    const auto command = std::get<assignment::SubmitReview>(envelope.command);
    const application::State before = states.application(command.application);
    const call::State call = states.call(before.call);
    const auto definition = states.definition(call.definition);
    registry::Loaded loaded;
    loaded.persons.emplace(envelope.actor, states.person(envelope.actor));
    const application::Command wanted{command};
    std::size_t decided_events = 0;
    const auto decide_and_evolve = [&] {
        const auto decided =
            application::decide({*definition, call, loaded, envelope.actor, envelope.at}, before, wanted);
        if (!decided) throw std::runtime_error("the review was refused");
        application::State after = before;
        for (const application::Event& event : decided->events) application::evolve(after, event);
        decided_events = decided->events.size();
        if (after.step == before.step) throw std::runtime_error("the second review did not close the step");
    };
    const auto through_the_executor = [&] {
        if (!service::execute(states, envelope)) throw std::runtime_error("the review was refused");
    };

    town.give(commands.back());
    const std::size_t bytes = bytes_of_newest(file);
    Raw raw{raw_file};
    // Of several, the one in the middle: a disk that pauses now and then would flatter us.
    const auto commit = [&] {
        std::vector<double> times;
        for (int i = 0; i < commits_a_turn; ++i) times.push_back(raw.insert(bytes));
        return median(std::move(times));
    };
    const std::string yardstick = "one SQLite commit of a row of " + std::to_string(bytes) + " bytes";
    Figure pure{"decide + evolve of a review submission, in memory",
                "decide and evolve of SubmitReview, which closes the step", yardstick};
    pure.bound = 1.0 / 20;
    Figure executed{"the same through the executor", "streams copied, decided, evolved, events encoded",
                    yardstick};
    executed.informs_only = true;
    std::vector<Figure> figures;
    figures.push_back(compare(
        std::move(pure), turns, [&] { return seconds_each(decisions_a_turn, decide_and_evolve); }, commit));
    figures.back().note = std::to_string(decided_events) + " events each";
    figures.push_back(compare(
        std::move(executed), turns, [&] { return seconds_each(decisions_a_turn, through_the_executor); },
        commit));
    return figures;
}

}  // namespace atranka::bench
