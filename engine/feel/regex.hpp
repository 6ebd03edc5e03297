#pragma once
// Regular expressions as matches, replace and split understand them. Inside this room only.
// Shape:  a pattern of XPath is read here, strictly, with every class of characters resolved to ranges of
//         Unicode;
//         what is left is handed to Boost.Regex, whose matching is counted (effort.hpp), so that its time is
//         bounded.
// Errors: a pattern or flag that XPath does not know is nullopt.
// Source: XPath and XQuery Functions 3.1, §5.6; XML Schema Part 2, appendix G. It differs in two places: a
//         back reference compares with case even under the flag i, and \i and \c are the names of XML 1.0,
//         fifth edition.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atranka::feel {

class Pattern {
public:
    static std::optional<Pattern> compile(std::u32string_view source, std::string_view flags);
    bool is_found_in(std::u32string_view text) const;
    // The places of one match: group 0 is the whole; a group that took no part is nullopt.
    struct Match {
        std::vector<std::optional<std::pair<std::size_t, std::size_t>>> groups;
        std::size_t begin() const { return groups[0]->first; }
        std::size_t end() const { return groups[0]->second; }
    };
    std::vector<Match> all_in(std::u32string_view text) const;
    bool is_literal() const { return is_literal_; }

private:
    struct Compiled;
    std::shared_ptr<const Compiled> compiled_;
    bool is_literal_ = false;
};

}  // namespace atranka::feel
