// Commands accepted one at a time, each on disk before the next, against SQLite alone.

#include "bench/beside.hpp"
#include "bench/figures.hpp"

namespace atranka::bench {

namespace {

constexpr int turns = 40, journeys_a_turn = 3;

}  // namespace

std::vector<Figure> durable(const std::filesystem::path& data) {
    TownBesideRaw pair{data};
    auto& [town, raw, number, sizes] = pair;
    std::size_t bytes = 0;
    for (const std::size_t size : sizes) bytes += size;

    Figure figure{"durable receipted commands, one at a time",
                  "a command, handled: decided, recorded, its views kept, its receipt signed",
                  "an insert of one row of as many bytes, in a transaction of its own"};
    figure.bound = 0.4;
    figure.at_least = true;
    figure.note = "commands a second as a share of inserts a second; " +
                  std::to_string(bytes / sizes.size()) +
                  " bytes each: ours in 7 rows or more of 6 tables, with their indexes and triggers";
    constexpr double commands_a_turn = journeys_a_turn * commands_of_journey;
    const auto ours = [&] {
        double sum = 0;
        for (int i = 0; i < journeys_a_turn; ++i, ++number)
            for (const Given& given : journey(number)) sum += town.give(given);
        return sum / commands_a_turn;
    };
    const auto rows = [&] {
        double sum = 0;
        for (int i = 0; i < journeys_a_turn; ++i)
            for (const std::size_t size : sizes) sum += raw.insert(size);
        return sum / commands_a_turn;
    };
    return {compare(std::move(figure), turns, ours, rows)};
}

}  // namespace atranka::bench
