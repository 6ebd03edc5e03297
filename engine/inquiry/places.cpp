#include "engine/inquiry/places.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/registry/commands.hpp"

#include <algorithm>
#include <utility>

namespace atranka::inquiry {

namespace {

constexpr std::size_t rows_max = 20'000;
constexpr std::int64_t followed_max = 500;  // entries; beyond them it is quicker to begin anew
constexpr int attempts_max = 3;
constexpr std::string_view of_applications = "application/";

}  // namespace

void Places::forget(const std::string& application) {
    const auto [first, last] = of_application_.equal_range(application);
    for (auto it = first; it != last; ++it) rows_.erase(it->second);
    of_application_.erase(first, last);
}

void Places::follow(const service::Mark& mark, service::EventStore& store) {
    if (mark == mark_) return;
    const service::Mark before = std::exchange(mark_, mark);
    const std::int64_t count = mark.position - before.position;
    // The entry at which it was is looked at too: another record may have that many.
    const bool can_follow = before.position > 0 && count > 0 && count <= followed_max;
    const auto news =
        can_follow ? store.written(before.position - 1, count + 1) : std::vector<service::Written>{};
    const bool goes_on = static_cast<std::int64_t>(news.size()) == count + 1 &&
                         news.front().leaf_hash == before.leaf_hash &&
                         news.back().leaf_hash == mark.leaf_hash;
    const auto erases = [](const service::Written& one) {
        return one.type == registry::ConfirmErasure::name;
    };
    if (!can_follow || !goes_on || std::ranges::any_of(news, erases)) {
        rows_.clear();
        of_application_.clear();
        return;
    }
    for (const service::Written& written : news) {
        const auto events = ledger::canonical_value(written.events);
        if (!events || !events->is_object()) continue;
        for (const auto& [stream, of_stream] : events->as_object())
            if (stream.starts_with(of_applications)) forget(stream.substr(of_applications.size()));
    }
}

// False where the index went on meanwhile, so that others may stand there.
bool Places::look_up(const std::vector<std::int64_t>& places, service::Texts& texts,
                     service::EventStore& store) {
    if (places.empty()) return true;
    const auto [mark, named] = texts.named(places);
    if (mark != mark_) return false;
    std::unordered_map<std::string, std::int64_t> place_of;
    service::ApplicationQuery query;
    query.among.emplace();
    for (const service::Place& place : named) {
        place_of.emplace(place.application, place.number);
        query.among->push_back(place.application);
    }
    for (service::ApplicationRow& row : store.applications(query)) {
        const std::int64_t place = place_of.at(row.application);
        of_application_.emplace(row.application, place);
        rows_.insert_or_assign(place, service::KeyedRow{std::move(row)});
    }
    return true;
}

std::optional<Places::Rows> Places::found(const service::Terms& terms, service::Texts& texts,
                                          service::EventStore& store, std::int64_t count) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto [mark, places] = texts.places(terms, count + 1);
        if (static_cast<std::int64_t>(places.size()) > count) return std::nullopt;
        follow(mark, store);
        if (rows_.size() + places.size() > rows_max) {
            rows_.clear();
            of_application_.clear();
        }
        std::vector<std::int64_t> unknown;
        for (const std::int64_t place : places)
            if (!rows_.contains(place)) unknown.push_back(place);
        if (!look_up(unknown, texts, store)) continue;
        Rows rows;
        rows.reserve(places.size());
        for (const std::int64_t place : places)
            if (const auto it = rows_.find(place); it != rows_.end()) rows.push_back(&it->second);
        return rows;
    }
    return std::nullopt;
}

}  // namespace atranka::inquiry
