#pragma once
// The one path by which anything happens: load, decide, append; and what readers may ask.
// Shape:  `handle` takes a command, answers with the entry it became or with the rule it broke. A command
//         repeated under its id is answered as done; another one under the same id is refused.
// Errors: a refusal is a value; a failing environment throws service::Failure (ports.hpp). A concurrent
//         writer is tried again from the beginning, never overwritten.
// Source: DESIGN.md §2 and §7.

#include "engine/service/execute.hpp"
#include "engine/service/ports.hpp"

#include <set>
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
};

class Service {
public:
    // Without a notary nothing is signed, and nobody gets a receipt.
    Service(EventStore& store, Clock& clock, Random& random, Notary* notary = nullptr);
    ~Service();

    Result<Done> handle(Request request);
    // What it would do, and nothing done: rehearsal of a bulk action.
    Result<Done> rehearse(const Request& request);
    // All in one transaction, or none: the index of the first that was refused, with its rejection.
    tl::expected<std::vector<Done>, std::pair<std::size_t, Rejection>> handle_all(
        std::vector<Request> requests);
    // Each accepted or refused by itself, one after the other; what is accepted is made durable at once and
    // is receipted under one head of each log: one wait for the disk serves them all.
    std::vector<Result<Done>> handle_each(std::vector<Request> requests);

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

    // The heads of the calls' logs that have grown since, into the instance log; nothing where none has.
    std::optional<Result<Done>> anchor(Instant now);

    // Throws Failure (behind) where the newest released head of the log is not one of this record.
    void refuse_if_behind(const std::string& log, const Standing& standing);
    // In words, what is wrong; nothing where it is one of this record's.
    std::optional<std::string> behind(const std::string& log, const Standing& standing);
    // The newest head that was released of a log that is behind, for a new epoch; nothing where it is not.
    std::optional<std::string> released_ahead(const std::string& log);

    // States as they stand.
    States& states();
    EventStore& store() { return store_; }

private:
    class Stored;
    struct Group;
    std::string origin_of(const std::string& log);
    std::string release(const std::string& log, const Standing& standing);
    void refuse_if_other_key(const std::vector<Envelope>& envelopes);
    Standing standing_for(const std::string& log, const Envelope& envelope);
    Result<void> add(Group& group, const Envelope& envelope);
    Result<Done> done_before(const Entry& entry, const Envelope& envelope);
    void give_receipts(Group& group);
    Appended write(Group& group);
    tl::expected<std::vector<Envelope>, std::pair<std::size_t, Rejection>> envelopes_of(
        std::vector<Request>& requests);

    EventStore& store_;
    Clock& clock_;
    Random& random_;
    Notary* notary_;
    std::set<std::string> compared_;  // logs whose newest released head was found in the record
    bool key_is_known_ = false;       // to be the one that the record names
    std::unique_ptr<Stored> stored_;
};

// A definition's hash: SHA-256 of its canonical bytes, hex.
std::string hash_of(const Value& document);
// Compiled from its canonical document; null where it is no definition.
std::shared_ptr<const definition::Definition> compile(const Value& document, const std::string& hash);

}  // namespace atranka::service
