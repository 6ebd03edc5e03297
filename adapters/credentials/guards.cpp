#include "adapters/credentials/guards.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <algorithm>

namespace atranka::credentials {

namespace {

std::string place_of(const std::string& peer) {
    in6_addr address{};
    if (::inet_pton(AF_INET6, peer.c_str(), &address) != 1) return peer;
    char text[INET6_ADDRSTRLEN] = {};
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        constexpr int mapped_from = 12;
        return ::inet_ntop(AF_INET, &address.s6_addr[mapped_from], text, sizeof text);
    }
    constexpr int network_bytes = 8;
    std::fill(std::begin(address.s6_addr) + network_bytes, std::end(address.s6_addr), std::uint8_t{0});
    return std::string{::inet_ntop(AF_INET6, &address, text, sizeof text)} + "/64";
}

}  // namespace

std::optional<Instant> Guards::begin(const std::string& login, const std::string& peer, Instant now) {
    const std::string place = place_of(peer);
    const std::lock_guard lock{mutex_};
    return throttle_.begin(login, place, now);
}

void Guards::succeeded(const std::string& login, const std::string& peer) {
    const std::string place = place_of(peer);
    const std::lock_guard lock{mutex_};
    throttle_.succeeded(login, place);
}

void Guards::take_back(const std::string& login, const std::string& peer) {
    const std::string place = place_of(peer);
    const std::lock_guard lock{mutex_};
    throttle_.take_back(login, place);
}

}  // namespace atranka::credentials
