#include "engine/ledger/lines.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>
#include <charconv>

namespace atranka::ledger {

std::optional<std::string> lines_fault(std::string_view text) {
    if (text.empty()) return "it is empty";
    if (const auto at = utf8_fault(text)) return "it is not valid UTF-8 at byte " + std::to_string(*at);
    const auto control =
        std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
    if (control != text.end()) {
        const auto line = std::to_string(1 + std::count(text.begin(), control, '\n'));
        if (*control == '\r')
            return "line " + line +
                   " has a carriage return: lines end in a line feed alone, and the file was changed on its "
                   "way";
        return "line " + line + " has a control character";
    }
    if (text.back() != '\n') return "its last line does not end in a line feed";
    return std::nullopt;
}

std::optional<std::string_view> take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

std::optional<std::int64_t> read_count(std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return count;
}

}  // namespace atranka::ledger
