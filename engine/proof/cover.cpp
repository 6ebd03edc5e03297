#include "engine/proof/cover.hpp"

namespace atranka::proof {

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
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j)
            if (auto both = ask(
                    rows[i] && rows[j] && at_fault(i, j),
                    "whether rows " + std::to_string(i + 1) + " and " + std::to_string(j + 1) + " overlap"))
                cover.overlaps.push_back({i, j, std::move(*both)});
    return cover;
}

}  // namespace atranka::proof
