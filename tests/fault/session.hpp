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
    bool rotates_the_key = false;  // and the next one takes its place afterwards
};
// First what a call consists of; then a person's data are erased, and the key is rotated.
const std::vector<Step>& story();
std::size_t steps_of_the_call();
// The command that destroys her keys.
const std::string& erasure_id();
constexpr const char* erased_person = "lead-3";
// The one that signs first, and the one after it.
const std::vector<ledger::VerifierKey>& keys();

// Where a record lies, with its key and its released heads.
struct Place {
    std::filesystem::path folder;

    std::filesystem::path database() const { return folder / "record.db"; }
    std::filesystem::path key() const { return folder / "record.db.key"; }
    std::filesystem::path heads() const { return folder / "record.db.heads"; }
    // Empty, but for the key.
    void prepare() const;
    void clear() const;
    // The key, and while it is rotated the one before and the one after it: names and contents.
    using KeyFiles = std::map<std::string, std::string>;
    KeyFiles key_files() const;
    void leave(const KeyFiles& files) const;
};

// Tells somebody of each head that is released.
class Notary final : public service::Notary {
public:
    explicit Notary(const Place& place) : place_{place} { load(); }

    void load() { notary_.emplace(place_.key(), place_.heads()); }
    std::string host() override { return notary_->host(); }
    ledger::VerifierKey key(const std::string& origin) override { return notary_->key(origin); }
    ledger::Signature sign(const ledger::Head& head) override { return notary_->sign(head); }
    void release(const std::string& log, const std::string& checkpoint) override;
    std::optional<std::string> released(const std::string& log) override { return notary_->released(log); }

    std::function<void(const std::string& log, const std::string& checkpoint)> on_release;

private:
    Place place_;
    std::optional<system::Notary> notary_;
};

// One process at work. A rotation that was recorded and interrupted is ended first, as `key rotate` does it.
class Session {
public:
    // Told whenever files of keys are others; whether they are there for certain.
    using OnKeys = std::function<void(const Place::KeyFiles&, bool is_certain)>;
    explicit Session(const Place& place, OnKeys on_keys = {});

    std::vector<service::Done> give(const Step& step);
    // An epoch of each log that lacks entries of its released head, as `log reopen` does it.
    std::vector<service::Done> reopen();

    sql::EventStore store;
    Notary notary;

private:
    void replace_key();

    Place place_;
    OnKeys on_keys_;
    scenario::Stopped clock_;
    scenario::Rehearsed random_;
    scenario::Believing prover_;

public:
    service::Service service{store, clock_, random_, &notary, nullptr, nullptr, &prover_};
};

}  // namespace atranka::fault
