#pragma once
// A record of 10,000 entries to write on, and beside it SQLite with nothing on top, which writes as many
// bytes.

#include "bench/raw.hpp"
#include "bench/town.hpp"

namespace atranka::bench {

struct TownBesideRaw {
    explicit TownBesideRaw(const std::filesystem::path& data);

    Town town;
    Raw raw;
    int number;                           // of the next application: none in the record has it or a later one
    std::vector<std::size_t> sizes = {};  // bytes that each command of a journey writes

private:
    TownBesideRaw(const std::filesystem::path& file, const std::filesystem::path& data);
};

}  // namespace atranka::bench
