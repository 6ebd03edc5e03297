#pragma once
// What a call came to: time, work, money, who was served. Worked out from the record alone.
// Shape:  counts by outcome; days between first submission and notice; hours of people by role and stage,
//         beside what a call of one stage would have cost; money by state; awards to hand over to monitoring.
// Units:  hours are assumptions a unit of work (Effort) times what the record counts, and are printed with
//         the result; days are calendar days with one decimal; money in the call's currency.
// Source: DOMAIN.md §1 ("The case for two stages is time and effort saved on both sides").

#include "engine/service/history.hpp"
#include "engine/service/ports.hpp"

namespace atranka::exporting {

// Hours a unit of work takes. No record tells them; these are our defaults, to be replaced by an agency's
// own.
struct Effort {
    Decimal first_form = 8, later_form = 40;     // an applicant's, writing
    Decimal first_check = 1, later_check = 3;    // an officer's, each check
    Decimal first_review = 1, later_review = 4;  // an expert's, each review submitted
    Decimal decision = Decimal::scaled(5, -1);   // a head's or the authority's, each confirmation or order
};

struct Hours {
    std::string role, stage;
    std::int64_t units = 0;
    Decimal hours;
    friend bool operator==(const Hours&, const Hours&) = default;
};

struct Award {
    std::string application, order, lead;
    Decimal amount, own_share;
    std::vector<std::string> partners;
};

struct Report {
    std::string call;
    std::int64_t applications = 0;
    std::map<std::string, std::int64_t> outcomes;  // under way counts as ""
    std::map<std::string, std::int64_t> waiting;   // by step
    std::optional<Decimal> days_to_inform_median, days_to_inform_max;
    std::int64_t informed = 0;
    std::vector<Hours> work;
    Decimal hours_two_stages, hours_one_stage;
    Decimal budget, committed, granted, private_money;
    std::int64_t smes = 0;                             // distinct, among awarded
    std::map<std::string, std::int64_t> technologies;  // named by awarded applications
    std::vector<Award> awards;
};

// As the record stood within that extent, where one is given. Null where there is no such call.
std::optional<Report> report_of(service::EventStore& store, const CallId& call,
                                const std::optional<service::Extent>& within = {}, const Effort& effort = {});

std::string text_of(const Report& report);  // for a terminal, at most 100 columns
Value tree_of(const Report& report);
std::string csv_of(const Report& report);  // one line a figure: section,name,value

}  // namespace atranka::exporting
