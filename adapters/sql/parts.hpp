#pragma once
// Private parts and drafts: sealed as they are written, erased with their keys.
// Shape:  an erasure has two halves: the rows go with the entry that orders it, the keys right after it is
//         durable, or else when the database is next opened or written to.
// Source: LEDGER.md, format 8.

#include "adapters/sql/keys.hpp"
#include "engine/service/ports.hpp"

namespace atranka::sql {

// A place in the record to which the sealed text is bound.
std::string place_of(const std::string& log, std::int64_t index, const std::string& name);

// Whether keys should be there. Drafts and files alone do not tell.
std::function<bool()> has_parts(Statements& statements);
// What another program erased since: its keys are not used again.
void forget_destroyed(Statements& statements, Keys& keys);

// After `forget_destroyed` in the same transaction.
void write_parts(Statements& statements, Keys& keys, std::int64_t seq, const service::Entry& entry);
std::vector<service::Part> read_parts(Statements& statements, Keys& keys, std::int64_t seq,
                                      const std::string& log, std::int64_t index);
// From the columns name, subject, category, salt and sealed, from that one on.
service::Part unsealed_part(Keys& keys, const std::string& log, std::int64_t index, const Rows& rows,
                            std::size_t first);
std::vector<service::KeptRow> kept_parts(Statements& statements, Keys& keys);
void put_draft(Statements& statements, Keys& keys, const std::string& person, const std::string& name,
               const std::string& text);
std::optional<std::string> get_draft(Statements& statements, Keys& keys, const std::string& person,
                                     const std::string& name);
// Within the transaction of the entry that orders it.
void erase_parts(Statements& statements, const service::Erased& erased);
// Destroys the keys that an erasure left; within a transaction of its own, or of whoever writes next.
bool has_keys_to_destroy(Statements& statements);
void destroy_keys(Statements& statements, Keys& keys);
// Seals what an older program left open.
void seal_all(Statements& statements, Keys& keys);

}  // namespace atranka::sql
