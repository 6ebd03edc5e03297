#pragma once
// The rows of what is derived: snapshots and the lists people look at.

#include "adapters/sql/statement.hpp"
#include "engine/service/ports.hpp"

namespace atranka::sql {

void put_snapshots(Statements& statements, const std::vector<service::Snapshot>& snapshots);
void put_views(Statements& statements, const service::Views& views);
void drop_derived(Statements& statements);

std::vector<service::ApplicationRow> applications(Statements& statements,
                                                  const service::ApplicationQuery& query);
std::vector<service::ReviewRow> reviews(Statements& statements, const service::ReviewQuery& query);
std::vector<service::CallRow> calls(Statements& statements);
std::vector<service::PersonRow> persons(Statements& statements);
std::vector<service::InvolvementRow> involvements(Statements& statements, const std::string& person);

}  // namespace atranka::sql
