// Many writers at once, each waiting for its own receipt, against SQLite's commits one at a time.

#include "adapters/sql/event_store.hpp"
#include "adapters/system/committer.hpp"
#include "bench/beside.hpp"
#include "bench/figures.hpp"

#include <fmt/core.h>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace atranka::bench {

namespace {

constexpr int turns = 15, writers = 64;

}  // namespace

std::vector<Figure> gathering(const std::filesystem::path& data) {
    TownBesideRaw pair{data};
    auto& [town, raw, number, sizes] = pair;
    Figure figure{
        fmt::format("durable receipted commands, {} writers", writers),
        fmt::format("a command of {} at once, each on disk and receipted before its writer goes on", writers),
        "an insert of one row of as many bytes, in a transaction of its own"};
    figure.bound = 4;
    figure.at_least = true;
    figure.note =
        "commands a second as a multiple of inserts a second, on two cores that writers, committer and "
        "SQLite share";
    // A journey of its own for each writer; the next command is given once the one before is receipted.
    const auto ours = [&] {
        const int first = number;
        number += writers;
        std::atomic<int> refused{0};
        const double took = seconds([&] {
            system::Committer committer{town.service(), sql::open(town.file())};
            std::vector<std::thread> threads;
            for (int writer = 0; writer < writers; ++writer)
                threads.emplace_back([&, writer] {
                    for (const Given& given : journey(first + writer)) {
                        const auto answer = committer.ask(town.request(given)).get();
                        if (!answer || answer->receipt.empty()) ++refused;
                    }
                });
            for (std::thread& thread : threads) thread.join();
        });
        if (refused != 0) throw std::runtime_error("a command was refused, or got no receipt");
        return took / (writers * commands_of_journey);
    };
    const auto rows = [&] {
        double sum = 0;
        for (int i = 0; i < 10; ++i)
            for (const std::size_t size : sizes) sum += raw.insert(size);
        return sum / (10.0 * commands_of_journey);
    };
    return {compare(std::move(figure), turns, ours, rows)};
}

}  // namespace atranka::bench
