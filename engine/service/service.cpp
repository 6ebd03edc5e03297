#include "engine/service/service.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::service {

namespace {

constexpr int attempts_max = 100;  // a busy log lets everyone through long before

}  // namespace

std::string hash_of(const Value& document) {
    return ledger::hex(ledger::sha256(ledger::canonical(document)));
}

std::shared_ptr<const definition::Definition> compile(const Value& document, const std::string& hash) {
    auto read = definition::read(definition::to_node(document));
    if (!read) return nullptr;
    read->hash = hash;
    return std::make_shared<const definition::Definition>(std::move(*read));
}

// The streams as the record has them, over which lie those of a batch that is not written yet.
class Service::Stored : public States {
public:
    explicit Stored(EventStore& store) : store_(store) {}

    registry::Person person(const PersonId& id) override {
        return load<registry::Person>("person/" + id.text);
    }
    registry::Organisation organisation(const OrganisationId& id) override {
        return load<registry::Organisation>("organisation/" + id.text);
    }
    call::State call(const CallId& id) override { return load<call::State>("call/" + id.text); }
    application::State application(const ApplicationId& id) override {
        return load<application::State>("application/" + id.text);
    }
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call_id,
                                                                 const RoundId& round) override {
        std::map<ApplicationId, std::string> found;
        for (const ApplicationRow& row : store_.applications({call_id.text, round.text, {}, {}, {}, {}, -1}))
            if (row.outcome.empty()) found.emplace(ApplicationId{row.application}, row.step);
        for (const auto& [stream, state] : ahead_)
            if (const auto* s = std::get_if<application::State>(&state); s && s->call == call_id) {
                found.erase(s->id);
                if (s->round == round && !s->finished()) found.emplace(s->id, s->step);
            }
        return {found.begin(), found.end()};
    }
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override {
        if (hash.empty()) return nullptr;
        if (const auto it = definitions_.find(hash); it != definitions_.end()) return it->second;
        const auto document = beside(hash);
        if (!document) return nullptr;
        return definitions_[hash] = compile(*document, hash);
    }
    std::optional<Value> beside(const std::string& hash) override {
        if (const auto it = brought_.find(hash); it != brought_.end()) return it->second;
        const auto payload = store_.beside(hash);
        return payload ? ledger::canonical_value(*payload) : std::nullopt;
    }
    bool instance_is_new() override { return store_.size("instance") == 0 && !instance_ahead_; }

    void begin() {
        reads_.clear();
        ahead_.clear();
        brought_.clear();
        instance_ahead_ = false;
    }
    void bring(const Value& document) { brought_.emplace(hash_of(document), document); }
    void keep(const Executed& executed) {
        for (const Change& change : executed.changes) ahead_.insert_or_assign(change.stream, change.after);
        for (const auto& [hash, payload] : executed.beside) brought_.emplace(hash, payload);
        instance_ahead_ = instance_ahead_ || executed.log == "instance";
    }
    // Streams loaded since `begin`, with the versions they had.
    std::vector<StreamVersion> reads_besides(const std::vector<Change>& changes) const {
        std::vector<StreamVersion> reads;
        for (const auto& [stream, version] : reads_) {
            bool written = false;
            for (const Change& change : changes) written = written || change.stream == stream;
            if (!written) reads.push_back({stream, version});
        }
        return reads;
    }
    const std::map<std::string, Value>& brought() const { return brought_; }

private:
    template <class State>
    State load(const std::string& stream) {
        if (const auto it = ahead_.find(stream); it != ahead_.end()) return std::get<State>(it->second);
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
        return state;
    }

    EventStore& store_;
    std::map<std::string, std::shared_ptr<const definition::Definition>> definitions_;
    std::map<std::string, std::int64_t> reads_;
    std::map<std::string, StreamState> ahead_;
    std::map<std::string, Value> brought_;
    bool instance_ahead_ = false;
};

namespace {

Done done_of(const Entry& entry, bool repeated) {
    Done done{entry.log, entry.index, entry.leaf_hash, repeated, {}, entry.command_id};
    const auto events = events_of(entry);
    if (events)
        for (const auto& [stream, list] : events->as_object())
            for (const Value& event : list.as_list())
                done.events.push_back(Value::object({{"stream", stream}, {"event", event}}));
    return done;
}

// The answer to a command whose id is recorded already.
Result<Done> repeated(const Entry& entry, const Envelope& envelope) {
    const auto recorded = envelope_of(entry);
    const bool same = recorded && recorded->envelope.actor == envelope.actor &&
                      kernel::encode(recorded->envelope.command) == kernel::encode(envelope.command);
    if (!same)
        return refuse(Rule::command_id_must_be_new, "the id " + envelope.id + " was given to another command",
                      "id");
    return done_of(entry, true);
}

}  // namespace

Service::Service(EventStore& store, Clock& clock, Random& random, Notary* notary)
    : store_(store),
      clock_(clock),
      random_(random),
      notary_(notary),
      stored_(std::make_unique<Stored>(store)) {}
Service::~Service() = default;

States& Service::states() {
    stored_->begin();
    return *stored_;
}

namespace {

ledger::Nodes nodes_of(EventStore& store, const std::string& log) {
    return [&store, log](int level, std::int64_t position) {
        const auto found = store.nodes(log, level, position, 1);
        if (found.empty())
            throw Failure{Failure::Kind::corrupt, "the tree of the log " + log + " lacks a node: level " +
                                                      std::to_string(level) + ", position " +
                                                      std::to_string(position)};
        return found.front();
    };
}

}  // namespace

std::string Service::origin_of(const std::string& log) {
    const std::string instance = store_.standing("instance").origin;
    const auto end = instance.find("/instance/");
    if (end != std::string::npos) return instance.substr(0, end) + "/" + log + "/1";
    return (notary_ != nullptr ? notary_->host() : "localhost") + "/" + log + "/1";
}

void Service::refuse_if_behind(const std::string& log, const Standing& standing) {
    if (notary_ == nullptr || compared_.contains(log)) return;
    const auto released = notary_->released(log);
    const auto head = head_of(released.value_or(""));
    if (head && head->size > standing.tree.size())
        throw Failure{Failure::Kind::behind,
                      "the log " + log + " has " + std::to_string(standing.tree.size()) +
                          " entries, but a head of " + std::to_string(head->size) +
                          " was released: the database is of an earlier day; nothing was recorded"};
    if (head && ledger::root(head->size, nodes_of(store_, log)) != head->root)
        throw Failure{Failure::Kind::behind,
                      "the first " + std::to_string(head->size) + " entries of the log " + log +
                          " are not those of the head that was released: the record was "
                          "rewritten, or is another one; nothing was recorded"};
    compared_.insert(log);
}

std::string Service::release(const std::string& log, const Standing& standing) {
    const ledger::Head head{standing.origin, standing.tree.size(), standing.tree.root()};
    std::string checkpoint = ledger::write(ledger::Note{ledger::text_of(head), {notary_->sign(head)}});
    notary_->release(log, checkpoint);
    return checkpoint;
}

std::string Service::checkpoint(const std::string& log) {
    invariant(notary_ != nullptr, "heads are signed by a notary");
    const Standing standing = store_.standing(log);
    refuse_if_behind(log, standing);
    return release(log, standing);
}

std::string Service::receipt(const Entry& entry) {
    invariant(notary_ != nullptr, "receipts are signed by a notary");
    const Standing standing = store_.standing(entry.log);
    refuse_if_behind(entry.log, standing);
    return receipt_of(entry,
                      ledger::inclusion(entry.index, standing.tree.size(), nodes_of(store_, entry.log)),
                      release(entry.log, standing));
}

// After the entries are durable, and not before. All receipts of a log are under one head.
void Service::give_receipts(const std::vector<Batch>& batches,
                            const std::map<std::string, Standing>& standings, const ledger::Frontier& before,
                            std::vector<Done>& all_done) {
    std::map<std::string, std::string> checkpoints;
    for (Done& done : all_done) {
        if (done.repeated) {
            done.receipt = receipt(store_.entry_of_command(done.command_id).value());
            continue;
        }
        const auto written = std::ranges::find_if(
            batches, [&](const Batch& b) { return b.entry.log == done.log && b.entry.index == done.index; });
        const Standing& standing = standings.at(done.log);
        auto it = checkpoints.find(done.log);
        if (it == checkpoints.end()) it = checkpoints.emplace(done.log, release(done.log, standing)).first;
        // The newest leaf's path is what the tree was made of before it, from the smallest subtree up.
        const bool is_newest = &*written == &batches.back();
        const ledger::Proof proof =
            is_newest ? ledger::Proof{before.subtrees().rbegin(), before.subtrees().rend()}
                      : ledger::inclusion(done.index, standing.tree.size(), nodes_of(store_, done.log));
        done.receipt = receipt_of(written->entry, proof, it->second);
    }
}

tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> Service::handle_all(
    std::vector<Request> requests) {
    std::vector<Envelope> envelopes;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Request& request = requests[i];
        const auto command = as_recorded(request.command);
        if (!command)
            return tl::unexpected{std::pair{
                i, refuse(Rule::command_must_be_well_formed, "the command cannot be recorded as it is")
                       .value()}};
        if (request.id.empty()) request.id = ledger::hex(random_.bytes(16));
        envelopes.push_back({request.id, request.actor, request.authenticated,
                             request.at.value_or(clock_.now()), ledger::hex(random_.bytes(16)),
                             request.imported, *command});
    }
    // Whoever cannot sign records nothing.
    if (notary_ != nullptr) notary_->key("");
    const auto salt = [this] { return random_.bytes(32); };
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        stored_->begin();
        for (const Request& request : requests)
            for (const Value& document : request.documents) stored_->bring(document);
        std::map<std::string, Standing> standings;
        const auto standing = [&](const std::string& log) -> Standing& {
            const auto it = standings.find(log);
            if (it != standings.end()) return it->second;
            Standing found = store_.standing(log);
            refuse_if_behind(log, found);
            if (found.origin.empty()) found.origin = origin_of(log);
            return standings.emplace(log, std::move(found)).first->second;
        };
        std::vector<Batch> batches;
        ledger::Frontier before;  // the last entry's log, without it
        std::vector<Done> all_done;
        std::set<std::string> besides;
        for (std::size_t i = 0; i < envelopes.size(); ++i) {
            if (const auto entry = store_.entry_of_command(envelopes[i].id)) {
                auto done = repeated(*entry, envelopes[i]);
                if (!done) return tl::unexpected{std::pair{i, done.error()}};
                all_done.push_back(std::move(*done));
                continue;
            }
            auto executed = execute(*stored_, envelopes[i]);
            if (!executed) return tl::unexpected{std::pair{i, executed.error()}};
            if (const auto* draft = std::get_if<call::DraftCall>(&envelopes[i].command))
                if (const auto it = stored_->brought().find(draft->definition);
                    it != stored_->brought().end())
                    executed->beside.emplace_back(it->first, it->second);
            const std::int64_t instance_size = standing("instance").tree.size();
            Standing& log = standing(executed->log);
            Batch batch;
            batch.origin = log.origin;
            batch.entry = record(envelopes[i], *executed, log.origin, log.tree.size(), instance_size, salt);
            std::erase_if(batch.entry.beside, [&](const Beside& b) {
                return !besides.insert(b.hash).second || store_.beside(b.hash).has_value();
            });
            if (batches.empty()) batch.reads = stored_->reads_besides(executed->changes);
            for (const Change& change : executed->changes)
                batch.snapshots.push_back(
                    {change.stream, version_of(change.after), ledger::canonical(encode_state(change.after))});
            batch.views = views_of(executed->changes);
            all_done.push_back(done_of(batch.entry, false));
            stored_->keep(*executed);
            before = log.tree;
            log.tree.append(ledger::hash_of_hex(batch.entry.leaf_hash).value());
            batches.push_back(std::move(batch));
        }
        const Appended appended = batches.empty()       ? Appended::done
                                  : batches.size() == 1 ? store_.append(batches.front())
                                                        : store_.append_all(batches);
        if (appended == Appended::conflict) continue;
        if (notary_ != nullptr) give_receipts(batches, standings, before, all_done);
        return all_done;
    }
    throw Failure(Failure::Kind::unavailable,
                  "the record is too busy: the command was not accepted, try again");
}

Result<Done> Service::handle(Request request) {
    std::vector<Request> one;
    one.push_back(std::move(request));
    auto done = handle_all(std::move(one));
    if (!done) return tl::unexpected{done.error().second};
    return std::move(done->front());
}

Result<Done> Service::rehearse(const Request& request) {
    const auto command = as_recorded(request.command);
    if (!command) return refuse(Rule::command_must_be_well_formed, "the command cannot be recorded as it is");
    stored_->begin();
    for (const Value& document : request.documents) stored_->bring(document);
    const Envelope envelope{"rehearsal",
                            request.actor,
                            request.authenticated,
                            request.at.value_or(clock_.now()),
                            std::string(32, '0'),
                            request.imported,
                            *command};
    auto executed = execute(*stored_, envelope);
    if (!executed) return tl::unexpected{executed.error()};
    Done done{executed->log, -1, {}, false, {}, {}};
    for (const Change& change : executed->changes)
        for (const Value& event : change.events)
            done.events.push_back(Value::object({{"stream", change.stream}, {"event", event}}));
    return done;
}

std::vector<Service::Fired> Service::tick(Instant now) {
    std::vector<Fired> fired;
    for (const ApplicationRow& row : store_.applications({{}, {}, {}, {}, {}, now, -1})) {
        if (row.suspended || !row.deadline || !definition::is_past(*row.deadline, now)) continue;
        Request request{PersonId{"system"}, "system",
                        application::FireTimer{ApplicationId{row.application}, row.step, *row.deadline}};
        request.at = now;
        fired.push_back({row.application, handle(std::move(request))});
    }
    return fired;
}

}  // namespace atranka::service
