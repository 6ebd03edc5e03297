#include "engine/service/stored.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/service/record.hpp"
#include "engine/service/service.hpp"
#include "engine/service/spelling.hpp"

#include <algorithm>
#include <iterator>

namespace atranka::service {

registry::Person Stored::person(const PersonId& id) { return load<registry::Person>("person/" + id.text); }
registry::Organisation Stored::organisation(const OrganisationId& id) {
    return load<registry::Organisation>("organisation/" + id.text);
}
custody::Log Stored::log(const std::string& log) { return load<custody::Log>("log/" + log); }
std::vector<InvolvementRow> Stored::involvements(const PersonId& person) {
    return store_.involvements(person.text);
}
call::State Stored::call(const CallId& id) { return load<call::State>("call/" + id.text); }
question::State Stored::questions(const CallId& call) {
    return load<question::State>("questions/" + call.text);
}
application::State Stored::application(const ApplicationId& id) {
    return load<application::State>("application/" + id.text);
}

std::vector<std::pair<ApplicationId, std::string>> Stored::under_way(const CallId& call_id,
                                                                     const RoundId& round) {
    std::map<ApplicationId, std::string> found;
    for (const ApplicationRow& row : store_.applications({call_id.text, round.text, {}, {}, {}, {}, -1}))
        if (row.outcome.empty()) found.emplace(ApplicationId{row.application}, row.step);
    const auto lay_over = [&](const Ahead& ahead) {
        for (const auto& [stream, state] : ahead.streams)
            if (const auto* s = std::get_if<application::State>(&state); s && s->call == call_id) {
                found.erase(s->id);
                if (s->round == round && !s->finished()) found.emplace(s->id, s->step);
            }
    };
    if (on_its_way_) lay_over(*on_its_way_);
    lay_over(now_);
    return {found.begin(), found.end()};
}

std::shared_ptr<const definition::Definition> Stored::definition(const std::string& hash) {
    if (hash.empty()) return nullptr;
    if (const auto it = definitions_.find(hash); it != definitions_.end()) return it->second;
    const auto document = beside(hash);
    if (!document) return nullptr;
    return definitions_[hash] = compile(*document, hash);
}

std::optional<Value> Stored::beside(const std::string& hash) {
    for (const Ahead* ahead :
         {static_cast<const Ahead*>(&now_), static_cast<const Ahead*>(on_its_way_ ? &*on_its_way_ : nullptr)})
        if (ahead != nullptr)
            if (const auto it = ahead->brought.find(hash); it != ahead->brought.end()) return it->second;
    const auto payload = store_.beside(hash);
    return payload ? ledger::canonical_value(*payload) : std::nullopt;
}

bool Stored::instance_is_new() {
    return !now_.instance && !(on_its_way_ && on_its_way_->instance) && store_.size("instance") == 0;
}

void Stored::begin() {
    constexpr std::size_t recent_max = 1'000;
    if (recent_.size() > recent_max) recent_.clear();
    reads_.clear();
    now_ = {};
    // As long as nobody else wrote, what is known is how it stands. What is on its way may have arrived.
    const std::int64_t position = store_.position();
    const auto coming = static_cast<std::int64_t>(on_its_way_ ? on_its_way_->entries : 0);
    if (position == position_ || position == position_ + coming) return;
    position_ = position;
    ++turn_;
}

void Stored::bring(const Value& document) { now_.brought.emplace(hash_of(document), document); }

void Stored::keep(Executed& executed) {
    for (Change& change : executed.changes) {
        // A review that the command takes away stays in the lists as it was last.
        if (const auto it = now_.streams.find(change.stream); it != now_.streams.end()) {
            Views before;
            add_views(before, it->second);
            std::ranges::move(before.reviews, std::back_inserter(now_.overtaken));
        }
        now_.streams.insert_or_assign(change.stream, std::move(change.after));
    }
    for (const auto& [hash, payload] : executed.beside) now_.brought.emplace(hash, payload);
    now_.instance = now_.instance || executed.log == "instance";
    ++now_.entries;
}

void Stored::derive(Batch& into) const {
    into.views.reviews = now_.overtaken;
    for (const auto& [stream, state] : now_.streams) {
        std::string text;
        std::visit([&text](const auto& s) { spell(text, s); }, state);
        into.snapshots.push_back({stream, version_of(state), std::move(text)});
        const std::size_t first = into.views.reviews.size();
        add_views(into.views, state);
        // Reviews that stayed as they are recorded stay in the lists.
        const auto before = recent_.find(stream);
        if (before == recent_.end() || !now_.overtaken.empty()) continue;
        Views recorded;
        add_views(recorded, before->second.state);
        const auto newer = into.views.reviews.begin() + static_cast<std::ptrdiff_t>(first);
        into.views.reviews.erase(std::remove_if(newer, into.views.reviews.end(),
                                                [&](const ReviewRow& row) {
                                                    return std::ranges::find(recorded.reviews, row) !=
                                                           recorded.reviews.end();
                                                }),
                                 into.views.reviews.end());
    }
}

void Stored::send() {
    invariant(!on_its_way_, "one batch is on its way at a time");
    on_its_way_ = std::move(now_);
    now_ = {};
    reads_.clear();
}

void Stored::arrived() {
    for (auto& [stream, state] : on_its_way_->streams)
        recent_.insert_or_assign(stream, Known{std::move(state), turn_});
    position_ += static_cast<std::int64_t>(on_its_way_->entries);
    on_its_way_.reset();
}

void Stored::lost() {
    on_its_way_.reset();
    position_ = -1;  // something had changed: everything is looked at again
}

std::vector<StreamVersion> Stored::reads_besides(const std::vector<Batch>& batches) const {
    std::set<std::string_view> written;
    for (const Batch& batch : batches)
        for (const StreamVersion& s : batch.entry.streams) written.insert(s.stream);
    std::vector<StreamVersion> reads;
    for (const auto& [stream, version] : reads_)
        if (!written.contains(stream)) reads.push_back({stream, version});
    return reads;
}

std::int64_t Stored::version_of_stream(const std::string& stream) {
    const std::size_t slash = stream.find('/');
    const std::string id = stream.substr(slash + 1);
    return stream.starts_with("application/") ? application({id}).version : call({id}).version;
}

const StreamState* Stored::find_ahead(const std::string& stream) const {
    if (const auto it = now_.streams.find(stream); it != now_.streams.end()) return &it->second;
    if (!on_its_way_) return nullptr;
    const auto it = on_its_way_->streams.find(stream);
    return it == on_its_way_->streams.end() ? nullptr : &it->second;
}

template <class State>
State Stored::load(const std::string& stream) {
    if (const StreamState* ahead = find_ahead(stream)) {
        reads_.emplace(stream, version_of(*ahead));
        return std::get<State>(*ahead);
    }
    if (const auto it = recent_.find(stream); it != recent_.end()) {
        Known& known = it->second;
        if (known.turn == turn_ || store_.snapshot_version(stream) == version_of(known.state)) {
            known.turn = turn_;
            reads_.emplace(stream, version_of(known.state));
            return std::get<State>(known.state);
        }
    }
    State state{};
    if (const auto snapshot = store_.snapshot(stream)) {
        const auto encoded = ledger::canonical_value(snapshot->state);
        auto decoded = encoded ? kernel::decode<State>(*encoded) : std::nullopt;
        if (decoded) state = std::move(*decoded);
    }
    // Without a snapshot that fits, the entries themselves.
    if (state.version == 0) {
        StreamState folded = State{};
        for (const Entry& entry : store_.entries_of(stream, 0)) {
            const auto events = events_of(entry);
            invariant(events && events->find(stream) != nullptr &&
                          service::evolve(folded, events->at(stream).as_list()),
                      "what was recorded can be folded");
        }
        state = std::get<State>(std::move(folded));
    }
    reads_.emplace(stream, state.version);
    recent_.insert_or_assign(stream, Known{state, turn_});
    return state;
}

}  // namespace atranka::service
