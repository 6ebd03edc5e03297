#pragma once
// Characters of Unicode: their categories, blocks and cases, and sets of them. Inside this room only.
// Shape:  a set is sorted ranges, both ends included, that neither overlap nor touch.
// Source: Unicode Character Database 14.0.0.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atranka::feel {

class Characters {
public:
    using Ranges = std::vector<std::pair<char32_t, char32_t>>;

    Characters() = default;
    explicit Characters(Ranges ranges);
    const Ranges& ranges() const { return ranges_; }
    Characters with(const Characters& others) const;
    Characters without(const Characters& others) const;
    Characters inverted() const;
    // With the other case of each; of ranges wider than 4096 those of the first so many.
    Characters in_any_case() const;

private:
    Ranges ranges_;
};

// "L", "Nd"; nullopt where there is no such category.
std::optional<Characters> category(std::string_view name);
// "BasicLatin", without blanks, hyphens and underscores.
std::optional<Characters> block(std::string_view name);

std::u32string in_upper_case(std::u32string_view text);
std::u32string in_lower_case(std::u32string_view text);

std::u32string decoded(std::string_view text);
std::string encoded(std::u32string_view text);

}  // namespace atranka::feel
