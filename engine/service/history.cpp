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

Past::Past(EventStore& store, States& present, Extent extent)
    : store_(store), present_(present), extent_(std::move(extent)) {}

template <class State>
State Past::state(const std::string& stream) {
    const auto [it, is_new] = streams_.try_emplace(stream, State{});
    if (is_new)
        for (const Entry& entry : store_.entries_of(stream, 0)) {
            if (!extent_.holds(entry)) continue;
            const auto events = events_of(entry);
            const Value* own = events && events->is_object() ? events->find(stream) : nullptr;
            if (own != nullptr && own->is_list()) evolve(it->second, own->as_list());
        }
    return std::get<State>(it->second);
}

registry::Person Past::person(const PersonId& id) { return state<registry::Person>("person/" + id.text); }
registry::Organisation Past::organisation(const OrganisationId& id) {
    return state<registry::Organisation>("organisation/" + id.text);
}
custody::Log Past::log(const std::string& log) { return state<custody::Log>("log/" + log); }
call::State Past::call(const CallId& id) { return state<call::State>("call/" + id.text); }
question::State Past::questions(const CallId& call) {
    return state<question::State>("questions/" + call.text);
}
application::State Past::application(const ApplicationId& id) {
    return state<application::State>("application/" + id.text);
}

std::vector<std::pair<ApplicationId, std::string>> Past::under_way(const CallId& call, const RoundId& round) {
    std::vector<std::pair<ApplicationId, std::string>> found;
    ApplicationQuery all;
    all.call = call.text;
    for (const ApplicationRow& row : store_.applications(all)) {
        const application::State then = application({row.application});
        if (then.exists() && then.round == round && !then.finished()) found.emplace_back(then.id, then.step);
    }
    std::ranges::sort(found);
    return found;
}

std::vector<InvolvementRow> Past::involvements(const PersonId&) { return {}; }
std::shared_ptr<const definition::Definition> Past::definition(const std::string& hash) {
    return present_.definition(hash);
}
std::optional<Value> Past::beside(const std::string& hash) { return present_.beside(hash); }
bool Past::instance_is_new() { return present_.instance_is_new(); }

}  // namespace atranka::service
