#pragma once
// Large calls as a server has them: with totals, and words to search for; and reviews that can be given.
// Shape:  totals and words are such as the applications would have: rows and an index that follow from a
//         record, put there without the entries they would follow from. `words_alike` of each call's
//         applications have the word "lignin".

#include "bench/town.hpp"

namespace atranka::bench {

constexpr int words_alike = 1'000;

std::filesystem::path large_call(const std::filesystem::path& data, int count);

// A copy to write on, of a call of `count` applications: a hundred more of them are reviewed, and so many
// reviews wait to be given by people who have tokens.
struct Reviewing {
    Reviewing(const std::filesystem::path& call, int count, int reviews);

    static std::string members(const Given& review);
    const std::string& token(const Given& review) const;

    std::filesystem::path file;
    std::vector<Given> open = {};
    std::vector<PersonId> experts = {};
    std::vector<std::string> tokens = {};  // of the experts
    std::string officer = {};              // the token of one
};

}  // namespace atranka::bench
