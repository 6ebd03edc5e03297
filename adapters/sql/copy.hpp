#pragma once
// A database that is in use, copied as it stands at one moment.
// Shape:  a new file, of the same schema and rows, without the pages that are free: what was deleted is in no
//         part of it. It is on disk when this returns.
// Errors: service::Failure; then there may be a part of the file.
// Source: sqlite.org/lang_vacuum.html, "VACUUM with an INTO clause".

#include <filesystem>
#include <string>
#include <vector>

namespace atranka::sql {

void copy(const std::filesystem::path& from, const std::filesystem::path& to);
// What SQLite finds wrong in the file, in its words; nothing where it is whole.
std::vector<std::string> faults_in(const std::filesystem::path& file);

}  // namespace atranka::sql
