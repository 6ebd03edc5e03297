#include "adapters/http/forwarded.hpp"

#include <arpa/inet.h>
#include <algorithm>
#include <array>

namespace atranka::http {

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> members(const Pairs& headers, std::string_view name) {
    std::vector<std::string_view> all;
    for (const auto& [known, value] : headers) {
        if (known != name) continue;
        std::string_view rest = value;
        while (true) {
            const std::size_t comma = rest.find(',');
            all.push_back(trimmed(rest.substr(0, comma)));
            if (comma == rest.npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return all;
}

}  // namespace

std::optional<std::string> address_text(std::string_view text) {
    const std::string copy{text};
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (copy.find('\0') != copy.npos) return {};
    if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) {
        inet_ntop(AF_INET, bytes.data(), out.data(), out.size());
        return out.data();
    }
    if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) != 1) return {};
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin()))
        inet_ntop(AF_INET, bytes.data() + mapped.size(), out.data(), out.size());
    else
        inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
    return out.data();
}

Origin origin(const Origin& connection, const Pairs& headers, const std::vector<std::string>& trusted) {
    const auto is_trusted = [&](const std::string& address) {
        return std::find(trusted.begin(), trusted.end(), address) != trusted.end();
    };
    Origin told = connection;
    if (!is_trusted(connection.peer)) return told;
    const auto addresses = members(headers, "x-forwarded-for");
    for (auto one = addresses.rbegin(); one != addresses.rend() && is_trusted(told.peer); ++one) {
        const auto address = address_text(*one);
        if (!address) break;
        told.peer = *address;
    }
    const auto schemes = members(headers, "x-forwarded-proto");
    if (!schemes.empty() && (schemes.back() == "http" || schemes.back() == "https"))
        told.scheme = schemes.back();
    return told;
}

}  // namespace atranka::http
