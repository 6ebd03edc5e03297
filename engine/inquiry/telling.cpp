#include "engine/inquiry/telling.hpp"

#include "engine/inquiry/inquiry.hpp"
#include "engine/ledger/canonical.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

struct Named {
    std::string call, application, round, step;
};
// What an entry's command names.
Named named_by(const service::Entry& entry) {
    Named named;
    const auto recorded = ledger::canonical_value(entry.command);
    const Value* command = recorded && recorded->is_object() ? recorded->find("command") : nullptr;
    if (command == nullptr || !command->is_object() || command->as_object().empty()) return named;
    const Value& members = command->as_object().begin()->second;
    const auto text = [&](const char* name) {
        const Value* member = members.is_object() ? members.find(name) : nullptr;
        return member != nullptr && member->is_text() ? member->as_text() : std::string{};
    };
    return {text("call"), text("application"), text("round"), text("step")};
}

std::string actor_of(const service::Entry& entry) {
    const auto leaf = ledger::read_leaf(entry.leaf);
    return leaf ? leaf->actor : std::string{};
}

const Value::List* events_for(const Value& events, const std::string& stream) {
    const Value* list = events.is_object() ? events.find(stream) : nullptr;
    return list != nullptr && list->is_list() ? &list->as_list() : nullptr;
}

}  // namespace

void Inquiry::scan(const std::function<void(const service::Entry&)>& visit) {
    if (extent_) return service::scan_within(store_, *extent_, visit);
    store_.scan([&](const service::Entry& entry) {
        visit(entry);
        return true;
    });
}

std::optional<std::vector<Happening>> Inquiry::timeline(const std::string& id) {
    const call::State call = states().call({id});
    if (!call.exists() || !reads_whole(call)) return std::nullopt;
    std::vector<Happening> found;
    const std::string log = "calls/" + id;
    scan([&](const service::Entry& entry) {
        if (entry.log != log) return;
        const Named named = named_by(entry);
        found.push_back(
            {entry.index, entry.at, entry.type, actor_of(entry), named.application, named.round, named.step});
    });
    return found;
}

std::optional<std::vector<Moment>> Inquiry::timeline_of(const std::string& application) {
    const auto entries = history(application);
    if (!entries) return std::nullopt;
    std::vector<Moment> found;
    const std::string stream = "application/" + application;
    service::StreamState state = service::empty_state(stream);
    for (const service::Entry& entry : *entries) {
        const auto events = service::events_of(entry);
        if (const Value::List* own = events ? events_for(*events, stream) : nullptr)
            if (!service::evolve(state, *own)) continue;
        const auto& now = std::get<application::State>(state);
        found.push_back({entry.log, entry.index, entry.at, entry.type, actor_of(entry), now.round.text,
                         now.finished() ? std::string{} : now.step,
                         now.finished() ? std::string{} : lifecycle::stage_name(now.stage), now.outcome,
                         now.finished() ? std::nullopt : now.deadline});
    }
    return found;
}

std::vector<OwnEntry> Inquiry::own_entries(std::size_t limit,
                                           const std::optional<std::pair<std::string, std::string>>& after) {
    std::map<std::pair<std::string, std::string>, OwnEntry, std::greater<>> found;
    if (viewer() == nullptr) return {};
    const std::string who = '"' + viewer_.person.text + '"';
    scan([&](const service::Entry& entry) {
        // The leaf names its actor: most entries are others', and are not read further.
        if (entry.leaf.find("\"actor\":" + who) == std::string::npos) return;
        if (actor_of(entry) != viewer_.person.text) return;
        const std::pair key{entry.at.text(), entry.command_id};
        if (after && key >= *after) return;
        const Named named = named_by(entry);
        found.emplace(
            key, OwnEntry{entry.log, entry.index, entry.at, entry.type, entry.command_id, entry.leaf_hash,
                          entry.log.starts_with("calls/") ? entry.log.substr(6) : std::string{},
                          named.application, named.step});
        if (found.size() > limit) found.erase(std::prev(found.end()));
    });
    std::vector<OwnEntry> newest;
    for (auto& [key, entry] : found) newest.push_back(std::move(entry));
    return newest;
}

}  // namespace atranka::inquiry
