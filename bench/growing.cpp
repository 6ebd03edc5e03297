// What a command costs, and what opening costs, where a call's log has a million entries, against a thousand.

#include "bench/child.hpp"
#include "bench/figures.hpp"
#include "bench/town.hpp"

#include <fmt/core.h>
#include <optional>

namespace atranka::bench {

namespace {

constexpr int turns = 30, opening_turns = 40, journeys_a_turn = 5, few = 1'000, many = 1'000'000;

double turn(Town& town, int& number) {
    double sum = 0;
    for (int i = 0; i < journeys_a_turn; ++i)
        for (const Given& given : journey(number++)) sum += town.give(given);
    return sum / (journeys_a_turn * commands_of_journey);
}

// To the first answer: where the call's log stands, and the newest entry's receipt.
double opening(const std::filesystem::path& file) {
    return seconds([&] {
        Town town{file};
        town.service().checkpoint("instance");
        for (const std::string& log : town.store().logs()) town.service().checkpoint(log);
    });
}

}  // namespace

std::vector<Figure> growing(const std::filesystem::path& data) {
    const auto make = [&](int count) {
        return cached(data, fmt::format("applications-{}", count),
                      [count](Town& town) { fill_with_applications(town, count); });
    };
    const auto large = make(many), small = make(few);
    Figure open{fmt::format("opening a database of {} entries", many), "opened, the heads of its logs signed",
                fmt::format("the same of {} entries", few)};
    open.bound = 5;
    const std::int64_t grown = growth_kib([&] { opening(large); });
    open.note = fmt::format("memory grows by {:.1f} MiB (300 allowed)", static_cast<double>(grown) / 1024);
    open = compare(
        std::move(open), opening_turns, [&] { return opening(large); }, [&] { return opening(small); });

    Figure append{fmt::format("a command in a log of {} entries", many), "handled, durable, receipted",
                  fmt::format("the same in a log of {} entries", few)};
    append.bound = 1.2;
    const auto large_copy = scratch(large), small_copy = scratch(small);
    std::optional<Town> in_large{large_copy}, in_small{small_copy};
    int number_large = many, number_small = few;
    append = compare(
        std::move(append), turns, [&] { return turn(*in_large, number_large); },
        [&] { return turn(*in_small, number_small); });
    in_large.reset();
    remove_database(large_copy);
    return {open, append};
}

}  // namespace atranka::bench
