#include "engine/definition/problem.hpp"

#include <algorithm>
#include <tuple>

namespace atranka::definition {

namespace {
auto order(const Problem& p) { return std::tie(p.position, p.code, p.path, p.message); }
}  // namespace

bool has_errors(const std::vector<Problem>& problems) {
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& p) { return p.severity == Severity::error; });
}

void sort_problems(std::vector<Problem>& problems) {
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem& a, const Problem& b) { return order(a) < order(b); });
    problems.erase(std::unique(problems.begin(), problems.end(),
                               [](const Problem& a, const Problem& b) { return order(a) == order(b); }),
                   problems.end());
}

std::string problem_text(const Problem& problem) {
    std::string text;
    if (problem.position.line > 0)
        text += std::to_string(problem.position.line) + ":" + std::to_string(problem.position.column) + " ";
    text += problem.severity == Severity::error ? "error " : "warning ";
    text += problem.code + ": ";
    if (!problem.path.empty()) text += problem.path + ": ";
    text += problem.message;
    if (!problem.mend.empty()) text += " Mend: " + problem.mend;
    return text;
}

}  // namespace atranka::definition
