#pragma once
// The tree over each log's leaves: a row where the log stands, and a row a node.
// Shape:  hashes are hex; the head row is raised in the transaction that writes the entry.
// Errors: a head or node that cannot be read is a Failure (corrupt).
// Source: RFC 6962 §2.1; LEDGER.md, formats 1 and 3.

#include "adapters/sql/statement.hpp"
#include "engine/service/ports.hpp"

namespace atranka::sql {

service::Standing standing(Statements& statements, const std::string& log);
// `now` is where its log stands, and then stands. False where the entry is not the next of it.
bool raise(Statements& statements, service::Standing& now, const service::Batch& batch);
std::vector<ledger::Hash> nodes(Statements& statements, const std::string& log, int level, std::int64_t from,
                                std::int64_t count);
// The trees of a record that was written before there were any.
void plant(Statements& statements);

}  // namespace atranka::sql
