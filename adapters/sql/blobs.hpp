#pragma once
// Files that people attached: sealed under their owner's key, in a folder beside the record.
// Shape:  <database>.files/<person>/<application>-<SHA-256 of the content>, in pieces that are sealed each
//         to its place; a row of `file` says that it is whole.
//         <database>.files/<person>/quarantine-<SHA-256> is what a scanner found something in. A
//         connection of its own; any thread may ask.
// Units:  a piece has 1 MiB.
// Errors: service::Failure. A file is synced, and so is its folder, before its row is written; what is
//         left of a file without a row is overwritten by the next of that content, or goes with its
//         owner's erasure.
// Source: LEDGER.md, format 8.

#include "adapters/sql/event_store.hpp"

namespace atranka::sql {

class Blobs final : public service::Blobs {
public:
    explicit Blobs(const std::filesystem::path& database, const Options& options = {});
    ~Blobs() override;

    void put(const std::string& person, const std::string& application, const Value& attachment,
             const std::string& content) override;
    bool holds(const std::string& application, const Value& attachment) override;
    std::optional<std::string> get(const std::string& application, const std::string& sha256) override;
    std::vector<std::string> of(const std::string& application) override;
    void remove(const std::string& application, const std::string& sha256) override;
    void quarantine(const std::string& person, const std::string& content) override;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace atranka::sql
