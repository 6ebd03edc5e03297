#include "engine/simulation/past.hpp"

#include "engine/ledger/leaf.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::simulation {

namespace {

// No private text is part of an event, so that any text decides as the one that is gone did. A form is not
// made up: its facts are.
template <class C>
void restore(const C& command, std::map<std::string, std::string>& texts) {
    if constexpr (requires { command.scores; })
        for (const auto& [criterion, score] : command.scores) texts.emplace(criterion, "erased");
    if constexpr (requires { command.lines; })
        for (const auto& line : command.lines) texts.emplace(std::to_string(line.line), "erased");
}

bool restore_all(const std::set<std::string>& gone, service::Command& command) {
    return std::visit(
        [&](auto& c) {
            using C = std::remove_cvref_t<decltype(c)>;
            std::size_t restored = 0;
            boost::mp11::mp_for_each<boost::describe::describe_members<C, boost::describe::mod_public>>(
                [&](auto member) {
                    auto& value = c.*member.pointer;
                    using Member = std::remove_cvref_t<decltype(value)>;
                    if (!gone.contains(member.name)) return;
                    if constexpr (std::is_same_v<Member, std::string>) {
                        value = "erased";
                        ++restored;
                    } else if constexpr (std::is_same_v<Member, std::map<std::string, std::string>>) {
                        restore(c, value);
                        ++restored;
                    }
                });
            return restored == gone.size();
        },
        command);
}

// The command as it can be decided again; none where a form of it is gone.
std::optional<service::Envelope> decidable(const service::Entry& entry) {
    const auto leaf = ledger::read_leaf(entry.leaf);
    auto read = leaf ? service::envelope_of(entry, *leaf) : std::nullopt;
    if (!read) return std::nullopt;
    if (!read->erased) return std::move(read->envelope);
    std::set<std::string> gone;
    for (const auto& [name, commitment] : leaf->commit)
        if (name.starts_with("part.")) gone.insert(name.substr(5));
    for (const service::Part& part : entry.parts) gone.erase(part.name);
    if (!restore_all(gone, read->envelope.command)) return std::nullopt;
    return std::move(read->envelope);
}

}  // namespace

const Value::List* Recorded::events_of(const std::string& stream) const {
    const Value* list = events.find(stream);
    return list == nullptr ? nullptr : &list->as_list();
}

tl::expected<Past, Unreadable> Past::of(const service::Scan& scan, const CallId& call) {
    Past past;
    past.call_ = call;
    past.call_stream_ = "call/" + call.text;
    const std::string log = "calls/" + call.text;
    std::optional<Unreadable> fault;
    scan([&](const service::Entry& entry) {
        if (entry.log != log && entry.log != "instance") return true;
        if (!past.add(entry)) fault = Unreadable{entry.log, entry.index};
        return !fault;
    });
    if (fault) return tl::unexpected{*fault};
    for (const auto& [stream, states] : past.states_)
        if (stream.starts_with("application/")) past.applications_.push_back(stream);
    past.definition_ = past.folded_.definition(past.folded_.call(call).definition);
    return past;
}

bool Past::add(const service::Entry& entry) {
    auto events = service::events_of(entry);
    if (!events || !folded_.apply(entry, *events)) return false;
    Recorded recorded;
    recorded.log = entry.log;
    recorded.index = entry.index;
    recorded.at = entry.at;
    recorded.type = entry.type;
    recorded.is_of_call = entry.log != "instance" && events->find("log/" + entry.log) == nullptr;
    recorded.touches_call = events->find(call_stream_) != nullptr;
    if (recorded.is_of_call) {
        recorded.envelope = decidable(entry);
        if (recorded.envelope)
            recorded.application = std::visit(
                [](const auto& c) {
                    if constexpr (requires { c.application; })
                        return c.application;
                    else
                        return ApplicationId{};
                },
                recorded.envelope->command);
    }
    for (const auto& [stream, list] : events->as_object()) {
        states_[stream].emplace_back(
            entries_.size(), std::make_shared<const service::StreamState>(folded_.streams().at(stream)));
        if (recorded.application.empty() && !recorded.envelope && stream.starts_with("application/"))
            recorded.application = {stream.substr(stream.find('/') + 1)};
    }
    recorded.events = std::move(*events);
    entries_.push_back(std::move(recorded));
    return true;
}

std::optional<Value> Past::beside(const std::string& hash) const { return folded_.beside(hash); }

const service::StreamState* Past::before(const std::string& stream, std::size_t position) const {
    const auto it = states_.find(stream);
    if (it == states_.end()) return nullptr;
    const auto next = std::ranges::lower_bound(it->second, position, {}, &Moment::first);
    return next == it->second.begin() ? nullptr : std::prev(next)->second.get();
}

application::State Past::application_at_end(const std::string& stream) const {
    const service::StreamState* state = before(stream, end());
    return state == nullptr ? application::State{} : std::get<application::State>(*state);
}

}  // namespace atranka::simulation
