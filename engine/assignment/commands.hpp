#pragma once
// What is asked of, or by, one expert. Members named in `private_members` are kept in a part that can be
// erased.

#include "engine/assignment/state.hpp"

#include <variant>

namespace atranka::assignment {

struct AssignExpert {
    static constexpr std::string_view name = "AssignExpert";
    ApplicationId application;
    std::string step;
    PersonId expert;
};
BOOST_DESCRIBE_STRUCT(AssignExpert, (), (application, step, expert))

struct DeclareInterest {
    static constexpr std::string_view name = "DeclareInterest";
    static constexpr std::string_view private_members[] = {"statement"};
    ApplicationId application;
    std::string step;
    PersonId expert;
    Interest interest{};
    std::string statement;
};
BOOST_DESCRIBE_STRUCT(DeclareInterest, (), (application, step, expert, interest, statement))

struct ClearInterest {
    static constexpr std::string_view name = "ClearInterest";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string step;
    PersonId expert;
    bool cleared = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ClearInterest, (), (application, step, expert, cleared, reason))

struct DeclineReview {
    static constexpr std::string_view name = "DeclineReview";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string step;
    PersonId expert;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeclineReview, (), (application, step, expert, reason))

// The first reading is an entry: "declared before access" must be provable.
struct OpenApplication {
    static constexpr std::string_view name = "OpenApplication";
    ApplicationId application;
    std::string step;
    PersonId expert;
};
BOOST_DESCRIBE_STRUCT(OpenApplication, (), (application, step, expert))

struct SubmitReview {
    static constexpr std::string_view name = "SubmitReview";
    static constexpr std::string_view private_members[] = {"comments"};
    ApplicationId application;
    std::string step;
    PersonId expert;
    std::map<std::string, Decimal> scores;
    std::map<std::string, std::string> comments;
};
BOOST_DESCRIBE_STRUCT(SubmitReview, (), (application, step, expert, scores, comments))

struct ReopenReview {
    static constexpr std::string_view name = "ReopenReview";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string step;
    PersonId expert;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReopenReview, (), (application, step, expert, reason))

struct RemoveExpert {
    static constexpr std::string_view name = "RemoveExpert";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string step;
    PersonId expert;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RemoveExpert, (), (application, step, expert, reason))

using Command = std::variant<AssignExpert, DeclareInterest, ClearInterest, DeclineReview, OpenApplication,
                             SubmitReview, ReopenReview, RemoveExpert>;

}  // namespace atranka::assignment
