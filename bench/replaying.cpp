// Folding, deciding again and comparing a whole record, against reading its rows and hashing them.

#include "bench/child.hpp"
#include "bench/figures.hpp"
#include "bench/raw.hpp"
#include "bench/town.hpp"
#include "engine/service/replay.hpp"

#include <fmt/core.h>
#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 5, entries = 100'000;

void replay_once(const std::filesystem::path& file, int expected) {
    sql::EventStore store{file};
    const service::Replayed replayed = service::replay(store);
    if (!replayed.sound() || replayed.derived != expected)
        throw std::runtime_error("the record does not replay");
}

int applications_of(int of) { return of / commands_of_journey; }

}  // namespace

std::vector<Figure> replaying(const std::filesystem::path& data) {
    const auto make = [&](int count) {
        return cached(data, fmt::format("record-{}", count),
                      [count](Town& town) { fill_with_journeys(town, count); });
    };
    const auto small = make(entries / 10), large = make(entries);
    const std::int64_t small_kib = growth_kib([&] { replay_once(small, entries / 10); }),
                       large_kib = growth_kib([&] { replay_once(large, entries); });

    Figure time{fmt::format("replay of {} entries", entries),
                "hashes and commitments checked, folded, decided again, compared",
                "the same rows read through the sqlite3 API and hashed"};
    time.bound = 15;
    time.note =
        fmt::format("memory grows by {:.1f} MiB at {} entries ({} applications), {:.1f} MiB at {} ({})",
                    static_cast<double>(small_kib) / 1024, entries / 10, applications_of(entries / 10),
                    static_cast<double>(large_kib) / 1024, entries, applications_of(entries));
    Raw raw{large};
    const auto replayed = [&] { return seconds([&] { replay_once(large, entries); }); };
    Figure deriving{"the same", "hashes and commitments checked, folded, decided again, compared",
                    "the same rows read through the sqlite3 API, parsed as JSON and hashed"};
    deriving.bound = 20;
    return {
        compare(std::move(time), turns, replayed, [&] { return seconds([&] { raw.read_and_hash(false); }); }),
        compare(std::move(deriving), turns, replayed,
                [&] { return seconds([&] { raw.read_and_hash(true); }); })};
}

}  // namespace atranka::bench
