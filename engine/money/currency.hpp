#pragma once
// Which money: an ISO 4217 alphabetic code and how many decimals its amounts have.
// Shape:  three capital letters; "XXX" (no currency) until one is given.
// Errors: `of` knows the currencies that are legal tender; any other code is nullopt.
// Source: ISO 4217:2015, list one.

#include <array>
#include <compare>
#include <optional>
#include <string_view>

namespace atranka::money {

class Currency {
public:
    constexpr Currency() = default;
    static std::optional<Currency> of(std::string_view code);

    constexpr std::string_view code() const { return {code_.data(), code_.size()}; }
    constexpr int decimals() const { return decimals_; }  // 2 for EUR, 0 for JPY, 3 for KWD
    friend constexpr bool operator==(const Currency&, const Currency&) = default;

private:
    std::array<char, 3> code_{'X', 'X', 'X'};
    int decimals_ = 0;
};

Currency euro();

}  // namespace atranka::money
