// What the server answers, as its clients on the same machine see it: asked over one connection each, beside
// GET /healthz, which looks at nothing, or beside SQLite's own commits.

#include "adapters/sql/texts.hpp"
#include "bench/beside.hpp"
#include "bench/figures.hpp"
#include "bench/reviewing.hpp"
#include "bench/served.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>

namespace atranka::bench {

namespace fs = std::filesystem;

namespace {

constexpr int few = words_alike, some = 100'000, many = 1'000'000;
constexpr int turns = 21, asked_a_turn = 20, clients = 64, reviews_a_client = 5, half_open = 200;
constexpr const char* applications = "/api/v1/calls/bench-2026/applications";

double quantile_99(std::vector<double> times) {
    std::ranges::sort(times);
    return times[times.size() * 99 / 100];
}

Side asking(Client& client, const std::string& path) {
    return [&client, path] { return seconds_each(asked_a_turn, [&] { client.get(path); }); };
}

std::vector<Figure> saving(const fs::path& data) {
    constexpr int at_once = clients * reviews_a_client * turns, alone = 10 * turns + 1;
    Reviewing reviewing{large_call(data, some), some, at_once + alone};
    const fs::path rows = data / "scratch-rows.db";
    remove_database(rows);
    Raw raw{rows};
    std::size_t next = 0;
    std::vector<Figure> figures;
    const Served served{reviewing.file};

    const auto give = [&](Client& client, const Given& given) {
        const double took = client.post("/api/v1/commands/SubmitReview", Reviewing::members(given));
        if (client.body().find("tlog-proof") == std::string::npos) throw std::runtime_error("no receipt");
        return took;
    };
    std::map<std::string, Client> of_person;
    for (std::size_t i = 0; i < reviewing.experts.size(); ++i)
        of_person.emplace(reviewing.experts[i].text, Client{served.port(), reviewing.tokens[i]});
    const auto one = [&] {
        double sum = 0;
        for (int i = 0; i < 10; ++i, ++next)
            sum += give(of_person.at(reviewing.open[next].actor), reviewing.open[next]);
        return sum / 10;
    };
    // As many bytes as one of them writes.
    give(of_person.at(reviewing.open[next].actor), reviewing.open[next]);
    ++next;
    const std::size_t row_bytes = bytes_of_newest(reviewing.file);
    const auto row = [&] {
        double sum = 0;
        for (int i = 0; i < 10; ++i) sum += raw.insert(row_bytes);
        return sum / 10;
    };
    const std::string as_many =
        fmt::format("an insert of one row of as many bytes ({}), in a transaction of its own", row_bytes);
    Figure single{"saving a review over HTTP, one client",
                  "POST SubmitReview, durable, receipt in the answer", as_many};
    single.bound = 3;
    figures.push_back(compare(std::move(single), turns, one, row));

    std::vector<double> latencies;
    const auto all = [&] {
        const std::size_t first = next;
        next += clients * reviews_a_client;
        std::vector<std::vector<double>> times(clients);
        const double took = seconds([&] {
            std::vector<std::thread> threads;
            for (std::size_t c = 0; c < clients; ++c)
                threads.emplace_back([&, c] {
                    for (std::size_t i = 0; i < reviews_a_client; ++i) {
                        const Given& given = reviewing.open[first + c * reviews_a_client + i];
                        Client client{served.port(), reviewing.token(given)};
                        times[c].push_back(give(client, given));
                    }
                });
            for (std::thread& thread : threads) thread.join();
        });
        for (const auto& of_one : times) latencies.insert(latencies.end(), of_one.begin(), of_one.end());
        return took / (clients * reviews_a_client);
    };
    Figure together{fmt::format("saving reviews over HTTP, {} clients", clients), "a review of those at once",
                    as_many};
    together.bound = 4;
    together.at_least = true;
    together = compare(std::move(together), turns, all, row);
    together.note = fmt::format(
        "reviews a second as a multiple of inserts a second; the server took {:.0f} MiB at "
        "most (150 allowed) with {} applications",
        static_cast<double>(served.memory_kib()) / 1024, some);
    figures.push_back(std::move(together));

    Figure tail{fmt::format("the slowest hundredth of {} clients", clients),
                "the 99th percentile of those answers", "their median"};
    tail.bound = 10;
    figures.push_back(compared(std::move(tail), {quantile_99(latencies)}, {median(latencies)}));

    return figures;
}

std::vector<Figure> reading(const fs::path& data) {
    struct Call {
        Reviewing record;
        Served served;
        Client officer, nobody;
        std::string one;
        Call(const fs::path& data, int count)
            : record(large_call(data, count), count, 1),
              served(record.file),
              officer(served.port(), record.officer),
              nobody(served.port()),
              one(fmt::format("/api/v1/applications/a-{:06}", count)) {
            // Takes in what the index has not yet.
            for (int i = 0; i < 100; ++i) try {
                    officer.get(searched());
                    break;
                } catch (const std::runtime_error&) {
                    std::this_thread::sleep_for(std::chrono::milliseconds{100});
                }
        }
        static std::string page() { return std::string{applications} + "?sort=-total"; }
        static std::string searched() {
            return std::string{applications} + "?q=lignin&total_from=50&sort=-total";
        }
    };
    std::vector<Figure> figures;
    const auto against_health = [&](Call& call, const std::string& what, const std::string& path,
                                    double bound) {
        Figure figure{fmt::format("{}, of {} applications", what, some), "GET " + path, "GET /healthz"};
        figure.bound = bound;
        figures.push_back(
            compare(std::move(figure), turns, asking(call.officer, path), asking(call.nobody, "/healthz")));
    };
    Call middle{data, some};
    against_health(middle, "the first page by score", Call::page(), 15);
    against_health(middle, "a search of words and score", Call::searched(), 30);
    figures.back().note = fmt::format("{} applications have the word", few);
    against_health(middle, "an application with its reviews", middle.one, 8);

    Call small{data, few}, large{data, many};
    const auto by_size = [&](const std::string& what, const std::string& in_large,
                             const std::string& in_small) {
        Figure figure{fmt::format("{}, at {} applications", what, many), "GET " + in_large,
                      fmt::format("the same at {}", few)};
        figure.bound = 1.5;
        figures.push_back(compare(std::move(figure), turns, asking(large.officer, in_large),
                                  asking(small.officer, in_small)));
    };
    by_size("the first page by score", Call::page(), Call::page());
    by_size("a search of words and score", Call::searched(), Call::searched());
    by_size("an application with its reviews", large.one, small.one);

    Figure floods{fmt::format("{} half-open connections", half_open),
                  "the 99th percentile of GET of an application", "the same without them"};
    floods.bound = 2;
    const auto tail = [&] {
        std::vector<double> times;
        for (int i = 0; i < 500; ++i) times.push_back(middle.officer.get(middle.one));
        return quantile_99(std::move(times));
    };
    figures.push_back(compare(
        std::move(floods), turns,
        [&] {
            std::vector<Client> half;
            for (int i = 0; i < half_open; ++i) half.emplace_back(middle.served.port()).begin_only();
            return tail();
        },
        tail));
    return figures;
}

std::vector<Figure> starting(const fs::path& data) {
    const fs::path large = scratch(large_call(data, many));
    fs::copy_file(sql::Texts::beside(large_call(data, many)), sql::Texts::beside(large));
    const fs::path none = scratch(cached(data, "applications-0", [](Town&) {}));
    Figure figure{fmt::format("starting on {} entries", many),
                  "from the start of the program to its first answer",
                  "the same on a call without applications"};
    figure.bound = 3;
    figure = compare(
        std::move(figure), turns, [&] { return Served{large}.started_s(); },
        [&] { return Served{none}.started_s(); });
    remove_database(large);
    return {figure};
}

}  // namespace

std::vector<Figure> serving(const fs::path& data) {
    std::vector<Figure> figures = saving(data);
    std::ranges::move(reading(data), std::back_inserter(figures));
    std::ranges::move(starting(data), std::back_inserter(figures));
    return figures;
}

}  // namespace atranka::bench
