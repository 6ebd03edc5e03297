#include "engine/service/attached.hpp"
#include "engine/service/noting.hpp"
#include "engine/service/privacy.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/underway.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"

#include <algorithm>
#include <bit>

namespace atranka::service {

namespace {

constexpr int attempts_max = 100;  // a busy log lets everyone through long before

void add_events(Done& done, const std::string& stream, Value::List events) {
    for (Value& event : events) {
        Value::Object one;  // not from a list of its members, which would copy them
        one.emplace("stream", stream);
        one.emplace("event", std::move(event));
        done.events.emplace_back(std::move(one));
    }
}

bool brings_form(const Entry& entry) {
    return std::ranges::any_of(entry.parts, [](const Part& part) { return part.name == "form"; });
}

Done done_of(const Entry& entry, Executed executed) {
    Done done{entry.log, entry.index, entry.leaf_hash, false, {}, entry.command_id};
    for (Change& change : executed.changes) add_events(done, change.stream, std::move(change.events));
    return done;
}

Done done_again(const Entry& entry) {
    Done done{entry.log, entry.index, entry.leaf_hash, true, {}, entry.command_id};
    if (const auto events = events_of(entry))
        for (const auto& [stream, list] : events->as_object()) add_events(done, stream, list.as_list());
    return done;
}

// What a person says with a command, without what the service puts to it.
Value said_by(Command command) {
    if (auto* publish = std::get_if<call::PublishCall>(&command)) publish->judgement.reset();
    return kernel::encode(command);
}

// The answer to a command whose id is recorded already.
Result<Done> repeated(const Entry& entry, const Envelope& envelope) {
    const auto recorded = envelope_of(entry);
    const bool same = recorded && recorded->envelope.actor == envelope.actor &&
                      said_by(recorded->envelope.command) == said_by(envelope.command);
    if (!same)
        return refuse(Rule::command_id_must_be_new, "the id " + envelope.id + " was given to another command",
                      "id");
    return done_again(entry);
}

}  // namespace

Failure too_busy() {
    return {Failure::Kind::unavailable, "the record is too busy: the command was not accepted, try again"};
}

bool prepare(Request& request) {
    if (request.spelled) return true;
    auto made = spelled(request.command);
    if (!made) return false;
    request.spelled = std::make_shared<const Spelled>(std::move(*made));
    return true;
}

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

// The answer to a command whose id is recorded; nothing where it is not.
std::optional<Result<Done>> Service::done_before(const Envelope& envelope, const Request& request,
                                                 int attempt) {
    // Were it there all the same, it could not be written, and is looked for then.
    if (request.id_is_made && attempt == 0) return std::nullopt;
    const auto entry = store_.entry_of_command(envelope.id);
    if (!entry) return std::nullopt;
    auto done = repeated(*entry, envelope);
    if (done && notary_ != nullptr) {
        const Standing standing = store_.standing(entry->log);
        refuse_if_behind(entry->log, standing);
        // Not released: whoever recorded it did, and may be about to release a newer one.
        done->receipt = receipt_under(signed_head(standing), standing, *entry);
    }
    return done;
}

// Where a log stands before this command, which nothing in its group has touched yet.
Standing Service::standing_for(const std::string& log, const Envelope& envelope) {
    if (on_its_way_ != nullptr)
        if (const auto it = on_its_way_->standings.find(log); it != on_its_way_->standings.end())
            return it->second;
    Standing found = store_.standing(log);
    const auto* opens = std::get_if<custody::OpenEpoch>(&envelope.command);
    if (opens == nullptr || opens->log != log) refuse_if_behind(log, found);
    if (found.origin.empty()) found.origin = origin_of(log);
    return found;
}

std::optional<Proven> Service::proven_of(const CallId& id) {
    const call::State call = stored_->call(id);
    if (prover_ == nullptr || !call.exists() || call.stage != lifecycle::call::Stage::drafted)
        return std::nullopt;
    const auto definition = stored_->definition(call.definition);
    return definition ? std::optional{prover_->prove(*definition)} : std::nullopt;
}

std::optional<Proven> Service::proven(const CallId& id) {
    stored_->begin();
    return proven_of(id);
}

// A publication with what is proven of its definition, whatever the command says of it; nothing of others.
std::optional<Command> Service::judged(const Command& command) {
    const auto* publish = std::get_if<call::PublishCall>(&command);
    if (publish == nullptr) return std::nullopt;
    call::PublishCall made{publish->call, publish->report, std::nullopt};
    if (auto proven = proven_of(publish->call)) made.judgement = std::move(proven->judgement);
    return made;
}

Result<void> Service::add(Group& group, const Envelope& envelope, const Request& request) {
    auto command = judged(envelope.command);
    if (!command) return add_judged(group, envelope, request);
    auto made = spelled(*command);
    if (!made) return refuse(Rule::command_must_be_well_formed, "the command cannot be recorded as it is");
    Envelope with_judgement = envelope;
    with_judgement.command = made->command;
    Request asked = request;
    asked.spelled = std::make_shared<const Spelled>(std::move(*made));
    return add_judged(group, with_judgement, asked);
}

// Decides on what is recorded and on what the group has before it.
Result<void> Service::add_judged(Group& group, const Envelope& envelope, const Request& request) {
    if (request.looked_at &&
        stored_->version_of_stream(request.looked_at->stream) != request.looked_at->version)
        return refuse(Rule::version_must_be_current, "it changed since it was looked at: read it again");
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
    if (auto ok = refuse_unless_uploaded(*stored_, blobs_, envelope.command); !ok)
        return tl::unexpected{ok.error()};
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
    batch.entry = record(envelope, *request.spelled, *executed, log.origin, log.tree.size(), instance_size,
                         [&] { return random_.bytes(ledger::salt_bytes); });
    std::erase_if(batch.entry.beside, [&](const Beside& b) {
        return group.besides.contains(b.hash) || store_.beside(b.hash).has_value();
    });
    // From here on the group has it: nothing below asks the environment, which could fail.
    std::erase_if(batch.entry.beside, [&](const Beside& b) { return !group.besides.insert(b.hash).second; });
    std::vector<std::string_view> parts;
    for (const Part& part : batch.entry.parts) parts.push_back(part.name);
    batch.views.involvements = involvements_of(envelope.actor.text, parts, batch.entry.streams);
    if (executed->erased) batch.erased = Erased{executed->erased->person.text, executed->erased->categories};
    stored_->keep(*executed);
    const ledger::Hash leaf = ledger::hash_of_hex(batch.entry.leaf_hash).value();
    auto& nodes = group.nodes[batch.entry.log];
    nodes.emplace(std::pair{0, log.tree.size()}, leaf);
    for (const ledger::Node& node : log.tree.append(leaf))
        nodes.emplace(std::pair{node.level, node.position}, node.hash);
    group.done.push_back(done_of(batch.entry, std::move(*executed)));
    group.ids.insert(envelope.id);
    group.batches.push_back(std::move(batch));
    return {};
}

bool Service::write(EventStore& store, Group& group) {
    if (group.batches.empty()) return true;
    if (store.append_all(group.batches) == Appended::conflict) return false;
    group.is_durable = true;
    if (notary_ != nullptr) give_receipts(group);
    return true;
}

// From here on other commands may be decided over the group's.
void Service::send(Group& group) {
    if (group.batches.empty()) return;
    group.batches.front().reads = stored_->reads_besides(group.batches);
    stored_->derive(group.batches.back());
    stored_->send();
    on_its_way_ = &group;
}

void Service::arrive(const Group& group) {
    if (group.batches.empty()) return;
    on_its_way_ = nullptr;
    if (!group.is_durable) return stored_->lost();
    stored_->arrived();
    for (const Batch& batch : group.batches)
        if (batch.entry.type == custody::RotateKey::name) key_is_known_ = false;
}

// What may be thrown away once a form was accepted that does not name it.
void Service::settle_forms(const Group& group) {
    if (blobs_ == nullptr || !group.is_durable) return;
    constexpr std::string_view application = "application/";
    for (const Batch& batch : group.batches) {
        if (!brings_form(batch.entry)) continue;
        for (const StreamVersion& s : batch.entry.streams)
            if (s.stream.starts_with(application)) try {
                    settle(s.stream.substr(application.size()));
                } catch (const Failure&) {
                    // What was accepted stands; what is left over goes with the next form.
                    continue;
                }
    }
}

bool Service::write_here(Group& group) {
    send(group);
    const auto end = [&] { arrive(group); };
    try {
        if (!write(store_, group)) {
            end();
            return false;
        }
    } catch (...) {
        end();
        throw;
    }
    end();
    settle_forms(group);
    return true;
}

void Service::settle(const std::string& application) {
    if (blobs_ == nullptr) return;
    const auto held = blobs_->of(application);
    if (held.empty()) return;
    for (const std::string& hash : unnamed_of(held, store_, states(), application))
        blobs_->remove(application, hash);
}

Result<Envelope> Service::envelope_of(Request& request) {
    if (request.actor.empty() || request.authenticated.empty())
        return refuse(Rule::command_must_be_well_formed,
                      "a command says who gives it, and how that was made sure of", "actor");
    if (!prepare(request))
        return refuse(Rule::command_must_be_well_formed, "the command cannot be recorded as it is");
    if (request.id.empty()) {
        request.id = ledger::hex(random_.bytes(16));
        request.id_is_made = true;
    }
    return Envelope{request.id,
                    request.actor,
                    request.authenticated,
                    request.at.value_or(clock_.now()),
                    ledger::hex(random_.bytes(16)),
                    request.imported,
                    request.spelled->command};
}

// What the clockwork tries in vain it tries again: only what people attempted is noted.
void Service::note_refusals(const std::vector<std::pair<const Request*, const Rejection*>>& refused) {
    if (readings_ == nullptr) return;
    std::vector<ledger::Access> lines;
    for (const auto& [request, rejection] : refused)
        if (request->authenticated != "system")
            lines.push_back(refusal_of(states(), *request, *rejection, request->at.value_or(clock_.now())));
    readings_->append(lines);
}

tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> Service::handle_all(
    std::vector<Request> requests) {
    auto done = accept_all(requests);
    if (!done) note_refusals({{&requests[done.error().first], &done.error().second}});
    return done;
}

tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> Service::accept_all(
    std::vector<Request>& requests) {
    std::vector<Envelope> envelopes;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        auto envelope = envelope_of(requests[i]);
        if (!envelope) return tl::unexpected{std::pair{i, std::move(envelope.error())}};
        envelopes.push_back(std::move(*envelope));
    }
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        stored_->begin();
        refuse_if_other_key(envelopes);
        for (const Request& request : requests)
            for (const Value& document : request.documents) stored_->bring(document);
        Group group;
        std::map<std::size_t, Done> before;  // by their place among the requests
        for (std::size_t i = 0; i < envelopes.size(); ++i) {
            const Envelope& envelope = envelopes[i];
            if (auto done = done_before(envelope, requests[i], attempt)) {
                if (!*done) return tl::unexpected{std::pair{i, done->error()}};
                before.emplace(i, std::move(**done));
                continue;
            }
            if (group.ids.contains(envelope.id))
                return tl::unexpected{
                    std::pair{i, refuse(Rule::command_id_must_be_new,
                                        "the id " + envelope.id + " was given to another command", "id")
                                     .value()}};
            if (auto added = add(group, envelope, requests[i]); !added)
                return tl::unexpected{std::pair{i, added.error()}};
        }
        if (!write_here(group)) continue;
        for (auto& [i, done] : before)
            group.done.insert(group.done.begin() + static_cast<std::ptrdiff_t>(i), std::move(done));
        return std::move(group.done);
    }
    throw too_busy();
}

std::vector<Service::Answer> Service::handle_each(std::vector<Request> requests) {
    Underway all;
    ask(all, std::move(requests));
    for (int attempt = 0; attempt < attempts_max && !all.is_answered(); ++attempt) {
        stored_->begin();
        all.group = {};
        all.added.clear();
        all.refused.clear();
        decide(all, 0, attempt);
        if (write_here(all.group)) answer(all);
    }
    note_refusals(all);
    std::vector<Answer> answers;
    for (auto& answer : all.answers)
        answers.push_back(answer ? std::move(*answer) : Answer{tl::unexpected{too_busy()}});
    return answers;
}

std::unique_ptr<Underway> Service::decide(std::vector<Request> requests) {
    stored_->begin();
    auto all = std::make_unique<Underway>();
    join(*all, std::move(requests));
    return all;
}

void Service::join(Underway& all, std::vector<Request> requests) {
    const std::size_t first = all.requests.size();
    ask(all, std::move(requests));
    decide(all, first, 0);
}

void Service::send(Underway& all) { send(all.group); }

void Service::write(EventStore& store, Underway& all) {
    try {
        if (!write(store, all.group)) return;
    } catch (...) {
        all.failed = std::current_exception();
        return;
    }
    answer(all);
    for (std::size_t n = 0; n < all.added.size(); ++n)
        if (blobs_ == nullptr || !brings_form(all.group.batches[n].entry)) all.ready.push_back(all.added[n]);
}

bool Service::arrive(Underway& all) {
    arrive(all.group);
    return all.group.batches.empty() || all.group.is_durable;
}

void Service::finish(Underway& all) {
    settle_forms(all.group);
    note_refusals(all);
}

bool Service::decides_on_streams_alone(const Request& request) {
    return request.documents.empty() &&
           std::visit(
               []<class C>(const C&) { return boost::mp11::mp_contains<application::Command, C>::value; },
               request.command);
}

// All of them or, where that throws, none.
void Service::ask(Underway& all, std::vector<Request> requests) {
    std::vector<Result<Envelope>> envelopes;
    for (Request& request : requests) envelopes.push_back(envelope_of(request));
    for (std::size_t i = 0; i < requests.size(); ++i) {
        all.answers.emplace_back();
        if (!envelopes[i]) all.answers.back() = Result<Done>{tl::unexpected{std::move(envelopes[i].error())}};
        all.envelopes.push_back(envelopes[i] ? std::move(*envelopes[i]) : Envelope{});
        all.requests.push_back(std::move(requests[i]));
    }
}

// Those from the first on that are not answered yet.
void Service::decide(Underway& all, std::size_t first, int attempt) {
    for (std::size_t i = first; i < all.requests.size(); ++i) try {
            const Envelope& envelope = all.envelopes[i];
            // Repeated among these or those before: its turn comes.
            if (all.answers[i] || all.group.ids.contains(envelope.id) ||
                (on_its_way_ != nullptr && on_its_way_->ids.contains(envelope.id)))
                continue;
            if (auto done = done_before(envelope, all.requests[i], attempt)) {
                all.answers[i] = std::move(*done);
                continue;
            }
            refuse_if_other_key({&envelope, 1});
            for (const Value& document : all.requests[i].documents) stored_->bring(document);
            if (auto ok = add(all.group, envelope, all.requests[i]); ok)
                all.added.push_back(i);
            else
                all.refused.emplace_back(i, std::move(ok.error()));
        } catch (const Failure& failure) {
            all.answers[i] = Answer{tl::unexpected{failure}};
        }
}

void Service::answer(Underway& all) {
    // A refusal that rests on what others of the group did holds once they are recorded.
    for (auto& [i, rejection] : all.refused)
        all.answers[i] = Result<Done>{tl::unexpected{std::move(rejection)}};
    for (std::size_t n = 0; n < all.added.size(); ++n)
        all.answers[all.added[n]] = Result<Done>{std::move(all.group.done[n])};
}

void Service::note_refusals(const Underway& all) {
    std::vector<std::pair<const Request*, const Rejection*>> in_vain;
    for (std::size_t i = 0; i < all.requests.size(); ++i)
        if (const auto& answer = all.answers[i]; answer && *answer && !**answer)
            in_vain.emplace_back(&all.requests[i], &(*answer)->error());
    if (!in_vain.empty()) note_refusals(in_vain);
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
                            judged(*command).value_or(*command)};
    auto executed = execute(*stored_, envelope);
    if (!executed) return tl::unexpected{executed.error()};
    Done done{executed->log, -1, {}, false, {}, {}};
    for (const Change& change : executed->changes) add_events(done, change.stream, change.events);
    return done;
}

}  // namespace atranka::service
