// What a command costs where a call has a hundred thousand applications, against where it has a thousand.

#include "bench/figures.hpp"
#include "bench/town.hpp"

#include <fmt/core.h>
#include <map>

namespace atranka::bench {

namespace {

constexpr int turns = 30, journeys_a_turn = 10, few = 1'000, many = 100'000;

struct Called {
    Town town;
    int next;                                               // number of an application that is not there yet
    std::map<std::string, std::vector<double>> times = {};  // by command, of each turn the mean

    Called(const std::filesystem::path& file, int applications) : town(file), next(applications) {}

    void take_turn() {
        std::map<std::string, std::vector<double>> turn;
        for (int i = 0; i < journeys_a_turn; ++i, ++next) {
            for (const Given& given : journey(next))
                turn[std::string{service::name_of(given.command)}].push_back(town.give(given));
            turn["tick"].push_back(town.tick());
        }
        for (const auto& [name, taken] : turn) {
            double sum = 0;
            for (const double one : taken) sum += one;
            times[name].push_back(sum / static_cast<double>(taken.size()));
        }
    }
};

}  // namespace

std::vector<Figure> scaling(const std::filesystem::path& data) {
    const auto make = [&](int count) {
        return scratch(cached(data, fmt::format("applications-{}", count),
                              [count](Town& town) { fill_with_applications(town, count); }));
    };
    Called large{make(many), many}, small{make(few), few};
    for (int turn = 0; turn < turns; ++turn) {
        if (turn % 2 == 0) large.take_turn();
        small.take_turn();
        if (turn % 2 != 0) large.take_turn();
    }
    std::vector<Figure> figures;
    for (const char* name : {"StartApplication", "SubmitForm", "ProposeCheck", "SubmitReview", "tick"}) {
        Figure figure{std::string{name} + (std::string_view{name} == "tick" ? " with nothing due" : ""),
                      fmt::format("at {} applications", many), fmt::format("at {} applications", few)};
        figure.bound = 1.2;
        figures.push_back(compared(std::move(figure), large.times[name], small.times[name]));
    }
    return figures;
}

}  // namespace atranka::bench
