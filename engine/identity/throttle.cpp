#include "engine/identity/throttle.hpp"

#include "engine/identity/rules.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace atranka::identity {

namespace {

// A place may be a whole office behind one address. The longest wait of a login is short, since everybody
// can make its owner wait.
constexpr int free_of_login = 5, free_of_peer = 20;
constexpr std::int64_t wait_of_login_ms = 5 * minute_ms, wait_of_peer_ms = 15 * minute_ms;

std::string login_name(const std::string& login) { return "login " + login; }
std::string peer_name(const std::string& peer) { return "peer " + peer; }

}  // namespace

std::optional<Instant> Throttle::begin(const std::string& login, const std::string& peer, Instant now) {
    const std::string of_login = login_name(login), of_peer = peer_name(peer);
    Instant next = now;
    for (const std::string& name : {of_login, of_peer})
        if (const auto it = tries_.find(name); it != tries_.end()) next = std::max(next, it->second.next);
    if (next > now) return next;
    count(of_login, free_of_login, wait_of_login_ms, now);
    count(of_peer, free_of_peer, wait_of_peer_ms, now);
    make_room(now);
    return std::nullopt;
}

void Throttle::succeeded(const std::string& login, const std::string& peer) {
    tries_.erase(login_name(login));
    uncount(peer_name(peer));
}

void Throttle::take_back(const std::string& login, const std::string& peer) {
    uncount(login_name(login));
    uncount(peer_name(peer));
}

void Throttle::count(const std::string& name, int free, std::int64_t wait_max_ms, Instant now) {
    Tries& tries = tries_[name];
    if (now.ms - tries.last.ms >= day_ms) tries = {};
    ++tries.failed;
    tries.last = now;
    std::int64_t wait = tries.failed > free ? second_ms : 0;
    for (int i = free + 1; i < tries.failed && wait < wait_max_ms; ++i) wait *= 2;
    tries.next = wait == 0 ? Instant{} : now.plus_ms(std::min(wait, wait_max_ms));
}

void Throttle::uncount(const std::string& name) {
    const auto it = tries_.find(name);
    if (it == tries_.end()) return;
    it->second.next = {};
    if (--it->second.failed <= 0) tries_.erase(it);
}

void Throttle::make_room(Instant now) {
    if (tries_.size() <= names_max_) return;
    std::erase_if(tries_, [&](const auto& one) { return now.ms - one.second.last.ms >= day_ms; });
    if (tries_.size() <= names_max_) return;
    // A quarter at once, so that it is seldom done.
    std::vector<std::tuple<int, std::int64_t, std::string>> least;
    for (const auto& [name, tries] : tries_) least.emplace_back(tries.failed, tries.last.ms, name);
    const auto quarter = static_cast<std::ptrdiff_t>(least.size() - names_max_ + names_max_ / 4);
    std::ranges::nth_element(least, least.begin() + quarter - 1);
    for (auto it = least.begin(); it != least.begin() + quarter; ++it) tries_.erase(std::get<2>(*it));
}

}  // namespace atranka::identity
