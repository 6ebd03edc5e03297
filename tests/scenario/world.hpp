#pragma once
// What every test of whole calls needs: a definition from its file, a clock that stands still, bytes that are
// the same every time, and a service over a record in memory.

#include "engine/service/service.hpp"
#include "tests/scenario/believing.hpp"
#include "tests/scenario/memory_blobs.hpp"
#include "tests/scenario/memory_store.hpp"

namespace atranka::scenario {

// Resolved, as a call is drafted with it. Aborts with the problems where the text is no definition.
Value definition_of(const std::string& yaml);
Value definition_in(const std::string& file);  // relative to the sources
std::string text_of(const std::string& file);

Instant at(const std::string& text);

class Rehearsed final : public service::Random {
public:
    std::string bytes(std::size_t count) override;

private:
    std::uint64_t turn_ = 0;
};

class Stopped final : public service::Clock {
public:
    Instant now() override { return at("2026-01-05T08:00:00Z"); }
};

// Signs with a key that everybody knows.
class Rehearsing final : public service::Notary {
public:
    std::string host() override { return "localhost"; }
    ledger::VerifierKey key(const std::string& origin) override;
    ledger::Signature sign(const ledger::Head& head) override;
    void release(const std::string& log, const std::string& checkpoint) override { heads[log] = checkpoint; }
    std::optional<std::string> released(const std::string& log) override;

    std::map<std::string, std::string> heads;
    std::string seed = std::string(32, 's');
};

struct World {
    MemoryStore store;
    Stopped clock;
    Rehearsed random;
    Rehearsing notary;
    MemoryBlobs blobs;
    Believing prover;
    service::Service service{store, clock, random, &notary, nullptr, &blobs, &prover};
};

}  // namespace atranka::scenario
