#pragma once
// What happened to the questions about a call. Frozen once released.

#include "engine/question/commands.hpp"

namespace atranka::question {

struct QuestionAsked {
    static constexpr std::string_view name = "QuestionAsked";
    std::int64_t number = 0;
    PersonId by;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(QuestionAsked, (), (number, by, at))

struct AnswerPublished {
    static constexpr std::string_view name = "AnswerPublished";
    std::int64_t number = 0;
    PersonId by;
    Instant at;
    std::map<std::string, std::string> asked, answer;
};
BOOST_DESCRIBE_STRUCT(AnswerPublished, (), (number, by, at, asked, answer))

struct QuestionSetAside {
    static constexpr std::string_view name = "QuestionSetAside";
    std::int64_t number = 0;
    PersonId by;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(QuestionSetAside, (), (number, by, at))

using Event = std::variant<QuestionAsked, AnswerPublished, QuestionSetAside>;

}  // namespace atranka::question
