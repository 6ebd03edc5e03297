#pragma once
// What happened to one expert's assignment. Frozen once released.

#include "engine/assignment/state.hpp"

#include <variant>

namespace atranka::assignment {

struct ExpertAssigned {
    static constexpr std::string_view name = "ExpertAssigned";
    std::string step;
    PersonId expert;
    std::string kind;
};
BOOST_DESCRIBE_STRUCT(ExpertAssigned, (), (step, expert, kind))

struct InterestDeclared {
    static constexpr std::string_view name = "InterestDeclared";
    std::string step;
    PersonId expert;
    Interest interest{};
    lifecycle::assignment::Stage stage{};
};
BOOST_DESCRIBE_STRUCT(InterestDeclared, (), (step, expert, interest, stage))

struct InterestCleared {
    static constexpr std::string_view name = "InterestCleared";
    std::string step;
    PersonId expert;
    bool cleared = false;
    lifecycle::assignment::Stage stage{};
};
BOOST_DESCRIBE_STRUCT(InterestCleared, (), (step, expert, cleared, stage))

struct ApplicationOpened {
    static constexpr std::string_view name = "ApplicationOpened";
    std::string step;
    PersonId expert;
    Instant at;
    lifecycle::assignment::Stage stage{};
};
BOOST_DESCRIBE_STRUCT(ApplicationOpened, (), (step, expert, at, stage))

struct ReviewSubmitted {
    static constexpr std::string_view name = "ReviewSubmitted";
    std::string step;
    PersonId expert;
    Instant at;
    std::map<std::string, Decimal> scores;
    Decimal total, worst;
};
BOOST_DESCRIBE_STRUCT(ReviewSubmitted, (), (step, expert, at, scores, total, worst))

// Declined by the expert, removed by an officer, or reopened for another version.
struct AssignmentMoved {
    static constexpr std::string_view name = "AssignmentMoved";
    std::string step;
    PersonId expert;
    lifecycle::assignment::Stage stage{};
};
BOOST_DESCRIBE_STRUCT(AssignmentMoved, (), (step, expert, stage))

using Event = std::variant<ExpertAssigned, InterestDeclared, InterestCleared, ApplicationOpened,
                           ReviewSubmitted, AssignmentMoved>;

}  // namespace atranka::assignment
