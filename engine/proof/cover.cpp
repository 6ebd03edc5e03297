#include "engine/proof/cover.hpp"

namespace atranka::proof {

namespace {

constexpr std::size_t undecided_max = 3;  // pairs that are named one by one

}  // namespace

Cover cover_of(const std::vector<Term>& rows, const Term& known, Solver& solver, const AtFault& at_fault) {
    Cover cover;
    const auto ask = [&](const Term& wanted, const std::string& what) -> std::optional<Solution> {
        if (wanted.is(false)) return std::nullopt;
        Solution solution = solver.solve({known, wanted});
        if (solution.verdict == Solution::Verdict::unknown)
            cover.unknown.push_back(what + ": " + solution.reason);
        if (solution.verdict != Solution::Verdict::possible) return std::nullopt;
        return solution;
    };
    cover.gap = ask(!any_of(rows), "whether the rows leave a gap");
    // A row is compared with many at once, and with each half of them only where it may overlap one.
    std::size_t not_decided = 0;
    const std::function<void(std::size_t, std::size_t, std::size_t)> compare =
        [&](std::size_t row, std::size_t begin, std::size_t end) {
            std::vector<Term> both;
            for (std::size_t i = begin; i < end; ++i)
                both.push_back(rows[i] && rows[row] && at_fault(i, row));
            const Term wanted = any_of(both);
            if (wanted.is(false)) return;
            Solution solution = solver.solve({known, wanted});
            if (solution.verdict == Solution::Verdict::impossible) return;
            if (end - begin > 1) {
                const std::size_t middle = begin + (end - begin) / 2;
                compare(row, begin, middle);
                compare(row, middle, end);
            } else if (solution.verdict == Solution::Verdict::possible) {
                cover.overlaps.push_back({begin, row, std::move(solution)});
            } else if (++not_decided <= undecided_max) {
                cover.unknown.push_back("whether rows " + std::to_string(begin + 1) + " and " +
                                        std::to_string(row + 1) + " overlap: " + solution.reason);
            }
        };
    for (std::size_t row = 1; row < rows.size(); ++row) compare(row, 0, row);
    if (not_decided > undecided_max)
        cover.unknown.push_back("whether rows overlap in " + std::to_string(not_decided - undecided_max) +
                                " more pairs");
    return cover;
}

}  // namespace atranka::proof
