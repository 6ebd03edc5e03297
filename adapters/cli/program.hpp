#pragma once
// What a verb works with: the database, the clock, who acts, and where answers go.
// Shape:  the database is opened when it is first asked for. It is made only by `instance found`.
// Errors: Stop, with the exit code; service::Failure from the database.

#include "adapters/cli/options.hpp"
#include "engine/service/service.hpp"

#include <filesystem>
#include <memory>

namespace atranka::system {
class Notary;
}

namespace atranka::cli {

class Program {
public:
    Program(const Arguments& arguments, std::string verb);
    ~Program();

    service::Service& service();
    service::EventStore& store();
    service::Readings& readings();
    service::Blobs& blobs();
    service::Prover& prover();
    service::Random& random();
    // The signing key, and the heads that were released: --signing-key, or beside the database.
    system::Notary& notary();
    // Makes the signing key where there is none: its file, if it did.
    std::optional<std::string> made_key(const std::string& host);
    // After it was changed.
    void load_key_anew();
    void create_database() { create_ = true; }
    const std::filesystem::path& database() const { return database_; }

    // Who acts; Stop where nobody is named.
    PersonId actor() const;
    // The instant that was named; nothing: the clock's.
    std::optional<Instant> at() const { return at_; }
    Instant now();
    // What was typed: "application show".
    const std::string& verb() const { return verb_; }
    // Notes that the actor is shown this object, or was refused it, before they get the answer.
    void note(const std::string& log, const std::string& object, const std::string& as_of,
              ledger::AccessKind kind = ledger::AccessKind::reading);
    bool json() const { return json_; }

    // One line, or one JSON document, of the answer.
    void say(const std::string& line);
    void answer(const Value& document);
    // A line on the error stream, as `atranka: …`.
    static void warn(const std::string& line);
    // `refused: rule: message` and its problems; the exit code of that rule.
    int refused(const Rejection& rejection, const std::string& of = {});

private:
    std::filesystem::path database_, signing_key_;
    std::string actor_, verb_;
    std::optional<Instant> at_;
    bool json_ = false, create_ = false;
    struct World;
    std::unique_ptr<World> world_;
};

Value tree_of(const Rejection& rejection);
Value tree_of(const service::Done& done);
std::optional<Instant> instant_of(const std::string& text);

}  // namespace atranka::cli
