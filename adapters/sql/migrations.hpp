#pragma once
// The schema, in the order it came about: schemas/sql/*.sql, compiled in so that the program needs no file
// beside it.
// Shape:  one text of several SQL statements a migration; the database's user_version counts those it has
//         had.
// Errors: a migration is frozen once released; a test compares these texts with the files byte for byte.

#include <array>
#include <string_view>

namespace atranka::sql {

struct Migration {
    std::string_view file;  // its name in schemas/sql
    std::string_view sql;
};

extern const std::array<Migration, 11> migrations;

}  // namespace atranka::sql
