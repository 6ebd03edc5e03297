#pragma once
// A small call told to a record in a file, by processes that come and go: what each command was answered is
// kept, as its givers would keep it.
// Shape:  a step is what is given at once, in one transaction; some begin with a new process. Every command has
//         an id, so that a step may be given again.
// Errors: service::Failure from `give` as the program would see it; a refusal is a broken test (std::logic_error).

#include "adapters/sql/event_store.hpp"
#include "adapters/system/notary.hpp"
#include "tests/scenario/world.hpp"

#include <memory>

namespace atranka::fault {

struct Step {
    std::vector<service::Request> requests;
    bool begins_a_process = false;
};
const std::vector<Step>& story();

// Where a record lies, with its key and its released heads.
struct Place {
    std::filesystem::path folder;

    std::filesystem::path database() const { return folder / "record.db"; }
    std::filesystem::path key() const { return folder / "record.db.key"; }
    std::filesystem::path heads() const { return folder / "record.db.heads"; }
    // Empty, but for the key.
    void prepare() const;
    void clear() const;
    void take_key(const Place& from) const;
};

// Tells somebody of each head that is released.
class Notary final : public service::Notary {
public:
    explicit Notary(const Place& place) : notary_{place.key(), place.heads()} {}

    std::string host() override { return notary_.host(); }
    ledger::VerifierKey key(const std::string& origin) override { return notary_.key(origin); }
    ledger::Signature sign(const ledger::Head& head) override { return notary_.sign(head); }
    void release(const std::string& log, const std::string& checkpoint) override;
    std::optional<std::string> released(const std::string& log) override { return notary_.released(log); }

    std::function<void(const std::string& log, const std::string& checkpoint)> on_release;

private:
    system::Notary notary_;
};

// One process at work.
class Session {
public:
    explicit Session(const Place& place);

    std::vector<service::Done> give(const Step& step);

    sql::EventStore store;
    Notary notary;

private:
    scenario::Stopped clock_;
    scenario::Rehearsed random_;

public:
    service::Service service{store, clock_, random_, &notary};
};

}  // namespace atranka::fault
