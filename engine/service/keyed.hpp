#pragma once
// Rows that are put in order again and again, beside the keys of their decimals.

#include "engine/service/views.hpp"

namespace atranka::service {

struct KeyedRow {
    ApplicationRow row;
    std::string requested_key, total_key;
    explicit KeyedRow(ApplicationRow of);
};

// As page_of of the rows alone.
std::vector<ApplicationRow> page_of(const std::vector<const KeyedRow*>& rows, const ApplicationQuery& query);

}  // namespace atranka::service
