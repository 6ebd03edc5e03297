// Folding, deciding again and comparing a whole record, against reading its rows and hashing them.

#include "bench/figures.hpp"
#include "bench/raw.hpp"
#include "bench/town.hpp"
#include "engine/service/replay.hpp"

#include <fmt/core.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <fstream>
#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 5, entries = 100'000;

std::int64_t kib(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == name + ":") {
            std::int64_t n = 0;
            status >> n;
            return n;
        }
    throw std::runtime_error("this system does not say how much memory a process has");
}

void replay_once(const std::filesystem::path& file, int expected) {
    sql::EventStore store{file};
    const service::Replayed replayed = service::replay(store);
    if (!replayed.sound() || replayed.derived != expected)
        throw std::runtime_error("the record does not replay");
}

// By how much the memory of a process of its own grows at most while it replays.
std::int64_t growth_kib(const std::filesystem::path& file, int expected) {
    std::array<int, 2> pipe_ends{};
    if (::pipe(pipe_ends.data()) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no process");
    if (child == 0) {
        std::int64_t grown = -1;
        try {
            malloc_trim(0);
            std::ofstream{"/proc/self/clear_refs"} << "5";  // forgets the former peak
            const std::int64_t before = kib("VmRSS");
            replay_once(file, expected);
            grown = kib("VmHWM") - before;
        } catch (const std::exception& error) {
            fmt::print(stderr, "bench: {}\n", error.what());
        }
        const bool said = ::write(pipe_ends[1], &grown, sizeof grown) == sizeof grown;
        ::_exit(said ? 0 : 1);
    }
    std::int64_t grown = -1;
    const bool heard = ::read(pipe_ends[0], &grown, sizeof grown) == sizeof grown;
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    if (!heard || grown < 0) throw std::runtime_error("the replay of " + file.string() + " failed");
    return grown;
}

int applications_of(int of) { return of / commands_of_journey; }

}  // namespace

std::vector<Figure> replaying(const std::filesystem::path& data) {
    const auto make = [&](int count) {
        return cached(data, fmt::format("record-{}", count),
                      [count](Town& town) { fill_with_journeys(town, count); });
    };
    const auto small = make(entries / 10), large = make(entries);
    const std::int64_t small_kib = growth_kib(small, entries / 10), large_kib = growth_kib(large, entries);

    Figure time{fmt::format("replay of {} entries", entries),
                "hashes and commitments checked, folded, decided again, compared",
                "the same rows read through the sqlite3 API and hashed"};
    time.bound = 15;
    time.note =
        fmt::format("memory grows by {:.1f} MiB at {} entries ({} applications), {:.1f} MiB at {} ({})",
                    static_cast<double>(small_kib) / 1024, entries / 10, applications_of(entries / 10),
                    static_cast<double>(large_kib) / 1024, entries, applications_of(entries));
    Raw raw{large};
    return {compare(
        std::move(time), turns, [&] { return seconds([&] { replay_once(large, entries); }); },
        [&] { return seconds([&] { raw.read_and_hash(); }); })};
}

}  // namespace atranka::bench
