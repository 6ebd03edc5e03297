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

    // Throws Failure (behind) where the newest released head of the log is not one of this record.
    void refuse_if_behind(const std::string& log, const Standing& standing);

    // States as they stand.
    States& states();
    EventStore& store() { return store_; }

private:
    class Stored;
    std::string origin_of(const std::string& log);
    std::string release(const std::string& log, const Standing& standing);
    void give_receipts(const std::vector<Batch>& batches, const std::map<std::string, Standing>& standings,
                       const ledger::Frontier& before, std::vector<Done>& all_done);

    EventStore& store_;
    Clock& clock_;
    Random& random_;
    Notary* notary_;
    std::set<std::string> compared_;  // logs whose newest released head was found in the record
    std::unique_ptr<Stored> stored_;
};

// A definition's hash: SHA-256 of its canonical bytes, hex.
std::string hash_of(const Value& document);
// Compiled from its canonical document; null where it is no definition.
std::shared_ptr<const definition::Definition> compile(const Value& document, const std::string& hash);

}  // namespace atranka::service
