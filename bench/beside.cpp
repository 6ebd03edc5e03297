#include "bench/beside.hpp"

namespace atranka::bench {

namespace {

constexpr int entries_before = 10'000;

std::filesystem::path record_in(const std::filesystem::path& data) {
    return scratch(cached(data, "record-10000", [](Town& t) { fill_with_journeys(t, entries_before); }));
}

std::filesystem::path empty_in(const std::filesystem::path& data) {
    std::filesystem::path file = data / "scratch-rows.db";
    remove_database(file);
    return file;
}

}  // namespace

TownBesideRaw::TownBesideRaw(const std::filesystem::path& data) : TownBesideRaw{record_in(data), data} {}

TownBesideRaw::TownBesideRaw(const std::filesystem::path& file, const std::filesystem::path& data)
    // The last journey of the record may be unfinished.
    : town{file}, raw{empty_in(data)}, number{entries_before} {
    for (const Given& given : journey(number++)) {
        town.give(given);
        sizes.push_back(bytes_of_newest(file));
    }
}

}  // namespace atranka::bench
