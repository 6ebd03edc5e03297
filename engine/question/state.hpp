#pragma once
// All questions about one call. One stream a call ("questions/<id>"), beside its own, which every
// command on an application reads.

#include "engine/kernel/codec.hpp"

#include <map>
#include <optional>
#include <vector>

namespace atranka::question {

// As everybody may read it.
struct Publication {
    Instant at;
    PersonId by;  // the officer
    std::map<std::string, std::string> asked, answer;
};
BOOST_DESCRIBE_STRUCT(Publication, (), (at, by, asked, answer))

struct Question {
    std::int64_t number = 0;  // from 1, in the order of asking
    PersonId by;
    std::optional<Instant> asked;
    std::vector<Publication> published;  // its versions, oldest first; the last is in force
    std::optional<Instant> set_aside;    // and since when nobody means to answer it
};
BOOST_DESCRIBE_STRUCT(Question, (), (number, by, asked, published, set_aside))

struct State {
    std::vector<Question> questions;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(State, (), (questions, version))

}  // namespace atranka::question
