#pragma once
// The keys under which private parts and drafts are sealed, in a file of their own.
// Shape:  <database>.keys, an SQLite file for its owner alone: one key a person and category. What is sealed
//         is base64 of a random nonce and the ciphertext, bound to the place it is kept at. No trace of a key
//         stays once it is destroyed: freed pages are overwritten, and the log of writes is emptied.
// Errors: service::Failure where the file cannot be read or written. A key that is gone, and text that was
//         changed or moved, unseal to nothing.
// Source: LEDGER.md, formats 4 and 8; engine/ledger/seal.hpp.

#include "adapters/sql/sqlite.hpp"
#include "adapters/sql/statement.hpp"

#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace atranka::sql {

class Keys {
public:
    explicit Keys(std::filesystem::path database);

    // Whoever seals holds the database's write lock, so that no key is destroyed meanwhile; the first text of
    // a person makes the key, durably. `had_parts`: there should be a file.
    std::string seal(const std::string& subject, const std::string& category, const std::string& place,
                     const std::string& text, const std::function<bool()>& had_parts);
    // The same without base64, for what is large and lies in a file.
    std::string seal_bytes(const std::string& subject, const std::string& category, const std::string& place,
                           const std::string& text, const std::function<bool()>& had_parts);
    std::optional<std::string> unseal_bytes(const std::string& subject, const std::string& category,
                                            const std::string& place, std::string_view sealed);
    // Where the files of that person lie.
    std::filesystem::path files_of(const std::string& subject) const;
    std::optional<std::string> unseal(const std::string& subject, const std::string& category,
                                      const std::string& place, const std::string& sealed);
    bool has(const std::string& subject, const std::string& category) {
        return find({subject, category}) != nullptr;
    }
    void destroy(const std::string& subject, const std::string& category);
    // Keys that were read before the newest of so many erasures may be gone.
    void forget_before(std::int64_t erasures) {
        if (erasures != erasures_) known_.clear();
        erasures_ = erasures;
    }

private:
    using Owner = std::pair<std::string, std::string>;
    bool open(bool make);
    const std::string* find(const Owner& owner);
    const std::string& make(const Owner& owner);

    std::filesystem::path file_, files_;
    soci::session session_ = {};
    Statements statements_{session_};
    bool is_open_ = false;
    std::int64_t erasures_ = 0;
    std::map<Owner, std::string> known_;
};

}  // namespace atranka::sql
