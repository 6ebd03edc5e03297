#include "engine/service/service.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/privacy.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/record.hpp"

#include <algorithm>
#include <bit>

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
    custody::Log log(const std::string& log) override { return load<custody::Log>("log/" + log); }
    std::vector<InvolvementRow> involvements(const PersonId& person) override {
        return store_.involvements(person.text);
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
        constexpr std::size_t recent_max = 1'000;
        if (recent_.size() > recent_max) recent_.clear();
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
    // What was kept is on disk now.
    void written() {
        for (auto& [stream, state] : ahead_) recent_.insert_or_assign(stream, std::move(state));
        ahead_.clear();
        reads_.clear();
    }
    // Streams loaded since `begin`, with the versions they had. What is written is compared by its version.
    std::vector<StreamVersion> reads_besides(const std::vector<Batch>& batches) const {
        std::set<std::string_view> written;
        for (const Batch& batch : batches)
            for (const StreamVersion& s : batch.entry.streams) written.insert(s.stream);
        std::vector<StreamVersion> reads;
        for (const auto& [stream, version] : reads_)
            if (!written.contains(stream)) reads.push_back({stream, version});
        return reads;
    }
    const std::map<std::string, Value>& brought() const { return brought_; }

private:
    template <class State>
    State load(const std::string& stream) {
        if (const auto it = ahead_.find(stream); it != ahead_.end()) return std::get<State>(it->second);
        const auto known = recent_.find(stream);
        if (known != recent_.end() &&
            (reads_.contains(stream) || store_.snapshot_version(stream) == version_of(known->second))) {
            reads_.emplace(stream, version_of(known->second));
            return std::get<State>(known->second);
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
        recent_.insert_or_assign(stream, state);
        return state;
    }

    EventStore& store_;
    std::map<std::string, std::shared_ptr<const definition::Definition>> definitions_;
    std::map<std::string, std::int64_t> reads_;
    std::map<std::string, StreamState> ahead_;
    std::map<std::string, StreamState> recent_;  // as they were at their version; looked at again by it
    std::map<std::string, Value> brought_;
    bool instance_ahead_ = false;
};

namespace {

Done done_of(const Entry& entry, const Executed& executed) {
    Done done{entry.log, entry.index, entry.leaf_hash, false, {}, entry.command_id};
    for (const Change& change : executed.changes)
        for (const Value& event : change.events)
            done.events.push_back(Value::object({{"stream", change.stream}, {"event", event}}));
    return done;
}

Done done_again(const Entry& entry) {
    Done done{entry.log, entry.index, entry.leaf_hash, true, {}, entry.command_id};
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
    return done_again(entry);
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

std::optional<std::string> Service::behind(const std::string& log, const Standing& standing) {
    if (notary_ == nullptr) return std::nullopt;
    const auto head = head_of(notary_->released(log).value_or(""));
    if (!head) return std::nullopt;
    // Another process may have recorded and released since the log was looked at.
    if (head->size > standing.tree.size() && head->size > store_.standing(log).tree.size())
        return "the log " + log + " has " + std::to_string(standing.tree.size()) +
               " entries, but a head of " + std::to_string(head->size) +
               " was released: the database is of an earlier day";
    if (ledger::root(head->size, nodes_of(store_, log)) != head->root)
        return "the first " + std::to_string(head->size) + " entries of the log " + log +
               " are not those of the head that was released: the record was rewritten, or is another one";
    return std::nullopt;
}

void Service::refuse_if_behind(const std::string& log, const Standing& standing) {
    if (compared_.contains(log)) return;
    if (const auto what = behind(log, standing))
        throw Failure{Failure::Kind::behind,
                      *what +
                          "; nothing was recorded. Put the newer database back, or, where it is lost, go on "
                          "with `atranka log reopen`"};
    compared_.insert(log);
}

std::optional<std::string> Service::released_ahead(const std::string& log) {
    return behind(log, store_.standing(log)) ? notary_->released(log) : std::nullopt;
}

// A key that was put in place of the one that the record names signs nothing.
void Service::refuse_if_other_key(const std::vector<Envelope>& envelopes) {
    if (notary_ == nullptr) return;
    const std::string host = notary_->host();  // whoever cannot sign records nothing
    if (key_is_known_) return;
    for (const Envelope& envelope : envelopes)
        if (std::holds_alternative<custody::RotateKey>(envelope.command)) return;
    const std::string named = stored_->log("instance").key;
    if (!named.empty() && named != notary_->key(host).text())
        throw Failure{Failure::Kind::unavailable,
                      "the signing key is not the one that the record names, " + named +
                          ": nothing was recorded. Put that key back, or, where it is lost, say so with "
                          "`atranka key rotate --lost`"};
    key_is_known_ = true;
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

// What is decided and waits to be written, in one transaction.
struct Service::Group {
    std::vector<Batch> batches;
    std::map<std::string, Standing> standings;  // with what is in `batches`
    std::map<std::string, std::map<std::pair<int, std::int64_t>, ledger::Hash>>
        nodes;  // of the newest leaves
    std::map<std::string, Snapshot> snapshots;
    std::set<std::string> besides, ids;
    std::vector<Done> done;  // one a batch
};

namespace {

// The subtrees that there are at first, and what every new leaf completes.
void keep_subtrees(std::map<std::pair<int, std::int64_t>, ledger::Hash>& nodes,
                   const ledger::Frontier& tree) {
    std::int64_t left = tree.size(), begin = 0;
    for (const ledger::Hash& hash : tree.subtrees()) {
        const auto level = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(left))) - 1;
        nodes.emplace(std::pair{level, begin >> level}, hash);
        begin += std::int64_t{1} << level;
        left -= std::int64_t{1} << level;
    }
}

}  // namespace

// After the entries are durable, and not before. All receipts of a log are under one head.
void Service::give_receipts(Group& group) {
    std::map<std::string, std::string> checkpoints;
    for (std::size_t i = 0; i < group.batches.size(); ++i) {
        const Entry& entry = group.batches[i].entry;
        const Standing& standing = group.standings.at(entry.log);
        auto it = checkpoints.find(entry.log);
        if (it == checkpoints.end()) it = checkpoints.emplace(entry.log, release(entry.log, standing)).first;
        const auto& nodes = group.nodes.at(entry.log);
        const auto proof =
            ledger::inclusion(entry.index, standing.tree.size(), [&](int level, std::int64_t position) {
                return nodes.at({level, position});
            });
        group.done[i].receipt = receipt_of(entry, proof, it->second);
    }
}

Result<Done> Service::done_before(const Entry& entry, const Envelope& envelope) {
    auto done = repeated(entry, envelope);
    if (done && notary_ != nullptr) done->receipt = receipt(entry);
    return done;
}

// Where a log stands before this command, which nothing in its group has touched yet.
Standing Service::standing_for(const std::string& log, const Envelope& envelope) {
    Standing found = store_.standing(log);
    const auto* opens = std::get_if<custody::OpenEpoch>(&envelope.command);
    if (opens == nullptr || opens->log != log) refuse_if_behind(log, found);
    if (found.origin.empty()) found.origin = origin_of(log);
    return found;
}

// Decides on what is recorded and on what the group has before it.
Result<void> Service::add(Group& group, const Envelope& envelope) {
    const auto standing = [&](const std::string& log) -> Standing& {
        const auto it = group.standings.find(log);
        if (it != group.standings.end()) return it->second;
        Standing& added = group.standings.emplace(log, standing_for(log, envelope)).first->second;
        keep_subtrees(group.nodes[log], added.tree);
        return added;
    };
    const auto* opens = std::get_if<custody::OpenEpoch>(&envelope.command);
    if (opens != nullptr && released_ahead(opens->log) != opens->released)
        return refuse(Rule::record_must_be_behind,
                      "the log " + opens->log + " has every entry of the newest head that was released",
                      "released");
    auto executed = execute(*stored_, envelope);
    if (!executed) return tl::unexpected{executed.error()};
    if (const auto* draft = std::get_if<call::DraftCall>(&envelope.command))
        if (const auto it = stored_->brought().find(draft->definition); it != stored_->brought().end())
            executed->beside.emplace_back(it->first, it->second);
    const std::int64_t instance_size = standing("instance").tree.size();
    Standing& log = standing(executed->log);
    if (opens != nullptr)
        log.origin = std::string{custody::place_of(log.origin)} + "/" +
                     std::to_string(std::get<custody::Log>(executed->changes.front().after).epoch);
    Batch batch;
    batch.origin = log.origin;
    batch.entry = record(envelope, *executed, log.origin, log.tree.size(), instance_size,
                         [&] { return random_.bytes(ledger::salt_bytes); });
    std::erase_if(batch.entry.beside, [&](const Beside& b) {
        return !group.besides.insert(b.hash).second || store_.beside(b.hash).has_value();
    });
    for (const Change& change : executed->changes)
        group.snapshots.insert_or_assign(
            change.stream,
            Snapshot{change.stream, version_of(change.after), ledger::canonical(encode_state(change.after))});
    batch.views = views_of(executed->changes);
    std::vector<std::string_view> parts;
    for (const Part& part : batch.entry.parts) parts.push_back(part.name);
    batch.views.involvements = involvements_of(envelope.actor.text, parts, batch.entry.streams);
    if (executed->erased) batch.erased = Erased{executed->erased->person.text, executed->erased->categories};
    stored_->keep(*executed);
    const ledger::Hash leaf = ledger::hash_of_hex(batch.entry.leaf_hash).value();
    auto& nodes = group.nodes[executed->log];
    nodes.emplace(std::pair{0, log.tree.size()}, leaf);
    for (const ledger::Node& node : log.tree.append(leaf))
        nodes.emplace(std::pair{node.level, node.position}, node.hash);
    group.done.push_back(done_of(batch.entry, *executed));
    group.ids.insert(envelope.id);
    group.batches.push_back(std::move(batch));
    return {};
}

Appended Service::write(Group& group) {
    if (group.batches.empty()) return Appended::done;
    group.batches.front().reads = stored_->reads_besides(group.batches);
    for (auto& [stream, snapshot] : group.snapshots)
        group.batches.back().snapshots.push_back(std::move(snapshot));
    const Appended appended = store_.append_all(group.batches);
    if (appended == Appended::conflict) return appended;
    stored_->written();
    for (const Batch& batch : group.batches)
        if (batch.entry.type == custody::RotateKey::name) key_is_known_ = false;
    if (notary_ != nullptr) give_receipts(group);
    return appended;
}

tl::expected<std::vector<Envelope>, std::pair<std::size_t, Rejection>> Service::envelopes_of(
    std::vector<Request>& requests) {
    std::vector<Envelope> envelopes;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Request& request = requests[i];
        auto command = as_recorded(request.command);
        if (!command)
            return tl::unexpected{std::pair{
                i, refuse(Rule::command_must_be_well_formed, "the command cannot be recorded as it is")
                       .value()}};
        if (request.id.empty()) request.id = ledger::hex(random_.bytes(16));
        envelopes.push_back({request.id, request.actor, request.authenticated,
                             request.at.value_or(clock_.now()), ledger::hex(random_.bytes(16)),
                             request.imported, *command});
    }
    return envelopes;
}

tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> Service::handle_all(
    std::vector<Request> requests) {
    const auto envelopes = envelopes_of(requests);
    if (!envelopes) return tl::unexpected{envelopes.error()};
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        stored_->begin();
        refuse_if_other_key(*envelopes);
        for (const Request& request : requests)
            for (const Value& document : request.documents) stored_->bring(document);
        Group group;
        std::map<std::size_t, Done> before;  // by their place among the requests
        for (std::size_t i = 0; i < envelopes->size(); ++i) {
            const Envelope& envelope = (*envelopes)[i];
            if (const auto entry = store_.entry_of_command(envelope.id)) {
                auto done = done_before(*entry, envelope);
                if (!done) return tl::unexpected{std::pair{i, done.error()}};
                before.emplace(i, std::move(*done));
                continue;
            }
            if (group.ids.contains(envelope.id))
                return tl::unexpected{
                    std::pair{i, refuse(Rule::command_id_must_be_new,
                                        "the id " + envelope.id + " was given to another command", "id")
                                     .value()}};
            if (auto added = add(group, envelope); !added) return tl::unexpected{std::pair{i, added.error()}};
        }
        if (write(group) == Appended::conflict) continue;
        for (auto& [i, done] : before)
            group.done.insert(group.done.begin() + static_cast<std::ptrdiff_t>(i), std::move(done));
        return std::move(group.done);
    }
    throw Failure(Failure::Kind::unavailable,
                  "the record is too busy: the command was not accepted, try again");
}

std::vector<Result<Done>> Service::handle_each(std::vector<Request> requests) {
    std::vector<std::optional<Result<Done>>> answers(requests.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < requests.size(); ++i) open.push_back(i);
    std::vector<Envelope> envelopes(requests.size());
    for (const std::size_t i : open) {
        std::vector<Request> one{std::move(requests[i])};
        auto envelope = envelopes_of(one);
        requests[i] = std::move(one.front());
        if (envelope)
            envelopes[i] = std::move(envelope->front());
        else
            answers[i] = Result<Done>{tl::unexpected{envelope.error().second}};
    }
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        std::erase_if(open, [&](std::size_t i) { return answers[i].has_value(); });
        if (open.empty()) break;
        stored_->begin();
        Group group;
        std::vector<std::size_t> added;
        std::vector<std::pair<std::size_t, Rejection>> refused;
        for (const std::size_t i : open) {
            if (group.ids.contains(envelopes[i].id)) continue;  // repeated among these: its turn comes
            if (const auto entry = store_.entry_of_command(envelopes[i].id)) {
                answers[i] = done_before(*entry, envelopes[i]);
                continue;
            }
            refuse_if_other_key({envelopes[i]});
            for (const Value& document : requests[i].documents) stored_->bring(document);
            if (auto ok = add(group, envelopes[i]); ok)
                added.push_back(i);
            else
                refused.emplace_back(i, std::move(ok.error()));
        }
        if (write(group) == Appended::conflict) continue;
        // A refusal that rests on what others of the group did holds once they are recorded.
        for (auto& [i, rejection] : refused) answers[i] = Result<Done>{tl::unexpected{std::move(rejection)}};
        for (std::size_t n = 0; n < added.size(); ++n) answers[added[n]] = std::move(group.done[n]);
    }
    std::vector<Result<Done>> all;
    for (auto& answer : answers) {
        if (!answer)
            throw Failure(Failure::Kind::unavailable,
                          "the record is too busy: the command was not accepted, try again");
        all.push_back(std::move(*answer));
    }
    return all;
}

std::optional<Result<Done>> Service::anchor(Instant now) {
    stored_->begin();
    const custody::Log instance = stored_->log("instance");
    custody::AnchorHeads command;
    for (const std::string& log : store_.logs()) {
        if (log == "instance") continue;
        const Standing standing = store_.standing(log);
        const auto anchored = instance.heads.find(log);
        if (anchored != instance.heads.end() && anchored->second.origin == standing.origin &&
            anchored->second.size >= standing.tree.size())
            continue;
        command.heads.emplace(log, custody::AnchoredHead{standing.origin, standing.tree.size(),
                                                         ledger::hex(standing.tree.root())});
    }
    if (command.heads.empty()) return std::nullopt;
    Request request{PersonId{"system"}, "system", std::move(command)};
    request.at = now;
    return handle(std::move(request));
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
