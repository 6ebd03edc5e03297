#pragma once
// What was asked about a call and answered to everybody, as far as the viewer may read it.
// Shape:  what was published, in the order of its publication, then what was not. `text` is as it was asked:
//         for whoever asked it, and for those who work on the call.

#include "engine/kernel/codec.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

struct Version {
    Instant at;
    std::map<std::string, std::string> asked, answer;  // by language
    PersonId by;                                       // for those who work on the call
};
BOOST_DESCRIBE_STRUCT(Version, (), (at, asked, answer, by))

struct Question {
    std::vector<Version> versions;  // oldest first; the last is in force
    bool own = false;
    std::string text;                  // nothing where it was erased
    std::optional<Instant> set_aside;  // nobody means to answer it
    std::string why;                   // and why, for whoever asked and for those who work on the call
    std::optional<Instant> asked;
    PersonId by;                // whoever asked, for those who work on the call
    std::int64_t question = 0;  // by which PublishAnswer names it, for the same; 0 for everybody else
};
BOOST_DESCRIBE_STRUCT(Question, (), (versions, own, text, set_aside, why, asked, by, question))

struct Questions {
    bool open = false;  // whether questions are taken now
    std::optional<Instant> closes;
    std::vector<Question> items;
};
BOOST_DESCRIBE_STRUCT(Questions, (), (open, closes, items))

}  // namespace atranka::inquiry
