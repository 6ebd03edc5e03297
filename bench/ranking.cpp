// Ranking and cutting a hundred thousand applications, against sorting as many plain structs.

#include "bench/figures.hpp"
#include "engine/selection/cut.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <random>
#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 21, applications = 100'000;

struct Plain {
    std::int64_t total, contribution, worst, requested;
    int number;
};

}  // namespace

std::vector<Figure> ranking(const std::filesystem::path&) {
    std::mt19937 chance{20260101};
    const auto up_to = [&](int n) { return static_cast<int>(chance() % static_cast<unsigned>(n + 1)); };
    const std::vector<selection::Key> order{
        {"evaluation.total"}, {"evaluation.contribution"}, {"evaluation.worst"}};
    std::vector<Plain> plain;
    std::vector<selection::Candidate> candidates;
    for (int i = 0; i < applications; ++i) {
        const Plain p{up_to(10'000), up_to(10), up_to(10), 1'300'000 + up_to(1'200'000), i};
        plain.push_back(p);
        candidates.push_back({fmt::format("a-{:06}", i),
                              {Decimal::scaled(p.total, -2), Decimal::scaled(p.contribution * 5, -1),
                               Decimal::scaled(p.worst * 5, -1)},
                              Decimal::scaled(p.requested, -2),
                              p.total >= 7'000,
                              static_cast<std::size_t>(up_to(3))});
    }
    const selection::Fund fund{
        {{"north", 40'000'000}, {"south", 30'000'000}, {"east", 20'000'000}, {"west", 10'000'000}},
        selection::Policy::skip};
    std::size_t selected = 0;
    const auto rank_and_cut = [&] {
        const auto places = selection::rank(order, candidates);
        const selection::Cut cut = selection::cut(fund, candidates, *places);
        selected = static_cast<std::size_t>(std::ranges::count(cut.rows, selection::Outcome::selected,
                                                               [](const auto& row) { return row.outcome; }));
    };
    std::vector<Plain> sorted;
    const auto sort = [&] {
        sorted = plain;
        return seconds([&] {
            std::sort(sorted.begin(), sorted.end(), [](const Plain& a, const Plain& b) {
                if (a.total != b.total) return a.total > b.total;
                if (a.contribution != b.contribution) return a.contribution > b.contribution;
                if (a.worst != b.worst) return a.worst > b.worst;
                return a.number < b.number;
            });
        });
    };
    Figure figure{fmt::format("ranking {} applications, three keys, four envelopes", applications),
                  "rank (which key decided, ties) and cut (policy skip), keys evaluated before",
                  "std::sort of plain structs by the same three keys"};
    figure.bound = 10;
    figure = compare(
        std::move(figure), turns, [&] { return seconds(rank_and_cut); }, sort);
    const auto places = selection::rank(order, candidates);
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (static_cast<int>((*places)[i].candidate) != sorted[i].number)
            throw std::runtime_error("the ranking and std::sort disagree");
    figure.note = fmt::format("{} of them are selected; both orders are the same", selected);
    return {figure};
}

}  // namespace atranka::bench
