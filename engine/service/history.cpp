#include "engine/service/history.hpp"

#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::service {

Extent Extent::until(Instant at) {
    Extent extent;
    extent.moment_ = at;
    return extent;
}

Extent Extent::of(std::map<std::string, std::int64_t> sizes, Instant at) {
    Extent extent;
    extent.moment_ = at;
    extent.sizes_ = std::move(sizes);
    return extent;
}

bool Extent::holds(const Entry& entry) const {
    if (!sizes_) return entry.at <= moment_;
    const auto size = sizes_->find(entry.log);
    return size != sizes_->end() && entry.index < size->second;
}

tl::expected<Extent, NoPoint> extent_of(EventStore& store, const Point& point) {
    if (const auto* at = std::get_if<Instant>(&point)) return Extent::until(*at);
    const auto& [log, index] = std::get<EntryPoint>(point);
    const std::vector<std::string> logs = store.logs();
    if (std::ranges::find(logs, log) == logs.end()) return tl::unexpected{NoPoint{logs}};
    std::map<std::string, std::int64_t> sizes;
    std::optional<Instant> found;
    store.scan([&](const Entry& entry) {
        sizes[entry.log] = entry.index + 1;
        if (entry.log == log && entry.index == index) found = entry.at;
        return !found.has_value();
    });
    if (!found) return tl::unexpected{NoPoint{{}, store.size(log)}};
    return Extent::of(std::move(sizes), *found);
}

void scan_within(EventStore& store, const Extent& extent, const std::function<void(const Entry&)>& visit) {
    store.scan([&](const Entry& entry) {
        if (extent.holds(entry)) visit(entry);
        return true;
    });
}

void fold_within(EventStore& store, const Extent& extent, Folded& into) {
    scan_within(store, extent, [&](const Entry& entry) {
        if (const auto events = events_of(entry)) into.apply(entry, *events);
    });
}

}  // namespace atranka::service
