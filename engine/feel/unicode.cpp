#include "engine/feel/unicode.hpp"

#include <algorithm>
#include <map>

namespace atranka::feel {

namespace {

constexpr char32_t last_character = 0x10FFFF;

// Letters by the form they share, in upper case and in lower case. Source: XPath Functions §5.6.1.1.
struct Cases {
    std::map<std::u32string, std::u32string> upper, lower;
    Cases() {
        constexpr char32_t last_with_case = 0x1EFFF;
        for (char32_t c = 0; c <= last_with_case; ++c) {
            const std::u32string_view letter{&c, 1};
            const std::u32string up = in_upper_case(letter), low = in_lower_case(letter);
            if (up == letter && low == letter) continue;
            upper[up] += c;
            lower[low] += c;
        }
    }
    std::u32string of(char32_t c) const {
        const std::u32string_view letter{&c, 1};
        std::u32string all;
        if (const auto found = upper.find(in_upper_case(letter)); found != upper.end()) all += found->second;
        if (const auto found = lower.find(in_lower_case(letter)); found != lower.end()) all += found->second;
        return all;
    }
};

}  // namespace

Characters::Characters(Ranges ranges) {
    std::ranges::sort(ranges);
    for (const auto& [low, high] : ranges) {
        if (!ranges_.empty() && low <= ranges_.back().second + 1)
            ranges_.back().second = std::max(ranges_.back().second, high);
        else
            ranges_.emplace_back(low, high);
    }
}

Characters Characters::with(const Characters& others) const {
    Ranges all = ranges_;
    all.insert(all.end(), others.ranges_.begin(), others.ranges_.end());
    return Characters{std::move(all)};
}

Characters Characters::inverted() const {
    Ranges gaps;
    char32_t next = 0;
    for (const auto& [low, high] : ranges_) {
        if (low > next) gaps.emplace_back(next, low - 1);
        next = high + 1;
    }
    if (next <= last_character) gaps.emplace_back(next, last_character);
    return Characters{std::move(gaps)};
}

Characters Characters::without(const Characters& others) const { return inverted().with(others).inverted(); }

Characters Characters::in_any_case() const {
    static const Cases cases;
    constexpr char32_t wide = 4096;
    Ranges all = ranges_;
    for (const auto& [low, high] : ranges_)
        for (char32_t c = low; c <= std::min<char32_t>(high, low + wide); ++c)
            for (const char32_t other : cases.of(c)) all.emplace_back(other, other);
    return Characters{std::move(all)};
}

std::u32string decoded(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        char32_t code = length == 1 ? byte : byte & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        out += code;
        i += length;
    }
    return out;
}

std::string encoded(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xC0U | (c >> 6U));
            out += static_cast<char>(0x80U | (c & 0x3FU));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0U | (c >> 12U));
            out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
            out += static_cast<char>(0x80U | (c & 0x3FU));
        } else {
            out += static_cast<char>(0xF0U | (c >> 18U));
            out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
            out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
            out += static_cast<char>(0x80U | (c & 0x3FU));
        }
    }
    return out;
}

}  // namespace atranka::feel
