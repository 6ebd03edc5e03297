#pragma once
// Who may review in a call, how much each has to do already, and whether the rules let them review one
// application.

#include "engine/registry/state.hpp"

namespace atranka::inquiry {

struct GivenReview {
    std::string application, step, stage, interest;
    std::optional<Instant> deadline;
};
BOOST_DESCRIBE_STRUCT(GivenReview, (), (application, step, stage, interest, deadline))

struct Expert {
    std::string expert, name, kind;
    std::vector<std::string> fields;
    std::vector<registry::Employment> employments;
    std::int64_t open = 0, submitted = 0;  // reviews
    std::vector<GivenReview> reviews;
    std::string refused_by, refused_because;  // the rule by which they cannot review what was asked for
};
BOOST_DESCRIBE_STRUCT(Expert, (),
                      (expert, name, kind, fields, employments, open, submitted, reviews, refused_by,
                       refused_because))

}  // namespace atranka::inquiry
