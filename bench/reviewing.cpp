#include "bench/reviewing.hpp"

#include "adapters/json/json.hpp"
#include "adapters/sql/texts.hpp"
#include "bench/raw.hpp"
#include "bench/served.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>

namespace atranka::bench {

namespace fs = std::filesystem;

namespace {

constexpr int reviewed = 100;

void score_and_index(const fs::path& database, int count) {
    {
        Raw raw{database};
        raw.run(
            "UPDATE application_view SET total = printf('%d.%d', rowid * 7919 % 90 + 10, rowid % 9 + 1),"
            " total_key = printf('25002%d%d', rowid * 7919 % 90 + 10, rowid % 9 + 1) WHERE total = ''");
    }
    sql::EventStore store{database};
    sql::Texts texts{sql::Texts::beside(database)};
    std::int64_t entries = 0;
    for (const std::string& log : store.logs()) entries += store.size(log);
    const auto last = store.written(entries - 1, 1);
    const service::Mark end{last.front().position, last.front().leaf_hash};
    constexpr int batch = 10'000;
    for (int from = 0; from < count; from += batch) {
        std::vector<service::Text> some_of_them;
        for (int number = from; number < std::min(from + batch, count); ++number)
            some_of_them.push_back(
                {.application = fmt::format("a-{:06}", number),
                 .call = "bench-2026",
                 .words = fmt::format(
                     "Recycled bumpers, number {} made of {} Invented for a measurement: parts that are "
                     "made again from what was thrown away. Partners share designs and results.",
                     number, number % std::max(1, count / words_alike) == 0 ? "lignin" : "steel"),
                 .title = fmt::format("Recycled bumpers, number {}", number)});
        const auto before = texts.mark();
        if (!texts.put(some_of_them, before, end, false)) throw std::runtime_error("the index was not made");
    }
}

}  // namespace

fs::path large_call(const fs::path& data, int count) {
    const fs::path file = cached(data, fmt::format("applications-{}", count),
                                 [count](Town& town) { fill_with_applications(town, count); });
    if (!fs::exists(sql::Texts::beside(file))) score_and_index(file, count);
    return file;
}

Reviewing::Reviewing(const fs::path& from, int count, int reviews) : file(scratch(from)) {
    fs::copy_file(sql::Texts::beside(from), sql::Texts::beside(file));
    Town town{file, true};
    std::vector<Given> all;
    for (int number = count; number < count + reviewed; ++number)
        std::ranges::move(journey(number), std::back_inserter(all));
    for (int number = count + reviewed; static_cast<int>(open.size()) < reviews; ++number)
        for (Given& given : journey(number)) {
            const bool is_review = std::holds_alternative<assignment::SubmitReview>(given.command);
            (is_review ? open : all).push_back(std::move(given));
        }
    for (std::size_t from_here = 0; from_here < all.size(); from_here += 1000)
        town.give_all({all.begin() + static_cast<std::ptrdiff_t>(from_here),
                       all.begin() + static_cast<std::ptrdiff_t>(std::min(from_here + 1000, all.size()))});
    std::set<std::string> names;
    for (const Given& given : open) names.insert(given.actor);
    for (const std::string& name : names) experts.push_back({name});
    tokens = tokens_of(file, experts);
    officer = tokens_of(file, {{"officer-1"}}).front();
}

std::string Reviewing::members(const Given& review) {
    return json::write(kernel::encode(std::get<assignment::SubmitReview>(review.command)));
}

const std::string& Reviewing::token(const Given& review) const {
    const auto at = std::ranges::find(experts, review.actor, &PersonId::text);
    return tokens[static_cast<std::size_t>(at - experts.begin())];
}

}  // namespace atranka::bench
