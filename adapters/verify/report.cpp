#include "adapters/verify/report.hpp"

#include <fmt/core.h>
#include <algorithm>

namespace atranka::verify {

void Report::checked(const std::string& what, const std::string& finding) {
    fmt::print("checked      {:<13} {}\n", what, finding);
}

void Report::not_checked(const std::string& what, const std::string& why) {
    fmt::print("not checked  {:<13} {}\n", what, why);
}

void Report::wrong(const std::string& what, const std::string& finding) {
    fmt::print("WRONG        {:<13} {}\n", what, finding);
    ++wrongs_;
}

void Report::wrong_entries(const std::vector<service::Difference>& differences) {
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, differences.size()); ++i)
        wrong("entries", service::in_words(differences[i]));
    if (differences.size() > shown)
        wrong("entries", plural(static_cast<std::int64_t>(differences.size() - shown), "more", "more"));
}

std::string plural(std::int64_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace atranka::verify
