#pragma once
// The instance's signing key in a file of its own, and the newest released heads beside it.
// Shape:  the key file is one line as Go's note package spells it: PRIVATE+KEY+<host>+<id>+<base64 of a
//         byte 1 and the seed>. One key signs the heads of all logs, each under its origin's name. A head is
//         a file a log, written over and not synced: it may lag the database, never lead it.
// Errors: service::Failure where the key is missing, not a key, or readable by others than its owner.
// Source: golang.org/x/mod/sumdb/note; C2SP signed-note; LEDGER.md, formats 5 and 9.

#include "engine/service/ports.hpp"

#include <filesystem>

namespace atranka::system {

class Notary final : public service::Notary {
public:
    // Nothing is read until something is signed: readers need no key.
    Notary(std::filesystem::path key_file, std::filesystem::path heads);

    std::string host() override;
    ledger::VerifierKey key(const std::string& origin) override;
    ledger::Signature sign(const ledger::Head& head) override;
    void release(const std::string& log, const std::string& checkpoint) override;
    std::optional<std::string> released(const std::string& log) override;

    const std::filesystem::path& key_file() const { return key_file_; }

private:
    void load();

    std::filesystem::path key_file_, heads_;
    std::string host_;
    std::optional<ledger::KeyPair> pair_;
};

// Makes the file, for its owner alone; Failure where there is one already.
void make_key(const std::filesystem::path& file, const std::string& host, service::Random& random);

// After a rotation was recorded: <file>.new takes the file's place, durably, and the key before it stays as
// <file>.former. Where the power went in between, it is done again with the same result.
std::error_code replace_key(const std::filesystem::path& file);

}  // namespace atranka::system
