#pragma once
// The lists people look at, derived from the streams' states and written with the entry that changed them.
// Shape:  one row a thing; dropping all rows and folding the entries again gives the same bytes.

#include "engine/kernel/codec.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atranka::service {

struct ApplicationRow {
    std::string application, call, round, lead;
    std::string step, stage, outcome;       // outcome is empty while the application is under way
    std::optional<Instant> deadline;        // of the step it waits in
    std::optional<Instant> submitted;       // its newest submission
    std::string requested, total, granted;  // decimals as text; empty where there is none yet
    std::int64_t rank = 0;                  // 0: not ranked
    bool suspended = false;
    std::int64_t version = 0;
    friend bool operator==(const ApplicationRow&, const ApplicationRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ApplicationRow, (),
                      (application, call, round, lead, step, stage, outcome, deadline, submitted, requested,
                       total, granted, rank, suspended, version))

struct ReviewRow {
    std::string application, call, step, expert, stage, total;
    std::optional<Instant> submitted;
    friend bool operator==(const ReviewRow&, const ReviewRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ReviewRow, (), (application, call, step, expert, stage, total, submitted))

struct CallRow {
    std::string call, workflow, definition, stage, budget, committed;
    std::int64_t version = 0;
    friend bool operator==(const CallRow&, const CallRow&) = default;
};
BOOST_DESCRIBE_STRUCT(CallRow, (), (call, workflow, definition, stage, budget, committed, version))

struct PersonRow {
    std::string person, roles;  // "call:role" separated by blanks
    std::int64_t version = 0;
    friend bool operator==(const PersonRow&, const PersonRow&) = default;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (person, roles, version))

// That a person wrote something of a category about an application, whether or not it is still there.
struct InvolvementRow {
    std::string person, application, category;
    friend auto operator<=>(const InvolvementRow&, const InvolvementRow&) = default;
};
BOOST_DESCRIBE_STRUCT(InvolvementRow, (), (person, application, category))

// So many private parts of a person's.
struct KeptRow {
    std::string person, category;
    std::int64_t parts = 0;
    bool is_locked = false;  // their key is missing, and no erasure destroyed it
};
BOOST_DESCRIBE_STRUCT(KeptRow, (), (person, category, parts))

struct Views {
    std::vector<ApplicationRow> applications;
    std::vector<ReviewRow> reviews;
    std::vector<CallRow> calls;
    std::vector<PersonRow> persons;
    std::vector<InvolvementRow> involvements;
};

// By what a list of applications is ordered; where that is equal, by application.
BOOST_DEFINE_ENUM_CLASS(Order, application, submitted, deadline, requested, total)

struct ApplicationQuery {
    std::string call, round, step, stage, lead;
    std::optional<Instant> due_by;  // only those whose deadline is before this instant
    std::int64_t limit = -1;        // all
    std::string outcome = {};
    std::string apart_from = {};  // none that this person leads or was asked to review
    Order order = Order::application;
    bool descending = false;
    // What follows the row of this key (order_key) and application.
    std::optional<std::pair<std::string, std::string>> after = {};
    std::optional<std::vector<std::string>> among = {};  // none but these, each once
    std::string total_from = {}, total_to = {};          // decimals; what has no total is left out
};

// Text whose order is the order of the rows; a decimal by its value, what is missing first.
std::string order_key(const ApplicationRow& row, Order order);
std::string order_key_of_decimal(const std::string& decimal);
// Those of the rows that the query asks for, but for `apart_from`, in its order and up to its limit.
std::vector<ApplicationRow> page_of(std::vector<ApplicationRow> rows, const ApplicationQuery& query);

struct ReviewQuery {
    std::string call, application, step, expert;
};

}  // namespace atranka::service
