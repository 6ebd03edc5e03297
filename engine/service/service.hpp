#pragma once
// The one path by which anything happens: load, decide, append; and what readers may ask.
// Shape:  `handle` takes a command, answers with the entry it became or with the rule it broke. A command
//         repeated under its id is answered as done; another one under the same id is refused.
// Errors: a refusal is a value; a failing environment throws service::Failure (ports.hpp). A concurrent
//         writer is tried again from the beginning, never overwritten.
// Source: DESIGN.md §2 and §7.

#include "engine/service/execute.hpp"
#include "engine/service/proving.hpp"
#include "engine/service/readings.hpp"
#include "engine/service/record.hpp"

#include <memory>
#include <set>
#include <span>
#include <tl/expected.hpp>

namespace atranka::service {

struct Done {
    std::string log;
    std::int64_t index = 0;
    std::string leaf_hash;  // hex
    bool repeated = false;  // it had been accepted before
    Value::List events;     // {"stream": …, "event": {…}}
    std::string command_id = {};
    std::string receipt = {};  // receipt.hpp; empty where nobody signs
};

// A command as an adapter gives it: without time, nonce and salts, which the service adds.
struct Request {
    PersonId actor;
    std::string authenticated = "cli";
    Command command;
    std::string id = {};             // made where it is empty
    std::optional<Instant> at = {};  // the clock's where it is not given: tests, imports, scenarios
    bool imported = false;
    std::vector<Value> documents = {};  // definitions that the command brings
    std::optional<StreamVersion> looked_at =
        {};                   // what whoever decided had before them: refused if it moved on
    bool id_is_made = false;  // at random, for this command alone: it is not looked for in the record
    std::shared_ptr<const Spelled> spelled = {};  // its command; made where `prepare` has not been asked to
};
// What takes no look at the record, so that whoever asks can do it ahead, in a thread of their own: false
// where the command cannot be recorded.
bool prepare(Request& request);

struct Group;
struct Underway;

class Stored;

class Service {
public:
    // Without a notary nothing is signed, and nobody gets a receipt; without readings no refused attempt is
    // noted, and no head of theirs anchored.
    // Without blobs no form is accepted that names a file; without a prover no call is published.
    Service(EventStore& store, Clock& clock, Random& random, Notary* notary = nullptr,
            Readings* readings = nullptr, Blobs* blobs = nullptr, Prover* prover = nullptr);
    ~Service();

    Result<Done> handle(Request request);
    // What it would do, and nothing done: rehearsal of a bulk action.
    Result<Done> rehearse(const Request& request);
    // All in one transaction, or none: the index of the first that was refused, with its rejection.
    tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> handle_all(
        std::vector<Request> requests);
    // Each accepted or refused by itself, one after the other; what is accepted is made durable at once and
    // is receipted under one head of each log: one wait for the disk serves them all. Where the environment
    // fails one of them before it is written (its log is behind), the others go on; where the write itself
    // fails, that is thrown.
    using Answer = tl::expected<Result<Done>, Failure>;
    std::vector<Answer> handle_each(std::vector<Request> requests);

    // The same for whoever decides on one thread and writes on another (underway.hpp): commands are decided
    // over what is recorded and over the group that is on its way.
    std::unique_ptr<Underway> decide(std::vector<Request> requests);
    // What looks at more than that is decided by `handle_each`, when nothing is on its way.
    static bool decides_on_streams_alone(const Request& request);
    // Decides these, too, as long as it is not sent.
    void join(Underway& all, std::vector<Request> requests);
    void send(Underway& all);
    // On another thread, with a store of its own. Answers those that are `ready` then; remembers a Failure.
    void write(EventStore& store, Underway& all);
    // False where it was not recorded, and what was decided over it is void.
    bool arrive(Underway& all);
    // What is left to do for those that were not ready.
    void finish(Underway& all);

    struct Fired {
        std::string application;
        tl::expected<Done, Rejection> result;
    };
    // Fires what is due at `now`, one entry a timer; a refused one stops no other.
    std::vector<Fired> tick(Instant now);

    // A receipt of what is recorded, under the newest head of its log. Needs a notary.
    std::string receipt(const Entry& entry);
    // The newest head of a log, signed. Needs a notary.
    std::string checkpoint(const std::string& log);

    // Files of the application that neither a submitted form nor a draft names any more are removed.
    void settle(const std::string& application);

    // The heads of the calls' logs and of all readings that have grown since, into the instance log; nothing
    // where none has.
    std::optional<Result<Done>> anchor(Instant now);

    // Throws Failure (behind) where the newest released head of the log is not one of this record.
    void refuse_if_behind(const std::string& log, const Standing& standing);
    // In words, what is wrong; nothing where it is one of this record's.
    std::optional<std::string> behind(const std::string& log, const Standing& standing);
    // The newest head that was released of a log that is behind, for a new epoch; nothing where it is not.
    std::optional<std::string> released_ahead(const std::string& log);

    // What is proven of the definition of a call that is drafted: whoever publishes it names the report.
    std::optional<Proven> proven(const CallId& id);

    // States as they stand.
    States& states();
    EventStore& store() { return store_; }

private:
    std::string origin_of(const std::string& log);
    std::string signed_head(const Standing& standing);
    std::string release(const std::string& log, const Standing& standing);
    std::string receipt_under(const std::string& head, const Standing& standing, const Entry& entry);
    bool has_signed_another();
    void refuse_if_other_key(std::span<const Envelope> envelopes);
    Standing standing_for(const std::string& log, const Envelope& envelope);
    Result<void> add(Group& group, const Envelope& envelope, const Request& request);
    Result<void> add_judged(Group& group, const Envelope& envelope, const Request& request);
    std::optional<Proven> proven_of(const CallId& id);
    std::optional<Command> judged(const Command& command);
    std::optional<Result<Done>> done_before(const Envelope& envelope, const Request& request, int attempt);
    void give_receipts(Group& group);
    void send(Group& group);
    bool write(EventStore& store, Group& group);
    void arrive(const Group& group);
    bool write_here(Group& group);
    void settle_forms(const Group& group);
    void ask(Underway& all, std::vector<Request> requests);
    void decide(Underway& all, std::size_t first, int attempt);
    void answer(Underway& all);
    void note_refusals(const std::vector<std::pair<const Request*, const Rejection*>>& refused);
    void note_refusals(const Underway& all);
    tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> accept_all(
        std::vector<Request>& requests);
    Result<Envelope> envelope_of(Request& request);

    EventStore& store_;
    Clock& clock_;
    Random& random_;
    Notary* notary_;
    Readings* readings_;
    Blobs* blobs_;
    Prover* prover_;
    std::set<std::string> compared_;  // logs whose newest released head was found in the record
    bool key_is_known_ = false;       // to be the one that the record names
    std::unique_ptr<Stored> stored_;
    const Group* on_its_way_ = nullptr;
};

// A definition's hash: SHA-256 of its canonical bytes, hex.
std::string hash_of(const Value& document);
// Compiled from its canonical document; null where it is no definition.
std::shared_ptr<const definition::Definition> compile(const Value& document, const std::string& hash);

}  // namespace atranka::service
