#include "engine/simulation/past.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::simulation {

namespace {

constexpr std::size_t kept_every = 16;  // versions: a state takes some ten times what its events take

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
        if (entry.log != log && entry.log != "instance") {
            // A definition lies beside the first entry that brought it, whichever call that was of.
            if (entry.type == call::DraftCall::name) past.bring(entry);
            return true;
        }
        if (!past.add(entry)) fault = Unreadable{entry.log, entry.index};
        return !fault;
    });
    if (fault) return tl::unexpected{*fault};
    for (const auto& [name, stream] : past.streams_)
        if (name.starts_with("application/")) past.applications_.push_back(name);
    past.definition_ = past.folded_.definition(past.folded_.call(call).definition);
    return past;
}

void Past::bring(const service::Entry& entry) {
    for (const service::Beside& beside : entry.beside)
        if (auto payload = ledger::canonical_value(beside.payload))
            folded_.bring(beside.hash, std::move(*payload));
}

bool Past::add(const service::Entry& entry) {
    auto events = service::events_of(entry);
    if (!events || !folded_.apply(entry, *events)) return false;
    Recorded recorded;
    recorded.log = entry.log;
    recorded.index = entry.index;
    recorded.at = entry.at;
    recorded.type = entry.type;
    recorded.is_of_call = entry.log != "instance" && events->find("log/" + entry.log) == nullptr &&
                          events->find("questions/" + call_.text) == nullptr;
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
        Stream& touched = streams_[stream];
        touched.positions.push_back(entries_.size());
        if (touched.positions.size() % kept_every == 0)
            touched.kept.push_back(
                std::make_shared<const service::StreamState>(folded_.streams().at(stream)));
        if (recorded.application.empty() && !recorded.envelope && stream.starts_with("application/"))
            recorded.application = {stream.substr(stream.find('/') + 1)};
    }
    recorded.events = std::move(*events);
    entries_.push_back(std::move(recorded));
    return true;
}

std::optional<Value> Past::beside(const std::string& hash) const { return folded_.beside(hash); }

StatePtr Past::before(const std::string& stream, std::size_t position) const {
    const auto it = streams_.find(stream);
    if (it == streams_.end()) return nullptr;
    const auto& positions = it->second.positions;
    const auto number = std::ranges::lower_bound(positions, position) - positions.begin();
    return number == 0 ? nullptr : version_of(stream, it->second, static_cast<std::size_t>(number));
}

StatePtr Past::version_of(const std::string& name, const Stream& stream, std::size_t number) const {
    if (number == stream.positions.size()) return {StatePtr{}, &folded_.streams().at(name)};  // owned there
    if (number % kept_every == 0) return stream.kept[number / kept_every - 1];
    Version& asked = stream.asked;
    if (asked.state && asked.number == number) return asked.state;
    const std::size_t kept = number / kept_every;
    const bool goes_on = asked.state && asked.number < number && asked.number >= kept * kept_every;
    if (!goes_on) {
        asked.number = kept * kept_every;
        asked.state = std::make_shared<service::StreamState>(kept == 0 ? service::empty_state(name)
                                                                       : *stream.kept[kept - 1]);
    } else if (asked.state.use_count() > 1) {
        asked.state = std::make_shared<service::StreamState>(*asked.state);  // somebody still looks at it
    }
    while (asked.number < number) {
        const Recorded& entry = entries_[stream.positions[asked.number]];
        invariant(service::evolve(*asked.state, *entry.events_of(name)), "what was folded once folds again");
        ++asked.number;
    }
    return asked.state;
}

application::State Past::application_at_end(const std::string& stream) const {
    const StatePtr state = before(stream, end());
    return state == nullptr ? application::State{} : std::get<application::State>(*state);
}

}  // namespace atranka::simulation
