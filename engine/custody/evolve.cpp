#include "engine/custody/events.hpp"

#include <charconv>

namespace atranka::custody {

namespace {

void apply(Log& log, const KeyRotated& e) { log.key = e.key; }
void apply(Log& log, const HeadsAnchored& e) {
    for (const auto& [name, head] : e.heads) log.heads.insert_or_assign(name, head);
    for (const auto& [name, head] : e.readings) log.readings.insert_or_assign(name, head);
    log.anchored = e.at;
}
void apply(Log& log, const EpochOpened& e) { log.epoch = e.epoch; }

}  // namespace

void evolve(Log& log, const Event& event) {
    std::visit([&](const auto& e) { apply(log, e); }, event);
}

std::int64_t epoch_of(std::string_view origin) {
    const std::string_view digits = origin.substr(origin.rfind('/') + 1);
    std::int64_t epoch = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), epoch);
    return read.ec == std::errc{} && read.ptr == digits.data() + digits.size() && epoch > 0 ? epoch : 0;
}

std::string_view place_of(std::string_view origin) {
    return epoch_of(origin) == 0 ? origin : origin.substr(0, origin.rfind('/'));
}

}  // namespace atranka::custody
