#pragma once
// What is decided over many applications at once: the barrier of a stage, its reserve list, an upheld
// appeal's place.

#include "engine/kernel/codec.hpp"

#include <variant>

namespace atranka::procedure {

struct Secret {
    PersonId by;
    std::string secret;  // whose SHA-256 that person committed
};
BOOST_DESCRIBE_STRUCT(Secret, (), (by, secret))

// Order every application of the round that waits in the step, and cut by the declared policy. The secrets
// are opened here and mixed with a public value of a date after they were committed, so that nobody could
// grind the lot.
struct RankRound {
    static constexpr std::string_view name = "RankRound";
    CallId call;
    RoundId round;
    std::string step;
    std::vector<Secret> secrets;
    std::string public_value;
};
BOOST_DESCRIBE_STRUCT(RankRound, (), (call, round, step, secrets, public_value))

struct ProposeSelection {
    static constexpr std::string_view name = "ProposeSelection";
    CallId call;
    RoundId round;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(ProposeSelection, (), (call, round, step))

struct ConfirmSelection {
    static constexpr std::string_view name = "ConfirmSelection";
    CallId call;
    RoundId round;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(ConfirmSelection, (), (call, round, step))

struct RefuseSelection {
    static constexpr std::string_view name = "RefuseSelection";
    CallId call;
    RoundId round;
    std::string step;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseSelection, (), (call, round, step, reason))

// Money came back: the next on the reserve list that it suffices for is selected.
struct PromoteReserve {
    static constexpr std::string_view name = "PromoteReserve";
    CallId call;
    RoundId round;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(PromoteReserve, (), (call, round, step))

// An application that an upheld appeal sent back arrives at a selection that was confirmed without it: it is
// placed at the original cut.
struct PlaceUpheld {
    static constexpr std::string_view name = "PlaceUpheld";
    CallId call;
    ApplicationId application;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(PlaceUpheld, (), (call, application, step))

using Command =
    std::variant<RankRound, ProposeSelection, ConfirmSelection, RefuseSelection, PromoteReserve, PlaceUpheld>;

}  // namespace atranka::procedure
